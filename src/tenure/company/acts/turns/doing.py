"""Turns by what customers do: an event, silence, a failed payment, how often they come."""

from pathlib import Path
from typing import TYPE_CHECKING

from tenure.act.triggers import Event, Frequency, Payment, Quiet
from tenure.company.acts.turns.seen import Seen, day_text
from tenure.company.metrics.whose import of_units
from tenure.errors import MetricError
from tenure.measure.payments import outcome

if TYPE_CHECKING:
    import ibis.expr.types as ir

_OFTEN_DAYS, _REGULAR_DAYS = 90, 365
"""Days over which it is counted how often somebody comes, and how regularly."""
_COUNTED = "counted.parquet"
_FEWEST_DAYS = 4
"""Days on which somebody came, of whom it can be said how regular that is."""


def event(seen: Seen, trigger: Event) -> "ir.Table":
    """Return who did something within the last days; about: the day they did it last."""
    rows = seen.facts("events", days=trigger.within)
    rows = rows.filter(rows.name == trigger.event)
    if trigger.where is not None:
        zone = seen.outlook.rule.data.definitions.company.time_zone
        fits = trigger.where.apply(rows, time_zone=zone, table_name="events")
        rows = rows.filter(fits.fill_null(False))
    return rows.mutate(occasion=trigger.event + ":" + day_text(rows["at"]))


def quiet(seen: Seen, trigger: Quiet) -> "ir.Table":
    """Return who was last active so many days ago, or more; about: the last day."""
    if trigger.until <= trigger.after:
        raise MetricError(
            "nobody can be quiet so long: 'until' must be more days than 'after'",
            where=f"trigger: after = {trigger.after}, until = {trigger.until}",
        )
    active = _active(seen, trigger.until)
    last = active.group_by("unit_id").agg(at=active["at"].max())
    silent = last.filter(seen.age(last["at"]) > trigger.after)
    return silent.mutate(occasion=day_text(silent["at"]))


def payment(seen: Seen, trigger: Payment) -> "ir.Table":
    """Return whose last attempt to pay failed; about: the first failure since one succeeded."""
    rows = seen.facts("payments")
    if "status" not in rows.columns:
        raise MetricError(
            "payments have no column 'status', so nobody knows which failed",
            hint="map it: [tables.payments] columns = { status = … }",
        )
    rows = rows.mutate(ended=outcome(rows.status))
    told = rows.filter(rows.ended.isin(["failed", "collected"]))
    each = told.group_by("unit_id").agg(
        paid=told["at"].max(where=told.ended == "collected"),
        at=told["at"].max(where=told.ended == "failed"),
    )
    failing = each.filter(
        each["at"].notnull(),
        each.paid.isnull() | (each["at"] > each.paid),
        seen.age(each["at"]) <= trigger.within,
    )
    failed = told.filter(told.ended == "failed").select(whose="unit_id", failed_at="at")
    both = failing.inner_join(failed, failing.unit_id == failed.whose)
    both = both.filter(both.paid.isnull() | (both.failed_at > both.paid))
    first = both.group_by("unit_id", "at").agg(first=both.failed_at.min())
    return first.mutate(occasion=day_text(first["first"]))


def frequency(seen: Seen, trigger: Frequency) -> "ir.Table":
    """Return who comes on fewest or most days, or most regularly; about: the month.

    Days with what counts as active of the last 90 days; of 365 for how regular they are, by the
    variation of the gaps of who came on 4 days or more. Exactly the share; equals by name.
    """
    import ibis

    each = _counted(seen, regular=trigger.side == "regular")
    first = ibis.desc(each.n) if trigger.side == "high" else each.n
    placed = each.mutate(
        place=ibis.row_number().over(ibis.window(order_by=[first, each.unit_id])),
        number=each.count().over(ibis.window()),
    )
    there = placed.filter(placed.place < (placed.number * trigger.share).floor())
    month = f"{trigger.side}:{seen.on:%Y-%m}"
    return there.select("unit_id", occasion=ibis.literal(month), at=ibis.literal(seen.on))


def _counted(seen: Seen, *, regular: bool) -> "ir.Table":
    """Return on how many days each unit came, or how regularly (unit_id, n); counted once a day."""
    kind = "regular" if regular else "often"
    data = seen.outlook.rule.data

    def build(folder: Path) -> None:
        active = _active(seen, _REGULAR_DAYS if regular else _OFTEN_DAYS)
        came = active.select("unit_id", day=active["at"].cast("date")).distinct()
        each = _gaps(came) if regular else came.group_by("unit_id").agg(n=came.count())
        data.engine.write_parquet(each, folder / _COUNTED, metric=f"how {kind} they come")

    folder = data.store.entry("came", seen.outlook.key(kind, str(seen.on)), build)
    return data.engine.scan_parquet([folder / _COUNTED], name=f"came_{kind}").select("unit_id", "n")


def _gaps(came: "ir.Table") -> "ir.Table":
    """Return how much the gaps between the days of each unit vary (unit_id, n)."""
    import ibis

    own = ibis.window(group_by="unit_id", order_by="day")
    rows = came.mutate(gap=came.day.delta(came.day.lag(1).over(own), unit="day").cast("float64"))
    each = rows.group_by("unit_id").agg(
        days=rows.count(), mean=rows.gap.mean(), spread=rows.gap.std(how="pop")
    )
    known = each.filter(each.days >= _FEWEST_DAYS)
    return known.select("unit_id", n=known.spread / known["mean"])


def _active(seen: Seen, days: int) -> "ir.Table":
    """Return when units did what counts, in the last days (unit_id, at: local)."""
    from datetime import timedelta

    rule = seen.outlook.rule
    rows = rule.activity(seen.outlook.observed)
    since = rule.data.calendar.midnight(seen.on - timedelta(days=days))
    rows = rows.filter(rows.occurred_at >= since)
    held = of_units(seen.asked, rows.select("occurred_at", customer_id=rows.unit_id))
    return held.select(unit_id=held.customer_id, at=seen.local(held.occurred_at))
