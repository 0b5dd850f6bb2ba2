"""The demo's workspace: what its tables tell is there once, and what was decided goes on."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client

from tenure.act.reading import FOLDER, load
from tenure.cli.demo import write_plays, write_refusals
from tenure.company import Company
from tenure.company.acts.deciding import decide
from tenure.company.predictions.outlook import Outlook
from tenure_web.demo.furnishing import furnish
from tenure_web.lib import company
from tenure_web.messages import may_not, touching
from tenure_web.messages.models import Attempt, Consent, Delivery, Offer, Suppression
from tenure_web.people.models import User
from tenure_web.plays.models import Exposure, Journey
from tenure_web.tasks.models import Task
from tenure_web.work.schedule import zone

pytestmark = pytest.mark.django_db
PASSWORD, SEED = "correct horse battery staple", 1


@pytest.fixture(scope="session")
def decided(lumen: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shared company with its plays as files, and the decisions of its last day."""
    folder = tmp_path_factory.mktemp("furnished") / "lumen"
    shutil.copytree(lumen, folder, symlinks=True)
    write_plays(folder, "saas", SEED)
    write_refusals(folder)
    decisions(folder)
    return folder


def decisions(folder: Path) -> Path:
    with Company.open(folder / "tenure.toml") as opened:
        return decide(Outlook(opened.rule), load(folder / FOLDER))


@pytest.fixture
def demo(decided: Path, tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.ENVIRONMENT = replace(
        settings.ENVIRONMENT, definitions=decided / "tenure.toml", home=tmp_path / "home"
    )
    company.forget()
    yield decided
    company.forget()


KEPT = (Journey, Exposure, Delivery, Attempt, Offer, Task, Consent)


def counts() -> dict[str, int]:
    """Count the rows of what contacts leave; the trail grows with each sign-in."""
    return {one.__name__: one.objects.count() for one in KEPT}


def test_it_is_furnished_once_and_the_day_decided_again_begins_nothing(demo: Path) -> None:
    assert furnish(PASSWORD) == ("service", "accounts", "marketing", "lead")
    first = counts()
    assert min(first.values()) > 0, first
    going = Journey.objects.filter(state="going")
    assert going.filter(arm="treatment").exists()
    file = decisions(demo)
    marks = sha256(file.read_bytes()).hexdigest()
    assert decisions(demo) == file
    assert sha256(file.read_bytes()).hexdigest() == marks
    furnish(PASSWORD)
    assert counts() == first


def test_history_is_what_the_tables_tell_and_goes_back_to_no_table(demo: Path) -> None:
    furnish(PASSWORD)
    rows = pq.read_table(demo / "data" / "touches.parquet").to_pylist()
    sent = Delivery.objects.filter(state="sent")
    there = {(row["customer_id"], row["play"], row["sent_at"].date()) for row in rows}
    told = {(one.customer, one.play, one.ended_at.date()) for one in sent if one.ended_at}
    assert told <= there
    assert not [one for one in sent if "{{" in one.sent_subject + one.sent_body]
    drawn = pq.read_table(demo / "data" / "assignments.parquet").to_pylist()
    held = {(one["unit_id"], one["experiment"]) for one in drawn if one["arm"] == "holdout"}
    last = max(row["sent_at"] for row in rows).replace(tzinfo=UTC)
    ended = Journey.objects.filter(began__lte=last)
    assert not ended.exclude(state="ended").exists()
    for one in ended:
        assert ((one.unit, one.play) in held) == (one.arm == "holdout")
    alone = ended.filter(arm="holdout")
    assert alone.count() == Exposure.objects.filter(journey__in=alone).count() > 0
    past = {row["sent_at"].date() for row in rows}
    assert not past & set(touching.changed_days(zone()))
    assert_refusals(demo, rows)


def assert_refusals(demo: Path, rows: list[dict[str, Any]]) -> None:
    """Whoever said no in the tables, and nobody else, is kept from plays."""
    gone = {row["customer_id"] for row in rows if row["unsubscribed_at"] is not None}
    annoyed = {row["customer_id"] for row in rows if row["complained_at"] is not None}
    assert set(Consent.objects.values_list("person__customer", flat=True)) == gone
    assert Suppression.objects.count() == len(annoyed)
    assert not may_not.refresh()
    kept = pq.read_table(demo / "store" / "acts" / "may_not.parquet").to_pylist()
    assert {row["customer_id"] for row in kept if row["reason"] == "no_consent"} == gone


def test_its_people_see_what_concerns_them(demo: Path, client: Client) -> None:
    for name in furnish(PASSWORD):
        user = User.objects.get(username=name)
        assert user.check_password(PASSWORD)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for path in ("/", "/plays/", "/plays/play/early_call/"):
            assert client.get(path).status_code == 200, (name, path)
