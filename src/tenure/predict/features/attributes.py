"""What is known about a unit: since when it is there, and its attributes as they were known."""

from typing import TYPE_CHECKING

from tenure.predict.features.contract import Feature, Kind, features_of, part_of_name
from tenure.predict.features.recipes import KEYS, Asked, Family, Recipe, day_of, taken
from tenure.predict.features.sources import Plan, Sources

if TYPE_CHECKING:
    import ibis.expr.types as ir

_tenure = features_of("tenure", "customers")


def attribute(name: str, kind: Kind) -> Feature:
    """Return the feature that an attribute is."""
    words = "attribute_flag" if kind == "flag" else "attribute"
    column = f"attribute_{part_of_name(name)}"
    return Feature(column, kind, "attribute", "", "customers", words, name)


def _moving(plan: Plan, sources: Sources) -> dict[int, str]:
    """Return, for the place of each attribute told over time, its name."""
    told = {name for table in sources.histories for name in table.columns}
    return {at: name for at, (name, _) in enumerate(plan.attributes) if name in told}


def _still(plan: Plan, sources: Sources) -> dict[int, str]:
    """Return, for the place of each attribute that has one value for all time, its name."""
    own = set() if sources.units is None else set(sources.units.columns)
    moving = _moving(plan, sources)
    named = enumerate(name for name, _ in plan.attributes)
    return {at: name for at, name in named if at not in moving and name in own}


def _typed(rows: "ir.Table", name: str, kind: Kind) -> "ir.Value":
    """Return a value as the matrix has it; texts of nothing are none."""
    if kind == "category":
        return rows[name].cast("string").nullif("")
    value = rows[name].cast("int8") if rows[name].type().is_boolean() else rows[name]
    return value.cast("float64")


def _columns(asked: Asked) -> "ir.Table":
    """Return one row a unit: the number of the day on which it started, and its attributes."""
    sources, plan = asked.sources, asked.plan
    units = sources.table("units")
    values = {
        f"attribute_{at}": _typed(units, name, plan.attributes[at][1])
        for at, name in _still(plan, sources).items()
    }
    if "started_at" in units.columns:
        values["started"] = day_of(units.started_at, sources)
    return units.filter(units.unit_id.notnull()).select("unit_id", **values)


def _days(row: "ir.Table") -> "ir.Value":
    """Return the days since the start; null for who is to start later."""
    import ibis

    days = row.day - row.started
    return ibis.ifelse(days >= 0, days, ibis.null("int64"))


def _recipes(sources: Sources, plan: Plan) -> list[Recipe]:
    if sources.units is None:
        return []
    found = [
        Recipe(attribute(*plan.attributes[at]), taken(f"attribute_{at}"))
        for at in _still(plan, sources)
    ]
    if sources.has("units", "started_at"):
        found.insert(0, Recipe(_tenure("tenure_days", "days", "tenure_days"), _days))
    return found


def _history_columns(asked: Asked) -> "ir.Table":
    """Return the attributes that held just before each date (unit_id, as_of, …)."""
    moving = _moving(asked.plan, asked.sources)
    result = asked.rows.select(*KEYS)
    for table in asked.sources.histories:
        own = {at: name for at, name in moving.items() if name in table.columns}
        moving = {at: name for at, name in moving.items() if at not in own}
        if own:
            told = _held(table, own, asked).rename(_unit="unit_id", _date="as_of")
            same = [result.unit_id == told["_unit"], result.as_of == told["_date"]]
            result = result.left_join(told, same).drop("_unit", "_date")
    return result


def _held(table: "ir.Table", own: dict[int, str], asked: Asked) -> "ir.Table":
    """Leave of each unit and date the row that held; of rows that overlap, the last to begin."""
    import ibis

    kinds = dict(asked.plan.attributes)
    since = day_of(table.valid_from, asked.sources)
    until = day_of(table.valid_to, asked.sources)
    rows = table.select(
        _unit="unit_id",
        _since=since,
        _until=until,
        **{f"attribute_{at}": _typed(table, name, kinds[name]) for at, name in own.items()},
    )
    wanted = asked.rows
    each = wanted.inner_join(rows, wanted.unit_id == rows["_unit"])
    begun = each["_since"].isnull() | (each["_since"] < each.day)
    held = each.filter(begun, each["_until"].isnull() | (each["_until"] >= each.day))
    values = [f"attribute_{at}" for at in own]
    order = [held["_since"].isnull(), ibis.desc("_since"), *values]
    placed = held.mutate(_place=ibis.row_number().over(ibis.window(group_by=KEYS, order_by=order)))
    return placed.filter(placed["_place"] == 0).select(*KEYS, *values)


def _history_recipes(sources: Sources, plan: Plan) -> list[Recipe]:
    return [
        Recipe(attribute(*plan.attributes[at]), taken(f"attribute_{at}"))
        for at in _moving(plan, sources)
    ]


ATTRIBUTES = Family(_recipes, _columns)
HISTORIES = Family(_history_recipes, _history_columns)
