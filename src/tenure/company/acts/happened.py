"""What customers did since something began with them: were active, bought, paid, renewed."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from tenure.company.predictions.facts import Facts
from tenure.company.predictions.outlook import Outlook

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.predict.features.sources import Sources

_AT, _WHAT = "at", "what"


def happened(outlook: Outlook, since: Mapping[str, datetime]) -> dict[str, dict[str, datetime]]:
    """Return what units did after an instant (naive UTC) of each one's own, and when last.

    By unit: active (any event), bought (an order line that was not returned), paid (an attempt
    to collect that worked), renewed (a paid contract that started). What no table tells is not
    among them; nothing after the days observed is.
    """
    import ibis
    import pyarrow as pa

    if not since:
        return {}
    asked = ibis.memtable(pa.table({"who": list(since), "since": list(since.values())}))
    end = outlook.rule.data.calendar.midnight(outlook.observed.end)
    found: dict[str, dict[str, datetime]] = {}
    for what, rows in _told(Facts(outlook).sources([])):
        known = rows.filter(rows[_AT] < end)
        both = known.inner_join(asked, known.unit_id == asked.who)
        later = both.filter(both[_AT] > both.since)
        last = later.group_by("unit_id").agg(last=later[_AT].max())
        for row in outlook.rule.data.engine.execute(last, metric=what).to_pylist():
            found.setdefault(str(row["unit_id"]), {})[what] = row["last"]
    return found


def gone(outlook: Outlook, units: Mapping[str, datetime]) -> dict[str, date]:
    """Return which units are not active at the end of the observation, and since when."""
    import ibis

    if not units:
        return {}
    spells = outlook.spells
    own = spells.filter(spells.unit_id.isin(list(units)))
    last = own.group_by("unit_id").agg(there=own.to_local.isnull().any(), left=own.to_local.max())
    midnight = ibis.literal(outlook.observed.end).cast("timestamp")
    over = last.filter(~last.there, last.left <= midnight)
    rows = outlook.rule.data.engine.execute(over, metric="who left").to_pylist()
    return {str(row["unit_id"]): row["left"].date() for row in rows}


def _told(sources: "Sources") -> "Iterator[tuple[str, ir.Table]]":
    """Yield each kind of thing that the tables tell, as rows of unit_id and at (naive UTC)."""
    if sources.events is not None:
        yield "active", sources.events.select("unit_id", at="occurred_at")
    if sources.orders is not None:
        lines = sources.orders
        bought = lines.filter(lines.amount > 0) if "amount" in lines.columns else lines
        yield "bought", bought.select("unit_id", at="occurred_at")
    if sources.payments is not None:
        tried = sources.payments
        yield "paid", tried.filter(tried.outcome == "collected").select("unit_id", at="occurred_at")
    if sources.subscriptions is not None:
        yield "renewed", sources.subscriptions.select("unit_id", at="started_at")
