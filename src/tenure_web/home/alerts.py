"""Who wrote what smells of leaving: each text once, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from tenure.charts.words import Words
from tenure.pipeline.saved import SavedRun
from tenure.report.more import named
from tenure_web.customers.names import names_seen
from tenure_web.people.models import User
from tenure_web.people.rights import Right

_MOST = 10


@dataclass(frozen=True)
class Alert:
    """What somebody wrote that smells of leaving; the sentences only for who may read them."""

    unit: str
    name: str
    at: str
    kind: str
    high: bool
    said: str


def alerts(user: User, run: SavedRun, words: Words) -> list[Alert] | None:
    """Return the newest texts with such sentences; None where texts were not read."""
    found = next((one for one in run.results if one.metric == "alerts"), None)
    if found is None:
        return None
    seen = names_seen(user, [row["unit_id"] for row in found.rows])
    rows = [row for row in found.rows if row["unit_id"] in seen]
    texts = [list(same) for _, same in groupby(rows, key=lambda row: (row["at"], row["text_id"]))]
    may_read = user.may(Right.SEE_PERSONAL)
    return [_alert(text, seen, words, may_read=may_read) for text in texts[:_MOST]]


def _alert(
    text: Sequence[dict[str, Any]], seen: dict[str, str], words: Words, *, may_read: bool
) -> Alert:
    first = text[0]
    at = datetime.fromisoformat(first["at"])
    kinds = dict.fromkeys(named(row["kind"], words) for row in text)
    return Alert(
        first["unit_id"],
        seen[first["unit_id"]],
        f"{words.formats.date(at.date())} {at:%H:%M}",
        ", ".join(kinds),
        first["risk_band"] == "high",
        " ".join(row["sentence"] for row in text) if may_read else "",
    )
