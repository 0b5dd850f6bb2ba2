"""Sentences that show what a theme is about: real ones, as they were masked when read."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_SHORTEST, _LONGEST = 5, 160
_STEM = 0.8


def typical(texts: Sequence[str], terms: Mapping[str, float], most: int = 3) -> list[str]:
    """Return sentences of texts of a theme that have most of its terms, each told by other terms.

    terms: how telling each is. A sentence has a term when it has its stem: the word without the
    ending of its lemma. Of equals the more frequent one comes first, then the shorter.
    """
    seen = Counter(sentence for text in texts for sentence in set(sentences(text)))
    fitting = [one for one in seen if _SHORTEST <= len(one) <= _LONGEST]
    found: list[str] = []
    left = {stem(term): weight for term, weight in terms.items()}
    while len(found) < most and left:
        worth = {one: _worth(one, left) for one in fitting if one not in found}
        best = max(worth, key=lambda one: (worth[one], seen[one], -len(one), one), default=None)
        if best is None or not worth[best]:
            break
        found.append(best)
        low = best.casefold()
        left = {stem: weight for stem, weight in left.items() if stem not in low}
    return found


def same_words(texts: Sequence[str], wordings: int = 3) -> float:
    """Return the share of some texts that have one of their commonest sentences, word for word."""
    own = [set(sentences(text)) for text in texts]
    seen = Counter(sentence for one in own for sentence in one)
    common = {sentence for sentence, _ in seen.most_common(wordings)}
    return sum(bool(one & common) for one in own) / max(len(texts), 1)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [one.strip() for one in _END.split(text) if one.strip()]


def stem(lemma: str) -> str:
    """Return what the forms of a lemma begin with: 비싸 of 비싸다, pric of price."""
    word = lemma.rpartition(" ")[2]
    if word.endswith("다") and len(word) > 2:
        return word[:-1]
    return word[: max(3, round(_STEM * len(word)))] if word.isascii() else word


def _worth(sentence: str, stems: Mapping[str, float]) -> float:
    low = sentence.casefold()
    return sum(weight for stem, weight in stems.items() if stem in low)
