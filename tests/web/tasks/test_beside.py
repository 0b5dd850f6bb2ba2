"""Tasks beside other pages: the start page says what is due, interviews come off their page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tenure_web.insights.interviews import interviews_of
from tenure_web.insights.mailing import message
from tenure_web.insights.models import Dashboard, Mailing
from tenure_web.people.models import User
from tenure_web.tasks import queue
from tenure_web.tasks.days import today
from tenure_web.tasks.models import Task

pytestmark = [pytest.mark.usefixtures("workspace"), pytest.mark.django_db]


def test_the_start_page_has_ones_own_tasks_that_are_due(
    unit: str, client_of: Callable[..., Client]
) -> None:
    client, other = client_of("service", name="박상담"), client_of("service", name="이담당")
    own = User.objects.get(username="박상담")
    assert "due by today" not in client.get("/").content.decode()
    for days in (-7, 60):
        due = today() + timedelta(days=days)
        queue.put(unit=unit, what="todo", title={"": f"Do {days}"}, due=due, owner=own)
    text = client.get("/").content.decode()
    assert "1 due by today, 1 of them overdue" in text
    assert "Do -7" in text
    assert "Do 60" not in text
    assert "Do -7" not in other.get("/").content.decode()


def test_mail_begins_with_its_readers_own_tasks_that_are_due(
    unit: str, person: Callable[..., User]
) -> None:
    own = person("박상담", "service", email="s@example.com", language="ko")
    analyst = person("이분석", "analyst", email="a@example.com", language="en")
    for days, owner in ((-7, own), (60, own), (-7, analyst)):
        due = today() + timedelta(days=days)
        title = {"ko": f"<{owner.username}> {days}"}
        queue.put(unit=unit, what="todo", title=title, due=due, owner=owner)
    board = Dashboard.objects.create(name="아침", owner=own)
    mails = [
        message(Mailing(dashboard=board, to=one, every="day", next_at=timezone.now()))
        for one in (own, analyst)
    ]
    text, html = str(mails[0].body), str(mails[0].alternatives[0][0])
    assert "오늘까지 1건, 이 중 1건은 기한 지남" in text
    assert "<박상담> -7" in text
    assert "&lt;박상담&gt; -7" in html
    task = Task.objects.get(owner=own, title__ko="<박상담> -7")
    assert f'href="http://localhost:8000/tasks/{task.pk}/"' in html
    assert "60" not in text
    assert "이분석" not in text
    assert "이분석" not in str(mails[1].body)  # whoever may not care for customers has no tasks
    assert "Tasks due" not in str(mails[1].body)


def test_nobody_waits_for_whom_to_interview(client_of: Callable[..., Client]) -> None:
    """Before the page has its answer there is nobody to choose; nothing is made."""
    client = client_of("service", name="박상담")
    for told in ({}, {"unit": ["nobody"]}):
        assert "/interviews/" in client.post("/tasks/interviews/?n=3", told).headers["Location"]
    assert not Task.objects.exists()
    assert client_of("marketer").post("/tasks/interviews/").status_code == 403


@pytest.mark.long
def test_interviews_are_put_on_ones_list_with_their_guides(
    client_of: Callable[..., Client],
) -> None:
    client = client_of("service", name="박상담", language="ko")
    interviews_of(User.objects.get(), {"n": 3}, patience=300)
    page = client.get("/insights/explain/interviews/?n=3").content.decode()
    units = [part.split('"')[0] for part in page.split('name="unit" value="')[1:]]
    assert len(units) == 3
    made = client.post("/tasks/interviews/?n=3", {"unit": units[:2]})
    assert made.headers["Location"] == "/tasks/"
    tasks = Task.objects.order_by("pk")
    assert {one.unit for one in tasks} == set(units[:2])
    assert all(one.what == "interview" and one.guide["ko"] and one.guide["en"] for one in tasks)
    client.post("/tasks/interviews/?n=3", {"unit": units[:2]})
    assert Task.objects.count() == 2, "one open of a kind"
    client.post("/tasks/interviews/?n=3", {"unit": ["nobody"]})
    assert Task.objects.count() == 2
