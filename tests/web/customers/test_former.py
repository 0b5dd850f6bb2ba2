"""Who left has a page, too: when and why, found by id and name, and only for who may see them."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow.parquet as pq
import pytest
from django.test import Client

from tenure_web.customers import curves, former, story
from tenure_web.lib import company
from tenure_web.lib.language import words_of

Rows = list[dict[str, Any]]
HTMX = {"hx-request": "true"}


@pytest.fixture
def gone(workspace: Path, rows: Rows) -> Rows:
    """Those without a profile, as the table of customers has them."""
    there = {row["unit_id"] for row in rows}
    told = pq.read_table(workspace.parent / "data" / "customers.parquet").to_pylist()
    return [row for row in told if row["customer_id"] not in there]


def last_activity(workspace: Path, unit: str) -> Any:
    files = sorted((workspace.parent / "data" / "events").glob("*/*.parquet"))
    told = [row for one in files for row in pq.read_table(one).to_pylist()]
    own = [row for row in told if row["customer_id"] == unit]
    counts = [
        row
        for row in own
        if row["name"] == "lead_created" or (row["name"] == "watch" and (row["seconds"] or 0) >= 60)
    ]
    return max(row["occurred_at"] for row in counts)


def test_who_left_has_a_page_that_says_when(
    client_of: Callable[..., Client], workspace: Path, gone: Rows
) -> None:
    row = next(one for one in gone if former.leaving(one["customer_id"]).state == "left")
    last = last_activity(workspace, row["customer_id"])
    on = former.leaving(row["customer_id"]).on
    assert on is not None
    assert abs(on - (last + timedelta(days=28)).date()) <= timedelta(days=1)  # local days
    text = client_of("service").get(f"/customers/one/{row['customer_id']}").content.decode()
    assert row["name"] in text
    assert row["email"] in text
    assert f"Left on {on.day} {on:%b %Y}" in text
    told = client_of("leader").get(f"/customers/story/{row['customer_id']}", headers=HTMX)
    assert told.status_code == 200


def test_names_and_mail_of_who_left_are_personal(
    client_of: Callable[..., Client], gone: Rows
) -> None:
    row = gone[0]
    client = client_of("marketer")
    text = client.get(f"/customers/one/{row['customer_id']}").content.decode()
    assert f"<h1>{row['customer_id']}</h1>" in text
    assert row["name"] not in text
    assert row["email"] not in text
    found = client.get("/customers/search/", {"q": row["name"], "left": "1"}).content.decode()
    assert f"/customers/one/{row['customer_id']}" not in found


def test_portfolios_hold_who_left_as_well(manager: Callable[..., Client], gone: Rows) -> None:
    own = next(row for row in gone if row["region"] == "서울")
    other = next(row for row in gone if row["region"] != "서울")
    client = manager("region = '서울'")
    assert client.get(f"/customers/one/{own['customer_id']}").status_code == 200
    for address in ("one", "story"):
        assert client.get(f"/customers/{address}/{other['customer_id']}").status_code == 404
    found = client.get("/customers/search/", {"q": other["name"], "left": "1"}).content.decode()
    assert other["customer_id"] not in found
    by_risk = manager("risk >= 0", name="박담당")
    assert by_risk.get(f"/customers/one/{own['customer_id']}").status_code == 404


def test_a_customer_of_others_is_not_shown_as_one_who_left(
    manager: Callable[..., Client], rows: Rows
) -> None:
    """The portfolio holds by the tables whom it does not hold by the profile."""
    row = rows[0]
    client = manager(f"customer_id = '{row['unit_id']}' and health < -1")
    assert client.get(f"/customers/one/{row['unit_id']}").status_code == 404


def test_who_left_is_found_by_id_and_by_name(client_of: Callable[..., Client], gone: Rows) -> None:
    client, row = client_of("leader"), gone[0]
    found = client.get("/customers/search/", {"q": row["customer_id"]})
    assert found.headers["Location"] == f"/customers/one/{row['customer_id']}"
    listed = client.get("/customers/search/", {"q": row["name"], "left": "1"}, follow=True)
    assert row["customer_id"] in listed.content.decode()


def test_an_account_without_users_left_keeps_its_page(
    client_of: Callable[..., Client], gone: Rows, rows: Rows
) -> None:
    there = {row["account_id"] for row in rows}
    empty = [row for row in gone if row["account_id"] and row["account_id"] not in there]
    account = next(row["account_id"] for row in [*empty, *gone] if row["account_id"])
    page = client_of("leader").get(f"/customers/account/{account}")
    assert page.status_code == 200
    told = client_of("service").get(f"/customers/account-story/{account}", headers=HTMX)
    meant = next(row["customer_id"] for row in gone if row["account_id"] == account)
    assert f"/customers/one/{meant}" in told.content.decode()


def test_why_contacted_and_why_not(client_of: Callable[..., Client], workspace: Path) -> None:
    data = workspace.parent / "data"
    held = pq.read_table(data / "assignments.parquet").to_pylist()
    alone = next(row for row in held if row["arm"] == "holdout")
    touched = pq.read_table(data / "touches.parquet").to_pylist()[0]
    client = client_of("leader")
    text = client.get(f"/customers/story/{alone['unit_id']}", headers=HTMX).content.decode()
    assert f"Not contacted by {alone['experiment']} since" in text
    told = client.get(f"/customers/story/{touched['customer_id']}", headers=HTMX).content.decode()
    contacts = re.search(r'id="contacted".*?</div>', told, re.DOTALL)
    assert contacts
    assert touched["play"] in contacts[0]


def test_rows_of_other_users_of_an_account_stay_hidden(workspace: Path) -> None:
    """An account's rows that name a user are that user's; those that name none are the account's.

    customer_id   a  b  –
    account_id    A  A  A
    """
    table = ibis.memtable({"customer_id": ["a", "b", None], "account_id": ["A", "A", "A"]})
    with company.asked() as told:
        own = story._whose(told.data, story.Whom("A", "account", ("a",)))
        seen = table.filter(own(table)).to_pyarrow().to_pylist()
    assert {row["customer_id"] for row in seen} == {"a", None}


def test_a_curve_with_a_band_has_intervals() -> None:
    points = [curves.Share(0, 1, 1, 1), curves.Share(28, 0.9, 0.8, 0.95)]
    points.append(curves.Share(56, 0.7, 0.5, 0.8))
    drawn = curves.drawn(points, words_of("en"))
    assert drawn is not None
    assert len(drawn.band.split()) == 6
    assert "50.0–80.0%" in drawn.says
    bare = curves.drawn([curves.Share(one.days, one.share) for one in points], words_of("en"))
    assert bare is not None
    assert bare.band == ""
    assert curves.drawn(points[:2], words_of("en")) is None


def test_a_curve_is_drawn_from_the_profile_where_nothing_more_is_kept(
    client_of: Callable[..., Client], rows: Rows, workspace: Path
) -> None:
    row = next(one for one in rows if one["leaves_in_84_days"] is not None)
    found = client_of("leader").get(f"/customers/curve/{row['unit_id']}", headers=HTMX)
    assert "<polyline" in found.content.decode()
    assert client_of("service").get("/customers/curve/nobody").status_code == 404
