"""Segments, changes, runs and definitions: what people keep, read and written by programs."""

from typing import Any

import pytest

from tenure_web.customers.models import Segment
from tenure_web.insights.models import Annotation
from tenure_web.people.models import Written
from tenure_web.people.rights import Right
from tenure_web.work.models import Job


def test_a_segment_is_saved_replaced_and_removed(admin: Any) -> None:
    body = {"name": "위험", "condition": "risk > 0.3", "shared": True}
    made = admin.send("post", "segments", body)
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    assert made.json()["size"] == admin.told("profiles", where="risk > 0.3")["count"]
    again = admin.send("post", "segments", {"name": "위험", "condition": "risk > 0.2"}).json()
    assert (again["id"], again["condition"], again["shared"]) == (number, "risk > 0.2", False)
    assert admin.told(f"segments/{number}")["sizes"] == []
    assert admin.send("delete", f"segments/{number}").status_code == 204
    assert not Segment.objects.exists()
    actions = [one.action for one in Written.objects.filter(what="위험").order_by("pk")]
    assert actions == ["segment.save", "segment.save", "segment.delete"]


def test_segments_of_others_are_theirs(admin: Any, program_of: Any) -> None:
    owned = Segment.objects.create(name="a", condition="risk > 0.3", owner=admin.user)
    other = program_of("admin", name="other")
    assert other.get(f"segments/{owned.pk}").status_code == 404
    Segment.objects.update(shared=True)
    assert other.told(f"segments/{owned.pk}")["owner"] == "admin"
    assert other.send("delete", f"segments/{owned.pk}").status_code == 404


def test_sharing_needs_its_right(program_of: Any) -> None:
    scopes = {Right.SEE_CUSTOMERS, Right.SEE_EVERYONE, Right.SAVE_VIEWS}
    body = {"name": "a", "condition": "risk > 0.3", "shared": True}
    made = program_of("admin", scopes=scopes).send("post", "segments", body)
    assert (made.status_code, made.json()["shared"]) == (201, False)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "a", "condition": "secret = 1"}, "condition"),
        ({"name": "", "condition": "risk > 0.3"}, "invalid"),
        ({"name": "  ", "condition": "risk > 0.3"}, "invalid"),
        ({"name": "a\nb", "condition": "risk > 0.3"}, "invalid"),
        ({"name": "a" * 81, "condition": "risk > 0.3"}, "invalid"),
        ({"condition": "risk > 0.3"}, "invalid"),
    ],
)
def test_a_wrong_segment_is_not_saved(body: dict[str, str], code: str, admin: Any) -> None:
    found = admin.send("post", "segments", body)
    assert (found.status_code, found.json()["code"]) == (422, code)
    assert not Segment.objects.exists()


def test_a_change_is_written_and_taken_off(admin: Any) -> None:
    body = {"at": "2024-05-01", "kind": "release", "name": "새 편집기 =1+1"}
    made = admin.send("post", "changes", body)
    assert made.status_code == 201, made.content
    assert made.json() | {"id": 0} == {**body, "segment": "", "id": 0}
    assert made.json() in admin.told("changes")
    assert admin.send("delete", f"changes/{made.json()['id']}").status_code == 204
    assert not Annotation.objects.exists()
    assert admin.send("delete", f"changes/{made.json()['id']}").status_code == 404
    wrong = admin.send("post", "changes", body | {"kind": "rumour"}).json()
    assert (wrong["code"], wrong["where"]) == ("invalid", "kind")


def test_a_run_is_asked_for_once(admin: Any) -> None:
    found = admin.send("post", "runs")
    assert found.status_code == 202, found.content
    job = found.json()["job"]
    assert admin.told(f"runs/{job}")["state"] == "waiting"
    again = admin.send("post", "runs")
    assert (again.status_code, again.json()["code"]) == (409, "running")
    assert Job.objects.count() == 1
    assert admin.told("runs")[0]["job"] == job
    assert Written.objects.get(action="run.start").who == "admin (program)"


def test_definitions_hide_their_secrets(admin: Any, workspace: Any) -> None:
    told = admin.told("definitions")
    assert told["faults"] == []
    assert "[company]" in told["text"]
    newest, *_ = admin.told("definitions/versions")
    assert newest["id"] == told["version"]
    assert admin.told(f"definitions/versions/{newest['id']}")["text"] == told["text"]
    assert {one["table"] for one in admin.told("sources")} >= {"customers", "events"}


def test_the_trail_goes_on_after_its_last_line(admin: Any) -> None:
    first = admin.told("audit", limit=1)
    (line,) = first["rows"]
    assert line["action"] == "token.add"
    admin.send("post", "changes", {"at": "2024-05-01", "kind": "price", "name": "x"})
    rest = admin.told("audit", after=line["id"])
    assert [one["action"] for one in rest["rows"]][-1] == "annotation.add"
    assert rest["next"] is None
    assert admin.told("audit", action="annotation.add")["rows"] == rest["rows"][-1:]
