"""Sentiment of one language: learnt where there is enough to learn from, else the shipped words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tenure.explain.sentiment import shipped
from tenure.explain.sentiment.held_out import Labelled, Scored, across, later
from tenure.explain.sentiment.judged import Judged, judged
from tenure.explain.sentiment.learner import Linear, calibrated, fit
from tenure.explain.sentiment.ngrams import Floats

LEAST_TEXTS = 300
LEAST_EITHER = 50
"""Texts with a score to learn from, at least; and different ones of the rarer mood."""
NEGATIVE, POSITIVE = 0.4, 0.6
"""Below, a text is called negative; above, positive; between, neutral."""

Kind = Literal["learnt", "shipped"]
Why = Literal["few_texts", "few_of_a_mood", "not_judged", "no_better"]


@dataclass(frozen=True)
class Sentiment:
    """What scores the texts of a language: the model learnt, or the shipped words and `why` these.

    `texts`: how many with a mood there were to learn from. `worth`: how well it does on held-out
    texts, split by split; `shipped`: how well the shipped words do on the same.
    """

    language: str
    kind: Kind
    texts: int
    either: int
    why: Why | None = None
    linear: Linear | None = None
    worth: tuple[Judged, ...] = ()
    shipped: tuple[Judged, ...] = ()

    def praise(self, texts: Sequence[str], lemmas: Sequence[Sequence[str]]) -> Floats:
        """Return the probability (n,) that each text, with its lemmas, is praise."""
        if self.linear is not None:
            return self.linear.praise(texts)
        return shipped.praise(lemmas, self.language)


def learn(language: str, said: Labelled, seed: int = 0) -> Sentiment:
    """Learn the sentiment of a language; decline, with the reason, where that is not possible.

    The shipped words are used below `LEAST_TEXTS` texts or `LEAST_EITHER` different texts of
    a mood, and where the model orders held-out texts no better than they do.
    """
    texts, either = len(said.texts), said.either
    words = shipped.praise(said.lemmas, language)
    everything = judged("all", words, said.moods)
    own = (everything,) if everything else ()
    why = _too_few(texts, either)
    scored = across(said, seed) if why is None else None
    if scored is None:
        return Sentiment(language, "shipped", texts, either, why or "not_judged", worth=own)
    in_time = later(said, seed)
    splits = [("others", scored), ("later", in_time)]
    worth = _worth(said, [(name, one, one.praise) for name, one in splits if one])
    beside = _worth(said, [(name, one, words) for name, one in splits if one])
    if not worth or worth[0].auc.value <= beside[0].auc.value:
        return Sentiment(
            language, "shipped", texts, either, "no_better" if worth else "not_judged", worth=own
        )
    line = calibrated(
        fit(said.texts, said.moods, seed), scored.sums[scored.chosen], said.moods[scored.chosen]
    )
    return Sentiment(language, "learnt", texts, either, None, line, worth, beside)


def moods(praise: Floats) -> list[str | None]:
    """Name the mood of each probability of praise; None where there is none."""
    named = np.select([praise < NEGATIVE, praise > POSITIVE], ["negative", "positive"], "neutral")
    known = np.isfinite(praise)
    return [str(one) if there else None for one, there in zip(named, known, strict=True)]


def _too_few(texts: int, either: int) -> Why | None:
    if texts < LEAST_TEXTS:
        return "few_texts"
    return "few_of_a_mood" if either < LEAST_EITHER else None


def _worth(said: Labelled, scored: list[tuple[str, Scored, Floats]]) -> tuple[Judged, ...]:
    found = [
        judged(name, praise[one.chosen], said.moods[one.chosen]) for name, one, praise in scored
    ]
    return tuple(one for one in found if one is not None)
