"""What was run when: the jobs of the workspace, and runs by hand that lie in the store."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tenure.charts.words import Words
from tenure.errors import TenureError
from tenure.store import MANIFEST
from tenure_web.lib import company
from tenure_web.work.models import Job
from tenure_web.work.schedule import zone

SHOWN = 30


@dataclass(frozen=True)
class Line:
    """A run: when it began, how long it took, how it ended, who asked, and where more stands."""

    begun: datetime
    seconds: float | None
    state: str
    who: str | None
    """A user, "" for the schedule, None for a run by hand."""
    as_of: date | None
    skipped: int
    job: int | None
    run: str


def lines() -> list[Line]:
    """Return the last runs, the newest first."""
    jobs = [_of_job(one) for one in Job.objects.select_related("asked_by")[:SHOWN]]
    known = {one.run for one in jobs}
    others = [_of_run(one) for one in _folders() if one.name not in known]
    every = [*jobs, *(one for one in others if one is not None)]
    return sorted(every, key=lambda one: one.begun, reverse=True)[:SHOWN]


def _of_job(job: Job) -> Line:
    begun = job.begun or job.asked_at
    seconds = (job.ended - begun).total_seconds() if job.ended else None
    who = job.asked_by.get_username() if job.asked_by else ""
    skipped = len(job.skipped) if isinstance(job.skipped, list) else 0
    return Line(begun, seconds, job.state, who, job.as_of, skipped, job.pk, job.run)


def _of_run(folder: Path) -> Line | None:
    """Read the manifest of a run; None for one that is just being removed."""
    try:
        told: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    seconds = sum(step["seconds"] for step in told["steps"])
    begun, as_of = datetime.fromisoformat(told["started"]), date.fromisoformat(told["as_of"])
    return Line(
        begun, seconds, Job.State.DONE, None, as_of, len(told["skipped"]), None, folder.name
    )


def _folders() -> list[Path]:
    try:
        return [one for one in (company.store().root / "runs").glob("*") if one.is_dir()]
    except TenureError:
        return []


def moment(at: datetime, words: Words) -> str:
    """Return a day and a time of it, in the company's time zone."""
    local = at.astimezone(zone())
    return f"{words.formats.date(local.date())} {local:%H:%M}"


def lasted(seconds: float | None, words: Words) -> str:
    """Return how long something took."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    if minutes:
        return words("work.minutes", minutes=minutes, seconds=rest)
    return words("work.seconds", seconds=f"{seconds:.1f}" if seconds < 10 else rest)
