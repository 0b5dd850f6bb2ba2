"""What was decided of somebody, read from the open tables where they lie."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tenure.company.acts.answers import Answer, answers
from tenure.company.acts.tables import decisions
from tenure.company.acts.why import why
from tenure.company.predictions.outlook import Outlook
from tenure_web.customers.reading import run
from tenure_web.customers.scope import hidden
from tenure_web.lib import company
from tenure_web.messages.holding import plays
from tenure_web.people.models import User

_DESK = "decisions"


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


def whole(unit: str, on: date, user: User) -> list[Answer]:
    """Return of every play why a unit was contacted with it on a day, or why not.

    Worked out by `why`, and raises MetricError as that does; what the user may not see of the
    profile is not told.
    """
    with company.asked(_DESK) as asked:
        away = hidden(user, asked.rule.unit)
        return why(Outlook(asked.rule, None), plays(), unit, on=on, hidden=away)
