"""Columns that behave as if filled in because a customer left."""

from collections.abc import Iterator

import numpy as np

from tenure.predict.encoding import Design, Floats
from tenure.predict.leakage.finding import Finding, finding
from tenure.predict.sample import Sample
from tenure.stats import wilson_bounds

USUAL = 0.98
"""The value that at least this share of those who stayed has is the usual one."""
SURE = 0.8
"""Where another value is there, at least this share left, by the lower Wilson bound."""
TOLD = 0.02
"""And it is there for at least this share of those who left."""
CHANCE = 1e-6
UNLIKE = 0.9


def only_leavers(design: Design, sample: Sample) -> Iterator[Finding]:
    """Find columns that are empty, or as usual, for all who stayed and filled for leavers.

    The bound is on the share who left of the customers for whom it is filled, so that few
    customers must be purer than many. Who stayed counts as often as a sample with more of those
    who left has to be weighted (all of them as many as Kish's effective number).
    """
    left = sample.y == 1
    if not left.any() or left.all():
        return
    times = float(sample.weight[~left].mean() / sample.weight[left].mean())
    for at, name in enumerate(design.names):
        usual = _usual(design.values[:, at][~left])
        if usual is None:
            continue
        filled = ~_same(design.values[:, at], usual)
        hit, every = _units(sample, filled & left), _units(sample, filled)
        stayed = every - hit  # at every date; of who left it may be filled before, too
        whole, squares = hit + stayed * times, max(hit + stayed * times**2, 1.0)
        size = max(whole**2 / squares, 1.0)
        least = float(wilson_bounds(hit / max(whole, 1.0) * size, size)[0])
        if least >= SURE and hit >= TOLD * sample.events and sample.rate < SURE / 2:
            yield finding(name, "only_leavers", left=hit, filled=every)


def same_for_leavers(design: Design, sample: Sample) -> Iterator[Finding]:
    """Find columns with one value for all who left, which many who stayed have not.

    By chance the others of n who left would have what the first has with probability qⁿ⁻¹, q
    the share of those who stay and have it, one more of whom might have come: (k + 1) / (m + 1)
    of m customers. It is found when that is below 10⁻⁶ and the share at most .9, so that what
    one or two who left have is never enough.
    """
    left = sample.y == 1
    m, others = sample.others, max(sample.events - 1, 0)
    for at, name in enumerate(design.names):
        values = design.values[:, at]
        one = values[left][:1]
        if not one.size or not _same(values[left], float(one[0])).all():
            continue
        share = float(_same(values[~left], float(one[0])).mean())
        q = (share * m + 1) / (m + 1)
        if share <= UNLIKE and others * np.log(q) < np.log(CHANCE):
            yield finding(name, "same_for_leavers", left=sample.events, share=100 * share)


def _usual(values: Floats) -> float | None:
    """Return the value (NaN: missing) that nearly all of those who stayed have, if any."""
    if not values.size:
        return None
    missing = np.isnan(values)
    if missing.mean() >= USUAL:
        return float("nan")
    found, counts = np.unique(values[~missing], return_counts=True)
    at = int(counts.argmax())
    return float(found[at]) if counts[at] >= USUAL * len(values) else None


def _same(values: Floats, value: float) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    return np.isnan(values) if np.isnan(value) else values == value


def _units(sample: Sample, which: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]") -> int:
    return len(np.unique(sample.groups[which]))
