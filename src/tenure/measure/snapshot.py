"""What one snapshot of customers can say: who had left when it was taken."""

from typing import TYPE_CHECKING

from tenure.measure.attrition import NOBODY
from tenure.measure.rates import rate

if TYPE_CHECKING:
    import ibis.expr.types as ir


def snapshot_attrition(customers: "ir.Table", *, left: str, by: str | None = None) -> "ir.Table":
    """Return the share of customers marked as having left.

    Grain in: a customer with a flag `left`. Grain out: one row, or one a group.
    Those whose flag is missing are in neither number. A snapshot has no dates,
    so the period and everyone who joined or came back are null.

    attrition = lost / at_start, at_start being everyone in the snapshot.
    """
    import ibis

    known = customers.filter(customers[left].notnull())
    flag = known[left].cast("bool")
    keys = [known[by].name("group")] if by else []
    counted = known.aggregate(
        by=keys, at_start=known.count(), lost=flag.cast("int64").sum().fill_null(0)
    )
    day, count = ibis.null("date"), ibis.null("int64")
    rows = counted.select(
        *(["group"] if by else []),
        period_start=day,
        period_end=day,
        complete=ibis.literal(True),
        at_start=counted.at_start,
        retained=counted.at_start - counted.lost,
        lost=counted.lost,
        joined=count,
        won_back=count,
        at_end=counted.at_start - counted.lost,
        joined_and_lost=count,
        **rate("attrition", counted.lost, counted.at_start),
        reason=ibis.ifelse(counted.at_start == 0, NOBODY, ibis.null("string")),
    )
    return rows.order_by("group") if by else rows
