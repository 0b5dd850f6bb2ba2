"""Runs from the browser: one at a time, in a process of their own, and told however they end."""

import fcntl
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tenure_web.lib import company
from tenure_web.people.models import Written
from tenure_web.people.rights import GROUPS, Right
from tenure_web.work import asking, hooks, running
from tenure_web.work.jobs import run_company
from tenure_web.work.models import Job

pytestmark = pytest.mark.django_db
RUN = """
import sys
from unittest.mock import patch
from support.processes import few
from tenure.cli import main

sys.argv = ["tenure", "run", "-d", sys.argv[1]]
with patch("tenure.pipeline.run.questions", few):
    main()
"""
"""The command with one question, which is enough."""


@pytest.fixture(autouse=True)
def counted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What was called after a run."""
    called: list[tuple[str, ...]] = []
    monkeypatch.setattr(hooks, "call", called.append)
    return called


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker takes what is asked for."""
    monkeypatch.setattr(type(run_company), "enqueue", lambda *_: None)


def page(client: Client, path: str = "/work/") -> str:
    found = client.get(path)
    assert found.status_code == 200
    return found.content.decode()


def start(client: Client, django_capture_on_commit_callbacks: Any) -> str:
    with django_capture_on_commit_callbacks(execute=True):
        found = client.post("/work/start/")
    assert found.headers["Location"] == "/work/"
    return page(client)


