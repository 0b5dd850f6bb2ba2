"""The search in the bar: few keystrokes open a customer; nobody finds customers of others."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("workspace")
Rows = list[dict[str, Any]]
HTMX = {"hx-request": "true"}


def suggested(client: Client, typed: str) -> str:
    found = client.get("/customers/search/", {"q": typed}, headers=HTMX)
    assert found.status_code == 200
    return found.content.decode()


def test_every_page_has_the_search_for_who_may_see_customers(
    client_of: Callable[..., Client],
) -> None:
    assert 'id="search"' in client_of("leader").get("/customers/").content.decode()
    assert 'id="search"' not in client_of("auditor").get("/people/me/").content.decode()


def test_an_id_opens_its_customer_in_any_case(client_of: Callable[..., Client], rows: Rows) -> None:
    unit = rows[0]["unit_id"]
    found = client_of("leader").get("/customers/search/", {"q": unit.lower()})
    assert found.headers["Location"] == f"/customers/one/{unit}"


def test_enter_opens_the_first_suggestion(client_of: Callable[..., Client], rows: Rows) -> None:
    client = client_of("leader")
    typed = rows[0]["name"][:2]
    text = suggested(client, typed)
    first = text.split('name="first" value="')[1].split('"')[0]
    found = client.get("/customers/search/", {"q": typed, "first": first, "for": typed})
    assert found.headers["Location"] == f"/customers/one/{first}"
    stale = client.get("/customers/search/", {"q": "zzzz", "first": first, "for": typed})
    assert stale.status_code == 200


def test_without_scripts_several_are_listed(client_of: Callable[..., Client], rows: Rows) -> None:
    found = client_of("leader").get("/customers/search/", {"q": "김"})
    meant = {row["unit_id"] for row in rows if "김" in row["name"]}
    assert len(meant) > 1
    assert all(f"/customers/one/{unit}" in found.content.decode() for unit in sorted(meant)[:5])
    assert "autofocus" in found.content.decode()


def test_accounts_find_their_users(client_of: Callable[..., Client], rows: Rows) -> None:
    account = next(row["account_id"] for row in rows if row["account_id"])
    meant = {row["unit_id"] for row in rows if row["account_id"] == account}
    text = suggested(client_of("leader"), account)
    assert any(f"/customers/one/{unit}" in text for unit in meant)


@pytest.mark.parametrize("typed", ["", "  ", "%", "'; --", "[", "\\", "뷁", "x" * 5000])
def test_odd_texts_find_nobody(client_of: Callable[..., Client], typed: str) -> None:
    assert "/customers/one/" not in suggested(client_of("leader"), typed)


def test_names_are_searched_only_by_who_sees_them(
    client_of: Callable[..., Client], rows: Rows
) -> None:
    name = rows[0]["name"]
    assert name in suggested(client_of("leader"), name)
    assert "/customers/one/" not in suggested(client_of("marketer"), name)


def test_nobody_finds_customers_of_others(manager: Callable[..., Client], rows: Rows) -> None:
    client = manager("region = '서울'")
    own = next(row for row in rows if row["region"] == "서울")
    other = next(row for row in rows if row["region"] != "서울")
    assert own["unit_id"] in suggested(client, own["unit_id"])
    for typed in (other["unit_id"], other["name"]):
        assert f"/one/{other['unit_id']}" not in suggested(client, typed)
    found = client.get("/customers/search/", {"q": other["unit_id"]})
    assert found.status_code == 200
