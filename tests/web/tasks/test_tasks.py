"""Tasks: put once, due when there is room, seen by whom they concern, closed with an outcome."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from tenure_web.lib import company
from tenure_web.people.models import Portfolio, User, Written
from tenure_web.tasks import queue
from tenure_web.tasks.models import Capacity, Task
from tenure_web.tasks.touches import rows as touches
from tenure_web.tasks.views import today

pytestmark = [pytest.mark.usefixtures("workspace"), pytest.mark.django_db]
TITLE = {"en": "Call before it ends", "ko": "끝나기 전에 전화하기"}
GUIDE = {
    "en": "Ask what is missing.\nOffer a pause.",
    "ko": "무엇이 부족한지 묻기.\n잠시 멈춤 제안.",
}
MONDAY = date(2026, 11, 23)


@pytest.fixture
def unit(workspace: Path) -> str:
    """Somebody who has a profile."""
    day = company.last_day()
    assert day is not None
    table = day.table()
    assert table is not None
    return str(table["unit_id"][0])


def put(unit: str, **more: Any) -> Task:
    told: dict[str, Any] = {"play": "early_call", "version": 1, "occasion": "2026-11", "step": 0}
    return queue.put(unit=unit, title=TITLE, guide=GUIDE, **{"due": MONDAY, **told, **more})


def test_the_same_step_and_the_same_occasion_make_one_task(unit: str) -> None:
    first = put(unit)
    assert put(unit) == first
    assert put(unit, step=2) == first, "one is open for the occasion"
    queue.close(task=first, user=None, outcome="reached")  # type: ignore[arg-type]
    assert put(unit) == first, "a step is never done twice"
    later = put(unit, step=2)
    assert (later.step, later.state) == (2, Task.State.OPEN)
    assert put(unit, occasion="2026-12").occasion == "2026-12"


@pytest.mark.parametrize(
    ("due", "works"),
    [
        (date(2026, 11, 21), MONDAY),  # a Saturday
        (date(2026, 12, 24), date(2026, 12, 24)),
        (date(2026, 12, 26), date(2026, 12, 28)),
    ],
)
def test_it_is_due_on_a_day_that_is_worked_on(unit: str, due: date, works: date) -> None:
    assert put(unit, due=due).due == works


def test_nobody_gets_more_in_a_day_than_they_can_do(unit: str, person: Callable[..., User]) -> None:
    owner = person("이담당", "account_manager")
    Capacity.objects.create(owner=owner, a_day=2)
    dues = [put(unit, owner=owner, occasion=str(one)).due for one in range(5)]
    assert dues == [MONDAY, MONDAY, *[MONDAY + timedelta(days=1)] * 2, MONDAY + timedelta(days=2)]


def test_the_list_is_by_day_and_in_the_readers_language(
    unit: str, client_of: Callable[..., Client]
) -> None:
    client = client_of("service", name="박상담", language="ko")
    own = User.objects.get(username="박상담")
    put(unit, owner=own, due=today() - timedelta(days=7))
    put(unit, owner=own, due=today() + timedelta(days=9), occasion="later")
    text = client.get("/tasks/").content.decode()
    assert text.index("기한 지남") < text.index("이후")
    assert TITLE["ko"] in text
    assert "오늘</h2>" not in text
    assert client.get("/tasks/?whose=nobody").content.decode().count("할 일이 없습니다") == 1
    assert client.get("/tasks/?whose=other").status_code == 404


def test_one_is_closed_with_what_came_of_it_and_the_trail_has_no_word_of_it(
    unit: str, client_of: Callable[..., Client]
) -> None:
    client = client_of("service", name="박상담")
    task = put(unit)
    text = client.get(f"/tasks/{task.pk}/").content.decode()
    assert "Ask what is missing." in text
    assert client.post(f"/tasks/{task.pk}/", {"said": "x"}).status_code == 400
    told = {"outcome": "promised", "said": "비밀 이야기"}
    assert client.post(f"/tasks/{task.pk}/", told).headers["Location"] == "/tasks/"
    task.refresh_from_db()
    assert (task.state, task.outcome, task.said) == ("done", "promised", "비밀 이야기")
    trail = Written.objects.get(action="task.done")
    assert trail.who == "박상담"
    assert "비밀" not in str(trail.after)
    client.post("/tasks/some/", {"task": task.pk, "do": "open"})
    task.refresh_from_db()
    assert (task.state, task.said, task.closed_by) == ("open", "", None)


def test_after_one_comes_the_next_that_is_due(unit: str, client_of: Callable[..., Client]) -> None:
    client = client_of("service", name="박상담")
    own = User.objects.get(username="박상담")
    first, second = (
        put(unit, owner=own, due=today() - timedelta(days=7), occasion=str(one)) for one in range(2)
    )
    done = client.post(f"/tasks/{first.pk}/", {"outcome": "reached"})
    assert done.headers["Location"] == f"/tasks/{second.pk}/"


def test_several_are_taken_put_off_and_handed_over_at_once(
    unit: str, client_of: Callable[..., Client], person: Callable[..., User]
) -> None:
    client, other = client_of("service", name="박상담"), person("이담당", "account_manager")
    Portfolio.objects.create(name="all", condition="risk >= 0").owners.add(other)
    tasks = [put(unit, occasion=str(one)) for one in range(3)]
    chosen = {"task": [one.pk for one in tasks]}
    client.post("/tasks/some/", {**chosen, "do": "take"})
    assert Task.objects.filter(owner__username="박상담").count() == 3
    client.post("/tasks/some/", {**chosen, "do": "snooze", "until": "2026-12-05"})
    assert set(Task.objects.values_list("due", flat=True)) == {date(2026, 12, 7)}
    client.post("/tasks/some/", {**chosen, "do": "hand_over", "to": other.pk})
    assert Task.objects.filter(owner=other).count() == 3
    assert client.post("/tasks/some/", {**chosen, "do": "explode"}).status_code == 404
    nothing = client.post("/tasks/some/", {"do": "take", "next": "//evil.example"})
    assert nothing.headers["Location"] == "/tasks/"


def test_whoever_may_not_see_the_customer_sees_no_task_of_theirs(
    unit: str, client_of: Callable[..., Client]
) -> None:
    task = put(unit)
    stranger = client_of("account_manager", name="최남남")
    assert TITLE["en"] not in stranger.get("/tasks/?whose=all").content.decode()
    assert stranger.get(f"/tasks/{task.pk}/").status_code == 404
    taken = {"task": task.pk, "do": "take"}
    assert stranger.post("/tasks/some/", taken).status_code == 404
    assert client_of("marketer").get("/tasks/").status_code == 403
    assert Client().get("/tasks/").status_code == 302


def test_a_call_that_reached_somebody_is_a_touch(unit: str, person: Callable[..., User]) -> None:
    caller, zone = person("박상담", "service"), ZoneInfo("Asia/Seoul")
    reached, missed = put(unit), put(unit, occasion="other")
    queue.close(task=reached, user=caller, outcome="reached")
    queue.close(task=missed, user=caller, outcome="not_reached")
    (row,) = touches(today(), zone)
    assert (row["customer_id"], row["play"], row["channel"]) == (unit, "early_call", "call")
    assert list(touches(today() - timedelta(days=1), zone)) == []
