"""Who did something within some days after an assignment: a row a unit, of every arm at once."""

from typing import TYPE_CHECKING

from tenure.company.predictions.acting.trials import Experiment, Trials
from tenure.company.predictions.facts import Facts
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError, suggest

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from tenure.predict.features.sources import Sources

BEFORE = 90
"""Days before the assignment whose events tell how often a unit did it anyway."""
_MOST_NAMED = 8


def reached(outlook: Outlook, experiment: Experiment, event: str, days: int) -> "pa.Table":
    """Return the rows of `who_did`; raise MetricError for a name that no event has."""
    engine = outlook.rule.data.engine
    found = engine.execute(who_did(outlook, experiment, event, days), metric=f"who did {event}")
    if not sum(found["did"].to_numpy()):
        _known(outlook, event)
    return found


def who_did(outlook: Outlook, experiment: Experiment, event: str, days: int) -> "ir.Table":
    """Return whether each unit did something within `days` of its first assignment.

    Grain out: a unit that was assigned and is observed for so long (unit_id, arm, did, before,
    group). did: 1.0 where there is such an event from the assignment on, before `days` are over;
    before: how many there were in the 90 days until then; group: the account. Raises MetricError
    without the table events.
    """
    import ibis

    sources = Facts(outlook).sources([])
    events = _events(sources)
    rows = events.filter(events.name == event)
    done = rows.select("unit_id", when=rows.occurred_at)
    base = Trials(outlook).drawn(experiment)
    local = outlook.rule.data.calendar.local(base.assigned_at, outlook.observed)
    end = ibis.literal(outlook.observed.end).cast("timestamp")
    # A day without a time of day lies a microsecond after its midnight.
    until = local.truncate("s") + ibis.interval(days=days)
    over = base.filter(until <= end)
    both = over.left_join(done, "unit_id")
    after = (both.when >= both.assigned_at) & (
        both.when < both.assigned_at + ibis.interval(days=days)
    )
    earlier = (both.when < both.assigned_at) & (
        both.when >= both.assigned_at - ibis.interval(days=BEFORE)
    )
    told = both.group_by("unit_id", "arm").agg(
        did=after.any().fill_null(False).cast("float64"),
        before=both.when.count(where=earlier).cast("float64"),
    )
    return _with_account(told, sources).order_by("unit_id")


def _with_account(told: "ir.Table", sources: "Sources") -> "ir.Table":
    import ibis

    units = sources.units
    if units is None or sources.unit != "customer" or "account_id" not in units.columns:
        return told.mutate(group=ibis.null("string"))
    own = units.select("unit_id", group=units.account_id.cast("string"))
    return told.left_join(own, "unit_id").select(*told.columns, "group")


def _events(sources: "Sources") -> "ir.Table":
    if sources.events is None or "name" not in sources.events.columns:
        raise MetricError(
            "the table events, with the names of what was done, is needed",
            hint="name its source in tenure.toml under [tables.events]",
        )
    return sources.events


def _known(outlook: Outlook, event: str) -> None:
    """Raise MetricError where no event at all is called so."""
    events = _events(Facts(outlook).sources([]))
    named = events.filter(events.name.notnull())
    counted = named.group_by("name").agg(n=named.count())
    rows = outlook.rule.data.engine.execute(counted, metric="names of events").to_pylist()
    names = [row["name"] for row in sorted(rows, key=lambda row: (-row["n"], row["name"]))]
    if event not in names:
        near = suggest(event, names)
        shown = ", ".join(names[:_MOST_NAMED]) or "none"
        raise MetricError(
            f"no event is called {event!r}; there are: {shown}",
            hint=f"did you mean {near!r}?" if near else None,
        )
