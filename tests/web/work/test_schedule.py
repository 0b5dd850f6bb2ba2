"""What is done by itself: at the company's hour, once a day, by one of several workers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tenure_web.people.models import Written
from tenure_web.work import hooks, schedule
from tenure_web.work.asking import BusyError
from tenure_web.work.models import Schedule

pytestmark = pytest.mark.django_db
SEOUL_FIVE = datetime(2024, 11, 5, 20, 0, tzinfo=UTC)
"""05:00 of 6 November in Seoul."""


@pytest.fixture(autouse=True)
def begun(monkeypatch: pytest.MonkeyPatch, workspace: Path) -> list[str]:
    """What was begun."""
    found: list[str] = []
    names = {hooks.COUNTS: "counts", hooks.MAILS: "mails"}
    monkeypatch.setattr(hooks, "call", lambda which: found.append(names[which]))
    monkeypatch.setattr(schedule, "ask", lambda user: found.append("run"))
    return found


def turn_on(what: str, hour: int, since: datetime) -> None:
    schedule.everything()
    Schedule.objects.filter(what="mails").update(on=False)
    Schedule.objects.filter(what=what).update(on=True, hour=hour, last=since)


def test_a_run_begins_at_the_company_s_hour_once_a_day(begun: list[str]) -> None:
    turn_on("run", 5, SEOUL_FIVE - timedelta(hours=3))
    schedule.tick(SEOUL_FIVE - timedelta(minutes=1))
    assert begun == []
    schedule.tick(SEOUL_FIVE)
    schedule.tick(SEOUL_FIVE + timedelta(minutes=1))
    schedule.tick(SEOUL_FIVE + timedelta(hours=20))
    assert begun == ["run"]
    schedule.tick(SEOUL_FIVE + timedelta(days=1))
    assert begun == ["run", "run"]


def test_an_hour_that_passed_while_no_worker_ran_is_made_up_for_the_same_day(
    begun: list[str],
) -> None:
    turn_on("run", 5, SEOUL_FIVE - timedelta(days=3))
    schedule.tick(SEOUL_FIVE + timedelta(hours=4))
    schedule.tick(SEOUL_FIVE + timedelta(hours=5))
    assert begun == ["run"]


def test_what_is_turned_on_after_its_hour_waits_for_tomorrow(begun: list[str]) -> None:
    turn_on("counts", 5, SEOUL_FIVE + timedelta(hours=1))
    schedule.tick(SEOUL_FIVE + timedelta(hours=2))
    assert begun == []


def test_of_two_workers_one_begins(begun: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    turn_on("run", 5, SEOUL_FIVE - timedelta(days=1))
    both = schedule.everything()
    for one in both:
        if one.what == "run" and schedule._due(one, SEOUL_FIVE):
            assert schedule._claimed(one, SEOUL_FIVE)
            assert not schedule._claimed(one, SEOUL_FIVE + timedelta(seconds=1))


def test_mails_are_looked_at_each_minute(begun: list[str]) -> None:
    turn_on("mails", 0, SEOUL_FIVE - timedelta(hours=1))
    for seconds in (0, 5, 60, 65, 120):
        schedule.tick(SEOUL_FIVE + timedelta(seconds=seconds))
    assert begun == ["mails"] * 3


def test_a_run_that_is_going_on_is_not_disturbed(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(user: object) -> None:
        raise BusyError

    monkeypatch.setattr(schedule, "ask", busy)
    turn_on("run", 5, SEOUL_FIVE - timedelta(days=1))
    schedule.tick(SEOUL_FIVE)
    assert Schedule.objects.get(what="run").last == SEOUL_FIVE


def test_what_was_entered_is_kept_and_in_the_trail(client_of: Any) -> None:
    client = client_of("analyst", language="ko")
    found = client.post("/work/schedule/run/", {"run-on": "on", "run-hour": "7"}, follow=True)
    assert "저장했습니다" in found.content.decode()
    kept = Schedule.objects.get(what="run")
    assert (kept.on, kept.hour) == (True, 7)
    assert kept.last is not None
    line = Written.objects.get(action="schedule.change")
    assert (line.before, line.after) == ({"on": False, "hour": 5}, {"on": True, "hour": 7})


@pytest.mark.parametrize("hour", ["24", "-1", "seven", ""])
def test_an_hour_that_is_none_is_told_at_its_field(hour: str, client_of: Any) -> None:
    found = client_of("analyst").post("/work/schedule/run/", {"run-on": "on", "run-hour": hour})
    assert found.status_code == 422
    assert 'id="id_run-hour_error"' in found.content.decode()
    assert Schedule.objects.get(what="run").on is False


def test_there_is_nothing_else_to_schedule(client_of: Any) -> None:
    assert client_of("analyst").post("/work/schedule/rm/", {}).status_code == 404


def test_who_may_only_look_sees_when(client_of: Any) -> None:
    turn_on("run", 7, SEOUL_FIVE)
    text = client_of("auditor").get("/work/schedule/").content.decode()
    assert "On: 07:00" in text
    assert "<button>Save" not in text


def test_tidying_removes_what_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from django.contrib.sessions.models import Session

    Session.objects.create(session_key="over", expire_date=SEOUL_FIVE - timedelta(days=1))
    own = schedule.call_command
    monkeypatch.setattr(
        schedule,
        "call_command",
        lambda name, **more: None if name.startswith("prune") else own(name, **more),
    )  # without a database as its queue there is nothing to prune
    turn_on("tidy", 5, SEOUL_FIVE - timedelta(days=1))
    schedule.tick(SEOUL_FIVE)
    assert not Session.objects.filter(session_key="over").exists()


def test_every_hook_is_there() -> None:
    from importlib import import_module

    for name in (*hooks.AFTER_RUN, *hooks.MAILS):
        module, _, function = name.rpartition(".")
        assert hasattr(import_module(module), function)
