"""What each customer paid before and after every period start at which that changed.

Only changes are looked at: a customer who pays the same for five years is one row,
however many periods there are.
"""

from typing import TYPE_CHECKING

from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir


def marked(
    contracts: "ir.Table", period: Period, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Add the first and the last period start that each contract holds.

    Grain in and out: a contract of `contract_revenue`. Mark p is the start of period p;
    the one after the last observed day is judged at that day's end. from_mark is after
    to_mark when none is held. `fresh_mark` is the first mark after the unit's first
    contract began, held or not.
    """
    import ibis

    tick = ibis.interval(microseconds=1)
    final = calendar.number(observed.last, period) + 1
    end = ibis.literal(observed.end).cast("timestamp")
    lasts = contracts.to_local.isnull() | (contracts.to_local > end)
    rows = contracts.mutate(
        from_mark=calendar.numbers(contracts.from_local - tick, period) + 1,
        to_mark=ibis.ifelse(lasts, final, calendar.numbers(contracts.to_local - tick, period)),
    )
    return rows.mutate(fresh_mark=rows.from_mark.min().over(ibis.window(group_by="unit_id")))


def changes(
    contracts: "ir.Table", period: Period, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Return every change of what a customer pays in a currency, between two period starts.

    Grain in: a contract of `contract_revenue`. Grain out: (unit_id, currency, mark),
    where something changed since the mark before, or the first observed mark: before and
    after (parts of money), was and is_ (whether there was a contract in this currency),
    there_before and there_after (in any), fresh (the unit's first contract began since
    the mark before), and unpriced, by how many the contracts without an MRR changed.
    """
    import ibis

    first = calendar.number(observed.first, period)
    final = calendar.number(observed.last, period) + 1
    rows = marked(contracts, period, calendar, observed)
    held = rows.filter(rows.from_mark <= rows.to_mark, rows.to_mark >= first)
    one = ibis.literal(1, "int64")
    steps = held.select(
        "unit_id",
        "currency",
        "fresh_mark",
        mark=ibis.greatest(held.from_mark, first),
        parts=held.parts,
        number=one,
        unpriced=ibis.ifelse(held.priced, 0, one),
    )
    ended = held.filter(held.to_mark < final)
    stops = ended.select(
        "unit_id",
        "currency",
        "fresh_mark",
        mark=ended.to_mark + 1,
        parts=-ended.parts,
        number=-one,
        unpriced=ibis.ifelse(ended.priced, 0, -one),
    )
    both = steps.union(stops)
    summed = both.group_by("unit_id", "currency", "fresh_mark", "mark").agg(
        **{name: both[name].sum().cast("int64") for name in ("parts", "number", "unpriced")}
    )
    return _running(summed)


def _running(summed: "ir.Table") -> "ir.Table":
    """Turn differences into what was before and what is after."""
    import ibis

    own = ibis.window(group_by=["unit_id", "currency"], order_by="mark", rows=(None, 0))
    whole = ibis.window(group_by="unit_id", order_by="mark", range=(None, 0))
    same = ibis.window(group_by=["unit_id", "mark"])
    run = summed.mutate(
        after=summed.parts.sum().over(own).cast("int64"),
        held=summed.number.sum().over(own).cast("int64"),
        all_held=summed.number.sum().over(whole).cast("int64"),
        all_new=summed.number.sum().over(same).cast("int64"),
    )
    return run.select(
        "unit_id",
        "currency",
        "mark",
        "after",
        "unpriced",
        before=run.after - run.parts,
        was=run.held > run.number,
        is_=run.held > 0,
        there_before=run.all_held > run.all_new,
        there_after=run.all_held > 0,
        fresh=run.fresh_mark == run.mark,
    )
