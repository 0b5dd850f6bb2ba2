"""Asking for a run: one at a time, and what became of one whose worker was killed."""

import fcntl
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from tenure_web.lib import company
from tenure_web.people.audit import write
from tenure_web.people.models import User
from tenure_web.work.models import Job

SILENT = timedelta(minutes=2)
"""After that long without a word the worker of a job counts as killed."""
PATIENCE = timedelta(minutes=30)
"""After that long a job that no worker has taken makes way for another."""


class BusyError(Exception):
    """A run is going on."""


def ask(user: User | None) -> Job:
    """Ask for a run, by a user or by the schedule; raises BusyError while one is going on."""
    from tenure_web.work.jobs import run_company

    tell_killed()
    if going() or elsewhere():
        raise BusyError
    try:
        with transaction.atomic():
            job = Job.objects.create(asked_by=user)
    except IntegrityError:  # another was quicker
        raise BusyError from None
    write("run.start", f"run {job.pk}")
    transaction.on_commit(lambda: run_company.enqueue(job.pk))
    return job


def going() -> Job | None:
    """Return the job that waits or goes on."""
    return Job.objects.filter(open=True).select_related("asked_by").first()


def elsewhere() -> bool:
    """Say whether a run is going on that nobody here asked for, such as one by hand."""
    lock = company.store().root / "lock"
    if not lock.is_file():
        return False
    with lock.open("rb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def tell_killed() -> None:
    """Close jobs whose worker is silent, and those that no worker took: results are as before."""
    now = timezone.now()
    silent = Job.objects.filter(state=Job.State.GOING, heard__lt=now - SILENT)
    forgotten = Job.objects.filter(state=Job.State.WAITING, asked_at__lt=now - PATIENCE)
    for jobs in (silent, forgotten):
        if jobs.exists():  # a page that is only read writes nothing
            jobs.update(state=Job.State.KILLED, open=None, ended=now)
