"""Saved segments: counts match what opens, sizes are kept by day, others see what is shared."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tenure.company.members import FILE
from tenure.company.saved_cohorts import Cohort
from tenure_web.customers import jobs, scope
from tenure_web.customers.models import Segment, SegmentSize
from tenure_web.people.models import Written

pytestmark = pytest.mark.usefixtures("workspace")
Rows = list[dict[str, Any]]
HIGH = "risk_band = 'high'"


def save(client: Client, name: str = "급한 고객", condition: str = HIGH, **more: str) -> Any:
    return client.post("/customers/segments/save/", {"name": name, "condition": condition, **more})


def test_a_segment_is_saved_and_opens_what_it_counts(
    client_of: Callable[..., Client], rows: Rows
) -> None:
    client = client_of("leader")
    found = save(client)
    assert found.headers["Location"] == "/customers/?" + urlencode({"where": HIGH})
    count = sum(row["risk_band"] == "high" for row in rows)
    segment = Segment.objects.get()
    for address in (found.headers["Location"], f"/customers/segments/{segment.pk}/"):
        assert f"{count} customers" in client.get(address).content.decode()
    assert f"<td>{count}</td>" in client.get("/customers/segments/").content.decode()
    assert Written.objects.get(action="segment.save").after["condition"] == HIGH


def test_the_same_name_replaces_ones_own(client_of: Callable[..., Client]) -> None:
    client, other = client_of("leader"), client_of("analyst")
    save(client)
    save(other)
    save(client, condition="risk > 0.1")
    assert Segment.objects.count() == 2
    assert Segment.objects.get(owner__username="leader").condition == "risk > 0.1"
    assert Written.objects.filter(action="segment.save").first().before["condition"] == HIGH  # type: ignore[union-attr]


@pytest.mark.parametrize("told", [{"name": ""}, {"condition": "risk >"}, {"condition": ""}])
def test_a_wrong_segment_is_not_saved(
    client_of: Callable[..., Client], told: dict[str, str]
) -> None:
    found = save(client_of("leader"), **told)
    assert found.status_code == 400
    assert 'class="errors"' in found.content.decode()
    assert not Segment.objects.exists()


def test_others_see_what_is_shared_alone(client_of: Callable[..., Client]) -> None:
    owner, other = client_of("leader"), client_of("analyst")
    save(owner, name="mine")
    save(owner, name="ours", shared="on")
    text = other.get("/customers/segments/").content.decode()
    assert "ours" in text
    assert "mine" not in text
    mine, ours = (Segment.objects.get(name=name) for name in ("mine", "ours"))
    assert other.get(f"/customers/segments/{mine.pk}/").status_code == 404
    assert other.get(f"/customers/segments/{ours.pk}/").status_code == 200
    assert other.post(f"/customers/segments/{ours.pk}/delete/").status_code == 404
    assert owner.post(f"/customers/segments/{ours.pk}/delete/").status_code == 302
    assert Written.objects.filter(action="segment.delete", what="ours").exists()


def test_who_may_not_share_keeps_segments_to_themselves(manager: Callable[..., Client]) -> None:
    save(manager("risk >= 0"), shared="on")
    assert not Segment.objects.get().shared


def test_sizes_are_kept_by_day_and_once(client_of: Callable[..., Client], rows: Rows) -> None:
    client = client_of("leader")
    save(client)
    save(client, name="gone")
    Segment.objects.filter(name="gone").update(condition="no_such_column = 1")
    jobs.count_segments.enqueue()
    jobs.count_segments.enqueue()
    size = SegmentSize.objects.get()
    assert size.size == sum(row["risk_band"] == "high" for row in rows)
    assert size.day == rows[0]["as_of"]
    text = client.get(f"/customers/segments/{size.segment_id}/").content.decode()
    assert "Size by day" in text
    broken = client.get(f"/customers/segments/{Segment.objects.get(name='gone').pk}/")
    assert "no longer" in broken.content.decode()


def test_sizes_of_everyone_are_for_who_sees_everyone(
    client_of: Callable[..., Client], manager: Callable[..., Client], rows: Rows
) -> None:
    save(client_of("leader"), shared="on")
    jobs.count_segments.enqueue()
    text = (
        manager("region = '서울'")
        .get(f"/customers/segments/{Segment.objects.get().pk}/")
        .content.decode()
    )
    own = sum(row["risk_band"] == "high" and row["region"] == "서울" for row in rows)
    assert f"{own} customer" in text
    assert "Size by day" not in text


def test_a_saved_cohort_opens_as_a_list(
    client_of: Callable[..., Client], rows: Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    members = [rows[0]["unit_id"], rows[1]["unit_id"], "gone"]
    pq.write_table(pa.table({"customer_id": members}), tmp_path / FILE)
    cohort = Cohort(
        "봄", 3, "customer", rows[0]["as_of"], "retention", "customers", {}, {}, tmp_path
    )
    monkeypatch.setattr(scope.saved_cohorts, "every", lambda _: [cohort])
    client = client_of("leader")
    text = client.get("/customers/", {"cohort": "봄"}).content.decode()
    assert "2 customers" in text
    assert all(f"/customers/one/{one}" in text for one in members[:2])
    narrowed = client.get("/customers/", {"cohort": "봄", "where": "risk > 2"}).content.decode()
    assert "Nobody fits" in narrowed
    for name in ("여름", "../봄", "봄/.."):
        assert client.get("/customers/", {"cohort": name}).status_code == 404


def test_names_in_a_condition_stay_with_who_may_see_names(
    client_of: Callable[..., Client], rows: Rows
) -> None:
    name = rows[0]["name"]
    save(client_of("leader"), name="한 사람", condition=f"name = '{name}'", shared="on")
    marketer, segment = client_of("marketer"), Segment.objects.get()
    for address in ("", "segments/"):
        assert name not in marketer.get(f"/customers/{address}").content.decode()
    assert marketer.get(f"/customers/segments/{segment.pk}/").status_code == 404
    assert name in client_of("admin").get(f"/customers/segments/{segment.pk}/").content.decode()
