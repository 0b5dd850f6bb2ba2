"""What in the definitions does not fit the data, though each of them is in order by itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tenure.company.units import NEEDS, Rule
from tenure.errors import suggest
from tenure.tables.findings import Finding, Severity

if TYPE_CHECKING:
    import ibis.expr.types as ir

_SHOWN = 8


def doubts(rule: Rule, table: str, *, kept: int) -> list[Finding]:
    """Return what makes the churn rule see less than its table holds, or nothing at all.

    An activity that no event is called; a table without a usable row (`kept` counts them).
    """
    if table != NEEDS[rule.name][0]:
        return []
    found = [] if rule.name != "inactive" else list(_unheard(rule))
    if not kept:
        found.append(Finding(table, "no_rows", "error", 0, detail={"rule": rule.name}))
    return found


def missing_table(rule: Rule) -> list[Finding]:
    """Return the finding that the rule's own table is not there."""
    table = NEEDS[rule.name][0]
    if table in rule.data.tables:
        return []
    return [Finding(table, "no_table", "error", 0, detail={"rule": rule.name, "table": table})]


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
