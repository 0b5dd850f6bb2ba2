"""Tables that have several rows of one customer or account, each for a stretch of time."""

from datetime import datetime
from typing import TYPE_CHECKING

from tenure.tables.mapping import SINCE, UNTIL

if TYPE_CHECKING:
    import ibis.expr.types as ir

EVER = "1000-01-01 00:00:00"
"""Since when a row holds that does not say."""


def current(rows: "ir.Table", key: str, end: datetime) -> "ir.Table":
    """Leave of every key one row: the one that holds at the last instant before `end`.

    Where none does any more, the last that did; of those to come, the first. A row that never
    holds (it ends before it begins) is taken of a key only that has no other, so that nobody
    is lost.
    """
    import ibis

    until = rows[UNTIL] if UNTIL in rows.columns else ibis.null("timestamp")
    never = (until <= rows[SINCE]).fill_null(False)
    since = rows[SINCE].fill_null(ibis.timestamp(EVER))
    ahead = since >= ibis.literal(end).cast("timestamp")
    seconds = since.epoch_seconds()
    order = ibis.ifelse(ahead, seconds, -seconds)
    placed = rows.mutate(_never=never, _ahead=ahead, _order=order)
    own = ibis.window(group_by=key, order_by=["_never", "_ahead", "_order"])
    numbered = placed.mutate(_place=ibis.row_number().over(own))
    kept = numbered.filter(numbered._place == 0)
    beside = [name for name in (SINCE, UNTIL) if name in rows.columns]
    return kept.drop("_never", "_ahead", "_order", "_place", *beside)
