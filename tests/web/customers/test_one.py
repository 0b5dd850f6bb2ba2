"""One customer: what the store knows of them, what happened, and who may see it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client

from tenure.errors import EngineError
from tenure_web.customers import story
from tenure_web.lib import company

pytestmark = pytest.mark.usefixtures("workspace")
Rows = list[dict[str, Any]]
HTMX = {"hx-request": "true"}


def raw(workspace: Path, table: str) -> Rows:
    return list(pq.read_table(workspace.parent / "data" / f"{table}.parquet").to_pylist())


def text_of(client: Client, address: str, **more: Any) -> str:
    found = client.get(address, **more)
    assert found.status_code == 200, address
    return found.content.decode()


def whole_story(client: Client, unit: str, view: str = "all") -> list[str]:
    """Follow the pages of a story; return the words of each line."""
    address, lines = f"/customers/story/{unit}?as={view}", []
    while address:
        text = text_of(client, address, headers=HTMX)
        lines += re.findall(r"<li><b>([^<]*)</b>", text)
        older = re.search(r'<p class="pages"><a href="([^"]*)"', text)
        address = older[1].replace("&amp;", "&") if older else ""
    return lines


@pytest.mark.parametrize("language", ["en", "ko"])
def test_figures_are_those_of_the_profile(
    client_of: Callable[..., Client], rows: Rows, language: str
) -> None:
    row = next(one for one in rows if one["health"] is not None and one["value"] is not None)
    text = text_of(client_of("leader", language=language), f"/customers/one/{row['unit_id']}")
    assert f"<h1>{row['name']}</h1>" in text
    assert f"{row['risk']:.1%}" in text
    assert f"{row['risk_low'] * 100:.1f}" in text
    assert f">{round(row['health'])}<" in text
    assert f"{row['value']:,.0f}" in text
    assert ("Risk of leaving" if language == "en" else "이탈 위험도") in text


def test_the_survival_curve_has_its_numbers(client_of: Callable[..., Client], rows: Rows) -> None:
    row = next(one for one in rows if one["leaves_in_84_days"] is not None)
    text = text_of(client_of("leader"), f"/customers/one/{row['unit_id']}")
    assert "<polyline" in text
    stays = 1 - row["leaves_in_28_days"]
    assert re.search(rf"<td>28</td><td>[^<]*{stays:.1%}", text) or f"{stays:.2%}" in text


def test_the_story_has_every_payment_and_answer_once(
    client_of: Callable[..., Client], workspace: Path, rows: Rows
) -> None:
    paid = [one["customer_id"] for one in raw(workspace, "payments")]
    unit = max({row["unit_id"] for row in rows}, key=paid.count)
    lines = whole_story(client_of("leader"), unit, "sales")
    assert lines.count("Payment") == paid.count(unit) > 0


def test_the_story_counts_what_was_done_in_a_day(
    client_of: Callable[..., Client], rows: Rows
) -> None:
    unit = rows[0]["unit_id"]
    found = story.story(story.Whom(unit, "customer"), "marketing", story.Place())
    with company.asked() as told:
        events = told.data.tables["events"]
        own = told.engine.execute(events.filter(events.customer_id == unit), metric="t").to_pylist()
    total = sum(row["n"] for row in whole_rows(unit) if row["kind"] == "event")
    assert total == len(own) > 0
    days = [(row["at"].date(), row["what"]) for row in found.rows if row["kind"] == "event"]
    assert found.rows == sorted(found.rows, key=lambda one: one["at"], reverse=True)
    assert len(days) >= 1


def whole_rows(unit: str) -> Rows:
    place, found = story.Place(), []
    while True:
        page = story.story(story.Whom(unit, "customer"), "all", place)
        found += page.rows
        if not page.following:
            return found
        place = story.Place.of(page.following)


def test_pages_of_a_story_neither_lose_nor_repeat(rows: Rows) -> None:
    unit = rows[0]["unit_id"]
    found = whole_rows(unit)
    assert len(found) > story.PAGE
    keys = [tuple(sorted(one.items(), key=str)) for one in found]
    assert len(set(map(str, keys))) == len(keys)


@pytest.mark.parametrize("place", ["nonsense", "2024-13-01~x", "~", "2024-01-01~-5"])
def test_odd_places_of_a_story_open_a_page(
    client_of: Callable[..., Client], rows: Rows, place: str
) -> None:
    address = f"/customers/story/{rows[0]['unit_id']}"
    found = client_of("leader").get(address, {"from": place, "as": "nobody"})
    assert found.status_code == 200


def test_what_customers_wrote_is_masked_without_the_right(
    client_of: Callable[..., Client], rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = rows[0]["unit_id"]
    line = dict.fromkeys(("what", "detail", "currency", "amount", "n", "score"))
    said = line | {
        "kind": "feedback",
        "text": "제 번호는 010-1234-5678 입니다 <b>",
        "unit": unit,
        "at": rows[0]["started_at"],
    }
    monkeypatch.setattr(story, "story", lambda *_: story.Story([said], ""))
    open_ = text_of(client_of("leader"), f"/customers/story/{unit}")
    assert "010-1234-5678" in open_
    assert "&lt;b&gt;" in open_
    hidden = text_of(client_of("marketer"), f"/customers/story/{unit}")
    assert "1234" not in hidden
    assert "제 번호는" in hidden


def test_a_story_that_cannot_be_read_says_so(
    client_of: Callable[..., Client], rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise EngineError("gone", metric="story", engine="duckdb", sql="")

    monkeypatch.setattr(story, "story", fails)
    text = text_of(client_of("leader"), f"/customers/story/{rows[0]['unit_id']}", headers=HTMX)
    assert "cannot be read now" in text


def plain(found: Any, unit: str) -> str:
    """Return a page without its token and the id that was asked for."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", found.content.decode())
    return text.replace(unit, "")


