"""Whether plays fit the company, as a page says it; what the company has is asked once a run."""

from dataclasses import dataclass
from functools import lru_cache

from tenure.act.checking import Known, Severity, check, runs
from tenure.act.play import Play
from tenure.act.saying import finding_said
from tenure.act.words import Language
from tenure.charts.unsaid import unsaid
from tenure.company.acts.known import known
from tenure.errors import TenureError
from tenure_web.lib import company

_DESK = "plays"


@dataclass(frozen=True)
class Doubt:
    """Something to say of a play: how grave, where, and what."""

    severity: Severity
    key: str
    says: str


@dataclass(frozen=True)
class Checked:
    """What is to be said of a play, and whether it can run."""

    doubts: tuple[Doubt, ...]
    runs: bool


def checked(play: Play, language: Language) -> Checked:
    """Check a play against what the company has."""
    found = check(play, known_now())
    said = tuple(
        Doubt(one.severity, one.key, unsaid(finding_said(one, "en"), language)) for one in found
    )
    return Checked(said, runs(found))


def known_now() -> Known:
    """Return what the company has; nothing is known of one that cannot be read."""
    run, day, told = company.latest(), company.last_day(), company.definitions()
    stamp = (str(told.folder), told.fingerprint(), run and run.folder, day and day.folder)
    try:
        return _known(stamp)
    except TenureError:
        return Known()


@lru_cache(2)
def _known(stamp: tuple[object, ...]) -> Known:
    with company.asked(_DESK) as asked:
        return known(asked.rule)
