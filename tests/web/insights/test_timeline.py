"""Changes on the time line: written by who may, shown to all who see figures, given as a table."""

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tenure.tables.schema import TABLES
from tenure_web.insights.models import Annotation
from tenure_web.insights.timeline import COLUMNS
from tenure_web.people.models import Written

TOLD = {"at": "2024-06-10", "kind": "price", "name": "가격 인상 <b>", "segment": "enterprise"}
PLACE = "/insights/timeline/"


def test_a_change_is_written_shown_and_exported(workspace: Path, client_of: Any) -> None:
    client = client_of("marketer", language="ko")
    assert client.post(f"{PLACE}add/", TOLD).status_code == 302
    text = client.get(PLACE).content.decode()
    assert "가격 인상 &lt;b&gt;" in text
    assert "2024년 6월 10일" in text
    chart = client.get("/insights/measure/attrition/").content.decode()
    assert "가격 인상 &lt;b&gt;" in chart
    rows = list(
        csv.DictReader(StringIO(client.get(f"{PLACE}changes.csv").content.decode("utf-8-sig")))
    )
    assert rows == [TOLD]
    assert set(COLUMNS) == {one.name for one in TABLES["changes"].columns}
    assert [one.action for one in Written.objects.order_by("pk")] == [
        "annotation.add",
        "annotation.export",
    ]


def test_a_change_is_edited_and_removed_with_its_trail(workspace: Path, client_of: Any) -> None:
    client = client_of("analyst")
    client.post(f"{PLACE}add/", TOLD)
    made = Annotation.objects.get()
    place = f"{PLACE}{made.pk}/"
    assert "가격 인상 &lt;b&gt;" in client.get(place).content.decode()
    client.post(place, TOLD | {"name": "other"})
    line = Written.objects.get(action="annotation.edit")
    assert (line.before["name"], line.after["name"]) == (TOLD["name"], "other")
    assert client.get(f"{place}remove/").status_code == 200
    assert Annotation.objects.count() == 1  # asking once removes nothing
    assert client.post(f"{place}remove/").status_code == 302
    assert Annotation.objects.count() == 0
    assert Written.objects.get(action="annotation.remove").before["name"] == "other"


@pytest.mark.parametrize(
    "wrong", [{"at": "someday"}, {"at": ""}, {"kind": "party"}, {"name": ""}, {"name": "x" * 121}]
)
def test_what_is_wrong_is_said_and_kept(
    wrong: dict[str, str], workspace: Path, client_of: Any
) -> None:
    found = client_of("analyst").post(f"{PLACE}add/", TOLD | wrong)
    assert found.status_code == 400
    text = found.content.decode()
    (name,) = wrong
    assert f'id="id_{name}_error"' in text
    assert 'value="enterprise"' in text
    assert not Annotation.objects.exists()


def test_only_who_may_annotate_writes(workspace: Path, client_of: Any) -> None:
    client_of("analyst").post(f"{PLACE}add/", TOLD)
    made = Annotation.objects.get()
    for group in ("leader", "account_manager", "service", "auditor"):
        client = client_of(group)
        assert client.get(PLACE).status_code == 200
        assert f"{PLACE}add/" not in client.get(PLACE).content.decode()
        for place in ("add/", f"{made.pk}/", f"{made.pk}/remove/"):
            assert client.post(f"{PLACE}{place}", TOLD).status_code == 403
    assert Annotation.objects.count() == 1
