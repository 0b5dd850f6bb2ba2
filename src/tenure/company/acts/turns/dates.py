"""Turns by a date that is near or past: a renewal, the end of supply, the start, the leaving."""

from typing import TYPE_CHECKING

from tenure.act.triggers import Dated
from tenure.company.acts.turns.seen import Seen, day_text
from tenure.company.metrics.whose import recorded
from tenure.company.predictions.ahead import renewals, supplies
from tenure.company.predictions.days import REPLENISH
from tenure.company.units import HOLDER
from tenure.errors import MetricError
from tenure.measure.window import contracts_at, in_force

if TYPE_CHECKING:
    import ibis.expr.types as ir


def dated(seen: Seen, trigger: Dated) -> "ir.Table":
    """Return who has a date near; about: what has the date, the date, and how near it is.

    With `before` = 90 and `within` = 7 it is their turn from 90 days ahead to 84; with `after`
    = 3, from the third day after it to the ninth; with neither, from the day itself.
    """
    import ibis

    rows = _DATES[trigger.of](seen)
    age = seen.age(rows["at"])
    if trigger.before is not None:
        first, mark = -trigger.before, f":{trigger.before}"
    else:
        first, mark = trigger.after or 0, f":+{trigger.after or 0}"
    near = rows.filter((age >= first) & (age < first + trigger.within))
    return near.mutate(occasion=near.what + ":" + day_text(near["at"]) + ibis.literal(mark))


def _renewals(seen: Seen) -> "ir.Table":
    """Return the ends of terms in force of which no notice was given (unit_id, what, at)."""
    found = renewals(seen.outlook)
    if found is None:
        raise MetricError(
            "contracts have no column 'ends_at', so no renewal is known",
            hint="map it: [tables.subscriptions] columns = { ends_at = … }",
        )
    return found


def _supply(seen: Seen) -> "ir.Table":
    """Return when customers have used up what they bought last (unit_id, what, at)."""
    path = seen.day.folder / REPLENISH
    if not path.is_file():
        raise MetricError(
            "nobody knows when supplies end", hint="orders with a product_id, and tenure run"
        )
    engine = seen.outlook.rule.data.engine
    return supplies(engine.scan_parquet([path], name="replenish_of_day"))


def _notices(seen: Seen) -> "ir.Table":
    """Return when notice was given of contracts that still last (unit_id, what, at)."""
    rule, observed = seen.outlook.rule, seen.outlook.observed
    known = rule.data.tables.get("subscriptions")
    if known is None or "cancelled_at" not in known.columns:
        raise MetricError(
            "contracts have no column 'cancelled_at', so nobody knows who has given notice",
            hint="map it: [tables.subscriptions] columns = { cancelled_at = … }",
        )
    held = rule.held_contracts(observed)
    calendar = rule.data.calendar
    there = contracts_at(held, unit=HOLDER, calendar=calendar, observed=observed)
    lasting = there.filter(in_force(there, calendar, observed), there.noticed)
    terms = held.select(contract_="subscription_id", cancelled_at="cancelled_at")
    both = lasting.inner_join(terms, lasting.contract == terms.contract_.cast("string"))
    return both.select("unit_id", what=both.contract, at=seen.local(both.cancelled_at))


def _starts(seen: Seen) -> "ir.Table":
    """Return when units started (unit_id, what, at)."""
    import ibis

    told = recorded(seen.asked)
    if told is None:
        raise MetricError(
            f"{seen.outlook.rule.unit}s have no column 'started_at', so nobody knows who is new",
            hint=f"map it: [tables.{seen.outlook.rule.unit}s] columns = {{ started_at = … }}",
        )
    end = seen.outlook.rule.data.calendar.midnight(seen.on)
    known = told.filter(told.started_at < end)
    return known.select("unit_id", what=ibis.literal("start"), at=seen.local(known.started_at))


def _ends(seen: Seen) -> "ir.Table":
    """Return when units left for good, as far as is known (unit_id, what, at)."""
    import ibis

    spells, end = seen.outlook.spells, ibis.literal(seen.on).cast("timestamp")
    last = spells.group_by("unit_id").agg(
        at=spells.to_local.max(), lasting=spells.to_local.isnull().any()
    )
    gone = last.filter(~last.lasting, last["at"] <= end)
    return gone.select("unit_id", "at", what=ibis.literal("left"))


_DATES = {
    "renewal": _renewals,
    "notice": _notices,
    "supply_ends": _supply,
    "started": _starts,
    "left": _ends,
}
