"""Which rows a model learns from and which it is judged by: later ones, other customers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from tenure.errors import MetricError
from tenure.predict.encoding import Floats
from tenure.predict.learners.base import grouped_folds
from tenure.predict.sample import Sample, date_of

Rows = npt.NDArray[Any]


@dataclass(frozen=True)
class Fold:
    """Indices of the rows to learn from and to be judged by; `day` is the test date, if any.

    `excluded` says how many earlier rows were not learned from, and why: "embargo", because
    their window was not over at the test date, or "same customers", because they are of the
    part that is tested.
    """

    train: Rows = field(repr=False)
    test: Rows = field(repr=False)
    day: date | None = None
    excluded: Mapping[str, int] = field(default_factory=dict)


def rolling_origin(
    sample: Sample,
    *,
    embargo: int,
    dates: int = 3,
    parts: int = 5,
    every_part: bool = True,
    seed: int = 0,
) -> tuple[Fold, ...]:
    """Return folds whose rows to learn from lie before the test date, of other customers.

    Customers are dealt into `parts`. A fold tests one part at one date, of the last `dates`
    that have rows before them; it learns from the other parts, at dates whose window was over
    by the midnight of the test date: date + `embargo` ≤ test date, embargo = gap + horizon.
    The whole part is left out, those too who left before the test date: to leave out only the
    customers tested would keep, of that part, the leavers alone, and raise every risk.
    With `every_part` each date is tested by all parts (dates × parts folds); otherwise date i
    by part i alone, so that each customer is tested once at most. Folds without both outcomes
    among the rows to learn from are left out; there may be none.

    Raises MetricError for a lone snapshot, an embargo below 1 or fewer than two parts.
    Source: L. J. Tashman, Out-of-sample tests of forecasting accuracy, International Journal
    of Forecasting 16 (2000).
    """
    if sample.days is None:
        raise MetricError("a lone snapshot has no later date", hint="use stratified folds")
    if embargo < 1 or parts < 2:
        raise MetricError(f"an embargo of {embargo} days and {parts} parts leave no honest fold")
    part = grouped_folds(sample.groups, parts, seed)
    found = []
    for at, day in enumerate(np.unique(sample.days)[::-1][:dates]):
        for number in range(parts) if every_part else (at % parts,):
            fold = _fold(sample, part == number, int(day), embargo)
            if fold is not None:
                found.append(fold)
    return tuple(sorted(found, key=lambda fold: fold.day or date.min))


def stratified(y: Floats, folds: int = 5, seed: int = 42) -> tuple[Fold, ...]:
    """Return folds of a lone snapshot, one row a customer, each with the same share of leavers.

    The protocol of published results: `StratifiedKFold(folds, shuffle=True, random_state=seed)`.
    """
    from sklearn.model_selection import StratifiedKFold

    fewest = int(min((y == 0).sum(), (y == 1).sum()))
    if fewest < folds:
        raise MetricError(f"{folds} folds need {folds} rows of each outcome, not {fewest}")
    dealt = StratifiedKFold(folds, shuffle=True, random_state=seed)
    return tuple(Fold(train, test) for train, test in dealt.split(np.zeros(len(y)), y))


def grouped(sample: Sample, folds: int = 5, seed: int = 0) -> tuple[Fold, ...]:
    """Return folds of whole customers, for dates too close together to leave a later one."""
    part = grouped_folds(sample.groups, folds, seed)
    return tuple(
        Fold(np.flatnonzero(part != number), np.flatnonzero(part == number))
        for number in range(folds)
    )


def _fold(sample: Sample, own: Rows, day: int, embargo: int) -> Fold | None:
    assert sample.days is not None
    before, over = sample.days < day, sample.days + embargo <= day
    tested = (sample.days == day) & own
    train, test = np.flatnonzero(over & ~own), np.flatnonzero(tested)
    if not test.size or len(np.unique(sample.y[train])) < 2:
        return None
    excluded = {
        "embargo": int((before & ~over).sum()),
        "same customers": int((over & own).sum()),
    }
    return Fold(train, test, date_of(day), excluded)
