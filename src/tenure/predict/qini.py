"""How well a ranking finds those whom a treatment changes: one Qini, and uplift by decile."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tenure.errors import MetricError
from tenure.predict.evaluate.curve import share_bounds
from tenure.predict.evaluate.resampled import REPEATS, clusters, draws, interval
from tenure.predict.evaluate.rows import Floats, Integers, Rows, equal_parts, rows_of, runs
from tenure.stats import Estimate
from tenure.stats.proportions import newcombe_bounds


@dataclass(frozen=True)
class QiniCurve:
    """Wanted outcomes that the treatment adds among the `taken` first rows, in treated rows."""

    taken: Floats
    added: Floats


@dataclass(frozen=True)
class UpliftBin:
    """Rows of like ranking: how many in each arm, and what the treatment changed there.

    `treated` and `control` are the shares with the wanted outcome, `gain` their difference with
    its Newcombe interval, None where an arm is empty. `predicted`: the mean ranking score.
    """

    n: int
    n_treated: int
    n_control: int
    predicted: float
    treated: float
    control: float
    gain: Estimate | None


def qini(
    wanted: ArrayLike, treated: ArrayLike, score: ArrayLike, weight: ArrayLike | None = None
) -> float:
    """Return the Qini coefficient of a ranking; 0 is random order, 1 the most that can be.

    Grain in: a row a customer of a randomised trial; `wanted` and `treated` are 0 or 1, the
    highest `score` is treated first. With Y the wanted outcomes and N the rows of each arm
    among the first k, the curve is Q(k) = Y_T(k) − Y_C(k) · N_T(k) / N_C(k), straight between
    distinct scores. The coefficient is (area under Q − area under the straight line to its
    end) / (the same of the perfect ranking: treated with the outcome first, then all without,
    then control with it). Weights count as so many rows. NaN when an arm is empty or nobody,
    or everybody, has the outcome. Sources: N. J. Radcliffe, Using control groups to target on
    predicted lift, Direct Marketing Analytics Journal (2007); the scaling is scikit-uplift's
    `qini_auc_score` with negative effects.
    """
    rows, arm = _trial(wanted, treated, score, weight)
    order = np.argsort(-rows.p, kind="stable")
    return _coefficient(rows.y[order], arm[order], rows.weight[order], runs(rows.p[order]))


def qini_curve(
    wanted: ArrayLike, treated: ArrayLike, score: ArrayLike, weight: ArrayLike | None = None
) -> QiniCurve:
    """Return the Qini curve, from (0, 0), at every distinct score; see `qini`."""
    rows, arm = _trial(wanted, treated, score, weight)
    order = np.argsort(-rows.p, kind="stable")
    return QiniCurve(*_curve(rows.y[order], arm[order], rows.weight[order], runs(rows.p[order])))


def qini_interval(
    wanted: ArrayLike,
    treated: ArrayLike,
    score: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    against: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    seed: int = 0,
    repeats: int = REPEATS,
) -> Estimate | None:
    """Return the Qini coefficient with its interval by bootstrap over `groups` (customers).

    `against`: another ranking of the same rows; the Qini less that of it, on the same draws.
    None where it is undefined, or of fewer than 10 customers.
    """
    scores = [score] if against is None else [score, against]
    ready = []
    for one in scores:
        rows, arm = _trial(wanted, treated, one, weight)
        order = np.argsort(-rows.p, kind="stable")
        ready.append((rows.y[order], arm[order], rows.weight, order, runs(rows.p[order])))

    def gained(times: Floats) -> float:
        first, *rest = (
            _coefficient(y, arm, (mass * times)[order], starts)
            for y, arm, mass, order, starts in ready
        )
        return first - rest[0] if rest else first

    cluster = clusters(groups, len(rows.y))
    whole = gained(np.ones(len(rows.y)))
    drawn = [gained(times) for times in draws(cluster, seed=seed, repeats=repeats)]
    return interval(whole, np.array(drawn))


def uplift_by_bin(
    wanted: ArrayLike,
    treated: ArrayLike,
    score: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    bins: int = 10,
) -> tuple[UpliftBin, ...]:
    """Return what the treatment changed by tenths of the ranking, the highest score first.

    Equal scores are never parted, so that there may be fewer bins.
    """
    if bins < 1:
        raise MetricError(f"at least one bin is needed, not {bins}", where="bins")
    rows, arm = _trial(wanted, treated, score, weight)
    order = np.argsort(-rows.p, kind="stable")
    order = order[rows.weight[order] > 0]
    if not len(order):
        return ()
    rows, arm = rows.kept(order), arm[order]
    place = equal_parts(rows.p, rows.weight, bins)
    return tuple(
        _bin(rows.kept(place == number), arm[place == number]) for number in np.unique(place)
    )


def _bin(rows: Rows, arm: Floats) -> UpliftBin:
    first, second = rows.kept(arm == 1), rows.kept(arm == 0)
    treated, control = _share(first), _share(second)
    gain = None
    if len(first.y) and len(second.y):
        bounds = [
            share_bounds(share, one.weight) for share, one in ((treated, first), (control, second))
        ]
        gain = newcombe_bounds(treated, bounds[0], control, bounds[1])
    return UpliftBin(
        n=len(rows.y),
        n_treated=len(first.y),
        n_control=len(second.y),
        predicted=float(np.average(rows.p, weights=rows.weight)),
        treated=treated,
        control=control,
        gain=gain,
    )


def _share(rows: Rows) -> float:
    return float(np.average(rows.y, weights=rows.weight)) if len(rows.y) else float("nan")


def _trial(
    wanted: ArrayLike, treated: ArrayLike, score: ArrayLike, weight: ArrayLike | None
) -> tuple[Rows, Floats]:
    rows = rows_of(wanted, score, weight, shares=False)
    return rows, rows_of(treated, rows.p, shares=False).y


def _curve(y: Floats, arm: Floats, weight: Floats, starts: Integers) -> tuple[Floats, Floats]:
    if not len(starts):
        return np.zeros(1), np.zeros(1)
    first, second = weight * arm, weight * (1 - arm)
    n_t, n_c, y_t, y_c = (
        np.cumsum(np.add.reduceat(each, starts)) for each in (first, second, first * y, second * y)
    )
    ratio = np.divide(n_t, n_c, out=np.zeros_like(n_t), where=n_c > 0)
    return np.r_[0, n_t + n_c], np.r_[0, y_t - y_c * ratio]


def _coefficient(y: Floats, arm: Floats, weight: Floats, starts: Integers) -> float:
    taken, added = _curve(y, arm, weight, starts)
    n_t, y_t = float(weight @ arm), float(weight @ (arm * y))
    total, y_all = float(weight.sum()), float(weight @ y)
    if not 0 < n_t < total or not 0 < y_all < total:
        return float("nan")
    line = added[-1] * total / 2
    without = total - y_all
    perfect = y_t**2 / 2 + y_t * without + (y_t + added[-1]) / 2 * (y_all - y_t)
    area = float(np.trapezoid(added, taken))
    return float((area - line) / (perfect - line)) if perfect > line else float("nan")