def test_a_run_of_the_company(
    own: Path,
    client_of: Any,
    django_capture_on_commit_callbacks: Any,
    counted: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = client_of("analyst")
    monkeypatch.setattr(running, "_command", lambda: [sys.executable, "-c", RUN, str(own)])
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    assert "There has been no run yet" in page(client)
    text = start(client, django_capture_on_commit_callbacks)
    job = Job.objects.get()
    assert (job.state, job.open, job.error) == ("done", None, ""), job.log
    latest = company.latest()
    assert latest is not None
    assert job.run == latest.folder.name
    assert job.steps == latest.manifest["steps"]
    assert job.quality["read"] == sum(one.read for one in latest.summaries) > 0
    for said in ("finished", ">analyst</td>", "rows read, "):
        assert said in text
    assert counted == [hooks.AFTER_RUN]
    assert Written.objects.filter(action="run.start", who="analyst").exists()
    detail = page(client, f"/work/runs/{job.pk}/")
    assert "measure: 1 question" in detail
    for one in job.skipped:
        assert one["what"] in detail


def test_a_second_run_is_refused(
    own: Path, client_of: Any, quiet: None, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_of("analyst")
    assert "waits for a worker" in start(client, django_capture_on_commit_callbacks)
    assert "A run is going on already" in start(client, django_capture_on_commit_callbacks)
    assert Job.objects.count() == 1
    assert "/work/start/" not in page(client)


def test_a_run_by_hand_is_noticed(own: Path, client_of: Any) -> None:
    client = client_of("analyst", language="ko")
    with (company.store().root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "직접 시작한 실행이 진행 중입니다" in page(client)
        with pytest.raises(asking.BusyError):
            asking.ask(None)
    assert "실행 시작" in page(client)


@pytest.mark.parametrize(
    ("script", "state", "said"),
    [
        ("echo 'error: nothing is known as of 2020-01-01'; exit 3", "failed", "nothing is known"),
        ("echo 'read: 3 tables'; kill -9 $$", "killed", "ended from outside"),
        ("exit 130", "killed", "ended from outside"),
    ],
)
def test_however_it_ends_the_last_results_stay_and_it_is_told(
    workspace: Path,
    client_of: Any,
    command: Callable[[str], None],
    script: str,
    state: str,
    said: str,
    django_capture_on_commit_callbacks: Any,
    counted: list[tuple[str, ...]],
) -> None:
    before = company.latest()
    command(script)
    text = start(client_of("analyst"), django_capture_on_commit_callbacks)
    job = Job.objects.get()
    assert (job.state, job.open, job.run) == (state, None, "")
    assert said in text
    assert "The results are those of the last good run" in text
    assert company.latest() is before
    assert counted == []


def test_a_run_without_anything_to_say_gives_signs_of_life(
    workspace: Path, command: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BEAT", 0.05)
    command("sleep 0.3; echo 'measure: 4 questions'; sleep 0.3; exit 3")
    heard: list[Any] = []
    hear = running._hear
    monkeypatch.setattr(running, "_hear", lambda job, line: (heard.append(line), hear(job, line)))
    job = Job.objects.create()
    running.run(job)
    assert heard.count("") >= 4
    assert job.step == "measure"


def test_stopping_the_worker_ends_the_run(workspace: Path, command: Callable[[str], None]) -> None:
    import threading

    command("exec sleep 30")
    threading.Timer(0.5, running.stop).start()
    job = Job.objects.create()
    begun = timezone.now()
    running.run(job)
    assert job.state == "killed"
    assert timezone.now() - begun < timedelta(seconds=10)


def test_a_job_whose_worker_is_silent_is_killed_and_another_may_begin(
    workspace: Path, quiet: None
) -> None:
    long_ago = timezone.now() - timedelta(minutes=3)
    silent = Job.objects.create(state="going", begun=long_ago, heard=long_ago)
    asking.tell_killed()
    silent.refresh_from_db()
    assert (silent.state, silent.open) == ("killed", None)
    waiting = asking.ask(None)
    with pytest.raises(asking.BusyError):
        asking.ask(None)
    Job.objects.filter(pk=waiting.pk).update(asked_at=timezone.now() - timedelta(hours=1))
    assert asking.ask(None).pk != waiting.pk


def test_a_job_that_was_given_up_is_not_run_when_its_turn_comes(
    workspace: Path, command: Callable[[str], None]
) -> None:
    command("exit 1")
    job = Job.objects.create(state="killed", open=None)
    run_company.enqueue(job.pk)
    job.refresh_from_db()
    assert (job.state, job.begun) == ("killed", None)


def test_progress_is_renewed_until_it_has_ended(workspace: Path, client_of: Any) -> None:
    client = client_of("analyst")
    now = timezone.now()
    job = Job.objects.create(state="going", begun=now, heard=now, step="measure", log="<b>x</b>")
    text = page(client, "/work/now/")
    assert "Now: measuring." in text
    assert "&lt;b&gt;x" in text
    Job.objects.filter(pk=job.pk).update(state="done", open=None)
    found = client.get("/work/now/")
    assert (found.status_code, found.headers["HX-Refresh"]) == (204, "true")


def test_the_environment_of_a_run_has_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_SECRET_KEY", "s3cret")
    monkeypatch.setenv("TENURE_MAIL_URL", "smtp://u:s3cret@host")
    monkeypatch.setenv("TENURE_DATABASE_URL", "postgres://u:s3cret@host/x")
    monkeypatch.setenv("OTHER", "stays")
    around = running._around()
    assert "s3cret" not in str(around)
    assert around["OTHER"] == "stays"


def test_runs_in_the_store_are_history_too(workspace: Path, client_of: Any) -> None:
    text = page(client_of("auditor", language="ko"))
    assert "직접 실행" in text
    assert "행을 읽고" in text
    assert "/work/start/" not in text
    assert len(text.encode()) < 100_000


@pytest.mark.parametrize("group", [*sorted(GROUPS), ""])
@pytest.mark.parametrize(
    ("method", "path", "right"),
    [
        ("get", "/work/", Right.SEE_RUNS),
        ("get", "/work/runs/999/", Right.SEE_RUNS),
        ("get", "/work/schedule/", Right.SEE_RUNS),
        ("post", "/work/start/", Right.RUN),
        ("post", "/work/schedule/run/", Right.RUN),
    ],
)
def test_who_may_what(
    group: str, method: str, path: str, right: Right, workspace: Path, client_of: Any, quiet: None
) -> None:
    client = client_of(*([group] if group else []))
    status = getattr(client, method)(path).status_code
    allowed = right in GROUPS.get(group, frozenset())
    assert (status == 403) is not allowed
    stranger = getattr(Client(), method)(path)
    assert (stranger.status_code, stranger.headers["Location"][:16]) == (302, "/people/sign-in/")
