"""Scores of texts by models that have seen neither the text nor its author."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tenure.explain.sentiment.learner import Linear, calibrated, fit, sigmoid
from tenure.explain.sentiment.ngrams import Floats, plain

Bools = NDArray[np.bool_]

FOLDS = 3
_NEWEST = 0.2
"""The share of texts, the newest, that is judged by what the older ones taught."""


@dataclass(frozen=True)
class Labelled:
    """Texts (n,) of one language with their lemmas, moods (0 or 1), authors and days.

    `days`: the day as a number that grows, NaN where it is not known.
    """

    texts: Sequence[str]
    lemmas: Sequence[Sequence[str]]
    moods: Floats
    authors: Sequence[str]
    days: Floats

    def take(self, chosen: Bools) -> "Labelled":
        """Return some of the texts."""
        at: list[int] = np.flatnonzero(chosen).tolist()
        return Labelled(
            [self.texts[one] for one in at],
            [self.lemmas[one] for one in at],
            self.moods[at],
            [self.authors[one] for one in at],
            self.days[at],
        )

    @property
    def either(self) -> int:
        """How many different texts the rarer mood has."""
        return min(len({plain(t) for t in self.take(self.moods == m).texts}) for m in (0.0, 1.0))


@dataclass(frozen=True)
class Scored:
    """Which texts were scored by models that had not seen them: sums and probabilities (n,)."""

    chosen: Bools
    sums: Floats
    praise: Floats


def across(said: Labelled, seed: int = 0) -> Scored | None:
    """Score a third of the texts, each by a model without its words and without its author.

    Texts and authors are dealt into `FOLDS` each. A model is judged on the texts in its fold of
    both, and learns from those in neither: the same words by another customer, and other words
    by the same one, are left out. Its line of calibration is that of the other folds.
    """
    by_text = _dealt([plain(text) for text in said.texts], seed)
    by_author = _dealt(said.authors, seed + 1)
    sums = np.full(len(said.texts), np.nan)
    fold = np.where(by_text == by_author, by_text, -1)
    for one in range(FOLDS):
        learn = (by_text != one) & (by_author != one)
        if not (_both(said.moods[learn]) and (fold == one).any()):
            return None
        model = fit(said.take(learn).texts, said.moods[learn], seed)
        sums[fold == one] = model.sums(said.take(fold == one).texts)
    return _lined(said.moods, sums, fold)


def later(said: Labelled, seed: int = 0) -> Scored | None:
    """Score the newest texts by a model of the older ones; of both none with the same words.

    None where days are not known or too little is left. Authors may have written before: in
    time that is how it is.
    """
    known = np.isfinite(said.days)
    if not known.any():
        return None
    cut = np.quantile(said.days[known], 1 - _NEWEST)
    older = known & (said.days <= cut)
    seen = {plain(text) for text in said.take(older).texts}
    unseen = np.array([plain(text) not in seen for text in said.texts])
    newer = known & (said.days > cut) & unseen
    found = across(said.take(older), seed) if _both(said.moods[older]) else None
    if found is None or not newer.any():
        return None
    model = fit(said.take(older).texts, said.moods[older], seed)
    own = said.moods[older][found.chosen]
    line = calibrated(model, found.sums[found.chosen], own)
    sums = np.full(len(said.texts), np.nan)
    sums[newer] = line.sums(said.take(newer).texts)
    return Scored(newer, sums, sigmoid(line.slope * sums + line.intercept))


def _lined(moods: Floats, sums: Floats, fold: NDArray[np.int64]) -> Scored | None:
    """Make the sums of each fold probabilities, by the line of the other folds."""
    praise = np.full(len(sums), np.nan)
    for one in range(FOLDS):
        others = (fold >= 0) & (fold != one)
        if not _both(moods[others]):
            return None
        line = calibrated(_NO_MODEL, sums[others], moods[others])
        praise[fold == one] = sigmoid(line.slope * sums[fold == one] + line.intercept)
    return Scored(fold >= 0, sums, praise)


_NO_MODEL = Linear(np.zeros(0, np.float32))


def _both(moods: Floats) -> bool:
    return bool((moods == 0).any() and (moods == 1).any())


def _dealt(names: Sequence[str], seed: int) -> NDArray[np.int64]:
    """Deal names into folds, the same name always into the same one."""
    dealt = (crc32(f"{seed}:{name}".encode("utf-8", "surrogatepass")) % FOLDS for name in names)
    return np.fromiter(dealt, np.int64, len(names))
