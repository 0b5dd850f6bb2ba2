"""What contracts are worth: hazard × margin, from survival curves that somebody else computed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tenure.errors import MetricError
from tenure.predict.worth.types import Floats

NO_CONTRACT, NOTICED = "no_contract", "noticed"
"""Why somebody's contracts have no value: none is paid for, or they have given notice."""
_PLACE = "contract value"


@dataclass(frozen=True)
class ContractValue:
    """Each unit's worth over the horizon, (n,): `expected`, and an interval of its own fate.

    `low` and `high` are quantiles of what the unit will really bring, leaving when it will,
    taking the survival curve as given; `mean_low` and `mean_high` are the expected value at
    the ends of the curve's own band, None without one.
    """

    expected: Floats
    low: Floats
    high: Floats
    mean_low: Floats | None
    mean_high: Floats | None


def contract_value(
    survival: ArrayLike,
    margin: ArrayLike,
    *,
    rate: float = 0.0,
    band: tuple[ArrayLike, ArrayLike] | None = None,
    level: float = 0.95,
) -> ContractValue:
    """Return what units under contract are worth in the periods to come.

    `survival` (n, periods): the probability that a unit is still there when 1, 2, … periods from
    now are over, as a hazard model or a shifted-beta-geometric tells it. `margin`: money that a
    period brings, paid at its start by who is there, a number, (n,) or (n, periods). `rate`: the
    discount rate of one period. The period that runs is paid for and does not count.

    Σ over k of margin_k · S(k) / (1 + rate)^k. What the unit really brings is the same sum up to
    the period it leaves in; since each period adds to it, its quantiles are those of the lifetime.

    Raises MetricError for curves that are none (outside of [0, 1], growing, not known).
    """
    curve = _curve(survival, "survival")
    if not rate > -1:
        raise MetricError(f"the discount rate must be above −1, not {rate}", where=_PLACE)
    if not 0 < level < 1:
        raise MetricError(f"the level must lie between 0 and 1, not {level}", where=_PLACE)
    money = _money(margin, curve.shape) / (1.0 + rate) ** np.arange(1, curve.shape[1] + 1)
    if (money < 0).any():
        raise MetricError("margins must be ≥ 0", where=_PLACE, hint="value losses by themselves")
    tail = (1.0 - level) / 2.0
    ends = band and tuple((_curve(one, "the band") * money).sum(axis=1) for one in band)
    return ContractValue(
        (curve * money).sum(axis=1),
        _quantile(curve, money, tail),
        _quantile(curve, money, 1.0 - tail),
        np.minimum(*ends) if ends else None,
        np.maximum(*ends) if ends else None,
    )


def _quantile(curve: Floats, money: Floats, share: float) -> Floats:
    """Return what comes in until the first period by which a share of units like it has left.

    P(periods paid ≤ k) = 1 − S(k + 1).
    """
    left = 1.0 - curve >= share - 1e-12
    ends = np.where(left.any(axis=1), left.argmax(axis=1), curve.shape[1])
    paid = np.concatenate((np.zeros((len(curve), 1)), np.cumsum(money, axis=1)), axis=1)
    found: Floats = paid[np.arange(len(curve)), ends]
    return found


def _curve(values: ArrayLike, name: str) -> Floats:
    curve = np.asarray(values, dtype=float)
    if curve.ndim != 2:
        raise MetricError(
            f"{name} must have a row a unit and a column a period, not {curve.ndim} dimensions",
            where=_PLACE,
        )
    if not ((curve >= 0) & (curve <= 1)).all() or (np.diff(curve, axis=1) > 1e-12).any():
        raise MetricError(
            f"{name} must lie between 0 and 1 and never grow",
            where=_PLACE,
            hint="units whose curve is not known have no value: leave them out, and say why",
        )
    return curve


def _money(margin: ArrayLike, shape: tuple[int, ...]) -> Floats:
    each = np.asarray(margin, dtype=float)
    each = each[:, None] if each.ndim == 1 else each
    try:
        return np.broadcast_to(each, shape)
    except ValueError as error:
        raise MetricError(
            f"margins of shape {each.shape} do not fit curves of shape {shape}", where=_PLACE
        ) from error
