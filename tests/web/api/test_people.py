"""What happened with customers, their accounts, notes: read and written as on the pages."""

from typing import Any

import pytest

from tenure_web.customers import story
from tenure_web.customers.models import Note
from tenure_web.people.models import Written
from tenure_web.people.rights import Right


@pytest.fixture
def unit(admin: Any) -> str:
    return str(admin.told("profiles", limit=1, where="risk is not null")["rows"][0]["unit_id"])


def test_a_time_line_comes_in_parts_as_the_page_has_it(admin: Any, unit: str) -> None:
    whom = story.Whom(unit, "customer")
    told = admin.told(f"timelines/customer/{unit}")
    own = story.story(whom, "all", story.Place())
    assert [row["kind"] for row in told["rows"]] == [row["kind"] for row in own.rows]
    assert told["rows"]
    assert told["next"] == (own.following or None)
    assert all(row["at"].endswith("Z") for row in told["rows"])
    assert len(told["contracts"]) == len(story.contracts(whom))
    if told["next"]:
        more = admin.told(f"timelines/customer/{unit}", after=told["next"])
        assert more["contracts"] == []
        assert more["rows"][0]["at"] <= told["rows"][-1]["at"]


def test_accounts_come_in_parts_that_hold_each_once(admin: Any) -> None:
    found, after = [], ""
    while True:
        part = admin.told("accounts", limit=10, after=after)
        found += [row["account_id"] for row in part["rows"]]
        if part["next"] is None:
            break
        after = part["next"]
    assert found == sorted(set(found))
    assert len(found) > 10
    one = admin.told(f"accounts/{found[0]}")
    assert {row["account_id"] for row in one["users"]} == {found[0]}


def test_a_note_is_written_changed_deleted_and_brought_back(admin: Any, unit: str) -> None:
    place = f"notes/customer/{unit}"
    made = admin.send("post", place, {"text": "전화함"})
    assert made.status_code == 201, made.content
    note = made.json()
    assert (note["text"], note["author"]) == ("전화함", "admin")
    changed = admin.send("patch", f"notes/{note['id']}", {"text": "메일 보냄"}).json()
    assert changed["text"] == "메일 보냄"
    assert changed["edited_at"]
    assert admin.send("delete", f"notes/{note['id']}").status_code == 204
    assert admin.told(place) == []
    assert admin.send("patch", f"notes/{note['id']}", {"text": "x"}).status_code == 404
    assert admin.send("post", f"notes/{note['id']}/restore").status_code == 200
    assert [one["id"] for one in admin.told(place)] == [note["id"]]
    lines = Written.objects.filter(what=unit).order_by("pk")
    actions = ["note.add", "note.edit", "note.delete", "note.restore"]
    assert [one.action for one in lines] == actions
    assert {one.who for one in lines} == {"admin (program)"}
    assert "전화" not in str([one.after for one in lines])


def test_a_note_of_somebody_else_is_not_changed(admin: Any, unit: str, program_of: Any) -> None:
    note = admin.send("post", f"notes/customer/{unit}", {"text": "일"}).json()
    other = program_of("admin", name="other")
    assert other.send("patch", f"notes/{note['id']}", {"text": "x"}).status_code == 404
    assert other.send("delete", f"notes/{note['id']}").status_code == 404
    assert Note.objects.get(pk=note["id"]).text == "일"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": ""}, 422, "invalid"),
        ({"text": "x" * 4001}, 422, "invalid"),
        ("{", 400, "malformed"),
        ([1], 422, "invalid"),
    ],
)
def test_a_body_that_is_wrong_writes_nothing(
    body: Any, status: int, code: str, admin: Any, unit: str
) -> None:
    found = admin.send("post", f"notes/customer/{unit}", body)
    assert (found.status_code, found.json()["code"]) == (status, code), found.content
    assert not Note.objects.exists()


def test_notes_are_for_who_cares_or_sees_what_is_personal(program_of: Any, unit: str) -> None:
    rights = {Right.SEE_CUSTOMERS, Right.SEE_EVERYONE}
    reader = program_of("admin", name="reader", scopes=rights)
    assert reader.get(f"notes/customer/{unit}").status_code == 403
    sees = program_of("admin", name="sees", scopes=rights | {Right.SEE_PERSONAL})
    assert sees.told(f"notes/customer/{unit}") == []
    assert sees.send("post", f"notes/customer/{unit}", {"text": "x"}).status_code == 403
