"""Accounts: their sums are those of their users, whom one may see; nobody learns of others."""

import csv
import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tenure_web.customers import story
from tenure_web.people.models import Written

pytestmark = pytest.mark.usefixtures("workspace")
Rows = list[dict[str, Any]]
HTMX = {"hx-request": "true"}


@pytest.fixture
def users(rows: Rows) -> dict[str, Rows]:
    found: dict[str, Rows] = defaultdict(list)
    for row in rows:
        if row["account_id"]:
            found[row["account_id"]].append(row)
    return found


def accounts(client: Client, **asked: str) -> list[list[str]]:
    text = client.get("/customers/accounts/", asked).content.decode()
    cells = re.findall(r"<tr><th scope=\"row\".*?</tr>", text, re.DOTALL)
    told = [[re.sub(r"<[^>]*>", "", one).strip() for one in row.split("<td")] for row in cells]
    return [[row[0].split()[-1], *row[1:]] for row in told]  # by id, which stands after the name


def test_the_list_sums_up_users(client_of: Callable[..., Client], users: dict[str, Rows]) -> None:
    found = accounts(client_of("leader"), sort="users")
    assert len(found) == len(users)
    for cells in found:
        own = users[cells[0]]
        assert cells[4].endswith(str(len(own)))
        mrr = sum(row["mrr"] or 0 for row in own)
        assert mrr == 0 or f"{mrr:,.0f}" in cells[5]


def test_accounts_are_filtered_by_their_users(
    client_of: Callable[..., Client], users: dict[str, Rows]
) -> None:
    high = {one for one, own in users.items() if any(row["risk_band"] == "high" for row in own)}
    found = accounts(client_of("leader"), where="risk_band = 'high'")
    assert {cells[0] for cells in found} == high
    text = client_of("analyst").get("/customers/accounts/?where=risk+%3E").content.decode()
    assert "does not fit" in text


def test_rows_build_a_condition_and_all_accounts_are_a_file(
    client_of: Callable[..., Client], users: dict[str, Rows]
) -> None:
    client = client_of("leader", language="ko")
    row = {"build": "1", "field": "risk_band", "op": "eq", "value": "high", "sort": "users"}
    built = client.get("/customers/accounts/", row).headers["Location"]
    where = "risk_band = 'high'"
    assert built.startswith("/customers/accounts/?where=risk_band")
    assert 'value="high"' in client.get(built).content.decode()
    found = client.get("/customers/accounts/export.csv", {"where": where})
    told = list(csv.DictReader(found.getvalue().decode("utf-8-sig").splitlines()))
    high = {one for one, own in users.items() if any(row["risk_band"] == "high" for row in own)}
    assert {one["account_id"] for one in told} == high
    numbers = [int(one["users"]) for one in told]
    assert sum(numbers) == sum(row["risk_band"] == "high" for own in users.values() for row in own)
    trail = Written.objects.get(action="accounts.export")
    assert trail.after == {"where": where, "rows": len(high)}
    assert client.get("/customers/accounts/export.csv?where=risk+%3E").status_code == 400
    assert client_of("service").get("/customers/accounts/export.csv").status_code == 403


def test_an_account_has_its_users_with_their_roles(
    client_of: Callable[..., Client], users: dict[str, Rows]
) -> None:
    account = max(users, key=lambda one: len(users[one]))
    text = client_of("leader").get(f"/customers/account/{account}").content.decode()
    for row in users[account]:
        assert f"/customers/one/{row['unit_id']}" in text
        assert not row["role"] or row["role"] in text
    assert "Goals:" in text


def test_the_story_of_an_account_names_its_users(
    client_of: Callable[..., Client], users: dict[str, Rows]
) -> None:
    account = max(users, key=lambda one: len(users[one]))
    address = f"/customers/account-story/{account}"
    text = client_of("leader").get(address, headers=HTMX).content.decode()
    told = set(re.findall(r'class="id" href="/customers/one/(\w+)"', text))
    assert len(told) > 1


def test_one_sees_of_an_account_what_one_sees_of_its_users(
    manager: Callable[..., Client], users: dict[str, Rows]
) -> None:
    account = next(one for one, own in users.items() if len(own) > 2)
    own, other = users[account][0], users[account][1]
    client = manager(f"customer_id = '{own['unit_id']}'")
    text = client.get(f"/customers/account/{account}").content.decode()
    assert own["unit_id"] in text
    assert other["unit_id"] not in text
    told = client.get(f"/customers/account-story/{account}", headers=HTMX).content.decode()
    assert other["unit_id"] not in told
    assert set(re.findall(r"/customers/one/(\w+)", told)) == {own["unit_id"]}
    elsewhere = next(one for one in users if one != account)
    for address in ("account", "account-story"):
        assert client.get(f"/customers/{address}/{elsewhere}").status_code == 404
        assert client.get(f"/customers/{address}/A9999999").status_code == 404


def test_a_note_on_an_account_is_not_one_on_a_customer(
    client_of: Callable[..., Client], users: dict[str, Rows]
) -> None:
    account, client = next(iter(users)), client_of("service")
    found = client.post(f"/customers/notes/account/{account}", {"text": "갱신 협의"})
    assert found.headers["Location"] == f"/customers/account/{account}#notes"
    assert "갱신 협의" in client.get(f"/customers/account/{account}").content.decode()
    assert client.post("/customers/notes/account/A9999999", {"text": "x"}).status_code == 404


def test_strangers_see_no_accounts(users: dict[str, Rows], db: None) -> None:
    for address in ("accounts/", f"account/{next(iter(users))}"):
        assert Client().get(f"/customers/{address}").status_code == 302


def test_only_these_users_are_read(users: dict[str, Rows]) -> None:
    account = next(one for one, own in users.items() if len(own) > 2)
    own = users[account][0]["unit_id"]
    whom = story.Whom(account, "account", (own,))
    found = story.story(whom, "all", story.Place())
    assert {row["unit"] for row in found.rows} - {None} == {own}


def test_contacts_come_with_their_roles_from_the_table_of_customers(
    users: dict[str, Rows],
) -> None:
    account = max(users, key=lambda one: len(users[one]))
    found = {row["customer_id"]: row["role"] for row in story.users(account)}
    assert {row["unit_id"]: row["role"] for row in users[account]}.items() <= found.items()
