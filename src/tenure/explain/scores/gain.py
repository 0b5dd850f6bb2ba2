"""Does a score predict attrition beyond behaviour: nested models, judged on what they never saw."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tenure.stats.logistic import chances, ridge_logistic

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

LEAST = 30
"""Who left and who stayed, at least, on either side of the split."""
TOO_FEW = "too few left or stayed to judge: at least 30 of each are needed to learn and to judge"
GAINS, NO_EVIDENCE, LOSES = "adds to behaviour", "no evidence", "adds noise"


@dataclass(frozen=True)
class Difference:
    """A figure of both models, and their difference with its paired 95 % interval."""

    without: float
    with_score: float
    gain: float
    low: float
    high: float


@dataclass(frozen=True)
class Gain:
    """What a score adds: by AUC (higher is better) and log loss (lower; the gain is the fall).

    alone: the AUC of the score alone; rows, units and left are those judged on.
    """

    rows: int
    units: int
    left: int
    alone: float | None = None
    auc: Difference | None = None
    log_loss: Difference | None = None
    verdict: str | None = None
    reason: str | None = None


def gain(
    behaviour: "Floats",
    score: "Floats",
    left: "Ints",
    unit: "Ints",
    date: "Ints",
    *,
    seed: int = 0,
    draws: int = 300,
    ridge: float = 1.0,
) -> Gain:
    """Return what a score adds to behaviour in predicting who leaves.

    Grain in: a unit at a date: columns of behaviour and of the score (NaN is missing), left as
    1 or 0. Learnt from half of the units at the earlier half of the dates, judged on the
    other units at the later dates (at all dates where there is one alone). Both models are
    logistic regressions with an L2 penalty of strength `ridge` on standardised columns with
    flags for what is missing; the second has the score's columns, too. Intervals: the
    percentile bootstrap over units, both models on the same draws.

    Verdict: adds where the interval of the fall in log loss lies above 0, adds noise where it
    lies below, else no evidence.
    """
    rng = np.random.default_rng(seed)
    learn, judge = _split(unit, date, rng)
    judged = Gain(int(judge.sum()), len(np.unique(unit[judge])), int(left[judge].sum()))
    if min(_fewest(left[learn]), _fewest(left[judge])) < LEAST:
        return Gain(judged.rows, judged.units, judged.left, reason=TOO_FEW)
    plain = _prepared(behaviour, learn)
    more = np.column_stack([plain, _prepared(score, learn)])
    before = _chances(plain, left, learn, judge, ridge)
    after = _chances(more, left, learn, judge, ridge)
    alone = _chances(_prepared(score, learn), left, learn, judge, ridge)
    outcome, who = left[judge], np.unique(unit[judge], return_inverse=True)[1]
    rows = [np.flatnonzero(who == one) for one in range(judged.units)] if draws else []
    drawn = [
        np.concatenate([rows[one] for one in rng.integers(0, judged.units, judged.units)])
        for _ in range(draws)
    ]
    auc = _difference(outcome, before, after, drawn, area, 1.0)
    loss = _difference(outcome, before, after, drawn, log_loss, -1.0)
    return Gain(
        judged.rows, judged.units, judged.left, area(outcome, alone), auc, loss, _verdict(loss)
    )


def area(left: "Ints", chance: "Floats") -> float:
    """Return the AUC: how often who left has the higher chance, ties half (Mann–Whitney)."""
    from scipy.stats import rankdata

    ones = int(left.sum())
    zeros = len(left) - ones
    if not ones or not zeros:
        return float("nan")
    ranks = float(rankdata(chance)[left == 1].sum())
    return (ranks - ones * (ones + 1) / 2) / (ones * zeros)


def log_loss(left: "Ints", chance: "Floats") -> float:
    """Return the mean of −log of the chance that was given to what happened."""
    kept = np.clip(chance, 1e-9, 1 - 1e-9)
    return float(-np.mean(np.where(left == 1, np.log(kept), np.log1p(-kept))))


def _split(
    unit: "Ints", date: "Ints", rng: np.random.Generator
) -> "tuple[NDArray[np.bool_], NDArray[np.bool_]]":
    units, at = np.unique(unit, return_inverse=True)
    first = (rng.permutation(len(units)) < len(units) / 2)[at]
    dates = np.unique(date)
    if len(dates) == 1:
        return first, ~first
    early = date < dates[len(dates) // 2]
    return first & early, ~first & ~early


def _fewest(left: "Ints") -> int:
    return int(min(left.sum(), len(left) - left.sum()))


def _prepared(columns: "Floats", learn: "NDArray[np.bool_]") -> "Floats":
    """Standardise by the rows that are learnt from; a missing number is the mean and a flag."""
    told = np.sign(columns) * np.log1p(np.abs(columns))
    missing = np.isnan(told)
    known = np.where(missing[learn], 0.0, told[learn]).sum(0)
    count = np.maximum((~missing[learn]).sum(0), 1)
    filled = np.where(missing, known / count, told)
    spread = filled[learn].std(0)
    kept = spread > 0
    flags = missing[:, missing[learn].any(0) & ~missing[learn].all(0)].astype(np.float64)
    scaled = (filled[:, kept] - filled[learn][:, kept].mean(0)) / spread[kept]
    return np.column_stack([scaled, flags])


def _chances(
    columns: "Floats",
    left: "Ints",
    learn: "NDArray[np.bool_]",
    judge: "NDArray[np.bool_]",
    ridge: float,
) -> "Floats":
    if not columns.shape[1]:
        return np.full(int(judge.sum()), float(left[learn].mean()))
    learnt = ridge_logistic(columns[learn], left[learn].astype(np.float64), ridge)
    return chances(*learnt, columns[judge])


def _difference(
    left: "Ints",
    before: "Floats",
    after: "Floats",
    drawn: "list[NDArray[np.int64]]",
    figure: object,
    sign: float,
) -> Difference:
    assert callable(figure)

    def fall(rows: "NDArray[np.int64] | slice") -> float:
        return sign * float(figure(left[rows], after[rows]) - figure(left[rows], before[rows]))

    found = [fall(rows) for rows in drawn]
    low, high = np.nanpercentile(found, [2.5, 97.5]) if found else (np.nan, np.nan)
    whole = slice(None)
    return Difference(
        figure(left, before), figure(left, after), fall(whole), float(low), float(high)
    )


def _verdict(loss: Difference) -> str:
    if loss.low > 0:
        return GAINS
    return LOSES if loss.high < 0 else NO_EVIDENCE
