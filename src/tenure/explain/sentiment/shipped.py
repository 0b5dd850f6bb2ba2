"""The shipped starting point: words that praise or complain, by lemma, turned by a negation."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from tenure.explain.roots import roots
from tenure.explain.sentiment.learner import sigmoid
from tenure.explain.sentiment.ngrams import Floats
from tenure.explain.text.lemmas import NEGATION

_REACH = {"en": 3, "ko": 1}
"""So many words after a negation are turned by it."""
_TURNED = -0.7
"""What is not good is bad, but less than what is bad."""
_SLOPE = 0.8
"""Log odds of praise for each point. Chosen, not learnt: two strong words are 96 %."""


def points(lemmas: Sequence[str], language: str) -> float:
    """Return the sum of a text's words: 1 or 2 for praise, −1 or −2 for a complaint.

    A negation, which stands before what it negates in either language, turns the words that it
    reaches: one in Korean, up to three in English.

    >>> points(["not", "very", "good"], "en")
    -0.7
    """
    words, negation, reach = lexicon(language), NEGATION[language], _REACH[language]
    total = 0.0
    for place, lemma in enumerate(lemmas):
        worth = words.get(lemma, 0.0)
        if worth:
            turned = negation in lemmas[max(0, place - reach) : place]
            total += _TURNED * worth if turned else worth
    return total


def praise(lemmas: Sequence[Sequence[str]], language: str) -> Floats:
    """Return the probability (n,) that each text is praise; one half where no word tells."""
    found = np.fromiter((points(one, language) for one in lemmas), float, len(lemmas))
    return sigmoid(_SLOPE * found)


@cache
def lexicon(language: str) -> Mapping[str, float]:
    """Return the points of each lemma of a language."""
    text = files("tenure.explain.sentiment").joinpath(f"words/{language}.toml").read_text("utf-8")
    told = tomllib.loads(text)
    signs = (("praise", 1.0), ("complaint", -1.0))
    return {
        lemma: sign * float(strength)
        for kind, sign in signs
        for strength, lemmas in told[kind].items()
        for listed in lemmas
        for lemma in roots(listed)
    }
