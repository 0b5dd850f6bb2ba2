"""A task that contacts somebody asks the one arbiter when it is made and when it is done."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.utils import timezone

from support.contacted import customer
from tenure_web.messages import consents, erasing, persons, suppressions
from tenure_web.messages.consents import Said
from tenure_web.messages.jobs import write_touches
from tenure_web.messages.models import Ruled
from tenure_web.messages.ruling import Asked, ask
from tenure_web.people.models import User
from tenure_web.tasks import changing, queue
from tenure_web.tasks.days import today
from tenure_web.tasks.models import Task
from tenure_web.tasks.touches import changed_days, rows

pytestmark = pytest.mark.usefixtures("small")
ZONE = ZoneInfo("Asia/Seoul")


@pytest.fixture
def care(small: Path, client_of: Callable[..., Client]) -> Client:
    return client_of("service", name="박상담", language="ko")


def call(what: str = "call", **more: Any) -> queue.Made:
    told: dict[str, Any] = {"unit": "C1", "customer": "C1", "title": {"": "전화"}, "due": today()}
    return queue.put(what=what, **told | more)


def test_a_call_that_took_place_counts_and_the_next_is_refused_with_the_reason(
    care: Client, small: Path
) -> None:
    task = call().task
    assert task is not None
    assert "지금 연락해도 됩니다" in care.get(f"/tasks/{task.pk}/").content.decode()
    assert care.post(f"/tasks/{task.pk}/", {"outcome": "reached"}).status_code == 302
    assert ask(Asked("C1", "service", "email", "mail"), timezone.now()).reason == "frequency"
    refused = call()
    assert refused.task is None
    assert refused.ruling is not None
    assert refused.ruling.reason == "frequency"
    kept = Ruled.objects.get(key__startswith="task:")
    assert (kept.ruled, kept.reason, kept.channel) == ("skip", "frequency", "call")
    assert call("todo").task, "what contacts nobody is not asked about"
    assert write_touches() == [today()]
    table = pq.read_table(small.parent / "store/acts/touches" / f"{today()}.parquet").to_pylist()
    assert [(row["customer_id"], row["channel"], row["play"]) for row in table] == [
        ("C1", "call", None)
    ]
    assert write_touches() == []


def test_it_is_asked_again_when_it_is_done(care: Client) -> None:
    task = call().task
    assert task is not None
    now = timezone.now()
    ask(Asked("C1", "service", "email", "mail"), now)
    page = care.post(f"/tasks/{task.pk}/", {"outcome": "reached", "said": "네"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "연락할 수 없습니다" in text
    assert "정의의 연락 항목" in text
    assert "네</textarea>" in text
    task.refresh_from_db()
    assert task.state == Task.State.OPEN
    assert list(rows(today(), ZONE)) == []
    care.post(f"/tasks/{task.pk}/", {"outcome": "reached", "happened": "on"})
    task.refresh_from_db()
    assert task.state == Task.State.DONE
    ruled = Ruled.objects.filter(key=f"task-{task.pk}").order_by("pk")
    assert list(ruled.values_list("ruled", "reason")) == [
        ("skip", "frequency"),
        ("skip", "frequency"),
        ("send", ""),
    ]
    assert [row["touch_id"] for row in rows(today(), ZONE)] == [f"task-{task.pk}"]


@pytest.mark.parametrize("outcome", ["not_reached", "wrong_person", "other"])
def test_what_reached_nobody_asks_nobody_and_does_not_count(care: Client, outcome: str) -> None:
    task = call().task
    assert task is not None
    care.post(f"/tasks/{task.pk}/", {"outcome": outcome})
    assert not Ruled.objects.exists()
    assert list(rows(today(), ZONE)) == []


def test_opened_again_it_does_not_count_any_more_and_its_touch_goes(
    small: Path, person: Callable[..., User]
) -> None:
    task, caller = call().task, person("박상담", "service")
    assert task is not None
    changing.close(task=task, user=caller, outcome="promised")
    write_touches()
    changing.reopen(task=task)
    assert ask(Asked("C1", "service", "email", "mail"), timezone.now()).ruled == "send"
    assert changed_days(ZONE) == [today()]
    assert write_touches() == [today()]
    place = small.parent / "store/acts/touches" / f"{today()}.parquet"
    assert pq.read_table(place).num_rows == 0
    assert write_touches() == []


def test_consent_suppression_erasure_pause_and_holdout_refuse_it(
    small: Path, client_of: Callable[..., Client]
) -> None:
    now = timezone.now()
    consents.write("C1", Said("survey", "call", False, "phone", now))
    assert refusal(call("interview")) == "no_consent"
    assert refusal(call("mail", purpose="marketing")) == "no_consent", "nobody has said yes"
    assert call("call").task is not None
    suppressions.suppress("c2@example.com", "complaint", now)
    other = {"unit": "C2", "customer": "C2"}
    assert refusal(call("mail", **other)) == "suppressed"
    person = persons.person_of("C2")
    person.paused_until = now + timedelta(days=30)
    person.save()
    assert refusal(call("call", **other)) == "paused"
    assert call("call", due=today() + timedelta(days=40), **other).task, "the pause is over then"
    persons.erase("C1", now)
    assert refusal(call("review")) == "erased"


def test_who_is_held_out_of_everything_is_not_called_either(small: Path) -> None:
    salt = "0123456789abcdef"
    text = small.read_text("utf-8") + f'holdout = {{ share = 0.49, salt = "{salt}" }}\n'
    small.write_text(text, "utf-8")
    told = [call(unit=f"C{one}", customer=f"C{one}") for one in range(1, 30)]
    reasons = {refusal(one) for one in told if one.task is None}
    assert reasons == {"held_out_of_all"}
    assert 5 < sum(one.task is None for one in told) < 25


def test_quiet_hours_do_not_stop_a_task_for_later_but_a_call_now(
    small: Path, person: Callable[..., User]
) -> None:
    local = timezone.now().astimezone(ZONE)
    hours = f"{local - timedelta(hours=1):%H:%M}-{local + timedelta(hours=1):%H:%M}"
    text = re.sub(r'quiet = ".*"', f'quiet = "{hours}"', small.read_text("utf-8"))
    small.write_text(text, "utf-8")
    task = call(due=today() + timedelta(days=3)).task
    assert task is not None
    ruling = changing.close(task=task, user=person("박상담", "service"), outcome="reached")
    assert ruling is not None
    assert (ruling.ruled, ruling.reason) == ("defer", "quiet")


def test_written_on_the_customers_page_it_is_a_task_like_all_others(care: Client) -> None:
    new = {"title": "전화하기", "what": "call", "due": "2026-12-24", "guide": "가격 문의"}
    made = care.post("/tasks/new/customer/C1", new)
    assert made.headers["Location"] == "/customers/one/C1#tasks"
    task = Task.objects.get()
    assert (task.title, task.customer, task.author and task.author.username) == (
        {"": "전화하기"}, "C1", "박상담"
    )  # fmt: skip
    there = care.post("/tasks/new/customer/C1", new, follow=True).content.decode()
    assert "같은 종류의 일이 이미 있습니다" in there
    assert Task.objects.count() == 1
    consents.write("C1", Said("service", "email", False, "phone", timezone.now()))
    refused = care.post("/tasks/new/customer/C1", new | {"what": "mail"})
    assert refused.status_code == 409
    assert "고객이 정합니다" in refused.content.decode()
    assert care.post("/tasks/new/customer/C1", new | {"title": ""}).status_code == 400


def test_the_task_of_an_account_contacts_one_of_its_people(care: Client) -> None:
    new = {"title": "점검", "what": "review", "due": "2026-12-24"}
    page = care.get("/tasks/new/account/A1").content.decode()
    assert "고객 1 · sponsor" in page
    assert care.post("/tasks/new/account/A1", new).status_code == 400
    care.post("/tasks/new/account/A1", new | {"customer": "C1"})
    task = Task.objects.get()
    assert (task.kind, task.unit, task.customer) == ("account", "A1", "C1")
    assert "점검" in care.get("/customers/account/A1").content.decode()
    assert "A1" in care.get("/tasks/?whose=all").content.decode()
    care.post(f"/tasks/{task.pk}/", {"outcome": "reached"})
    assert [row["customer_id"] for row in rows(today(), ZONE)] == ["C1"]
    stranger = {"customer": str(customer(9)["unit_id"])}
    assert care.post("/tasks/new/account/A1", new | stranger).status_code == 400


def refusal(made: queue.Made) -> str | None:
    assert made.task is None
    assert made.ruling is not None
    return made.ruling.reason


def test_erasing_somebody_forgets_every_word_of_their_tasks(
    small: Path, person: Callable[..., User]
) -> None:
    done, still = call().task, call("todo").task
    assert done is not None
    assert still is not None
    changing.close(task=done, user=person("박상담", "service"), outcome="not_reached", said="비밀")
    erasing.forget("C1", timezone.now())
    for task, state in ((done, "done"), (still, "dropped")):
        task.refresh_from_db()
        assert (task.state, task.said, task.title) == (state, "", {})
        assert "C1" not in (task.unit, task.customer)
