"""Who is on the start page: who crossed a band since the last time."""

from dataclasses import dataclass
from typing import Any

from tenure.charts.words import Words
from tenure.company.predictions.days import CROSSED
from tenure.report.more import named
from tenure_web.customers.names import called
from tenure_web.customers.scope import columns_seen, profiles
from tenure_web.lib import company
from tenure_web.people.models import User

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


def crossed(user: User, words: Words) -> Crossed | None:
    """Return who crossed a band among the customers of a user; None without profiles."""
    day = company.last_day()
    if day is None:
        return None
    before = words.formats.date(day.before) if day.before else ""
    title = words("home.crossed", date=before) if before else words("home.crossed_since")
    if not (day.folder / CROSSED).is_file():
        return Crossed(title, [], words("home.crossed_first"))
    columns = [one for one in ("name",) if one in columns_seen(day, user).names]
    rows, count = profiles(day, user).crossed(columns, _MOST)
    if not rows:
        return Crossed(title, [], words("home.crossed_none", date=before))
    shown = [_mover(row, called(row), words) for row in rows]
    return Crossed(title, shown, words("home.crossed_all", all=count) if count > _MOST else "")


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
