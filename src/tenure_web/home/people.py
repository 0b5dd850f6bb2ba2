"""Who is on the start page: who crossed a band, and whose sentences smell of leaving."""

from dataclasses import dataclass
from typing import Any

from tenure.charts.words import Words
from tenure.company.predictions.days import CROSSED
from tenure.pipeline.saved import SavedRun
from tenure.report.more import named
from tenure_web.customers.names import names_seen
from tenure_web.lib import company
from tenure_web.people.models import User
from tenure_web.people.rights import Right

_MOST = 10
_ORDER = ("low", "medium", "high")


@dataclass(frozen=True)
class Mover:
    """Somebody in another band than the last time: both bands in words, and what moved most."""

    unit: str
    name: str
    risk: str
    risk_mark: str
    health: str
    why: str


@dataclass(frozen=True)
class Crossed:
    """Those who crossed a band, those first whose risk rose most."""

    title: str
    rows: list[Mover]
    note: str


@dataclass(frozen=True)
class Alert:
    """A sentence that smells of leaving; what was written only for who may read it."""

    unit: str
    name: str
    at: str
    kind: str
    said: str


def crossed(user: User, words: Words) -> Crossed | None:
    """Return who crossed a band among the customers of a user; None without profiles."""
    day = company.last_day()
    if day is None:
        return None
    before = words.formats.date(day.before) if day.before else ""
    title = words("home.crossed", date=before) if before else words("home.crossed_since")
    found = day.table(CROSSED)
    if found is None:
        return Crossed(title, [], words("home.crossed_first"))
    rows = sorted(found.to_pylist(), key=_fell)
    seen = names_seen(user, [row["unit_id"] for row in rows])
    own = [row for row in rows if row["unit_id"] in seen]
    if not own:
        return Crossed(title, [], words("home.crossed_none", date=before))
    shown = [_mover(row, seen[row["unit_id"]], words) for row in own[:_MOST]]
    return Crossed(title, shown, words("home.crossed_all", all=len(own)))


def _fell(row: dict[str, Any]) -> tuple[float, str]:
    before, now = row.get("risk_before"), row.get("risk")
    return (0.0 if before is None or now is None else before - now, row["unit_id"])


def _mover(row: dict[str, Any], name: str, words: Words) -> Mover:
    why = [
        row.get(f"{what}_why_{words.language}")
        for what in ("risk", "health")
        if row.get(f"{what}_band") != row.get(f"{what}_band_before")
    ]
    return Mover(
        row["unit_id"],
        name,
        _moved(row, "risk", words),
        _mark(row),
        _moved(row, "health", words),
        ". ".join(one for one in why if one),
    )


def _moved(row: dict[str, Any], what: str, words: Words) -> str:
    """Say both bands, or the only one where it is the same."""
    before, now = row.get(f"{what}_band_before"), row.get(f"{what}_band")
    told = [named(one, words) for one in dict.fromkeys((before, now)) if one]
    return " → ".join(told)


def _mark(row: dict[str, Any]) -> str:
    before, now = row.get("risk_band_before"), row.get("risk_band")
    if before not in _ORDER or now not in _ORDER or before == now:
        return ""
    return "higher" if _ORDER.index(now) > _ORDER.index(before) else "lower"


def alerts(user: User, run: SavedRun, words: Words) -> list[Alert] | None:
    """Return the newest sentences of a user's customers; None where texts were not read."""
    found = next((one for one in run.results if one.metric == "alerts"), None)
    if found is None:
        return None
    rows = found.rows
    seen = names_seen(user, [row["unit_id"] for row in rows])
    may_read = user.may(Right.SEE_PERSONAL)
    return [
        Alert(
            row["unit_id"],
            seen[row["unit_id"]],
            row["at"],
            named(row["kind"], words),
            row["sentence"] if may_read else words("home.hidden"),
        )
        for row in rows
        if row["unit_id"] in seen
    ][:_MOST]
