"""What was decided of somebody, read from the open tables where they lie."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tenure.company.acts.answers import Answer, answers
from tenure.company.acts.tables import decisions
from tenure.company.acts.why import why
from tenure.company.predictions.days import PROFILES
from tenure.company.predictions.outlook import Outlook
from tenure_web.customers.reading import run
from tenure_web.customers.scope import hidden, profiles
from tenure_web.lib import company
from tenure_web.messages.holding import plays
from tenure_web.people.models import User
from tenure_web.people.rights import Right

_DESK = "decisions"


@dataclass(frozen=True)
class Asked:
    """Decisions as SQL with its parameters; rows have `file_row_number`, too."""

    sql: str
    given: tuple[Any, ...]


def days(before: date | None = None) -> list[date]:
    """Return the days on which it was decided, the last first; with `before`, earlier ones."""
    found = [date.fromisoformat(one.stem) for one in decisions(company.store())]
    return [one for one in reversed(found) if before is None or one < before]


def file_of(day: date) -> Path | None:
    """Return the decisions of a day; None where there are none."""
    return next((one for one in decisions(company.store()) if one.stem == day.isoformat()), None)


def of_unit(unit: str, on: Sequence[date]) -> list[Answer]:
    """Return what was decided of a unit on some days: only what was decided, as `why` says it.

    A file has its plays one after another, each by unit: of a million customers and twenty plays
    some thirty thousand rows a play are read, the others are passed over.
    """
    files = [str(one) for one in map(file_of, on) if one is not None]
    if not files:
        return []
    return answers(run("SELECT * FROM read_parquet(?) WHERE unit_id = ?", (files, unit)), plays())


def whole(unit: str, on: date | None, user: User) -> list[Answer]:
    """Return of every play why a unit was contacted with it on a day, or why not; None: the last.

    Worked out by `why`, and raises MetricError as that does; what the user may not see of the
    profile is not told.
    """
    with company.asked(_DESK) as asked:
        away = hidden(user, asked.rule.unit)
        return why(Outlook(asked.rule, None), plays(), unit, on=on, hidden=away)


def of_day(file: Path, user: User, wanted: Mapping[str, str]) -> Asked:
    """Return the decisions of a day about those whom a user sees; empty texts ask for all.

    Of who has left, portfolios know nothing: only who sees everyone has them.
    """
    asked = {name: value for name, value in wanted.items() if value}
    parts = [f"{name} = ?" for name in asked]
    given: list[Any] = [str(file), *asked.values()]
    if not user.may(Right.SEE_EVERYONE):
        day = company.last_day()
        if day is None:
            parts.append("false")
        else:
            seen = profiles(day, user)
            parts.append(
                "unit_id IN (WITH profiles AS (SELECT * FROM read_parquet(?)), "
                f"kept AS ({seen.kept.sql}) SELECT unit_id FROM kept)"
            )
            given.append(str(day.folder / PROFILES))
    holds = f" WHERE {' AND '.join(parts)}" if parts else ""
    return Asked(f"SELECT * FROM read_parquet(?, file_row_number = true){holds}", tuple(given))
