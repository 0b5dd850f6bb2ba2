"""Turns by a date that is near or past: a renewal, the end of supply, the start, the leaving."""

from typing import TYPE_CHECKING

from tenure.act.triggers import Dated
from tenure.company.acts.turns.seen import Seen, day_text
from tenure.company.metrics.whose import recorded
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

    rows = {"renewal": _renewals, "supply_ends": _supply, "started": _starts, "left": _ends}[
        trigger.of
    ](seen)
    age = seen.age(rows["at"])
    if trigger.before is not None:
        first, mark = -trigger.before, f":{trigger.before}"
    else:
        first, mark = trigger.after or 0, f":+{trigger.after or 0}"
    near = rows.filter((age >= first) & (age < first + trigger.within))
    return near.mutate(occasion=near.what + ":" + day_text(near["at"]) + ibis.literal(mark))


def _renewals(seen: Seen) -> "ir.Table":
    """Return the ends of terms in force of which no notice was given (unit_id, what, at)."""
    outlook = seen.outlook
    calendar, observed = outlook.rule.data.calendar, outlook.observed
    held = outlook.rule.held_contracts(observed)
    if "ends_at" not in held.columns:
        raise MetricError(
            "contracts have no column 'ends_at', so no renewal is known",
            hint="map it: [tables.subscriptions] columns = { ends_at = … }",
        )
    there = contracts_at(held, unit=HOLDER, calendar=calendar, observed=observed)
    going = there.filter(in_force(there, calendar, observed), ~there.noticed)
    terms = held.select(contract_="subscription_id", ends_at="ends_at")
    both = going.inner_join(terms, going.contract == terms.contract_.cast("string"))
    return both.select("unit_id", what=both.contract, at=seen.local(both.ends_at))


def _supply(seen: Seen) -> "ir.Table":
    """Return when customers are expected to need a product again (unit_id, what, at)."""
    path = seen.day.folder / REPLENISH
    if not path.is_file():
        raise MetricError(
            "nobody knows when supplies end", hint="orders with a product_id, and tenure run"
        )
    rows = seen.outlook.rule.data.engine.scan_parquet([path], name="replenish_of_day")
    rows = rows.filter(rows.next_day.notnull())
    return rows.select(
        "unit_id", what=rows.product_id.cast("string"), at=rows.next_day.cast("timestamp")
    )


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
