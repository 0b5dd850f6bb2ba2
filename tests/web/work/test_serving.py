"""tenure serve from nothing: its home, its first admin, a page, and a clean end."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engines.servers import free_port
from support.companies import CompanyOf
from tenure.cli import serving as commands


def tenure(*words: object, **more: str) -> "subprocess.Popen[str]":
    around = {name: one for name, one in os.environ.items() if not name.startswith("TENURE_")}
    around.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.Popen(
        [sys.executable, "-m", "tenure", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=around | more,
    )


def until(stream: Any, said: str) -> str:
    lines = ""
    while said not in lines:
        line = stream.readline()
        assert line, lines
        lines += line
    return lines


@pytest.fixture
def place(company_of: CompanyOf) -> Iterator[Path]:
    return company_of("contract")


def ready(port: int) -> Any:
    """Return what readiness says once it is so; until then it says why not."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/readyz", timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as waiting:
            said = json.load(waiting)
        assert (said["status"], said["warm"]) == ("not ready", False)
        time.sleep(0.1)
    raise AssertionError("never ready")


def test_serving_from_nothing(place: Path, tmp_path: Path) -> None:
    port, home = free_port(), tmp_path / "home"
    told = ("serve", "-d", place, "--home", home, "--port", port)
    server = tenure(*told, "--workers", 1, "--admin", "김하나")
    try:
        said = until(server.stdout, "the workspace is at")
        assert ready(port) == {"status": "ok", "database": True, "definitions": True, "warm": True}
        with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=20) as answer:
            assert answer.headers["Server"] is None
        with urllib.request.urlopen(f"http://localhost:{port}/people/sign-in/") as answer:
            text = answer.read().decode()
        css = text.split('rel="stylesheet" href="')[1].split('"')[0]
        with urllib.request.urlopen(f"http://localhost:{port}{css}") as answer:
            assert answer.status == 200
        until(server.stderr, "Starting worker")
        _, error = tenure(*told, "--no-worker").communicate(timeout=60)
        assert error.strip().endswith("Address already in use")
    finally:
        server.send_signal(signal.SIGTERM)
        code = server.wait(60)
    assert code == 0
    assert "sign in as 김하나 with" in said
    for kept in (home, home / "secret"):
        assert kept.stat().st_mode & 0o077 == 0
    assert _worker_of(place) == ""


def _worker_of(place: Path) -> str:
    """Return the workers that are still there a moment later."""
    for _ in range(50):
        found = subprocess.run(
            ["pgrep", "-f", f"worker -d {place}"], capture_output=True, text=True
        )
        if not found.stdout:
            return ""
        time.sleep(0.1)
    return found.stdout


def test_without_the_extra_it_says_what_to_install(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "django", None)
    monkeypatch.delitem(sys.modules, "tenure_web.work.serving", raising=False)
    monkeypatch.delattr("tenure_web.work.serving", raising=False)
    with pytest.raises(commands.TenureError) as refused:
        commands._workspace()
    assert refused.value.hint == 'pip install "tenure[web]"'


@pytest.mark.parametrize(
    ("name", "tty", "watched"), [("", True, True), ("true", True, False), ("", False, False)]
)
def test_a_demo_is_served_only_to_who_sits_there(
    name: str,
    tty: bool,
    watched: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    served: list[Any] = []

    class Workspace:
        begin = prepare = staticmethod(lambda *_: None)
        let_in = staticmethod(lambda user: f"password of {user}")
        furnish = staticmethod(lambda password: ("service", "lead"))
        serve = staticmethod(lambda host, port, **_: served.append((host, port)))

    monkeypatch.setenv("CI", name)
    monkeypatch.setattr(commands, "_workspace", lambda: Workspace)
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: tty, raising=False)
    commands.offer(Path("demo/tenure.toml"), 8123)
    said = capsys.readouterr().out
    assert served == ([("127.0.0.1", 8123)] if watched else [])
    assert ("sign in as demo with password of demo" in said) is watched
    assert ("with the same: service, lead" in said) is watched
    assert ("tenure serve -d demo/tenure.toml" in said) is not watched


def test_an_admin_is_made_once(db: None) -> None:
    from django.contrib.auth.models import Group

    from tenure_web.people.models import User
    from tenure_web.work import serving

    Group.objects.get_or_create(name="admin")  # a test with a server empties every table
    assert serving.without_people()
    password = serving.make_admin("김하나")
    user = User.objects.get(username="김하나")
    assert password is not None
    assert user.check_password(password)
    assert [one.name for one in user.groups.all()] == ["admin"]
    assert not user.is_superuser
    assert serving.make_admin("김하나") is None
    user.refresh_from_db()
    assert user.check_password(password)


def test_what_proxies_say_is_believed_of_one_alone() -> None:
    from tenure_web.work.serving import _proxied

    assert _proxied("10.0.0.1", https=True)["trusted_proxy"] == "10.0.0.1"
    assert "trusted_proxy" not in _proxied("10.0.0.1", https=False)
