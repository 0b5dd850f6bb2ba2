"""Audiences taken elsewhere: whoever was decided on, nobody held out, each counted once."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client
from standardwebhooks import Webhook as Standard

from support.deciding import DAY, play
from support.listening import SECRET, Endpoint, listening
from support.scored import scored
from tenure.act.reading import load
from tenure.act.writing import dumps
from tenure.company.acts.deciding import decide
from tenure.company.predictions.outlook import Outlook
from tenure_web.lib import company
from tenure_web.messages import erasing
from tenure_web.messages.jobs import write_touches
from tenure_web.messages.models import Ruled
from tenure_web.messages.outbox import BACKOFF
from tenure_web.people.models import Written
from tenure_web.plays import jobs
from tenure_web.plays.exporting import giving, sending, whom
from tenure_web.plays.models import Export, Exported, Page

SPRING = play("spring", {"kind": "segment"}, holdout=0.3, salt="00000000000000aa")
FILE = "/plays/play/spring/audience/file/"
ClientOf = Callable[..., Client]


@pytest.fixture
def folder(tmp_path: Path, settings: Any, db: None) -> Iterator[Path]:
    """A company with a play that runs, of which a day is decided."""
    scored(tmp_path, SPRING)
    settings.ENVIRONMENT = replace(
        settings.ENVIRONMENT, definitions=tmp_path / "tenure.toml", home=tmp_path / "home"
    )
    with company.asked("plays") as asked:
        decide(Outlook(asked.rule, None), load(tmp_path / "plays"))
    yield tmp_path
    company.forget()


def decided(folder: Path, verdict: str) -> set[str]:
    rows = pq.read_table(folder / f"store/acts/decisions/{DAY}.parquet").to_pylist()
    return {row["unit_id"] for row in rows if row["verdict"] == verdict}


def taken(client: Client) -> list[dict[str, str]]:
    found: Any = client.post(FILE)
    assert found.status_code == 200, found.content
    text = b"".join(found.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def test_a_file_has_who_was_chosen_and_nobody_held_out(folder: Path, client_of: ClientOf) -> None:
    contact, held = decided(folder, "contact"), decided(folder, "hold_out")
    assert held
    rows = taken(client_of("admin"))
    assert {row["unit_id"] for row in rows} == contact
    assert not {row["unit_id"] for row in rows} & held
    assert all(row["name"].startswith("'=김") for row in rows), "no formula"
    plain = taken(client_of("marketer"))
    assert {row["unit_id"] for row in plain} == contact
    assert not {"name", "email"} & set(plain[0]), "who may not see names takes none"
    assert Exported.objects.count() == len(contact)
    assert Ruled.objects.filter(ruled="send", undone_at=None).count() == len(contact)
    export = Export.objects.get()
    assert (export.state, export.on, export.number) == ("done", DAY, len(contact))
    line = Written.objects.filter(action="audience.export").latest("pk")
    assert (line.what, line.after["way"], line.after["personal"]) == ("spring", "file", False)


def test_who_left_is_a_contact_once_in_touches_and_exposures(
    folder: Path, client_of: ClientOf
) -> None:
    taken(client_of("admin"))
    giving.give(Export(play="spring", way="table"), datetime.now(UTC))
    (day,) = write_touches()
    contact = decided(folder, "contact")
    touches = pq.read_table(folder / f"store/acts/touches/{day}.parquet").to_pylist()
    assert sorted(row["customer_id"] for row in touches) == sorted(contact)
    assert {(row["channel"], row["play"], row["cost"]) for row in touches} == {
        ("export", "spring", 1.0)
    }
    exposures = pq.read_table(folder / f"store/acts/exposures/{day}.parquet").to_pylist()
    assert sorted(row["unit_id"] for row in exposures) == sorted(contact)
    assert write_touches() == []


def test_who_was_erased_or_is_held_out_since_leaves_no_more(
    folder: Path, client_of: ClientOf
) -> None:
    contact = decided(folder, "contact")
    gone = min(contact)
    erasing.forget(gone, datetime.now(UTC))
    assert {row["unit_id"] for row in taken(client_of("admin"))} == contact - {gone}
    assert Ruled.objects.get(ruled="skip").reason == "erased"
    most = SPRING.model_copy(update={"holdout": 0.99})
    (folder / "plays/spring.toml").write_text(dumps(most), "utf-8")
    assert len(taken(client_of("admin", name="other"))) < 5


def test_a_play_that_rests_gives_nobody(folder: Path, client_of: ClientOf) -> None:
    resting = SPRING.model_copy(update={"state": "paused"})
    (folder / "plays/spring.toml").write_text(dumps(resting), "utf-8")
    found = client_of("admin", language="ko").post(FILE, follow=True)
    page = found.content.decode()
    assert "실행 중인 플레이가 아닙니다" in page
    assert "does not run" not in page
    giving.give(Export(play="spring", way="table"), datetime.now(UTC))
    assert Export.objects.get(way="table").state == "failed"
    assert not Exported.objects.exists()


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    with listening() as told:
        monkeypatch.setenv("TENURE_WEBHOOK_URL", told.url)
        monkeypatch.setenv("TENURE_WEBHOOK_SECRET", SECRET)
        monkeypatch.setenv("TENURE_WEBHOOK_PRIVATE", "yes")
        yield told


def test_a_webhook_gets_pages_once_each_signed(
    folder: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whom, "AT_ONCE", 10)
    export = Export.objects.create(play="spring", way="webhook", daily=True)
    contact = decided(folder, "contact")
    jobs.give_daily.call()
    jobs.give.call(export.pk)
    assert Page.objects.count() == len(endpoint.calls) > 1
    told: list[str] = []
    for head, body in endpoint.calls:
        Standard(SECRET).verify(body, head)
        data = json.loads(body)["data"]
        assert data["customers"], "no page is empty"
        told += [one["unit_id"] for one in data["customers"]]
        assert data["play"] == "spring"
        assert "example.com" not in body.decode()
    assert sorted(told) == sorted(contact)
    assert set(Page.objects.values_list("state", flat=True)) == {"sent"}


def test_a_page_is_tried_again_under_its_id_and_dead_in_the_end(
    folder: Path, endpoint: Endpoint, client_of: ClientOf
) -> None:
    export = Export.objects.create(play="spring", way="webhook")
    now = datetime.now(UTC)
    giving.give(export, now)
    assert not write_touches(), "nobody has left yet"
    endpoint.status = 503
    for wait in (timedelta(), *BACKOFF):
        now += wait
        assert sending.send(now) == 0
    assert len(endpoint.calls) == len(BACKOFF) + 1
    page = Page.objects.get()
    assert (page.state, page.code) == ("dead", "503")
    assert not write_touches()
    assert not Ruled.objects.filter(ruled="send", undone_at=None).exists()
    endpoint.status = 200
    shown = client_of("marketer").get("/plays/play/spring/audience/").content.decode()
    assert "Pages that did not arrive" in shown
    gone = min(decided(folder, "contact"))
    erasing.forget(gone, now)
    client_of("marketer", name="two").post(f"/plays/play/spring/audience/page/{page.pk}/")
    assert sending.send() == 1
    assert len({head["webhook-id"] for head, _ in endpoint.calls}) == 1
    left = decided(folder, "contact") - {gone}
    assert Ruled.objects.filter(ruled="send", undone_at=None).count() == len(left)
    told = json.loads(endpoint.calls[-1][1])["data"]["customers"]
    assert {one["unit_id"] for one in told} == left
    assert write_touches()


def test_a_table_is_written_after_each_run(folder: Path, client_of: ClientOf) -> None:
    client = client_of("marketer")
    client.post("/plays/play/spring/audience/table/daily/", {"daily": "1"})
    jobs.give_daily.call()
    rows = pq.read_table(folder / f"store/acts/audiences/spring/{DAY}.parquet")
    assert set(rows["unit_id"].to_pylist()) == decided(folder, "contact")
    assert "email" not in rows.column_names
    page = client.get("/plays/play/spring/audience/").content.decode()
    assert "It leaves after each run." in page


def test_who_may_take_it(folder: Path, client_of: ClientOf) -> None:
    analyst, nobody = client_of("analyst"), client_of("account_manager")
    assert analyst.get("/plays/play/spring/audience/").status_code == 200
    assert analyst.post("/plays/play/spring/audience/table/").status_code == 403
    assert nobody.get("/plays/play/spring/audience/").status_code == 403
    assert nobody.post(FILE).status_code == 403
    assert client_of("marketer").get(FILE).status_code == 405
    assert client_of("admin").post("/plays/play/spring/audience/mail/").status_code == 404
    assert not Exported.objects.exists()


def test_a_page_and_who_is_in_it_are_there_at_once(
    folder: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever dies between them leaves no page that would be sent with nobody in it."""
    export = Export.objects.create(play="spring", way="webhook")
    create = Page.objects.create

    def dies(**told: Any) -> None:
        create(**told)
        raise ZeroDivisionError

    monkeypatch.setattr(Page.objects, "create", dies)
    with pytest.raises(ZeroDivisionError):
        giving.give(export, datetime.now(UTC))
    assert not Page.objects.exists()
    monkeypatch.setattr(Page.objects, "create", create)
    jobs.give.call(export.pk)
    told = json.loads(endpoint.calls[-1][1])["data"]["customers"]
    assert {one["unit_id"] for one in told} == decided(folder, "contact")
    assert Ruled.objects.filter(ruled="send", undone_at=None).count() == len(told)


