"""How well times until leaving are foretold, on customers that were not learned from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tenure.errors import MetricError
from tenure.predict.evaluate import Calibration, auc, calibration
from tenure.predict.learners import Learner
from tenure.predict.survival.censoring import Censoring, known_until
from tenure.predict.survival.curves import Curves
from tenure.predict.survival.followup import (
    Flags,
    FollowUp,
    Integers,
    follow_up,
    known_by,
    noticed,
)
from tenure.predict.survival.model import DAYS, Survival
from tenure.predict.survival.periods import Cut
from tenure.predict.survival.scores import Brier, brier, concordance
from tenure.stats import Estimate

if TYPE_CHECKING:
    import pyarrow as pa

Rows = npt.NDArray[Any]


@dataclass(frozen=True)
class AtDay:
    """How right the chances of having left by a day are; for a cause, or for any (None).

    `known` rows were watched until then, or left before.
    """

    day: float
    cause: str | None
    known: int
    auc: float
    calibration: Calibration


@dataclass(frozen=True)
class Quality:
    """Concordance (Harrell's, Uno's), the Brier score over the days, calibration by day.

    Intervals are over customers; None where undefined.
    """

    customers: int
    left: int
    horizon: float
    harrell: Estimate | None
    uno: Estimate | None
    brier: Brier
    at: tuple[AtDay, ...]


@dataclass(frozen=True)
class Backtest:
    """The quality of each fold, and of the forecasts of all folds taken together."""

    folds: tuple[Quality, ...]
    pooled: Quality

    def mean(self, name: str) -> float:
        """Return the mean of "harrell", "uno" or "gain" (of Brier) over the folds that have one.

        NaN where none has.
        """
        if name == "gain":
            found = [one.brier.gain for one in self.folds]
        else:
            known = (getattr(one, name) for one in self.folds)
            found = [one.value for one in known if one is not None]
        there = [one for one in found if np.isfinite(one)]
        return float(np.mean(there)) if there else float("nan")


def quality(
    curves: Curves,
    seen: FollowUp,
    *,
    days: Sequence[float] = DAYS,
) -> Quality:
    """Return how well the curves of rows foretell what was seen of them afterwards.

    Who is expected to stay fewer days within the horizon has the higher risk. Who was lost
    from sight before a day is stood for by those who were watched longer (inverse
    probability of censoring weights), as if how long one is watched did not depend on the
    customer. Days beyond the longest watch are left out.
    """
    if len(curves) != len(seen):
        raise MetricError(f"{len(curves)} curves are not those of {len(seen)} rows")
    watched = Censoring.of(seen.days, seen.gone, seen.weight)
    ranked = (seen.days, seen.gone, -curves.expected()[0], seen.weight)
    at = curves.edges[1:]
    staying = curves.surviving[:, 1:]
    score = brier(seen.days, seen.gone, staying, at, seen.weight, censoring=watched)
    return Quality(
        customers=len(np.unique(seen.unit)),
        left=len(np.unique(seen.unit[seen.gone])),
        horizon=curves.horizon,
        harrell=concordance(*ranked, groups=seen.unit),
        uno=concordance(*ranked, groups=seen.unit, censoring=watched, until=curves.horizon),
        brier=score,
        at=tuple(_at_days(curves, seen, watched, days)),
    )


def backtest(
    table: "pa.Table",
    features: Sequence[str],
    folds: Iterable[tuple[Rows, Rows]],
    *,
    by: str | Learner = "logistic",
    intervals: Cut | None = None,
    days: Sequence[float] = DAYS,
    most: int = 500_000,
    seed: int = 0,
) -> Backtest:
    """Learn from each fold's training rows, and judge by its test rows.

    `folds` are pairs of masks or indices of the table's rows. Where a fold's test rows all
    lie after its training rows (a rolling origin), the training labels are first cut to what
    was known at the first test date. Raises MetricError without a fold.
    """
    whole, out = follow_up(table), noticed(table)
    found: list[tuple[Curves, FollowUp]] = []
    for train, test in folds:
        learn, judge = (_places(rows, out) for rows in (train, test))
        later = table.take(judge)
        model = Survival.fit(
            _as_known(table.take(learn), later),
            features,
            by=by,
            intervals=intervals,
            causes=whole.causes,
            replicates=0,
            most=most,
            seed=seed,
        )
        found.append((model.curves(later), whole.rows(judge)))
    if not found:
        raise MetricError("there is no fold to judge by", where="backtest")
    each = tuple(quality(*one, days=days) for one in found)
    return Backtest(each, quality(*_pooled(found), days=days))


def _at_days(
    curves: Curves, seen: FollowUp, watched: Censoring, days: Sequence[float]
) -> Iterable[AtDay]:
    causes = [None, *curves.causes] if len(curves.causes) > 1 else [None]
    until = min(curves.horizon, known_until(seen.days, seen.gone))
    for day in (one for one in days if one <= until):
        weight = seen.weight * watched.weights(seen.days, seen.gone, day)
        known = weight > 0
        for number, cause in enumerate(causes):
            why = seen.gone if cause is None else seen.cause == number
            y = (why & (seen.days <= day))[known].astype(np.float64)
            chance = curves.leaving(day)[0] if cause is None else curves.leaving_for(cause, day)
            p, w = np.clip(chance, 0, 1)[known], weight[known]
            yield AtDay(
                day,
                cause,
                int(known.sum()),
                auc(y, p, w),
                calibration(y, p, w, groups=seen.unit[known]),
            )


def _places(rows: Rows, out: Flags) -> Integers:
    """Return the places of a mask or an index, without those that are out."""
    which = np.asarray(rows)
    places = np.flatnonzero(which) if which.dtype == bool else which
    return places[~out[places]]


def _as_known(learn: "pa.Table", judge: "pa.Table") -> "pa.Table":
    """Return the training rows as they were known at the first test date, if that is later."""
    if "as_of" not in learn.column_names:
        return learn
    import pyarrow.compute as pc

    first = pc.min(judge["as_of"]).as_py()
    last = pc.max(learn["as_of"]).as_py()
    return known_by(learn, first) if last < first else learn


def _pooled(found: list[tuple[Curves, FollowUp]]) -> tuple[Curves, FollowUp]:
    """Return the curves of all folds up to the shortest horizon, and what was seen."""
    size = min(len(one.edges) for one, _ in found) - 1
    cut = [one.until(size) for one, _ in found]
    curves = Curves(cut[0].edges, cut[0].causes, np.concatenate([one.incidence for one in cut]))
    seen = [one for _, one in found]
    return curves, FollowUp(
        np.concatenate([one.days for one in seen]),
        np.concatenate([one.cause for one in seen]),
        seen[0].causes,
        np.concatenate([one.unit for one in seen]),
        np.concatenate([one.weight for one in seen]),
    )
