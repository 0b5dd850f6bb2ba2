"""Which drivers became more or less common from one period to another, and what goes with it."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.explanations.drivers.learning import learnt
from tenure.company.explanations.drivers.naming import LANGUAGES
from tenure.company.explanations.drivers.told import ends
from tenure.company.explanations.grouped import with_groups
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.rows import Rows
from tenure.errors import MetricError
from tenure.explain.drivers.contrast import HIGH, LOW, Cut
from tenure.explain.drivers.moved import Moved
from tenure.explain.drivers.moved import moved as compared
from tenure.predict.grid import Point
from tenure.predict.health.arrays import numbers

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST_UNITS = 50_000
"""Customers of each period that are looked at, at most."""
_TELLING = ("more", "less")
_SAYS = {
    "en": "{what}, {side}: from {before:.1%} to {now:.1%} of customers; {effect:+.2f} points of "
    "attrition ({low:+.2f} to {high:+.2f}) go with it, all else alike.",
    "ko": "{what} {side}: 고객의 {before:.1%}에서 {now:.1%}로. 다른 조건이 같다면 이탈률 "
    "{effect:+.2f}포인트({low:+.2f}~{high:+.2f})에 해당합니다.",
}


def moved(
    outlook: Outlook, now: tuple[date, date], before: tuple[date, date], where: str | None = None
) -> list[dict[str, Any]]:
    """Compare customers as they were when two periods began, by the drivers that are judged.

    Periods are half-open, [start, end). A row a driver: driver, what_en, what_ko, side_en,
    side_ko, before, now (shares of customers on the side looked at), change with interval,
    effect with interval (by how much attrition over the horizon would move, were the adjusted
    differences its causes, which nobody knows), says_en, says_ko; largest effect first. Shares
    are those of the customers who fit `where`, active when each period began, as far as both
    were observed; adjusted risks are those of all customers. Raises MetricError when nobody was
    there in one of them, or nothing was learnt.
    """
    found = learnt(outlook)
    told = {row["driver"]: row for row in found["drivers"]}
    rows = Rows.of(outlook)
    there = {one.name for one in rows.features}
    effects = [
        one for one in found["effects"] if one["verdict"] in _TELLING and one["feature"] in there
    ]
    named = {one["feature"] for one in effects}
    if not named:
        return []
    table, is_now = _population(rows, now[0], before[0], where, named)
    group = np.unique(table["unit_id"].to_numpy(zero_copy_only=False), return_inverse=True)[1]
    told_rows = []
    for effect in effects:
        risks, covariance = (_array(effect[name]) for name in ("risks", "covariance"))
        one = compared(_codes(effect, table), is_now, group, risks, covariance)
        if one is not None:
            told_rows.append(_row(told[effect["driver"]], one))
    return sorted(told_rows, key=lambda row: -abs(row["effect"]))


def _population(
    rows: Rows, now: date, before: date, where: str | None, named: Collection[str]
) -> tuple[Any, Any]:
    """Return some features (n rows) of who was active on two days, and on which of them it is."""
    outlook, days = rows.outlook, (before, now)
    active = outlook.aside("active", [_active(outlook, days, where)])
    drawn = _drawn(outlook, active, days)
    points = tuple(Point(day, day, day + timedelta(days=1)) for day in days)
    table = rows.features_of(repr(("moved", where, MOST_UNITS)), drawn, points, named)
    return table, np.array([int(day == now) for day in table["as_of"].to_pylist()])


def _active(outlook: Outlook, days: tuple[date, date], where: str | None) -> "ir.Table":
    """Return who fits `where` and was active at the midnight of either day (unit_id, as_of)."""
    import ibis

    held = outlook.spells.filter(outlook.spells.unit_id.notnull())

    def at(day: date) -> "ir.Table":
        midnight = ibis.literal(day).cast("timestamp")
        since = held.from_local <= midnight
        there = held.filter(since, held.to_local.isnull() | (held.to_local > midnight))
        return there.select("unit_id", as_of=ibis.literal(day)).distinct()

    found = at(days[0]).union(at(days[1]))
    if not where:
        return found
    return with_groups(outlook, found, None, where, "as_of").select("unit_id", "as_of")


def _drawn(outlook: Outlook, active: "ir.Table", days: tuple[date, date]) -> "ir.Table":
    """Draw units evenly in the order of their names where there are too many, alike in both.

    Raises MetricError when nobody was there on one of the days.
    """
    import ibis

    told = active.agg(
        n=active.unit_id.nunique(),
        first=active.as_of.min(),
        last=active.as_of.max(),
    )
    one = outlook.rule.data.engine.execute(told, metric="moved").to_pylist()[0]
    if not one["n"] or one["first"] == one["last"]:
        raise MetricError(
            f"nobody was active on {days[0]} or on {days[1]}",
            hint="periods must lie within the days observed",
        )
    share = min(1.0, MOST_UNITS / one["n"])
    if share == 1.0:
        return active
    units = active.select("unit_id").distinct()
    placed = units.mutate(_place=ibis.row_number().over(ibis.window(order_by="unit_id")))
    taken = ((placed["_place"] + 1) * share).floor() > (placed["_place"] * share).floor()
    return active.semi_join(placed.filter(taken), "unit_id")


def _codes(effect: dict[str, Any], table: Any) -> Any:
    if effect["level"] is not None:
        texts = table[effect["feature"]].to_pylist()
        return np.array([HIGH if one == effect["level"] else LOW for one in texts])
    return Cut(**effect["cut"]).codes(numbers(table, effect["feature"]))


def _array(values: Any) -> Any:
    return np.array(values, dtype=np.float64)


def _row(driver: dict[str, Any], one: Moved) -> dict[str, Any]:
    names = [f"{what}_{language}" for what in ("what", "side") for language in LANGUAGES]
    said = {
        "before": one.before,
        "now": one.now,
        "effect": one.effect.value * 100,
        "low": one.effect.low * 100,
        "high": one.effect.high * 100,
    }
    row = {"driver": driver["driver"], **{name: driver[name] for name in names}}
    row |= {"before": one.before, "now": one.now}
    row |= {**ends("change", one.change), **ends("effect", one.effect)}
    for language in LANGUAGES:
        what, side = driver[f"what_{language}"], driver[f"side_{language}"]
        row[f"says_{language}"] = _SAYS[language].format(what=what, side=side, **said)
    return row
