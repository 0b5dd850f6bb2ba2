"""What in the definitions does not fit the data, though each of them is in order by itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tenure.company.units import NEEDS, Rule
from tenure.errors import suggest
from tenure.tables.findings import Finding, Severity
from tenure.tables.recipe import Reading

if TYPE_CHECKING:
    import ibis.expr.types as ir

_SHOWN = 8


def doubts(rule: Rule, table: str, *, kept: int) -> list[Finding]:
    """Return what makes the churn rule see less than its table holds, or nothing at all.

    An activity that no event is called; a table without a usable row (`kept` counts them);
    times of day of which nobody says where, beside days that are the company's.
    """
    found = list(_clocks(rule, table, kept))
    if table != NEEDS[rule.name][0]:
        return found
    if rule.name == "inactive":
        found += _unheard(rule)
    if not kept:
        found.append(Finding(table, "no_rows", "error", 0, detail={"rule": rule.name}))
    return found


def missing_table(rule: Rule) -> list[Finding]:
    """Return the finding that the rule's own table is not there."""
    table = NEEDS[rule.name][0]
    if table in rule.data.tables:
        return []
    return [Finding(table, "no_table", "error", 0, detail={"rule": rule.name, "table": table})]


def _clocks(rule: Rule, table: str, kept: int) -> Iterator[Finding]:
    """Tell times without a zone, which count as UTC, from days, which are the company's.

    Within one table that makes durations wrong by the distance of the two; beside days of
    other tables it only may.
    """
    zone = rule.data.definitions.company.time_zone
    timed = [one.name for one in rule.data.mapped[table].readings if _is_bare(one)]
    said = rule.data.definitions.tables[table].time_zone
    if not timed or said is not None or zone == "UTC" or not kept:
        return
    days = {
        name: [one.name for one in mapped.readings if one.whole_days and one.first]
        for name, mapped in rule.data.mapped.items()
    }
    own = days.pop(table)
    others = [f"{name}.{one}" for name, found in days.items() for one in found]
    if own or others:
        severity: Severity = "warning" if own else "info"
        detail = {"days": ", ".join((own or others)[:_SHOWN]), "zone": zone, "table": table}
        column = ", ".join(timed)
        yield Finding(table, "times_and_days", severity, kept, column=column, detail=detail)


def _is_bare(reading: Reading) -> bool:
    """Say whether a column tells times of day without saying where."""
    known = reading.kind == "time" and reading.first is not None
    return known and not (reading.whole_days or reading.offsets or reading.zoned)


def _unheard(rule: Rule) -> Iterator[Finding]:
    """Name the activities of tenure.toml that are no event's name."""
    active, events = rule.data.definitions.active, rule.data.tables["events"]
    named = [one.event for one in (*active.any, *active.all)] + list(active.none)
    if not named or "name" not in events.columns:
        return
    there = _names(rule, events)
    for key in ("any", "all", "none"):
        for place, one in enumerate(getattr(active, key)):
            event = one if isinstance(one, str) else one.event
            if event in there:
                continue
            where = rule.data.definitions.place("active", key, place)
            near = suggest(event, there)
            also = ", ".join(dict.fromkeys([*([near] if near else []), *there[:_SHOWN]]))
            detail = {"event": event, "where": where, "there": also}
            severity: Severity = "warning" if key == "none" else "error"
            yield Finding("events", "unheard_activity", severity, 0, column="name", detail=detail)


def _names(rule: Rule, events: "ir.Table") -> list[str]:
    """Return the names of events, the most frequent first."""
    counted = events.group_by("name").agg(rows=events.count())
    few = counted.order_by([counted.rows.desc(), "name"]).limit(10_000)
    rows = rule.data.engine.execute(few, metric="names of events").to_pylist()
    return [row["name"] for row in rows if row["name"] is not None]
