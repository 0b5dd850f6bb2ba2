"""When the share of a theme changed: the stretch of time that stands out most, and whether by luck.

Over bins of time with n texts each, k of them with the theme, every stretch of bins is held
against the rest by the likelihood ratio of two binomials. The largest of these is compared with
the largest that are found when the theme's texts are dealt out to the bins by chance, so that
having looked everywhere is paid for.

Source: A. Scott and M. Knott (1974) and D. Siegmund, Boundary-crossing probabilities and
statistical applications, Annals of Statistics 14 (1986), for a changed segment; the test is one
of permutation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenure.stats.estimate import Estimate
from tenure.stats.intervals import wilson
from tenure.stats.multiple import holm
from tenure.stats.proportions import newcombe

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LEAST = 30
"""Texts in the stretch and outside of it, at least."""
MOST_BINS = 60
DRAWS = 999
CERTAIN = 0.05


@dataclass(frozen=True)
class Growth:
    """The stretch of bins [begin, end) whose share of a theme stands out most.

    `end` None: it lasts. `inside` and `before` are (texts with the theme, texts); before it is
    what came before the stretch. `p` holds for having looked at every stretch; `corrected` for
    every theme, too.
    """

    begin: int
    end: int | None
    inside: tuple[int, int]
    before: tuple[int, int]
    p: float
    corrected: float

    @property
    def sure(self) -> bool:
        """Whether luck alone would hardly do it."""
        return self.corrected <= CERTAIN

    @property
    def share(self) -> Estimate:
        """The share within the stretch."""
        return _share(*self.inside)

    @property
    def share_before(self) -> Estimate:
        """The share before it."""
        return _share(*self.before)

    @property
    def difference(self) -> Estimate:
        """By how much the share within is above the one before, in shares of 1."""
        found = newcombe(*self.inside, *self.before)
        assert found is not None
        return found


def growths(counts: Sequence[Ints], totals: Ints, *, seed: int = 0) -> list[Growth | None]:
    """Return for each theme the stretch that stands out, None where there are too few texts.

    counts: of each theme, texts with it a bin (b,); totals: texts a bin (b,). At most
    `MOST_BINS` bins; ValueError for more.
    """
    if len(totals) > MOST_BINS:
        raise ValueError(f"at most {MOST_BINS} bins, not {len(totals)}")
    found = [_stretch(one, totals, seed + place) for place, one in enumerate(counts)]
    known = [one for one in found if one is not None]
    corrected = iter(holm([one.p for one in known]))
    return [one and _with(one, next(corrected)) for one in found]


def _stretch(counts: Ints, totals: Ints, seed: int) -> Growth | None:
    begin, end = _stretches(totals)
    whole, number = int(totals.sum()), int(counts.sum())
    if not len(begin) or not 0 < number < whole:
        return None
    inside, logs = _within(totals[None, :], begin, end)[0], _logs(whole)
    real = _ratios(_within(counts[None, :], begin, end), inside, number, logs)[0]
    rng = np.random.default_rng(seed)
    dealt = rng.multivariate_hypergeometric(totals, number, size=DRAWS, method="marginals")
    drawn = _ratios(_within(dealt, begin, end), inside, number, logs).max(axis=1)
    best = int(real.argmax())
    p = float((1 + (drawn >= real[best] - 1e-9).sum()) / (1 + DRAWS))
    return _told(counts, totals, int(begin[best]), int(end[best]), p)


def _stretches(totals: Ints) -> tuple[Ints, Ints]:
    """Return where stretches begin and end that have enough texts in them and before them.

    A stretch from the very first bin is what is left when another lasts to the end.
    """
    bins, before = len(totals), np.concatenate([[0], np.cumsum(totals)])
    begin, end = np.triu_indices(bins + 1, 1)
    enough = (before[begin] >= LEAST) & (before[end] - before[begin] >= LEAST)
    return begin[enough], end[enough]


def _within(counts: Ints, begin: Ints, end: Ints) -> Ints:
    """Return the sums of rows (m, b) over each stretch (m, s)."""
    summed = np.concatenate([np.zeros((len(counts), 1), np.int64), counts.cumsum(axis=1)], axis=1)
    return np.asarray(summed[:, end] - summed[:, begin])


def _ratios(found: Ints, inside: Ints, number: int, logs: Floats) -> Floats:
    """Return the log likelihood ratio of a share of its own in each stretch (m, s).

    `logs`: n · log n of every number up to that of all texts.
    """
    whole = len(logs) - 1
    outside, others = whole - inside, number - found
    own = logs[found] + logs[inside - found] - logs[inside]
    rest = logs[others] + logs[outside - others] - logs[outside]
    one_share = logs[number] + logs[whole - number] - logs[whole]
    return np.asarray(own + rest - one_share)


def _logs(whole: int) -> Floats:
    from scipy.special import xlogy

    numbers = np.arange(whole + 1, dtype=float)
    return np.asarray(xlogy(numbers, numbers))


def _told(counts: Ints, totals: Ints, begin: int, end: int, p: float) -> Growth:
    inside = int(counts[begin:end].sum()), int(totals[begin:end].sum())
    before = int(counts[:begin].sum()), int(totals[:begin].sum())
    return Growth(begin, None if end == len(totals) else end, inside, before, p, p)


def _with(one: Growth, corrected: float) -> Growth:
    return Growth(one.begin, one.end, one.inside, one.before, one.p, corrected)


def _share(found: int, texts: int) -> Estimate:
    bounds = wilson(found, texts)
    assert bounds is not None
    return Estimate(found / texts, *bounds)