@pytest.mark.parametrize("address", ["/customers/one/{}", "/customers/story/{}"])
def test_customers_of_others_are_not_there(
    manager: Callable[..., Client], rows: Rows, address: str
) -> None:
    client = manager("region = '서울'")
    own = next(row for row in rows if row["region"] == "서울")["unit_id"]
    other = next(row for row in rows if row["region"] != "서울")["unit_id"]
    assert client.get(address.format(own)).status_code == 200
    refused, missing = (client.get(address.format(one)) for one in (other, "C9999999"))
    assert (refused.status_code, missing.status_code) == (404, 404)
    assert plain(refused, other) == plain(missing, "C9999999")


@pytest.mark.parametrize("unit", ["..", "a/b", "%00", "'", "x" * 500, "한글 이름"])
def test_odd_ids_are_not_there(client_of: Callable[..., Client], unit: str) -> None:
    assert client_of("leader").get(f"/customers/one/{unit}").status_code in (404, 400)


def test_names_are_hidden_without_the_right(client_of: Callable[..., Client], rows: Rows) -> None:
    row = rows[0]
    text = text_of(client_of("marketer"), f"/customers/one/{row['unit_id']}")
    assert row["name"] not in text
    assert f"<h1>{row['unit_id']}</h1>" in text


def test_strangers_are_sent_to_the_login(rows: Rows, db: None) -> None:
    found = Client().get(f"/customers/one/{rows[0]['unit_id']}")
    assert found.status_code == 302


def test_pages_are_small(client_of: Callable[..., Client], rows: Rows) -> None:
    client, unit = client_of("admin"), rows[0]["unit_id"]
    for address in ("/customers/", f"/customers/one/{unit}", f"/customers/story/{unit}"):
        assert len(client.get(address).content) < 100_000


def test_without_profiles_it_says_how_they_come(
    client_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(company, "last_day", lambda: None)
    client = client_of("leader")
    for address in ("/customers/", "/customers/accounts/", "/customers/segments/"):
        assert "There are no profiles yet" in text_of(client, address)
    assert client.get("/customers/one/C1").status_code == 404
    assert client.get("/customers/search/?q=a").status_code == 200
