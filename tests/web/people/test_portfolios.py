"""Whose customers are whose: one restriction for queries and single rows; it fails closed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest

from tenure.errors import ConditionError
from tenure_web.lib import company
from tenure_web.people.models import Portfolio, User, Written
from tenure_web.people.portfolios import (
    Restriction,
    allows,
    check,
    counted,
    portfolio_filter,
)

ROWS: list[dict[str, Any]] = [
    {"unit_id": "c1", "customer_id": "c1", "account_id": "a1", "region": "서울", "mrr": 100.0},
    {"unit_id": "c2", "customer_id": "c2", "account_id": "a1", "region": "부산", "mrr": None},
    {"unit_id": "c3", "customer_id": "c3", "account_id": None, "region": None, "mrr": 20.0},
    {"unit_id": "a1", "customer_id": "a1", "account_id": "c1", "region": "O'Brien", "mrr": 7.5},
]
for _day, _row in enumerate(ROWS, start=1):
    _row["started_at"] = datetime(2026, 2, _day, 20, tzinfo=UTC).replace(tzinfo=None)

SEOUL = "region == '서울'"
RESTRICTIONS = [
    (Restriction(), []),
    (Restriction(everyone=True), ["c1", "c2", "c3", "a1"]),
    (Restriction(conditions=("region == '서울'",)), ["c1"]),
    (Restriction(conditions=("region != '서울'",)), ["c2", "a1"]),
    (Restriction(conditions=("not (mrr > 50)",)), ["c3", "a1"]),
    (Restriction(conditions=("mrr is null", "region = 'O''Brien'")), ["c2", "a1"]),
    (Restriction(conditions=("started_at <= '2026-02-02'",)), ["c1"]),
    (Restriction(conditions=("started_at <= 'today - 1 day'",), today=date(2026, 2, 3)), ["c1"]),
    (Restriction(conditions=("started_at <= 'today - 1 day'",)), []),
    (Restriction(conditions=("gone == 1",)), []),
    (Restriction(conditions=("gone == 1", "mrr == 20")), ["c3"]),
    (Restriction(conditions=("mrr == 'much'",)), []),
    (Restriction(conditions=("nonsense ((",)), []),
    (Restriction(customers=frozenset({"c3"})), ["c3"]),
    (Restriction(accounts=frozenset({"a1"})), ["c1", "c2"]),
    (Restriction(customers=frozenset({"c1"}), conditions=("mrr == 7.5",)), ["c1", "a1"]),
    (Restriction(customers=frozenset({"'; DROP TABLE profiles; --"})), []),
]


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(("restriction", "expected"), RESTRICTIONS)
def test_queries_and_single_rows_say_the_same(
    restriction: Restriction, expected: list[str], settings: Any
) -> None:
    assert company.definitions().company.time_zone != "UTC"
    table = ibis.memtable(pa.Table.from_pylist(ROWS))
    kept = table.filter(restriction.over(table)).unit_id.to_pyarrow().to_pylist()
    assert sorted(kept) == sorted(expected)
    assert [row["unit_id"] for row in ROWS if restriction.allows(row)] == expected


def test_an_account_is_named_by_its_own_id_only() -> None:
    row = {"unit_id": "7", "mrr": 1.0}
    assert Restriction(customers=frozenset({"7"})).allows(row)
    assert not Restriction(accounts=frozenset({"7"})).allows(row)
    assert Restriction(accounts=frozenset({"7"})).allows(row, "account")
    assert not Restriction(customers=frozenset({"7"})).allows(row, "account")
    table = ibis.memtable(pa.Table.from_pylist([row]))
    over = Restriction(accounts=frozenset({"7"})).over
    assert table.filter(over(table)).count().to_pyarrow().as_py() == 0
    assert table.filter(over(table, "account")).count().to_pyarrow().as_py() == 1


@pytest.mark.usefixtures("workspace")
def test_many_may_ask_at_once() -> None:
    restriction = Restriction(conditions=("mrr >= 50",))
    rows = [{"unit_id": str(i), "mrr": float(i % 100)} for i in range(80)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(restriction.allows, rows))
    assert found == [row["mrr"] >= 50 for row in rows]


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (["leader"], {"everyone": True}),
        (
            ["account_manager"],
            {"conditions": ("region == '서울'",), "customers": frozenset({"c9"})},
        ),
        (["account_manager", "service"], {"everyone": True}),
        (["auditor"], {}),
        ([], {}),
    ],
)
def test_who_sees_whom(
    person: Callable[..., User], groups: list[str], expected: dict[str, Any]
) -> None:
    user = person("김하나", *groups)
    portfolio = Portfolio.objects.create(
        name="서울", condition="region == '서울'", customers=["c9"]
    )
    Portfolio.objects.create(name="not mine", condition="mrr > 0")
    portfolio.owners.add(user)
    found = portfolio_filter(user)
    assert replace(found, today=None) == Restriction(**expected)
    assert found.nobody == (not expected)
    assert allows(user, ROWS[0]) == bool(expected)
    assert allows(user, ROWS[1]) == bool(expected.get("everyone"))


def test_who_is_locked_out_sees_nobody(person: Callable[..., User]) -> None:
    assert portfolio_filter(person("gone", "leader", is_active=False)).nobody


@pytest.mark.usefixtures("workspace")
def test_conditions_are_checked_against_profiles() -> None:
    check("region == '서울' and risk >= 0.2")
    for wrong in ("", "region ==", "no_such_column == 1", "mrr == 'much'", "region == 1; drop"):
        with pytest.raises(ConditionError):
            check(wrong)


@pytest.mark.usefixtures("workspace")
def test_counts_are_those_of_the_profiles() -> None:
    day = company.last_day()
    assert day is not None
    rows = (day.table() or pa.table({})).to_pylist()
    assert counted(Restriction(everyone=True)) == {"customer": len(rows)}
    asked = Restriction(conditions=("mrr >= 50",))
    assert counted(asked) == {"customer": sum((row["mrr"] or 0) >= 50 for row in rows)}


def form(**more: Any) -> dict[str, Any]:
    empty = {"condition": "", "customers": "", "accounts": ""}
    return {"name": "서울 팀", **empty, **more}


def test_a_portfolio_is_made_changed_and_removed(
    workspace: Path, person: Callable[..., User], client_of: Any
) -> None:
    owner, client = person("박두리", "account_manager"), client_of("admin")
    told = form(condition="region == '서울'", customers="c1\r\n\r\n c2 \r\nc1", owners=[owner.pk])
    assert client.post("/people/portfolios/new/", told).status_code == 302
    made = Portfolio.objects.get()
    assert (made.name, made.customers, list(made.owners.all())) == (
        "서울 팀",
        ["c1", "c2"],
        [owner],
    )
    assert "서울 팀" in client.get("/people/portfolios/").content.decode()
    address = f"/people/portfolios/{made.pk}/"
    assert "c1\nc2" in client.get(address).content.decode()
    client.post(address, form(name="부산 팀", accounts="a7"))
    made.refresh_from_db()
    assert (made.name, made.condition, made.accounts) == ("부산 팀", "", ["a7"])
    assert not made.owners.exists()
    assert "부산 팀" in client.get(address + "remove/").content.decode()
    assert Portfolio.objects.exists()
    client.post(address + "remove/")
    assert not Portfolio.objects.exists()
    trail = Written.objects.filter(action__startswith="portfolio.").order_by("pk")
    assert [one.action for one in trail] == [
        "portfolio.add",
        "portfolio.change",
        "portfolio.remove",
    ]
    assert trail[1].before["owners"] == ["박두리"]
    assert trail[1].after["name"] == "부산 팀"


def test_what_is_wrong_is_said_at_its_field_and_kept(workspace: Path, client_of: Any) -> None:
    client = client_of("admin", language="ko")
    Portfolio.objects.create(name="서울 팀")
    answer = client.post("/people/portfolios/new/", form(condition="regoin == '서울'"))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "혹시 &#x27;region&#x27;인가요?" in text or "혹시 &#39;region&#39;인가요?" in text
    assert 'aria-describedby="id_condition_helptext id_condition_error"' in text
    assert "regoin == " in text
    assert "이미 쓰고 있는 이름입니다." in text
    assert Portfolio.objects.count() == 1


def test_a_look_keeps_nothing(workspace: Path, client_of: Any) -> None:
    answer = client_of("admin").post(
        "/people/portfolios/new/", form(condition="mrr >= 0", look="1")
    )
    held = counted(Restriction(conditions=("mrr >= 0",)))["customer"]
    assert f"{held} customers" in answer.content.decode()
    assert not Portfolio.objects.exists()
    assert not Written.objects.filter(action="portfolio.add").exists()
