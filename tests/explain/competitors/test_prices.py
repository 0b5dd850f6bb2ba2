from datetime import date

import pytest

from tenure.explain.competitors.prices import Sighting, cuts, prices
from tenure.explain.competitors.rates import rate_ratio


def seen(day: int, price: float | None, *, who: str = "Acme", currency: str = "EUR") -> Sighting:
    return Sighting(who, "Pro", price, currency, date(2026, 1, day))


def test_the_last_price_and_its_last_change_are_told() -> None:
    """Seen at 50 on days 1 and 5, at 40 on days 9 and 20: it fell between days 5 and 9."""
    [found] = prices([seen(20, 40), seen(1, 50), seen(9, 40), seen(5, 50)])
    assert (found.price, found.seen, found.changed, found.until) == (
        40, date(2026, 1, 20), date(2026, 1, 9), date(2026, 1, 5),
    )  # fmt: skip
    assert found.change == pytest.approx(-0.2)


def test_another_currency_is_another_price_list() -> None:
    """The trap: 50 USD after 65,000 KRW is no price cut by 99.9 %."""
    [found] = prices([seen(1, 65_000, currency="KRW"), seen(9, 50, currency="USD")])
    assert found.change is None
    assert cuts([seen(1, 65_000, currency="KRW"), seen(9, 50, currency="USD")], 0.05) == []


def test_a_sighting_without_a_price_is_none() -> None:
    assert prices([seen(1, None)]) == []
    [found] = prices([seen(1, 50), seen(3, None), seen(9, 50)])
    assert found.changed is None


def test_cuts_are_those_of_at_least_the_share_in_order() -> None:
    told = [
        seen(1, 100), seen(5, 96), seen(9, 80), seen(12, 90),
        seen(2, 10, who="Zeta"), seen(8, 5, who="Zeta"),
    ]  # fmt: skip
    found = [(one.competitor, one.changed, one.before, one.price) for one in cuts(told, 0.05)]
    assert found == [
        ("Zeta", date(2026, 1, 8), 10, 5), ("Acme", date(2026, 1, 9), 96, 80),
    ]  # fmt: skip


def test_two_rates_are_compared_exactly() -> None:
    """30 in 1,000 after 10 in 1,000: three times, and Clopper–Pearson of 30 of 40 as odds."""
    found = rate_ratio(30, 1000, 10, 1000)
    assert found is not None
    assert found.value == pytest.approx(3.0)
    assert found.low == pytest.approx(1.427, abs=0.001)
    assert found.high == pytest.approx(6.879, abs=0.001)


def test_how_many_there_could_have_been_counts() -> None:
    found = rate_ratio(30, 3000, 10, 1000)
    assert found is not None
    assert found.value == pytest.approx(1.0)
    assert found.low < 1 < found.high


def test_a_ratio_to_nothing_is_not_defined() -> None:
    assert rate_ratio(5, 100, 0, 100) is None
    assert rate_ratio(5, 0, 5, 100) is None
