"""Customers of several currencies: sums in one, orders of each apart, nobody left out unsaid."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.profiled import day_of, profiled
from tenure.company.predictions.acting.offer import chosen
from tenure.company.predictions.currencies import Currencies
from tenure.company.predictions.views.risk import glance, money, risky
from tenure.company.predictions.views.worth import valuable
from tenure.definitions import Offer

PAID = {
    "unit_id": ["a", "b", "c", "d", "e", "f"],
    "state": ["active"] * 6,
    "risk": [0.5, 0.1, 0.2, 0.5, 0.9, 0.3],
    "risk_low": [0.0] * 6,
    "risk_high": [1.0] * 6,
    "risk_band": ["high", "low", "low", "high", "high", "low"],
    "trust": ["usual"] * 6,
    "value": [1000.0, 3000.0, 2000.0, 10.0, 2.0, None],
    "value_low": [0.0] * 6,
    "value_high": [9999.0] * 6,
    "value_currency": ["KRW", "KRW", "KRW", "USD", "USD", "several"],
    "value_tier": ["low", "top", "middle", "top", "low", None],
    "alive": [1.0] * 6,
}
"""At stake: a 500, b 300, c 400 won; d 5, e 1.8 dollars."""


@pytest.fixture
def outlook(tmp_path: Path) -> Iterator[Any]:
    with profiled(tmp_path) as opened:
        yield opened


def test_a_sum_is_of_one_currency_and_says_whom_it_leaves_out(outlook: Any) -> None:
    found = glance(outlook, day_of(outlook, PAID))
    high, low = found.rows
    assert (high["value_at_risk"], high["customers"], high["customers_valued"]) == (500, 3, 1)
    assert (low["value_at_risk"], low["customers"], low["customers_valued"]) == (700, 3, 2)
    assert "Money is in KRW; 2 who pay in another currency" in found.words["en"]
    assert "다른 통화로 결제하는 2명" in found.words["ko"]


def test_money_at_risk_is_told_of_each_currency(outlook: Any) -> None:
    found = money(outlook, day_of(outlook, PAID))
    assert found is not None
    told = [(row["currency"], row["value_tier"], row["value_at_risk"]) for row in found.rows]
    assert told == [
        ("KRW", "top tier", 300),
        ("KRW", "middle tier", 400),
        ("KRW", "low tier", 500),
        ("USD", "top tier", 5),
        ("USD", "low tier", pytest.approx(1.8)),
    ]


def test_the_few_who_pay_in_dollars_are_not_last(outlook: Any) -> None:
    day = day_of(outlook, PAID)
    assert [row["unit_id"] for row in risky(outlook, day).rows] == ["a", "d", "c", "e", "b", "f"]
    most = valuable(outlook, day)
    assert most is not None
    assert [row["unit_id"] for row in most.rows] == ["b", "d", "c", "e", "a"]


def test_an_offer_counts_in_the_currency_of_the_company(outlook: Any) -> None:
    day = day_of(outlook, PAID)
    found = chosen(day, Offer(cost=1), currency="KRW")
    assert (found.known, found.unvalued) == (3, 3)
    assert set(found.rows["unit_id"].to_pylist()) <= {"a", "b", "c"}
    assert chosen(day, Offer(cost=1), currency="USD").known == 2


def test_one_currency_is_as_if_none_were_told(outlook: Any) -> None:
    """Who names none pays as all others do; the tiers are not split by who names one."""
    one = PAID | {"value_currency": ["KRW", None, "KRW", None, "KRW", None]}
    day = day_of(outlook, one)
    found = money(outlook, day)
    assert found is not None
    assert [row["customers"] for row in found.rows] == [2, 1, 2]
    assert {row["currency"] for row in found.rows} == {"KRW"}
    assert "another currency" not in glance(outlook, day).words["en"]
    assert [row["unit_id"] for row in risky(outlook, day).rows][:2] == ["a", "c"]
    assert chosen(day, Offer(cost=1), currency="KRW").known == 5


@pytest.mark.parametrize(
    ("customers", "usual", "main", "others"),
    [
        ({"KRW": 1, "USD": 5}, "KRW", "KRW", 5),
        ({"EUR": 2, "USD": 5}, "KRW", "USD", 2),
        ({"USD": 5, "EUR": 5}, None, "EUR", 5),
        ({"several": 3, "USD": 5}, "KRW", "USD", 0),
        ({}, "KRW", None, 0),
    ],
)
def test_the_main_currency(
    customers: dict[str, int], usual: str | None, main: str | None, others: int
) -> None:
    found = Currencies.counted(customers, usual)
    assert (found.main, found.others) == (main, others)
