"""The list: filters, order, pages and counts are those of the rows; one sees one's own alone."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tenure_web.people.models import Written

pytestmark = pytest.mark.usefixtures("workspace")
Rows = list[dict[str, Any]]


def listed(client: Client, **asked: str) -> tuple[int, list[str], str]:
    """Return the count that a list says, who is on the page, and where the next one is."""
    found = client.get("/customers/?" + urlencode(asked))
    assert found.status_code == 200
    text = found.content.decode()
    count = re.search(r"<b>([\d,]+) customers?</b>", text)
    assert count, text
    units = re.findall(r'<th scope="row" class="t"><a href="/customers/one/(\w+)"', text)
    following = re.search(r'rel="next" href="([^"]*)"', text)
    place = following[1].replace("&amp;", "&") if following else ""
    return int(count[1].replace(",", "")), units, place


def every(client: Client, **asked: str) -> list[str]:
    """Follow the pages of a list to the end."""
    _, units, following = listed(client, **asked)
    while following:
        text = client.get("/customers/" + following).content.decode()
        units += re.findall(r'<th scope="row" class="t"><a href="/customers/one/(\w+)"', text)
        more = re.search(r'rel="next" href="([^"]*)"', text)
        following = more[1].replace("&amp;", "&") if more else ""
    return units


def by(rows: Rows, column: str, *, falling: bool) -> list[str]:
    known = [row for row in rows if row[column] is not None]
    known.sort(key=lambda row: row["unit_id"])
    known.sort(key=lambda row: row[column], reverse=falling)
    rest = sorted(row["unit_id"] for row in rows if row[column] is None)
    return [*(row["unit_id"] for row in known), *rest]


@pytest.mark.parametrize(
    ("sort", "column", "falling"),
    [
        ("", "risk", True),
        ("health", "health", False),
        ("-value", "value", True),
        ("plan", "plan", False),
        ("-plan", "plan", True),
        ("-started_at", "started_at", True),
        ("-unit_id", "unit_id", True),
        ("nonsense; DROP TABLE x", "risk", True),
    ],
)
def test_pages_hold_everyone_once_and_in_order(
    client_of: Callable[..., Client], rows: Rows, sort: str, column: str, falling: bool
) -> None:
    assert every(client_of("leader"), sort=sort) == by(rows, column, falling=falling)


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        ("risk_band = 'high'", lambda row: row["risk_band"] == "high"),
        ("health < 50 and plan is null", lambda row: row["health"] is not None
         and row["health"] < 50 and row["plan"] is None),
        ("region = '서울' or region = '부산'", lambda row: row["region"] in ("서울", "부산")),
        ("name contains '설'", lambda row: "설" in row["name"]),
    ],
)  # fmt: skip
def test_counts_are_those_of_who_is_listed(
    client_of: Callable[..., Client], rows: Rows, where: str, holds: Callable[..., bool]
) -> None:
    meant = {row["unit_id"] for row in rows if holds(row)}
    assert meant
    client = client_of("leader")
    assert listed(client, where=where)[0] == len(meant)
    assert set(every(client, where=where)) == meant


def test_days_are_relative_to_the_day_of_the_profiles(
    client_of: Callable[..., Client], rows: Rows
) -> None:
    first = rows[0]["as_of"] - timedelta(days=30)
    local = [(row["started_at"] + timedelta(hours=9)).date() for row in rows]
    recent = {row["unit_id"] for row, day in zip(rows, local, strict=True) if day >= first}
    assert 0 < len(recent) < len(rows)
    found = every(client_of("leader"), where="started_at >= 'today - 30 days'")
    assert set(found) == recent


@pytest.mark.parametrize(
    "where", ["risk >", "nothing = 1", "risk = 'high'", "plan = 'a' and (", "x" * 5000]
)
def test_a_condition_that_does_not_fit_is_told_and_kept(
    client_of: Callable[..., Client], where: str
) -> None:
    found = client_of("leader").get("/customers/", {"where": where})
    assert found.status_code == 200
    text = found.content.decode()
    assert "does not fit" in text
    assert "<table" not in text
    assert where.replace("'", "&#39;").replace(">", "&gt;") in text


def test_values_of_a_condition_are_never_sql_or_markup(client_of: Callable[..., Client]) -> None:
    where = "plan = 'x'') OR 1=1 --<script>'"
    found = client_of("leader").get("/customers/", {"where": where})
    assert "Nobody fits" in found.content.decode()
    assert "<script>'" not in found.content.decode()


def test_rows_of_the_builder_become_a_condition(client_of: Callable[..., Client]) -> None:
    client = client_of("leader")
    told = {
        "build": "1",
        "join": ["and", "or", "and"],
        "field": ["risk", "plan", "started_at"],
        "op": ["ge", "eq", "last"],
        "value": ["3%", "it's", "30"],
    }
    found = client.get("/customers/", told)
    where = "risk >= 0.03 or plan == 'it''s' and started_at >= 'today - 30 days'"
    assert found.headers["Location"] == "/customers/?" + urlencode({"where": where})
    shown = client.get(found.headers["Location"]).content.decode()
    assert 'value="0.03"' in shown
    assert 'value="it&#39;s"' in shown
    assert 'value="30"' in shown


@pytest.mark.parametrize(
    ("field", "op", "value", "wrong"),
    [
        ("risk", "ge", "much", "Write a number"),
        ("risk", "last", "3", "does not fit the field"),
        ("plan", "eq", "", "A value is missing"),
        ("started_at", "last", "-3", "whole number"),
        ("password", "eq", "x", "no such field"),
    ],
)
def test_a_wrong_row_keeps_what_was_entered(
    client_of: Callable[..., Client], field: str, op: str, value: str, wrong: str
) -> None:
    told = {"build": "1", "join": "and", "field": field, "op": op, "value": value}
    text = client_of("leader").get("/customers/", told).content.decode()
    assert wrong in text
    assert f'name="value" value="{value}"' in text
    assert 'aria-invalid="true"' in text


def test_chosen_columns_stay_in_the_address(client_of: Callable[..., Client]) -> None:
    client = client_of("leader")
    found = client.get("/customers/?columns=region&columns=health,made_up&sort=region")
    text = found.content.decode()
    heads = re.findall(r'aria-sort="\w+"><a href="([^"]*)">([^<]*)</a>', text)
    assert [head for _, head in heads] == ["Region", "Health"]
    assert all("columns=region%2Chealth" in address for address, _ in heads)


def test_who_may_not_see_names_can_neither_show_filter_nor_sort_by_them(
    client_of: Callable[..., Client], rows: Rows
) -> None:
    client = client_of("marketer")
    name = rows[0]["name"]
    for asked in ({}, {"columns": "name"}, {"sort": "name"}):
        assert name not in client.get("/customers/", asked).content.decode()
    text = client.get("/customers/", {"where": f"name = '{name}'"}).content.decode()
    assert "no column" in text
    assert "<table" not in text


def test_one_sees_the_customers_of_ones_portfolio_alone(
    manager: Callable[..., Client], rows: Rows
) -> None:
    client = manager("region = '서울'")
    mine = {row["unit_id"] for row in rows if row["region"] == "서울"}
    assert 0 < len(mine) < len(rows)
    assert set(every(client)) == mine
    assert set(every(client, where="region != '서울' or region = '서울'")) == mine
    text = client.get("/customers/", {"where": "region != '서울'"}).content.decode()
    assert "Nobody fits" in text


def test_without_a_portfolio_one_sees_nobody(client_of: Callable[..., Client]) -> None:
    assert "Nobody fits" in client_of("account_manager").get("/customers/").content.decode()


@pytest.mark.parametrize("address", ["/customers/", "/customers/export.csv", "/customers/search/"])
def test_strangers_and_auditors_see_no_customers(
    client_of: Callable[..., Client], address: str
) -> None:
    assert Client().get(address).status_code == 302
    assert client_of("auditor").get(address).status_code == 403
    assert client_of(name="nobody").get(address).status_code == 403


def test_an_export_is_the_list_and_is_audited(client_of: Callable[..., Client], rows: Rows) -> None:
    client = client_of("leader")
    found = client.get("/customers/export.csv?where=risk_band+%3D+'high'&columns=risk,region")
    text = b"".join(found.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    told = list(csv.DictReader(io.StringIO(text)))
    high = [row for row in rows if row["risk_band"] == "high"]
    assert {row["unit_id"] for row in told} == {row["unit_id"] for row in high}
    assert list(told[0]) == ["unit_id", "name", "risk", "region"]
    by_id = {row["unit_id"]: row for row in high}
    assert all(float(row["risk"]) == by_id[row["unit_id"]]["risk"] for row in told)
    written = Written.objects.get(action="customers.export")
    assert written.after["rows"] == len(high)
    assert written.after["where"] == "risk_band = 'high'"


def test_an_export_has_no_names_for_who_may_not_see_them(
    client_of: Callable[..., Client], rows: Rows
) -> None:
    found = client_of("marketer").get("/customers/export.csv?columns=name,risk")
    text = b"".join(found.streaming_content).decode()  # type: ignore[arg-type]
    assert text.splitlines()[0].endswith("unit_id,risk")
    assert rows[0]["name"] not in text


def test_only_who_has_the_right_exports(manager: Callable[..., Client]) -> None:
    assert manager("risk >= 0").get("/customers/export.csv").status_code == 403
    assert not Written.objects.filter(action="customers.export").exists()
