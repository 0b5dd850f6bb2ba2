from datetime import date

import pytest

from tenure.charts.formats import Formats, money, nice_ticks

EN, KO = Formats("en"), Formats("ko")


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "–"),
        (0.0, "0%"),
        (1.0, "100%"),
        (0.0480, "4.8%"),
        (0.0042, "0.42%"),
        (0.00004, "<0.01%"),
        (0.99999, ">99.99%"),
        (0.996, "99.60%"),
        (0.5, "50.0%"),
    ],
)
def test_a_share_never_rounds_to_a_bare_nought_or_hundred(share: float | None, text: str) -> None:
    assert EN.percent(share) == text


def test_an_interval_is_written_as_each_language_does() -> None:
    assert EN.interval(0.041, 0.056) == "4.1–5.6%"
    assert KO.interval(0.041, 0.056) == "4.1~5.6%"
    assert EN.interval(None, 0.5) == "–"
    assert KO.interval(-0.024, 0.45) == "−2.4 ~ 45.0%"


def test_the_ends_of_a_narrow_interval_are_told_apart() -> None:
    assert EN.interval(0.000300, 0.000306) == "0.0300–0.0306%"
    assert EN.points(0.00001, -0.00002, 0.00004) == ("+0.001", "−0.002", "+0.004")
    assert EN.points(-0.013, -0.021, -0.005) == ("−1.3", "−2.1", "−0.5")


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (260_712.03, "260,712"),
        (999.994, "999.99"),
        (20.0, "20"),
        (-4_525_181.69, "−4,525,182"),
        (float("nan"), "–"),
    ],
)
def test_amounts_have_decimals_only_where_they_are_small(amount: float, text: str) -> None:
    assert money(amount) == text


def test_values_that_are_written_already_make_an_interval() -> None:
    assert EN.ends("3", "7") == "3–7"
    assert EN.ends("−7", "−3") == "−7 to −3"
    assert EN.interval(-0.024, 0.45) == "−2.4 to 45.0%"
    assert KO.ends("−7", "3") == "−7 ~ 3"
    assert KO.ends("3", "7") == "3~7"
    assert EN.ends(EN.number(-3), "7") == "−3 to 7", "a dash beside a sign is read as another"
    assert KO.ends(KO.number(-3), "7") == "−3 ~ 7"
    assert EN.interval(-0.031, 0.42) == "−3.1 to 42.0%"


def test_counts_in_full_and_in_brief() -> None:
    assert EN.number(1234567) == "1,234,567"
    assert EN.number(None) == "–"
    assert [EN.compact(n) for n in (0, 950, 9500, 12_500, 4_000_000)] == [
        "0",
        "950",
        "9,500",
        "12.5K",
        "4M",
    ]
    assert [KO.compact(n) for n in (9500, 12_500, 50_000_000, 150_000_000)] == [
        "9,500",
        "1.25만",
        "5,000만",
        "1.5억",
    ]


def test_changes_carry_their_sign() -> None:
    assert [EN.change(c) for c in (0.061, -0.03, 0.0001, None, 12.0)] == [
        "+6.1%",
        "−3.0%",
        "±0%",
        "–",
        "+1,200%",
    ]


@pytest.mark.parametrize(
    ("kind", "english", "korean"),
    [
        ("month", "May 2025", "2025년 5월"),
        ("quarter", "Q2 2025", "2025년 2분기"),
        ("year", "2025", "2025년"),
        ("week", "week of 5 May 2025", "2025년 5월 5일 주"),
        ("day", "5 May 2025", "2025년 5월 5일"),
    ],
)
def test_periods_by_name(kind: str, english: str, korean: str) -> None:
    day = date(2025, 5, 5)
    assert EN.period(day, kind) == english
    assert KO.period(day, kind) == korean


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (0.0, [0, 1]),
        (0.056, [0, 0.02, 0.04, 0.06]),
        (0.8, [0, 0.2, 0.4, 0.6, 0.8]),
        (4350, [0, 2000, 4000, 6000]),
    ],
)
def test_ticks_are_round_and_reach_the_highest(highest: float, ticks: list[float]) -> None:
    assert nice_ticks(highest) == ticks
