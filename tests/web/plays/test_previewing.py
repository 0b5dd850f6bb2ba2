"""The preview of a play is what is done when it runs that day: the same customers, and the cost."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from support.deciding import DAY, LETTER, all_of, play
from support.play_form import sent
from support.scored import OFTEN, scored
from tenure.act.reading import load
from tenure.act.writing import dumps
from tenure.company.acts.deciding import decide
from tenure.company.acts.touches import write_exposures
from tenure.company.predictions.outlook import Outlook
from tenure_web.lib import company
from tenure_web.plays import jobs
from tenure_web.plays.models import Journey
from tenure_web.plays.previewing import preview

SPRING = play(
    "spring",
    {"kind": "segment"},
    state="draft",
    holdout=0.3,
    priority=90,
    audience="plan = 'b' or risk < 0.2",
    budget={"contacts": 12, "money": 11.0},
    salt="00000000000000aa",
)
BUSY = ("c37", "c38", "c39", "c40")
"""Who is in the play that is paused, most at risk."""
CALLS = play(
    "calls",
    {"kind": "segment"},
    state="paused",
    steps=[{"do": "wait", "days": "30 days"}, LETTER],
    salt="00000000000000bb",
)


@pytest.fixture
def folder(tmp_path: Path, settings: Any, db: None) -> Iterator[Path]:
    """A company with a draft, beside a play that is paused with somebody in it still."""
    scored(tmp_path, SPRING, CALLS)
    settings.ENVIRONMENT = replace(
        settings.ENVIRONMENT, definitions=tmp_path / "tenure.toml", home=tmp_path / "home"
    )
    (tmp_path / "store/acts/exposures").mkdir(parents=True)
    _exposed(tmp_path, *BUSY)
    yield tmp_path
    company.forget()


def _exposed(folder: Path, *units: str) -> None:
    day = DAY - timedelta(days=3)
    at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    about = {"play": "calls", "version": 1, "arm": "treatment", "at": at, "what": "contacted"}
    rows = [{"unit_id": one, "occasion": "2026-02", **about} for one in units]
    write_exposures(folder / "store", day, rows)


def test_whom_it_shows_is_who_is_contacted_that_day(folder: Path) -> None:
    plays = load(folder / "plays")
    shown = preview(plays["spring"], plays)
    assert shown.found is not None
    ids = [one["unit_id"] for one in shown.found.first]
    assert len(ids) == shown.contact == 11  # of money for so many, at 1 each
    assert shown.held_out
    assert not set(ids) & {*OFTEN, *BUSY}
    alone = preview(plays["spring"], {"spring": plays["spring"]}).found
    assert alone is not None
    assert {one["unit_id"] for one in alone.first} & {*BUSY}, (
        "they would be, but for the other play"
    )
    assert shown.skipped["frequency"] == len(OFTEN)
    assert shown.skipped["other_play"] == len(BUSY)
    running = {**plays, "spring": plays["spring"].model_copy(update={"state": "running"})}
    (folder / "plays/spring.toml").write_text(dumps(running["spring"]), "utf-8")
    with company.asked("plays") as asked:
        decide(Outlook(asked.rule, None), running)
    jobs.begin.call()
    begun = Journey.objects.filter(play="spring", arm="treatment")
    assert sorted(begun.values_list("unit", flat=True)) == sorted(ids)
    assert Journey.objects.filter(play="spring", arm="holdout").count() == shown.held_out


def test_it_says_what_it_costs_and_takes(folder: Path) -> None:
    plays = load(folder / "plays")
    found = preview(plays["spring"], all_of(*plays.values())).found
    assert found is not None
    rows = found.first
    assert found.cost == pytest.approx(sum(one["cost"] for one in rows)) == 11
    assert found.net_value == pytest.approx(sum(one["net_value"] for one in rows))
    assert found.at_stake == pytest.approx(sum(one["risk"] * one["value"] for one in rows))
    assert found.sources == {"assumed": 11}
    assert (found.uses["contacts"].now, found.uses["contacts"].most) == (11, 12)
    assert (found.uses["money"].now, found.uses["money"].most) == (11, 11)
    assert "tasks" not in found.uses


def test_a_page_shows_it_with_and_without_scripts(
    folder: Path, client_of: Callable[..., Client]
) -> None:
    client, plays = client_of("marketer"), load(folder / "plays")
    part = unescape(
        client.post("/plays/play/spring/preview/", sent(plays["spring"])).content.decode()
    )
    whole = client.post(
        "/plays/play/spring/edit/", sent(plays["spring"], preview="1", priority="91")
    )
    page = unescape(whole.content.decode())
    assert "<html" in page
    assert "<html" not in part
    assert 'value="91"' in page
    for text in (part, page):
        assert "11 customers would be contacted." in text
        assert "11 of 11, 0 of it spent" in text
        assert "With an effect that the play assumes" in text
        assert text.count('href="/customers/one/c') == 11
        assert not any(f"/customers/one/{one}" in text for one in BUSY)
    assert load(folder / "plays")["spring"].priority == 90
    faulty = client.post(
        "/plays/play/spring/edit/", sent(plays["spring"], preview="1", holdout="x")
    )
    assert faulty.status_code == 200
    assert "Not to be said yet" in faulty.content.decode()


def test_who_may_not_see_addresses_asks_nothing_by_them(
    folder: Path, client_of: Callable[..., Client]
) -> None:
    spring = load(folder / "plays")["spring"]
    asking = sent(spring, audience="email is not null and plan = 'b'")
    client, where = client_of("marketer"), "/plays/play/spring"
    said = "only who may see personal data asks for 'email'"
    assert said in unescape(client.post(f"{where}/preview/", asking).content.decode())
    kept = client.post(f"{where}/edit/", asking)
    assert (kept.status_code, said in unescape(kept.content.decode())) == (400, True)
    written = {"text": dumps(spring).replace("plan = 'b'", "email = 'x'"), "base": asking["base"]}
    assert client.post(f"{where}/text/", written).status_code == 400
    assert load(folder / "plays")["spring"] == spring
    assert said not in client_of("admin").post(f"{where}/preview/", asking).content.decode()
