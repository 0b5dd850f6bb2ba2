"""Whom a play contacts, as a list to take elsewhere: as it was decided, those held out left out."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from tenure.act.play import Play
from tenure.company.acts.deciding import RUNNING
from tenure.company.acts.permission import barred
from tenure.company.acts.tables import DECISIONS, decided_day, place
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError, suggest

if TYPE_CHECKING:
    import ibis.expr.types as ir

_DECIDED = ("unit_id", "customer_id")
_REACHED = ("name", "email", "phone", "language", "channel", "region", "time_zone")
_ABOUT = ("play", "version", "occasion", "decided_on", "owner", "net_value")


def audience(
    outlook: Outlook, plays: Mapping[str, Play], play: str, *, on: date | None = None
) -> "ir.Table":
    """Return whom a play contacts by the decisions of a day, the last one unless said; by unit.

    Who is held out is not among them, nor who may not be contacted any more. Grain: a unit, with
    whom of it to contact, what is known to reach them by, and what it is about. Raises
    MetricError for no such play, one that does not run (nobody would be held out of it: its
    effect could never be told), and where nothing was decided that day.
    """
    if play not in plays:
        near = suggest(play, plays)
        raise MetricError(
            f"there is no play {play!r}; there are: {', '.join(plays) or 'none'}",
            hint=f"did you mean {near!r}?" if near else None,
        )
    one, data = plays[play], outlook.rule.data
    day = decided_day(data.store, on)
    if one.state != RUNNING:
        raise MetricError(
            f"the play {play!r} does not run, so nobody was chosen for it, and nobody held out",
            hint="set state = 'running', then: tenure plays decide",
        )
    rows = data.engine.scan_parquet([place(data.store, DECISIONS, day)], name="decided_audience")
    own = rows.filter(rows.play == play, rows.verdict == "contact")
    for who in barred(data.store, one):
        for key, ids in who.ids.items():
            if ids:
                own = own.filter(own[key].isnull() | own[key].notin(ids))
    return _reached(outlook, own, day).order_by("unit_id")


def _reached(outlook: Outlook, own: "ir.Table", day: date) -> "ir.Table":
    """Add to decisions what is known of the customer to reach them by."""
    if "customers" not in outlook.rule.data.tables:
        return own.select(*_DECIDED, *_ABOUT)
    customers = outlook.rule.data.version("customers", day)
    known = [name for name in _REACHED if name in customers.columns]
    people = customers.select(
        _who=customers.customer_id, **{name: customers[name] for name in known}
    )
    both = own.select(*_DECIDED, *_ABOUT).left_join(people, own.customer_id == people["_who"])
    return both.select(*_DECIDED, *known, *_ABOUT)
