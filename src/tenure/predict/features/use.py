"""Use: how recently, how often, how variedly and when a unit did something, and what changed."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from tenure.predict.features.contract import features_of, part_of_name
from tenure.predict.features.recipes import Family, Recipe, changed, counted, shared
from tenure.predict.features.runs import DAYS, HOURS, LAST, columns, last_columns
from tenure.predict.features.sources import Plan, Sources
from tenure.predict.features.windows import LONGEST, RECENT, bits

if TYPE_CHECKING:
    import ibis.expr.types as ir

NORM = 28 / 62
"""Of the 62 days before the last 28 in 90, the part that is as long as the last 28."""
_WEEKS = 8
_feature = features_of("use", "events")
_value = features_of("value", "events")


def _recency(sources: Sources, plan: Plan) -> list[Recipe]:
    """How long ago the last event was."""
    feature = _feature("days_since_use", "days", "since_use")
    return [Recipe(feature, _since_use)] if sources.events is not None else []


def _since_use(row: "ir.Table") -> "ir.Value":
    import ibis

    names = [name for name in row.columns if name.startswith(LAST)]
    last = [(row.day == int(name.removeprefix(LAST)), row[name]) for name in names]
    return row.day - ibis.cases(*last, else_=ibis.null("int64"))


def _recipes(sources: Sources, plan: Plan) -> list[Recipe]:
    if sources.events is None:
        return []
    found = [*_amounts(), *_activity(), *_rhythm()]
    if sources.has("events", "name") and plan.names:
        found += [*_by_name(plan), *_variety(plan)]
    if sources.has("events", "value"):
        found += [*_values(sources, plan)]
    return found


def _amounts() -> Iterator[Recipe]:
    """How many events, and whether they became more or fewer."""
    for window in DAYS:
        feature = _feature(f"events_{window}d", "times", "events", days=window)
        yield Recipe(feature, counted(f"n_{window}"))
    feature = _feature("events_change_28d", "change", "events_change", days=28)
    yield Recipe(feature, changed("n_28", "n_before_28"))
    feature = _feature("events_against_norm_28d", "change", "events_norm", days=28)
    yield Recipe(feature, _against_norm("n"))


def _against_norm(column: str) -> "Callable[[ir.Table], ir.Value]":
    """The last 28 days against what 28 of the 62 days before them had on average."""

    def change(row: "ir.Table") -> "ir.Value":
        norm = (row[f"{column}_90"] - row[f"{column}_28"]) * NORM
        return row[f"{column}_28"] / norm.nullif(0.0) - 1.0

    return change


def _activity() -> Iterator[Recipe]:
    """On how many days and in how many weeks there was an event, and for how many in a row."""

    def on(least: int, width: int) -> "Callable[[ir.Table], ir.Value]":
        return lambda row: bits(row.active.fill_null(0), least, width)

    def quarter(row: "ir.Table") -> "ir.Value":
        older = bits(row.active_before.fill_null(0), 0, LONGEST - RECENT)
        return bits(row.active.fill_null(0), 0, RECENT) + older

    def change(row: "ir.Table") -> "ir.Value":
        earlier = bits(row.active, 0, 28).cast("float64").nullif(0.0)
        return bits(row.active, 28, 28) / earlier - 1.0

    def week(row: "ir.Table", number: int) -> "ir.Value":
        """Say by 1 or 0 whether there was an event in a week; 1 is the last."""
        import ibis

        mask = 0x7F << (RECENT - 7 * number)
        return ibis.ifelse((row.active.fill_null(0) & mask) > 0, 1, 0)

    def weeks(row: "ir.Table") -> "ir.Value":
        return sum((week(row, at) for at in range(2, _WEEKS + 1)), start=week(row, 1))

    def in_a_row(row: "ir.Table") -> "ir.Value":
        import ibis

        empty = [(week(row, at) == 0, at - 1) for at in range(1, _WEEKS + 1)]
        return ibis.cases(*empty, else_=_WEEKS)

    for window, of in ((7, on(RECENT - 7, 7)), (28, on(28, 28)), (90, quarter)):
        feature = _feature(f"active_days_{window}d", "days", "active_days", days=window)
        yield Recipe(feature, of)
    feature = _feature("active_days_change_28d", "change", "active_days_change", days=28)
    yield Recipe(feature, change)
    feature = _feature("active_weeks_56d", "weeks", "active_weeks", days=RECENT)
    yield Recipe(feature, weeks)
    yield Recipe(_feature("weeks_in_a_row", "weeks", "weeks_in_a_row", days=RECENT), in_a_row)


def _rhythm() -> Iterator[Recipe]:
    """When in the day and in the week events come."""
    for part in (*(hour for hour, _ in HOURS), "weekend"):
        feature = _feature(f"{part}_share_90d", "share", f"{part}_share", days=90)
        yield Recipe(feature, shared(f"{part}_90", "n_90"))


def _by_name(plan: Plan) -> Iterator[Recipe]:
    """How often each of the common events came, and all others together."""
    for at, name in enumerate(plan.names):
        part = part_of_name(name)
        for window in DAYS:
            column = f"n_{at}_{window}"
            feature = _feature(f"event_{part}_{window}d", "times", "event", about=name, days=window)
            yield Recipe(feature, counted(column))
        feature = _feature(
            f"event_{part}_against_norm_28d", "change", "event_norm", about=name, days=28
        )
        yield Recipe(feature, _against_norm(f"n_{at}"))
    for window in DAYS:
        feature = _feature(f"other_events_{window}d", "times", "other_events", days=window)
        yield Recipe(feature, counted(f"n_rest_{window}"))


def _variety(plan: Plan) -> Iterator[Recipe]:
    """How many of the common events came at all, and how many no longer do."""
    places = range(len(plan.names))

    def used(window: int) -> "Callable[[ir.Table], ir.Value]":
        def number(row: "ir.Table") -> "ir.Value":
            return _number((row[f"n_{at}_{window}"] > 0).fill_null(False) for at in places)

        return number

    def dropped(row: "ir.Table") -> "ir.Value":
        gone = [(row[f"n_{at}_90"] > 0) & (row[f"n_{at}_28"] == 0) for at in places]
        return _number(one.fill_null(False) for one in gone)

    for window in (28, 90):
        feature = _feature(f"names_{window}d", "names", "names", days=window)
        yield Recipe(feature, used(window))
    yield Recipe(_feature("names_dropped_28d", "names", "names_dropped", days=28), dropped)


def _number(flags: "Iterable[ir.BooleanValue]") -> "ir.Value":
    import ibis

    one, *others = [ibis.ifelse(flag, 1, 0) for flag in flags]
    return sum(others, start=one)


def _values(sources: Sources, plan: Plan) -> Iterator[Recipe]:
    """How much value events carried, together and by name, and whether it became more or less."""
    for window in DAYS:
        feature = _value(f"value_{window}d", "", "value", days=window)
        yield Recipe(feature, counted(f"v_{window}"))
    feature = _value("value_change_28d", "change", "value_change", days=28)
    yield Recipe(feature, changed("v_28", "v_before_28"))
    feature = _value("value_per_event_90d", "", "value_per_event", days=90)
    yield Recipe(feature, shared("v_90", "n_90"))
    for at, name in enumerate(plan.names if sources.has("events", "name") else ()):
        for window in DAYS if name in plan.valued else ():
            part = f"value_{part_of_name(name)}_{window}d"
            feature = _value(part, "", "value_of", about=name, days=window)
            yield Recipe(feature, counted(f"v_{at}_{window}"))


USE = Family(_recipes, columns)
RECENCY = Family(_recency, last_columns)
