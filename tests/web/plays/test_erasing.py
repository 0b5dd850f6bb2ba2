"""Erasing a customer from journeys: they end, are counted still, and name nobody."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest
from django.utils import timezone

from support.deciding import play
from tenure.store import Store
from tenure_web.lib import company
from tenure_web.messages import erasing, jobs
from tenure_web.messages.jobs import write_touches
from tenure_web.plays import journeys
from tenure_web.plays.models import Exposure, Journey


def test_journeys_of_who_is_erased_end_and_name_nobody(db: None) -> None:
    now = timezone.now()
    for unit, customer in (("C1", "C1"), ("A1", "C1"), ("C2", "C2")):
        Journey.objects.create(
            unit=unit, customer=customer, play="p", version=1, occasion="1", arm="treatment",
            plan="", began=now, arrived=now, due=now,
        )  # fmt: skip
    erasing.forget("C1", now)
    assert not Journey.objects.filter(unit="C1").exists()
    assert not Journey.objects.filter(customer="C1").exists()
    rows = Journey.objects.values_list("unit", "state", "ended").order_by("pk")
    own, account, other = list(rows)
    assert (own[0].startswith("erased:"), *own[1:]) == (True, "ended", "stopped")
    assert account == ("A1", "ended", "stopped")
    assert other == ("C2", "going", "")


def decided(unit: str, customer: str, verdict: str = "contact") -> dict[str, str | int | None]:
    about: dict[str, str | int | None] = {
        "play": "spring",
        "version": 1,
        "occasion": "1",
        "owner": None,
    }
    return {"unit_id": unit, "customer_id": customer, "verdict": verdict, **about}


def test_decisions_read_again_begin_nothing_with_who_was_erased_since(db: None) -> None:
    """The same day's decisions still name C1: by itself, held out, and as a person of A1."""
    rows = [decided("C1", "C1"), decided("A1", "C1"), decided("C2", "C2")]
    plays, now = {"spring": play("spring", {"kind": "segment"})}, timezone.now()
    assert journeys.begin(rows, plays, now) == 3
    erasing.forget("C1", now)
    assert journeys.begin(rows, plays, now) == 1
    held_out = [{**decided("C1", "C1", "hold_out"), "occasion": "2"}]
    assert journeys.begin(held_out, plays, now) == 0
    assert not Journey.objects.filter(unit="C1").exists()
    assert not Journey.objects.filter(customer="C1").exists()
    assert Journey.objects.count() == 3
    assert list(Journey.objects.filter(state="going").values_list("unit", flat=True)) == ["C2"]


def test_who_is_erased_while_journeys_begin_has_none(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = Journey.objects.bulk_create

    def erased_meanwhile(*told: object, **more: object) -> object:
        erasing.forget("C1", timezone.now())
        return create(*told, **more)

    monkeypatch.setattr(Journey.objects, "bulk_create", erased_meanwhile)
    rows = [decided("C1", "C1"), decided("C2", "C2")]
    journeys.begin(rows, {"spring": play("spring", {"kind": "segment"})}, timezone.now())
    assert list(Journey.objects.values_list("unit", flat=True)) == ["C2"]


def test_a_day_of_exposures_written_again_names_nobody_who_was_erased(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 11, 23, 1, 0, tzinfo=ZoneInfo("UTC"))
    monkeypatch.setattr(company, "store", lambda: Store(tmp_path))
    monkeypatch.setattr(jobs, "_zone", lambda: ZoneInfo("UTC"))
    rows = [decided(one, one, "hold_out") for one in ("C1", "C2")]
    journeys.begin(rows, {"spring": play("spring", {"kind": "segment"})}, now)
    for one in Journey.objects.order_by("unit"):
        Exposure.objects.create(journey=one, step=0, at=now, what="would_have_been")
    (day,) = write_touches()
    file = tmp_path / "acts" / "exposures" / f"{day}.parquet"
    assert pq.read_table(file)["unit_id"].to_pylist() == ["C1", "C2"]
    erasing.forget("C1", now)
    Exposure.objects.update(told_at=None)
    write_touches()
    units = sorted(pq.read_table(file)["unit_id"].to_pylist())
    assert (units[0], units[1].startswith("erased:"), len(units)) == ("C2", True, 2)
