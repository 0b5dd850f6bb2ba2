"""What an offer would have brought by a model's judged rows, and to whom it is made today."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from tenure.company.predictions.acting.findings import Finding
from tenure.company.predictions.currencies import of_main
from tenure.company.predictions.days import PROFILES, Day
from tenure.company.predictions.learning.backtest import Backtest
from tenure.company.predictions.profiles.scoring import if_alive
from tenure.definitions import Offer as Terms
from tenure.errors import MetricError
from tenure.predict.evaluate import bootstrap
from tenure.predict.evaluate.rows import Floats
from tenure.predict.profit import (
    CLASSIC,
    Campaign,
    Group,
    Offer,
    ProfitCurve,
    best_group,
    empc,
    expected_cost,
    expected_of_gain,
    expected_profit,
    maximum_profit,
    mpc,
    profit_curve,
)
from tenure.stats import Estimate

if TYPE_CHECKING:
    import pyarrow as pa

OF = 1000
"""The customers that money is told of: rows are drawn, and stand for more than themselves."""
SHARES = (1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 100)
"""Percent of the customers at which the curve is told: offers pay for few, so close at first."""
_WORTH = ("value_kept", "value", "alive")
_REPEATS = 200
_SURE = 20.0
"""α + β of the chance of acceptance, as in the literature: how sure one is of its mean."""


@dataclass(frozen=True)
class Brought:
    """What contacting the first share of `OF` customers would have brought.

    By each customer's expected profit, and by risk alone. `rows`, `dates`: what is judged by;
    `unvalued`: rows left out, for nobody knows what they were worth. `value`: the mean.
    """

    curve: ProfitCurve
    by_risk: ProfitCurve
    rows: int
    dates: int
    unvalued: int
    value: float


@dataclass(frozen=True)
class Maximum:
    """EMPC of a model at some prices, money a customer; null with the reason why."""

    campaign: Campaign | None
    empc: Estimate | None
    share: float | None
    mpc: float | None
    reason: str | None


@dataclass(frozen=True)
class Chosen:
    """To whom an offer is made: `rows` (unit_id, risk, value, profit, cost), most profit first.

    `group` is of all with a risk and a value, of whom there are `known`; `unvalued` have none.
    """

    rows: "pa.Table"
    group: Group
    known: int
    unvalued: int


def brought(rows: Backtest, terms: Terms, value: float | None = None) -> Brought:
    """Return what an offer would have brought by the rows that a model was judged by.

    Each row with its own value, or all with one. Raises MetricError when no value is known.
    """
    worth = _worth(rows.value, value)
    known = np.isfinite(worth)
    if not known.any():
        raise MetricError(
            "nobody knows what these customers were worth: there is no MRR and no order",
            hint="say it, the same for everyone: --value 200",
        )
    weight = rows.weight[known] * OF / rows.weight[known].sum()
    offer = _offer(terms, worth[known])
    whole, by_risk = (
        profit_curve(
            rows.left[known],
            rows.risk[known],
            offer,
            weight,
            groups=rows.unit[known],
            rank_by="profit" if own else "risk",
            points=101,
            repeats=_REPEATS,
        )
        for own in (True, False)
    )
    mean = float(np.average(worth[known], weights=rows.weight[known]))
    dates = len(np.unique(rows.day[known]))
    return Brought(whole, by_risk, int(known.sum()), dates, int((~known).sum()), mean)


def maxima(rows: Backtest, terms: Terms, value: float | None) -> dict[str, Maximum]:
    """Return EMPC at the company's own prices and at those of the literature.

    The former on the rows whose value is known, or all with one `value`; the mean counts.
    """
    worth = _worth(rows.value, value)
    known = np.isfinite(worth)
    mean = float(np.average(worth[known], weights=rows.weight[known])) if known.any() else None
    own = _campaign(terms, mean)
    told = own if isinstance(own, Maximum) else _maximum(rows.rows(known), own)
    return {"own": told, "literature": _maximum(rows, CLASSIC)}


def chosen(
    day: Day,
    terms: Terms,
    value: float | None = None,
    trial: Finding | None = None,
    *,
    currency: str | None = None,
) -> Chosen:
    """Choose to whom an offer is made today: the most expected profit within the budget.

    Each with their own risk and value, or one value for all. What is paid in another currency
    than most pay in, or than the company's `currency`, is not known. With a `trial`, what it has
    measured of each takes the place of the acceptance that is assumed. Raises MetricError
    when no value is known, or the day's profiles do not have that trial.
    """
    gain = None if trial is None else _gain(trial)
    names = ["unit_id", "risk"] if gain is None else ["unit_id", "risk", gain]
    table = _columns(day, names, value, currency)
    risk, worth = (_numbers(table, name) for name in ("risk", "value"))
    there = np.isfinite(risk)
    known = there & np.isfinite(worth)
    if gain is not None:
        known &= np.isfinite(_numbers(table, gain))
    if not known.any():
        raise MetricError(
            "nobody knows what customers are worth: there is no MRR and no order",
            hint="say it, the same for everyone: --value 200",
        )
    rows = table.take(np.flatnonzero(known))
    offer = _offer(terms, worth[known])
    if gain is None:
        profit, cost = expected_profit(risk[known], offer), expected_cost(risk[known], offer)
    else:
        profit, cost = expected_of_gain(risk[known], _numbers(rows, gain), offer)
    group = best_group(profit, cost, budget=terms.budget)
    return Chosen(
        _ranked(rows, group, profit, cost), group, int(known.sum()), int((there & ~known).sum())
    )


def terms_of(
    told: Terms | None,
    *,
    cost: float | None = None,
    contact: float | None = None,
    acceptance: float | None = None,
    taken_anyway: float | None = None,
    budget: float | None = None,
) -> Terms:
    """Return what the company says of its offer, with what is asked for in its place.

    Raises MetricError when nobody says what the offer costs, and for a number out of range.
    """
    given = {
        "cost": cost,
        "contact": contact,
        "acceptance": acceptance,
        "taken_anyway": taken_anyway,
        "budget": budget,
    }
    asked = {name: number for name, number in given.items() if number is not None}
    if told is None and cost is None:
        raise MetricError(
            "nobody has said what the offer costs",
            hint="[offer] cost = 20 in tenure.toml, or --offer-cost 20",
        )
    from pydantic import ValidationError

    try:
        return Terms(**({} if told is None else told.model_dump()) | asked)
    except ValidationError as error:
        first = error.errors()[0]
        name, allowed = first["loc"][0], first["msg"].removeprefix("Input should be ")
        raise MetricError(f"{name} cannot be {first['input']}; allowed: {allowed}") from error


def _worth(own: Floats, value: float | None) -> Floats:
    return own if value is None else np.full(len(own), value)


def _offer(terms: Terms, value: Floats) -> Offer:
    return Offer(value, terms.cost, terms.contact, terms.acceptance, terms.taken_anyway)


def _campaign(terms: Terms, value: float | None) -> "Campaign | Maximum":
    """Return the prices of EMPC, or why there are none."""
    if value is None:
        return _unknown("nobody knows what a customer is worth")
    if terms.acceptance >= 1:
        return _unknown("EMPC is a mean over chances of acceptance; this one is certain")
    alpha, beta = _SURE * terms.acceptance, _SURE * (1 - terms.acceptance)
    try:
        return Campaign(alpha, beta, value, terms.cost, terms.contact)
    except MetricError as error:
        return _unknown(error.message)


def _unknown(reason: str) -> Maximum:
    return Maximum(None, None, None, None, reason)


def _maximum(rows: Backtest, campaign: Campaign) -> Maximum:
    metric = partial(empc, campaign=campaign)
    found = bootstrap(metric, rows.left, rows.risk, rows.unit, rows.weight, repeats=_REPEATS)
    at = maximum_profit(rows.left, rows.risk, rows.weight, campaign=campaign)
    best = mpc(rows.left, rows.risk, rows.weight, campaign=campaign)
    return Maximum(campaign, found, at.share, best, None)


def _gain(trial: Finding) -> str:
    if trial.uplift is None:
        raise MetricError(
            f"whom {trial.treatment!r} changes is not known: {trial.says('en')}",
            where=f"experiment {trial.experiment!r}",
            hint="leave out --trial: then the acceptance in [offer] is assumed",
        )
    return trial.uplift.column


def _columns(day: Day, names: list[str], value: float | None, currency: str | None) -> "pa.Table":
    """Return columns of a day's profiles, and `value`: what each is worth if they are kept."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    there = pq.read_schema(day.folder / PROFILES).names
    missing = [name for name in names if name not in there]
    if missing:
        raise MetricError(
            f"the profiles of {day.as_of} have no {missing[0]!r}",
            hint="score again: tenure predict score",
        )
    own = [name for name in (*_WORTH, "value_currency") if name in there]
    table = day.table(columns=[*names, *own])
    assert table is not None
    worth = _if_kept(table) if value is None else np.full(table.num_rows, value)
    if value is None and "value_currency" in own:
        worth = of_main(table["value_currency"], worth, currency)
    return table.select(names).append_column("value", pa.array(worth))


def _if_kept(profiles: "pa.Table") -> Floats:
    """Return what each is worth that is kept (n,); NaN where it is not known."""
    there = profiles.column_names
    if "value_kept" in there:
        return _numbers(profiles, "value_kept")
    if "alive" in there:
        bought = if_alive(_numbers(profiles, "value"), _numbers(profiles, "alive"))
        return np.asarray(bought, np.float64)
    return np.full(profiles.num_rows, np.nan)


def _numbers(table: "pa.Table", name: str) -> Floats:
    return np.asarray(table[name].to_numpy(zero_copy_only=False), np.float64)


def _ranked(rows: "pa.Table", group: Group, profit: Floats, cost: Floats) -> "pa.Table":
    import pyarrow as pa

    taken = np.flatnonzero(group.chosen)
    order = taken[np.argsort(-profit[taken], kind="stable")]
    found = rows.take(order).append_column("profit", pa.array(profit[order]))
    return found.append_column("cost", pa.array(cost[order]))
