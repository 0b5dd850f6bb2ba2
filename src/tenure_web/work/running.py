"""One run in a process of its own, so that its memory is released and pages stay quick."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from typing import IO, Any

from django.conf import settings
from django.utils import timezone

from tenure.cli.progress import step_of
from tenure.pipeline.saved import SavedRun
from tenure_web.lib import company
from tenure_web.work.models import Job

LONGEST_LOG = 60_000
BEAT = 15.0
"""Seconds between two signs of life."""
_OWN = ("SECRET_KEY", "DATABASE_URL", "MAIL_URL", "METRICS_TOKEN")
_children: set["subprocess.Popen[str]"] = set()


def run(job: Job) -> None:
    """Do the run of a job that waits; what it did and how it ended is kept with the job."""
    now = timezone.now()
    waits = Job.objects.filter(pk=job.pk, state=Job.State.WAITING)
    if not waits.update(state=Job.State.GOING, begun=now, heard=now):
        return
    job.refresh_from_db()
    code = -1
    try:
        code = _child(job)
    finally:
        _end(job, code)


def stop() -> None:
    """End the processes of runs that are going on; results stay as they were."""
    for child in list(_children):
        child.terminate()


def _child(job: Job) -> int:
    """Run the command, and keep what it says; returns its exit code, negative when killed."""
    options: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
    with subprocess.Popen(
        _command(), stdout=subprocess.PIPE, text=True, errors="replace", env=_around(), **options
    ) as child:
        _children.add(child)
        try:
            assert child.stdout is not None
            for line in _lines(child.stdout):
                _hear(job, line)
        except BaseException:
            child.terminate()
            raise
        finally:
            _children.discard(child)
    return child.returncode


def _command() -> list[str]:
    """Return the command, to be run with lower priority where the system knows that."""
    told = [sys.executable, "-m", "tenure", "run", "-d", str(settings.ENVIRONMENT.definitions)]
    nice = shutil.which("nice")
    return [nice, "-n", "10", *told] if nice else told


def _around() -> dict[str, str]:
    """Return the environment without what is the workspace's own business."""
    hidden = {f"TENURE_{name}" for name in _OWN}
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return kept | {"PYTHONUNBUFFERED": "1", "NO_COLOR": "1", "COLUMNS": "100"}


def _lines(stream: IO[str]) -> Iterator[str]:
    """Yield lines as they come, and an empty one whenever nothing came for a while."""
    heard: SimpleQueue[str | None] = SimpleQueue()

    def listen() -> None:
        for line in stream:
            heard.put(line)
        heard.put(None)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        try:
            line = heard.get(timeout=BEAT)
        except Empty:
            line = ""
        if line is None:
            return
        yield line


def _hear(job: Job, line: str) -> None:
    job.step = step_of(line) or job.step
    job.log = (job.log + line)[-LONGEST_LOG:]
    job.heard = timezone.now()
    job.save(update_fields=["step", "log", "heard"])


def _end(job: Job, code: int) -> None:
    """Keep how it ended: a code of 128 and more says that a shell saw it killed."""
    job.open, job.ended = None, timezone.now()
    if code == 0:
        job.state = Job.State.DONE
        _keep(job, company.latest())
    elif code < 0 or code >= 128:
        job.state = Job.State.KILLED
    else:
        job.state = Job.State.FAILED
        job.error = job.log.rpartition("error: ")[2].strip()[:2000]
    job.save()


def _keep(job: Job, run: SavedRun | None) -> None:
    if run is not None:
        job.run, job.as_of = run.folder.name, run.manifest["as_of"]
        job.steps, job.skipped, job.quality = run.manifest["steps"], run.skipped, quality(run)


def quality(run: SavedRun) -> dict[str, int]:
    """Return the quality of the data in short: rows read and set aside, kinds of findings."""
    found = {f"{kind}s": 0 for kind in ("error", "warning")}
    for finding in run.findings:
        if f"{finding.severity}s" in found:
            found[f"{finding.severity}s"] += 1
    return found | {
        "read": sum(table.read for table in run.summaries),
        "quarantined": sum(table.quarantined for table in run.summaries),
    }
