"""Whose turn it is for a play, and what it is about: one expression a kind of trigger."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tenure.act.triggers import Trigger
from tenure.company.acts.turns import dates, doing, said
from tenure.company.acts.turns.seen import Seen

if TYPE_CHECKING:
    import ibis.expr.types as ir

_KINDS: "dict[str, Callable[[Seen, Any], ir.Table]]" = {
    "crossing": said.crossing,
    "event": doing.event,
    "quiet": doing.quiet,
    "date": dates.dated,
    "risk_words": said.risk_words,
    "score": said.score,
    "ticket": said.ticket,
    "payment": doing.payment,
    "frequency": doing.frequency,
}


def turn(seen: Seen, trigger: Trigger) -> "ir.Table | None":
    """Return whose turn it is (unit_id, occasion, at), one row a unit; None for everyone.

    As of the day of the profiles, nothing known later. `occasion` names what it is about, so
    that the same never comes twice: the contract and its end, the ticket, the day of a crossing.
    Raises MetricError for a table or a target that the company does not have.
    """
    if trigger.kind == "segment":
        return None
    return seen.newest(_KINDS[trigger.kind](seen, trigger))


__all__ = ["Seen", "turn"]