def test_a_page_that_cannot_be_made_was_not_sent_and_is_tried_again(
    folder: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, makes = datetime.now(UTC), sending.body
    giving.give(Export.objects.create(play="spring", way="webhook"), now)
    monkeypatch.setattr(sending, "body", lambda page: 1 / 0)
    assert sending.send(now) == 0
    assert Page.objects.get().state == "waiting"
    assert endpoint.calls == []
    monkeypatch.setattr(sending, "body", makes)
    assert sending.send(now + BACKOFF[0]) == 1


def test_of_two_workers_one_has_a_page_and_what_became_of_it_is_unknown_if_it_ends(
    folder: Path, endpoint: Endpoint
) -> None:
    now = datetime.now(UTC)
    giving.give(Export.objects.create(play="spring", way="webhook"), now)
    page = Page.objects.get()
    assert sending._claimed(page, now)
    assert not sending._claimed(page, now), "another one has it"
    assert sending.send(now + sending.LEASE) == 0
    assert sending.send(now + sending.LEASE + timedelta(seconds=1)) == 0
    page.refresh_from_db()
    assert (page.state, endpoint.calls) == ("unknown", [])
    assert Ruled.objects.filter(ruled="send", undone_at=None).exists(), "it may have arrived"


def test_who_is_erased_while_a_page_waits_is_not_in_it(folder: Path, endpoint: Endpoint) -> None:
    now = datetime.now(UTC)
    giving.give(Export.objects.create(play="spring", way="webhook"), now)
    contact = decided(folder, "contact")
    gone = min(contact)
    erasing.forget(gone, now)
    assert sending.send(now) == 1
    told = json.loads(endpoint.calls[-1][1])["data"]["customers"]
    assert (
        {one["unit_id"] for one in told} == {one["customer_id"] for one in told} == contact - {gone}
    )


def test_an_audience_that_is_on_its_way_is_not_given_again_meanwhile(folder: Path) -> None:
    now, soon = datetime.now(UTC), datetime.now(UTC) + timedelta(hours=1)
    assert whom.begun("spring", Export.Way.WEBHOOK, now)
    assert whom.begun("spring", Export.Way.WEBHOOK, soon) is None
    assert whom.begun("spring", Export.Way.TABLE, soon), "another way is free"
    assert whom.begun("spring", Export.Way.WEBHOOK, now + timedelta(days=2)), "its worker is gone"
