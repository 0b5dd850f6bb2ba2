"""What in the definitions does not fit the data, though each of them is in order by itself."""

from collections.abc import Iterator

from tenure.company.fitting import Path, steps_told
from tenure.company.units import NEEDS, Rule
from tenure.errors import suggest
from tenure.measure.payments import unknown_statuses
from tenure.tables.findings import Finding, Severity
from tenure.tables.recipe import Reading

_SHOWN = 8


def doubts(rule: Rule, table: str, *, kept: int) -> list[Finding]:
    """Return what makes the churn rule see less than its table holds, or nothing at all.

    An activity or a step that no event is called; a table without a usable row (`kept`
    counts them); times of day of which nobody says where, beside days that are the company's;
    payments of which it is not known how they ended.
    """
    found = list(_clocks(rule, table, kept))
    if table == "events":
        found += _unheard(rule)
    if table == "payments":
        found += _untold(rule, table, kept)
    if table != NEEDS[rule.name][0]:
        return found
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


def _untold(rule: Rule, table: str, kept: int) -> Iterator[Finding]:
    """Name the statuses of payments that are no known word."""
    payments = rule.data.tables[table]
    if "status" not in payments.columns or not payments.status.type().is_string():
        return
    unknown = unknown_statuses(payments)
    found = rule.data.engine.execute(unknown, metric="statuses").to_pylist()
    if found:
        count = sum(row["rows"] for row in found)
        detail = {"there": ", ".join(row["status"] for row in found[:_SHOWN])}
        samples = tuple({"status": row["status"], "rows": str(row["rows"])} for row in found[:3])
        yield Finding(
            table,
            "unknown_status",
            "warning",
            count,
            share=count / kept,
            column="status",
            detail=detail,
            samples=samples,
        )


def _unheard(rule: Rule) -> Iterator[Finding]:
    """Name the activities and the steps of tenure.toml that are no event's name."""
    events = rule.data.tables["events"]
    named = [one for one in _named(rule) if rule.name == "inactive" or one[0][0] == "onboarding"]
    if not named or "name" not in events.columns:
        return
    there = event_names(rule)
    for path, event in named:
        if event in there:
            continue
        near = suggest(event, there)
        also = ", ".join(dict.fromkeys([*([near] if near else []), *there[:_SHOWN]]))
        where = rule.data.definitions.place(*path)
        detail = {"event": event, "where": where, "there": also}
        severity: Severity = "warning" if "none" in path else "error"
        code = "unheard_step" if path[0] == "onboarding" else "unheard_activity"
        yield Finding("events", code, severity, 0, column="name", detail=detail)


def _named(rule: Rule) -> list[tuple[Path, str]]:
    definitions = rule.data.definitions
    never = [(("active", "none", at), event) for at, event in enumerate(definitions.active.none)]
    return [*((path, one.event) for path, one in steps_told(definitions)), *never]


def event_names(rule: Rule) -> list[str]:
    """Return the names of events, the most frequent first."""
    events = rule.data.tables["events"]
    counted = events.group_by("name").agg(rows=events.count())
    few = counted.order_by([counted.rows.desc(), "name"]).limit(10_000)
    rows = rule.data.engine.execute(few, metric="names of events").to_pylist()
    return [row["name"] for row in rows if row["name"] is not None]
