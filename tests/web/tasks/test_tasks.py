"""Tasks: put once, due when there is room, seen by whom they concern, closed with an outcome."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tenure_web.people.models import Portfolio, User, Written
from tenure_web.tasks import changing, queue
from tenure_web.tasks.days import today
from tenure_web.tasks.models import Capacity, Task

pytestmark = [pytest.mark.usefixtures("workspace"), pytest.mark.django_db]
TITLE = {"en": "Call before it ends", "ko": "끝나기 전에 전화하기"}
GUIDE = {
    "en": "Ask what is missing.\nOffer a pause.",
    "ko": "무엇이 부족한지 묻기.\n잠시 멈춤 제안.",
}
MONDAY = date(2037, 11, 23)


def put(unit: str, **more: Any) -> Task:
    told: dict[str, Any] = {"play": "early_call", "version": 1, "occasion": "2026-11", "step": 0}
    made = queue.put(unit=unit, title=TITLE, guide=GUIDE, **{"due": MONDAY, **told, **more}).task
    assert made is not None
    return made


def several(unit: str, number: int, **more: Any) -> list[Task]:
    return [put(unit, play=f"play_{one}", **more) for one in range(number)]


def test_a_step_makes_one_task_and_a_customer_has_one_open_of_a_play_and_kind(unit: str) -> None:
    first = put(unit)
    assert put(unit) == first
    assert put(unit, step=2) == first, "one of the play and kind is open"
    assert put(unit, occasion="2026-12") == first
    assert put(unit, what="review", step=3) != first
    changing.close(task=first, user=None, outcome="not_reached")  # type: ignore[arg-type]
    assert put(unit) == first, "a step is never done twice"
    later = put(unit, step=2)
    assert (later.step, later.state) == (2, Task.State.OPEN)


def test_what_contacts_nobody_may_be_written_twice(unit: str) -> None:
    assert put(unit, what="todo", play="") != put(unit, what="todo", play="")


@pytest.mark.parametrize(
    ("due", "works"),
    [
        (date(2037, 11, 21), MONDAY),  # a Saturday
        (date(2037, 12, 24), date(2037, 12, 24)),
        (date(2037, 12, 26), date(2037, 12, 28)),
    ],
)
def test_it_is_due_on_a_day_that_is_worked_on(unit: str, due: date, works: date) -> None:
    assert put(unit, due=due).due == works


def test_nobody_gets_more_in_a_day_than_they_can_do(unit: str, person: Callable[..., User]) -> None:
    owner = person("이담당", "account_manager")
    Capacity.objects.create(owner=owner, a_day=2)
    dues = [one.due for one in several(unit, 5, owner=owner)]
    assert dues == [MONDAY, MONDAY, *[MONDAY + timedelta(days=1)] * 2, MONDAY + timedelta(days=2)]


def test_the_list_is_by_day_and_in_the_readers_language(
    unit: str, client_of: Callable[..., Client]
) -> None:
    client = client_of("service", name="박상담", language="ko")
    own = User.objects.get(username="박상담")
    put(unit, owner=own, due=today() - timedelta(days=7))
    put(unit, owner=own, due=today() + timedelta(days=9), play="later")
    text = client.get("/tasks/").content.decode()
    assert text.index("기한 지남") < text.index("이후")
    assert TITLE["ko"] in text
    assert 'id="today"' not in text
    assert "담당자 없는 일이 없습니다" in client.get("/tasks/?whose=nobody").content.decode()
    assert client.get("/tasks/?whose=other").status_code == 404


def test_one_is_closed_with_what_came_of_it_and_the_trail_has_no_word_of_it(
    unit: str, client_of: Callable[..., Client]
) -> None:
    client = client_of("service", name="박상담")
    task = put(unit)
    text = client.get(f"/tasks/{task.pk}/").content.decode()
    assert "Ask what is missing." in text
    assert client.post(f"/tasks/{task.pk}/", {"said": "x"}).status_code == 400
    told = {"outcome": "not_reached", "said": "비밀 이야기"}
    assert client.post(f"/tasks/{task.pk}/", told).headers["Location"] == "/tasks/"
    task.refresh_from_db()
    assert (task.state, task.outcome, task.said) == ("done", "not_reached", "비밀 이야기")
    trail = Written.objects.get(action="task.done")
    assert trail.who == "박상담"
    assert "비밀" not in str(trail.after)
    assert "Call before" in client.get("/tasks/?whose=closed").content.decode()
    client.post("/tasks/some/", {"task": task.pk, "do": "open"})
    task.refresh_from_db()
    assert (task.state, task.said, task.closed_by) == ("open", "", None)


def test_after_one_comes_the_next_that_is_due(unit: str, client_of: Callable[..., Client]) -> None:
    client = client_of("service", name="박상담")
    own = User.objects.get(username="박상담")
    first, second = several(unit, 2, owner=own, due=today() - timedelta(days=7))
    done = client.post(f"/tasks/{first.pk}/", {"outcome": "not_reached"})
    assert done.headers["Location"] == f"/tasks/{second.pk}/"


def test_several_are_taken_put_off_and_handed_over_at_once(
    unit: str, client_of: Callable[..., Client], person: Callable[..., User]
) -> None:
    client, other = client_of("service", name="박상담"), person("이담당", "account_manager")
    Portfolio.objects.create(name="all", condition="risk >= 0").owners.add(other)
    tasks = several(unit, 3)
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
    stranger = person("손님", "marketer")
    client.post("/tasks/some/", {**chosen, "do": "hand_over", "to": stranger.pk})
    assert Task.objects.filter(owner=other).count() == 3, "who may not care gets none"


@pytest.mark.parametrize(
    "told",
    [{"do": "tomorrow"}, {"do": "drop"}, {"do": "not_reached"}, {"do": "take"}],
    ids=lambda one: one["do"],
)
def test_whatever_was_done_with_several_is_undone_once(
    unit: str, client_of: Callable[..., Client], told: dict[str, str]
) -> None:
    client = client_of("service", name="박상담")
    tasks = several(unit, 2, due=today())
    before = list(Task.objects.order_by("pk").values("owner", "due", "state", "outcome"))
    client.post("/tasks/some/", {"task": [one.pk for one in tasks], **told})
    assert list(Task.objects.order_by("pk").values("owner", "due", "state", "outcome")) != before
    assert "You have just changed 2 tasks" in client.get("/tasks/?whose=all").content.decode()
    client.post("/tasks/undo/")
    assert list(Task.objects.order_by("pk").values("owner", "due", "state", "outcome")) == before
    assert "You have just" not in client.get("/tasks/?whose=all").content.decode()
    again = client.post("/tasks/undo/", follow=True).content.decode()
    assert "Nothing could be put back" in again


def test_what_somebody_has_changed_since_is_not_put_back(
    unit: str, client_of: Callable[..., Client]
) -> None:
    client, other = client_of("service", name="박상담"), client_of("service", name="이담당")
    task = put(unit)
    client.post("/tasks/some/", {"task": task.pk, "do": "take"})
    other.post("/tasks/some/", {"task": task.pk, "do": "drop"})
    client.post("/tasks/undo/")
    task.refresh_from_db()
    assert (task.state, task.owner and task.owner.username) == ("dropped", "박상담")


def test_who_comes_too_late_is_told_who_was_there(
    unit: str, client_of: Callable[..., Client]
) -> None:
    first, second = client_of("service", name="박상담"), client_of("service", name="이담당")
    task = put(unit)
    first.post("/tasks/some/", {"task": task.pk, "do": "take"})
    late = second.post("/tasks/some/", {"task": task.pk, "do": "take"}, follow=True)
    assert "박상담 has it already" in late.content.decode()
    first.post(f"/tasks/{task.pk}/", {"outcome": "not_reached"})
    closed = second.post(f"/tasks/{task.pk}/", {"outcome": "other"}, follow=True).content.decode()
    assert "박상담 has closed it already" in closed
    task.refresh_from_db()
    assert task.outcome == "not_reached"


def test_whoever_may_not_see_the_customer_sees_no_task_of_theirs(
    unit: str, client_of: Callable[..., Client]
) -> None:
    task = put(unit)
    stranger = client_of("account_manager", name="최남남")
    assert TITLE["en"] not in stranger.get("/tasks/?whose=all").content.decode()
    assert stranger.get(f"/tasks/{task.pk}/").status_code == 404
    taken = {"task": task.pk, "do": "take"}
    assert stranger.post("/tasks/some/", taken).status_code == 404
    new = {"title": "x", "what": "todo", "due": "2026-12-01"}
    assert stranger.post(f"/tasks/new/customer/{unit}", new).status_code == 404
    assert client_of("marketer").get("/tasks/").status_code == 403
    assert client_of("marketer", name="또").post(f"/tasks/new/customer/{unit}").status_code == 403
    assert Client().get("/tasks/").status_code == 302
