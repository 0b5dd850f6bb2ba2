"""Who may not be contacted by a play: erased, suppressed, or without consent for it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tenure.act.decision import Reason
from tenure.act.play import Play
from tenure.act.steps import Message, Task
from tenure.company.acts.tables import MAY_NOT, beside
from tenure.store import Store

NOTICE = "notice"
_KEYS = ("unit_id", "customer_id")
_EVERY = (None, "", "all")


class Barred(NamedTuple):
    """Who may not be contacted for a reason: units, and customers of units, by their ids."""

    reason: Reason
    ids: Mapping[str, list[str]]


def barred(store: Store, play: Play) -> list[Barred]:
    """Return who may not be contacted by a play, the gravest reason first.

    As the workspace wrote it; nobody where it has not. A notice needs no consent.
    """
    told = beside(store, MAY_NOT)
    if told is None:
        return []
    rows = [row for row in told.to_pylist() if _concerns(row, play)]
    kinds: tuple[Reason, ...] = ("erased", "suppressed", "no_consent")
    return [
        Barred(reason, {key: _ids(rows, reason, key) for key in _KEYS})
        for reason in (kinds if play.purpose != NOTICE else kinds[:2])
    ]


def channel(play: Play) -> str:
    """Return by which channel a play makes contact first; that of tasks is a call."""
    for one in play.steps:
        if isinstance(one, Message):
            return "email" if one.channel == "best" else one.channel
        if isinstance(one, Task):
            return "call"
    return "email"


def _ids(rows: list[dict[str, Any]], reason: str, key: str) -> list[str]:
    return [row[key] for row in rows if row["reason"] == reason and row.get(key)]


def _concerns(row: Mapping[str, object], play: Play) -> bool:
    if row.get("channel") not in (*_EVERY, channel(play)):
        return False
    return row["reason"] != "no_consent" or row.get("purpose") in (*_EVERY, play.purpose)
