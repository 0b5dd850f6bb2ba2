"""Tasks through the API: listed, made, closed; refused as on the pages."""

from typing import Any

import pytest
from django.utils import timezone

from tenure_web.messages import consents
from tenure_web.messages.consents import Said
from tenure_web.people.models import Written
from tenure_web.people.rights import Right

NEW = {"what": "todo", "title": "계약서 보내기", "due": "2026-12-24"}


@pytest.fixture
def unit(admin: Any) -> str:
    return str(admin.told("profiles", limit=1)["rows"][0]["unit_id"])


def test_a_task_is_made_listed_and_done(admin: Any, unit: str) -> None:
    made = admin.send("post", "tasks", {**NEW, "unit_id": unit, "owner": "admin"})
    assert made.status_code == 201, made.content
    task = made.json()
    assert (task["title"], task["owner"], task["state"]) == ({"": NEW["title"]}, "admin", "open")
    assert [one["id"] for one in admin.told("tasks", whose="mine")] == [task["id"]]
    assert admin.told("tasks", whose="nobody") == admin.told("tasks", unit_id="x") == []
    place = f"tasks/{task['id']}/done"
    wrong = admin.send("post", place, {"outcome": "reached"})
    assert (wrong.status_code, wrong.json()["hint"]) == (422, "done, other")
    done = admin.send("post", place, {"outcome": "done", "said": "보냄"}).json()
    assert (done["state"], done["outcome"], done["closed_by"]) == ("done", "done", "admin")
    again = admin.send("post", place, {"outcome": "done"})
    assert (again.status_code, again.json()["code"]) == (409, "taken")
    assert [one["id"] for one in admin.told("tasks", whose="closed")] == [task["id"]]
    lines = Written.objects.filter(what=unit).order_by("pk")
    assert [one.action for one in lines] == ["task.add", "task.done"]
    assert "보냄" not in str([one.after for one in lines])


def test_one_of_a_kind_is_there_once_and_a_contact_may_be_refused(admin: Any, unit: str) -> None:
    call = {**NEW, "what": "call", "unit_id": unit}
    first = admin.send("post", "tasks", call)
    again = admin.send("post", "tasks", call)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    consents.write(unit, Said("service", "email", False, "phone", timezone.now()))
    refused = admin.send("post", "tasks", {**call, "what": "mail"})
    assert (refused.status_code, refused.json()["code"]) == (409, "refused")
    assert refused.json()["detail"] == "no_consent"
    admin.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "ko"
    korean = admin.send("post", "tasks", {**call, "what": "mail"}).json()
    assert korean["hint"] == "이 목적과 채널에 동의하지 않았습니다."
    nobody = admin.send("post", "tasks", {**NEW, "unit_id": unit, "owner": "marketer"})
    assert (nobody.status_code, nobody.json()["where"]) == (422, "owner")


def test_tasks_need_their_scopes_and_keep_to_portfolios(
    program_of: Any, admin: Any, unit: str
) -> None:
    task = admin.send("post", "tasks", {**NEW, "unit_id": unit}).json()
    scopes = {Right.SEE_CUSTOMERS, Right.CARE}
    for right in scopes:
        program = program_of("admin", name=str(right), scopes={right})
        assert program.get("tasks").status_code == 403
        assert program.send("post", "tasks", {**NEW, "unit_id": unit}).status_code == 403
    reader = program_of("admin", name="reader", scopes={Right.SEE_CUSTOMERS, Right.SEE_PERSONAL})
    assert reader.get("tasks").status_code == 200
    stranger = program_of("admin", name="남", scopes=scopes)
    assert stranger.told("tasks") == []
    closed = stranger.send("post", f"tasks/{task['id']}/done", {"outcome": "done"})
    assert closed.status_code == 404
    assert stranger.send("post", "tasks", {**NEW, "unit_id": unit}).status_code == 404
