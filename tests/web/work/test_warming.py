"""The company is open before anybody asks, and anew on another day; what fails costs no page."""

import threading
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tenure.company import Company
from tenure.errors import SourceError
from tenure_web.lib import company, warming


@pytest.fixture(autouse=True)
def nothing_begun(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Pages are warmed where a server is tried."""
    monkeypatch.setattr(warming, "warm_pages", lambda: None)
    yield
    warming._begun.clear()
    warming._warm.clear()


def test_readiness_waits_for_the_company(
    own: Path, client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/readyz").json()["warm"] is True  # nothing is warmed ahead here
    go, stopped = threading.Event(), threading.Event()
    opened: list[Company] = []

    def opening() -> None:
        go.wait(30)
        with company.asked() as told:
            opened.append(told)

    monkeypatch.setattr(warming, "open_company", opening)
    thread = warming.begin(stopped)
    waiting = client.get("/readyz")
    assert (waiting.status_code, waiting.json()["warm"]) == (503, False)
    assert client.get("/healthz").status_code == 200
    stopped.set()
    go.set()
    thread.join(60)
    assert client.get("/readyz").status_code == 200
    with company.asked() as told:
        assert told is opened[0]


def test_what_cannot_be_opened_is_said_by_pages_and_not_by_readiness(
    own: Path, client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise SourceError("no such file")

    monkeypatch.setattr(warming, "open_company", broken)
    stopped = threading.Event()
    stopped.set()
    warming.begin(stopped).join(60)
    assert client.get("/readyz").json()["warm"] is True


def test_the_company_is_opened_anew_on_another_day(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its day is that of its opening: a workspace that runs for weeks must not stay behind."""

    class Clock(datetime):
        day = 1

        @classmethod
        def now(cls, tz: Any = None) -> "Clock":
            return cls(2031, 5, cls.day, 0, 30, tzinfo=tz)

    monkeypatch.setattr(company, "datetime", Clock)
    warming.open_company()
    with company.asked() as told:
        assert told.data.today == date(2031, 5, 1)
    with company.asked() as same:
        assert same is told
    Clock.day = 2
    with company.asked() as told:
        assert told.data.today == date(2031, 5, 2)
