"""Notes: written, changed, deleted and brought back; each by whom it may."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tenure_web.customers.models import Note
from tenure_web.people.models import Written
from tenure_web.tasks.models import Task

pytestmark = pytest.mark.usefixtures("workspace")
Rows = list[dict[str, Any]]


def write(client: Client, unit: str, **told: str) -> Any:
    return client.post(f"/customers/notes/customer/{unit}", {"text": "전화함", **told})


def page(client: Client, unit: str, more: str = "") -> str:
    return str(client.get(f"/customers/one/{unit}{more}").content.decode())


def test_a_note_has_author_and_day_and_is_audited_without_its_text(
    client_of: Callable[..., Client], rows: Rows
) -> None:
    client, unit = client_of("service", name="박상담"), rows[0]["unit_id"]
    found = write(client, unit, text="환불 요청 <b>급함</b>")
    assert found.headers["Location"] == f"/customers/one/{unit}#notes"
    text = page(client, unit)
    assert "환불 요청 &lt;b&gt;급함&lt;/b&gt;" in text
    assert "박상담" in text
    written = Written.objects.get(action="note.add")
    assert (written.what, written.who) == (unit, "박상담")
    assert "환불" not in str(written.after)


def test_the_time_line_holds_notes_and_tasks(client_of: Callable[..., Client], rows: Rows) -> None:
    client, unit = client_of("service", name="박상담"), rows[0]["unit_id"]
    write(client, unit)
    client.post(
        f"/tasks/new/customer/{unit}", {"title": "확인하기", "what": "todo", "due": "2026-12-24"}
    )
    client.post("/tasks/some/", {"task": Task.objects.get().pk, "do": "done"})
    text = client.get(f"/customers/story/{unit}").content.decode()
    assert text.index("Task done") < text.index("확인하기")
    assert "전화함" in text
    assert "전화함" not in client.get(f"/customers/story/{unit}?as=marketing").content.decode()
    assert "전화함" not in client_of("marketer").get(f"/customers/story/{unit}").content.decode()


def test_a_deleted_note_can_be_brought_back(client_of: Callable[..., Client], rows: Rows) -> None:
    client, unit = client_of("service"), rows[0]["unit_id"]
    write(client, unit)
    note = Note.objects.get()
    gone = client.post(f"/customers/note/{note.pk}/change/", {"do": "delete"})
    after = client.get(gone.headers["Location"].partition("#")[0]).content.decode()
    assert "The note is deleted" in after
    assert "전화함" not in page(client, unit)
    client.post(f"/customers/note/{note.pk}/change/", {"do": "restore"})
    assert "전화함" in page(client, unit)


def test_ones_own_note_is_changed(client_of: Callable[..., Client], rows: Rows) -> None:
    client, unit = client_of("service"), rows[0]["unit_id"]
    write(client, unit)
    note = Note.objects.get()
    assert "전화함" in client.get(f"/customers/note/{note.pk}/").content.decode()
    client.post(f"/customers/note/{note.pk}/", {"text": "메일 보냄"})
    note.refresh_from_db()
    assert note.text == "메일 보냄"
    assert note.edited_at is not None
    wrong = client.post(f"/customers/note/{note.pk}/", {"text": ""})
    assert wrong.status_code == 400
    note.refresh_from_db()
    assert note.text == "메일 보냄"


@pytest.mark.parametrize("told", [{"text": ""}, {"text": "x" * 4001}])
def test_a_wrong_note_is_told_and_kept(
    client_of: Callable[..., Client], rows: Rows, told: dict[str, str]
) -> None:
    found = write(client_of("service"), rows[0]["unit_id"], **told)
    assert found.status_code == 400
    assert 'class="errors"' in found.content.decode()
    assert not Note.objects.exists()


def test_others_may_not_change_a_note(client_of: Callable[..., Client], rows: Rows) -> None:
    write(client_of("service", name="하나"), rows[0]["unit_id"])
    note, other = Note.objects.get(), client_of("service", name="두리")
    for do in ("delete", "restore"):
        assert other.post(f"/customers/note/{note.pk}/change/", {"do": do}).status_code == 403
    assert other.post(f"/customers/note/{note.pk}/", {"text": "x"}).status_code == 403
    assert other.post(f"/customers/note/{note.pk}/change/", {"do": "burn"}).status_code == 404
    note.refresh_from_db()
    assert (note.text, note.deleted_at) == ("전화함", None)


def test_notes_of_customers_of_others_are_out_of_reach(
    manager: Callable[..., Client], client_of: Callable[..., Client], rows: Rows
) -> None:
    other = next(row for row in rows if row["region"] != "서울")["unit_id"]
    write(client_of("service"), other)
    note, client = Note.objects.get(), manager("region = '서울'")
    assert write(client, other).status_code == 404
    assert client.get(f"/customers/note/{note.pk}/").status_code == 404
    assert client.post(f"/customers/note/{note.pk}/change/", {"do": "delete"}).status_code == 404
    assert Note.objects.count() == 1


@pytest.mark.parametrize("group", ["leader", "marketer", "analyst"])
def test_who_does_not_care_for_customers_writes_nothing(
    client_of: Callable[..., Client], rows: Rows, group: str
) -> None:
    unit = rows[0]["unit_id"]
    write(client_of("service"), unit)
    client = client_of(group)
    assert write(client, unit).status_code == 403
    assert ("전화함" in page(client, unit)) == (group == "leader")


def test_a_note_needs_its_token(rows: Rows, client_of: Callable[..., Client]) -> None:
    client = client_of("service")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert write(strict, rows[0]["unit_id"]).status_code == 403
    assert client.get(f"/customers/notes/customer/{rows[0]['unit_id']}").status_code == 405
    assert client.post("/customers/notes/nobody/C1", {"text": "x"}).status_code == 404
