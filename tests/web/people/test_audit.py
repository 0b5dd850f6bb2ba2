"""The audit trail: read by who may, taken out as a file that says so itself, changed by nobody."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import models, transaction
from django.test import Client

from tenure_web.people.audit import write
from tenure_web.people.models import User, Written

pytestmark = pytest.mark.usefixtures("workspace")
HERE = "/people/audit/"


@pytest.fixture
def auditor(client_of: Any) -> Client:
    client: Client = client_of("auditor")
    return client


def line(who: str, action: str, at: datetime | None = None, **more: Any) -> Written:
    written = Written.objects.create(who=who, action=action, what="a thing", **more)
    if at is not None:
        models.QuerySet(Written).filter(pk=written.pk).update(at=at)
    return written


def rows(client: Client, **asked: str) -> list[dict[str, str]]:
    answer = client.get("/people/audit.csv", asked)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_nobody_changes_or_deletes_what_was_written(db: None) -> None:
    written = write("note.add", "one", after={"text": 3})
    written.what = "another"
    attempts = [
        written.save,
        lambda: written.save(force_update=True),
        written.delete,
        Written.objects.all().delete,
        lambda: Written.objects.filter(pk=written.pk).update(who="x"),
        lambda: Written.objects.bulk_update([written], ["what"]),
        lambda: Written.objects.update_or_create({"what": "x"}, pk=written.pk),
    ]
    for attempt in attempts:
        with pytest.raises(TypeError, match="cannot be"), transaction.atomic():
            attempt()
    assert list(Written.objects.values_list("what", flat=True)) == ["one"]


def test_a_line_outlives_who_wrote_it(person: Any) -> None:
    user = person("김하나")
    written = Written.objects.create(user=user, who="김하나", action="note.add", what="one")
    user.delete()
    written.refresh_from_db()
    assert (written.user, written.who) == (None, "김하나")


def test_who_wrote_is_the_user_of_the_request(auditor: Client) -> None:
    rows(auditor)
    assert Written.objects.get().user == User.objects.get()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["three", "two", "one"]),
        ({"who": "하나"}, ["two", "one"]),
        ({"action": "note.add"}, ["three", "one"]),
        ({"who": "하나", "action": "note.add"}, ["one"]),
        ({"since": "2026-03-02"}, ["three", "two"]),
        ({"until": "2026-03-01"}, ["one"]),
        ({"since": "2026-03-02", "until": "2026-03-02"}, ["two"]),
        ({"since": "0001-01-01", "until": "9999-12-31"}, ["three", "two", "one"]),
        ({"since": "2026-02-31"}, []),
        ({"action": "never.heard"}, []),
        ({"who": "' OR 1=1 --"}, []),
    ],
)
def test_lines_are_found(auditor: Client, asked: dict[str, str], expected: list[str]) -> None:
    """Days are those of the company in Seoul; two was written in the evening of 1 March, UTC."""
    one = datetime(2026, 3, 1, 14, 59, tzinfo=UTC)
    two = datetime(2026, 3, 1, 20, tzinfo=UTC)
    three = datetime(2026, 3, 3, 1, tzinfo=UTC)
    line("김하나", "note.add", one, after="one")
    line("김하나", "export.csv", two, after="two")
    line("박두리", "note.add", three, after="three")
    text = auditor.get(HERE, asked).content.decode()
    found = [name for name in ("three", "two", "one") if f"&#34;{name}&#34;" in text]
    assert found == expected
    assert [row["after"].strip('"') for row in rows(auditor, **asked)] == expected


def test_the_file_says_itself_in_the_trail(auditor: Client) -> None:
    line("김하나", "note.add")
    assert len(rows(auditor, who="김하나")) == 1
    written = Written.objects.get(action="audit.export")
    assert (written.who, written.what) == ("auditor", "1 lines")
    assert written.after == {"who": "김하나"}


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_spreadsheet_takes_nothing_for_a_formula(auditor: Client, text: str) -> None:
    Written.objects.create(who=text, action="note.add", what=text, before=None)
    (row,) = rows(auditor, action="note.add")
    assert row["who"][0] == row["what"][0] == "'"


def test_markup_is_shown_as_text(auditor: Client) -> None:
    line("<script>alert(1)</script>", "note.add", after={"<b>": "</code><img src=x>"})
    text = auditor.get(HERE).content.decode()
    assert "<script>alert" not in text
    assert "<img" not in text


def test_many_lines_come_in_pages_that_keep_the_filter(auditor: Client) -> None:
    for number in range(120):
        line("김하나" if number % 2 else "박두리", "note.add")
    text = auditor.get(HERE, {"who": "김하나"}).content.decode()
    assert "Page 1 of 2" in text
    assert f"who={'%EA%B9%80%ED%95%98%EB%82%98'}&amp;page=2" in text
    assert auditor.get(HERE, {"page": "999999"}).status_code == 200
    assert auditor.get(HERE, {"page": "x'"}).status_code == 200
