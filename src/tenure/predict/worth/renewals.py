"""How often contracts were renewed: counts of terms that are over, from when units were there."""

from datetime import date
from typing import TYPE_CHECKING

from tenure.errors import MetricError

if TYPE_CHECKING:
    import ibis.expr.types as ir


def renewals(spells: "ir.Table", as_of: date, *, since: date, months: int) -> "ir.Table":
    """Count units by how many terms they completed, lost and kept: what a fit needs.

    Grain in: a spell in which a unit was there without a break (unit_id, from_local, to_local;
    to_local null while it lasts). Grain out: a number of terms: (terms, lost, kept), of each
    unit's first spell, where it began in [since, as_of); who was there before is left out, as
    those of them who had left by then cannot be seen.

    A term has `months` months. Who leaves in the t-th term, or at its end, is lost at its end and
    was there for t; who is there on as_of has been kept for as many terms as are over.

    Raises MetricError unless months ≥ 1.
    """
    import ibis

    if months < 1:
        raise MetricError(f"a term must have 1 month or more, not {months}", where="renewals")
    own = ibis.window(group_by="unit_id", order_by="from_local")
    first = spells.mutate(_place=ibis.row_number().over(own)).filter(lambda row: row._place == 0)
    start, end = ibis.literal(since).cast("timestamp"), ibis.literal(as_of).cast("timestamp")
    first = first.filter(first.from_local >= start, first.from_local < end)
    left = (first.to_local <= end).fill_null(False)
    begun = first.from_local.cast("date")
    until = ibis.ifelse(left, first.to_local, end).cast("date")
    whole, more = _months(begun, until)
    over = (whole // months).cast("int64")
    broken = ((whole % months > 0) | more).cast("int64")
    lost_in = ibis.greatest(over + broken, ibis.literal(1, "int64"))
    told = first.select(terms=ibis.ifelse(left, lost_in, over), left=left.cast("int64"))
    counted = told.group_by("terms").agg(lost=told.left.sum(), kept=(1 - told.left).sum())
    return counted.order_by("terms")


def _months(
    begun: "ir.DateValue", until: "ir.DateValue"
) -> "tuple[ir.IntegerValue, ir.BooleanValue]":
    """Return the whole months between two days, and whether there are more days.

    A month ends on the day of the month on which it began, or on its last day where that is
    earlier.
    """
    import ibis

    last = (until.truncate("M") + ibis.interval(months=1) - ibis.interval(days=1)).day()
    due = ibis.least(begun.day(), last)
    apart = (until.year() - begun.year()) * 12 + until.month() - begun.month()
    short = (until.day() < due).cast("int64")
    return apart - short, until.day() != due
