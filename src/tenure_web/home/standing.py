"""How the run behind the start page stands: did the last one end well, how old are its data."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from tenure.charts.words import Words
from tenure.pipeline.saved import SavedRun
from tenure_web.people.models import User
from tenure_web.people.rights import Right
from tenure_web.work.models import Job
from tenure_web.work.schedule import zone

OLD = 7
"""Days after which data are told to be old."""


@dataclass(frozen=True)
class Warned:
    """What makes all below less sure, and where one sees more of it, as far as one may."""

    says: str
    address: str = ""


def warnings(run: SavedRun | None, user: User, words: Words) -> list[Warned]:
    """Return what a reader should know before they read: a run that failed, data that are old."""
    found = [_failed(run, user, words), _old(run, user, words) if run else None]
    return [one for one in found if one]


def _failed(run: SavedRun | None, user: User, words: Words) -> Warned | None:
    """Tell of the last run of the workspace, unless a run has ended well after it."""
    job = Job.objects.exclude(open=True).first()
    if job is None or job.state == Job.State.DONE:
        return None
    begun = job.begun or job.asked_at
    if run is not None and datetime.fromisoformat(run.manifest["started"]) > begun:
        return None
    told = "work.last_killed" if job.state == Job.State.KILLED else "work.last_failed"
    says = words(told) + (" " + words("work.as_before") if run else "")
    may = user.may(Right.SEE_RUNS)
    return Warned(says, reverse("work:run", args=[job.pk]) if may else "")


def _old(run: SavedRun, user: User, words: Words) -> Warned | None:
    today = timezone.now().astimezone(zone()).date()
    days = (today - date.fromisoformat(run.manifest["as_of"])).days
    if days <= OLD:
        return None
    may = user.may(Right.SEE_FIGURES)
    return Warned(words("home.old", days=days), reverse("definitions:sources") if may else "")
