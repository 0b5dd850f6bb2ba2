"""Capacity: who can do how much in a day, by whom it is changed, and what decisions read of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tenure.company.acts import capacity as read
from tenure_web.lib import company
from tenure_web.people.models import User, Written
from tenure_web.tasks import queue
from tenure_web.tasks.capacity import refresh
from tenure_web.tasks.days import today
from tenure_web.tasks.models import Capacity

pytestmark = pytest.mark.usefixtures("small")


def put(**more: Any) -> None:
    queue.put(unit="C1", what="todo", title={"": "x"}, due=today(), **more)


def test_one_says_what_one_can_do_and_decisions_read_what_is_left_of_it(
    small: Path, client_of: Callable[..., Client]
) -> None:
    client = client_of("service", name="박상담", language="ko")
    own = User.objects.get(username="박상담")
    assert client.post("/tasks/capacity/", {f"a_day-{own.pk}": "3"}).status_code == 302
    assert Capacity.objects.get().a_day == 3
    assert Written.objects.get(action="capacity.set").after == {"a_day": 3}
    put(owner=own)
    due = queue.open_tasks().get().due
    assert refresh() == (due == today()), "on a day that nobody works on it is due later"
    told = read.room(company.store())
    assert told == {"박상담": 2.0 if due == today() else 3.0}
    assert not refresh(), "nothing has changed"
    page = client.get("/tasks/capacity/").content.decode()
    assert "여유가 생기는 날" in page
    client.post("/tasks/capacity/", {f"a_day-{own.pk}": ""})
    assert read.room(company.store()) == {}


def test_others_are_changed_by_who_manages_people_alone(
    client_of: Callable[..., Client], person: Callable[..., User]
) -> None:
    other = person("이담당", "account_manager")
    client_of("service").post("/tasks/capacity/", {f"a_day-{other.pk}": "1"})
    assert not Capacity.objects.exists()
    admin = client_of("admin")
    assert admin.post("/tasks/capacity/", {f"a_day-{other.pk}": "-1"}).status_code == 400
    assert admin.post("/tasks/capacity/", {f"a_day-{other.pk}": "many"}).status_code == 400
    admin.post("/tasks/capacity/", {f"a_day-{other.pk}": "5"})
    assert Capacity.objects.get().owner == other
    assert client_of("leader").get("/tasks/capacity/").status_code == 403
