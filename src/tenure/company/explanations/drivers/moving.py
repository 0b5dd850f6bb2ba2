"""Which drivers became more or less common from one period to another, and what goes with it."""

from datetime import date, timedelta
from typing import Any

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
    table, is_now = _population(outlook, now, before, where)
    group = np.unique(table["unit_id"].to_numpy(zero_copy_only=False), return_inverse=True)[1]
    rows = []
    for effect in found["effects"]:
        if effect["verdict"] not in _TELLING or effect["feature"] not in table.column_names:
            continue
        codes = _codes(effect, table)
        risks, covariance = (_array(effect[name]) for name in ("risks", "covariance"))
        one = compared(codes, is_now, group, risks, covariance)
        if one is not None:
            rows.append(_row(told[effect["driver"]], one))
    return sorted(rows, key=lambda row: -abs(row["effect"]))


def _population(
    outlook: Outlook, now: tuple[date, date], before: tuple[date, date], where: str | None
) -> tuple[Any, Any]:
    """Return the features (n rows) of who was active when each period began, and which is now."""
    starts = (before[0], now[0])
    points = tuple(Point(day, day, day + timedelta(days=1)) for day in starts)
    told = outlook.labels(points).select("unit_id", "as_of")
    if where:
        told = with_groups(outlook, told, None, where, "as_of").select("unit_id", "as_of")
    drawn = _drawn(outlook, told)
    rows = Rows.of(outlook)
    kind = repr(("moved", where, MOST_UNITS))
    table = rows.features_of(kind, drawn, points)
    is_now = np.array([int(day == now[0]) for day in table["as_of"].to_pylist()])
    if not is_now.any() or is_now.all():
        raise MetricError(
            f"nobody was active on {starts[0]} or on {starts[1]}",
            hint="periods must lie within the days observed",
        )
    return table, is_now


def _drawn(outlook: Outlook, told: Any) -> Any:
    """Draw units evenly in the order of their names where there are too many, alike in both."""
    import ibis

    engine = outlook.rule.data.engine
    counted = engine.execute(told.agg(n=told.unit_id.nunique()), metric="moved").to_pylist()
    share = min(1.0, MOST_UNITS / max(counted[0]["n"], 1))
    if share == 1.0:
        return told
    order = ibis.dense_rank().over(ibis.window(order_by=told.unit_id))
    placed = told.mutate(_place=order)
    taken = ((placed["_place"] + 1) * share).floor() > (placed["_place"] * share).floor()
    return placed.filter(taken).drop("_place")


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
