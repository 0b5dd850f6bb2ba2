"""RFM: scores, ties, fixed cuts, segments, currencies, money given back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from support.examples import some
from tenure.measure.rfm import (
    NO_AMOUNTS,
    SEGMENTS,
    SEVERAL_CURRENCIES,
    rfm_cuts,
    rfm_scores,
    rfm_segments,
)
from tenure.periods import Calendar

JANUARY = "2024-01-01 … 2024-01-31"


def scores(orders, days=JANUARY, *, zone="UTC", **options):
    table = orders if hasattr(orders, "columns") else rows.table(orders, zone=zone)
    return rfm_scores(table, calendar=Calendar(zone), observed=observed(days), **options)


def by_unit(run, table):
    return {row["unit_id"]: row for row in run(table)}


def test_values_of_each_customer(run, drawn):
    """Of 보라 one cup came back: two purchase days, less money. dan only gave back.

    | customer_id | occurred_at      | amount | quantity | currency |
    | ana         | 2024-01-31 09:00 | 10.10  | 1        | KRW      |
    | ana         | 2024-01-31 18:00 | 20.20  | 1        | KRW      |
    | 보라        | 2024-01-01 09:00 | 50     | 2        | KRW      |
    | 보라        | 2024-01-11 09:00 | 30     | 1        | –        |
    | 보라        | 2024-01-30 09:00 | -25    | -1       | KRW      |
    | dan         | 2024-01-30 09:00 | -25    | -1       | KRW      |
    | late        | 2024-02-01 00:00 | 25     | 1        | KRW      |

    | unit_id | recency_days | purchase_days | currency |
    | ana     | 0            | 1             | KRW      |
    | 보라    | 20           | 2             | KRW      |
    """
    found = scores(drawn[0], currency="KRW")
    assert_drawn(run(found.order_by("unit_id")), drawn[1])
    assert [row["revenue"] for row in run(found.order_by("unit_id"))] == [30.3, 55.0]
    gross = by_unit(run, scores(drawn[0], currency="KRW", net=False))
    assert (gross["ana"]["revenue"], gross["보라"]["revenue"]) == (30.3, 80.0)


def test_scores_are_quintiles_of_the_rank(run):
    told = [
        {"customer_id": f"u{n}", "occurred_at": f"2024-01-{n:02}", "amount": 100 * n}
        for n in range(1, 11)
    ]
    found = by_unit(run, scores(told))
    assert [found[f"u{n}"]["recency"] for n in range(1, 11)] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert [found[f"u{n}"]["monetary"] for n in range(1, 11)] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert {row["frequency"] for row in found.values()} == {1}


def test_equal_values_have_equal_scores_the_lowest_that_one_would_get(run):
    """Days bought: six of ten customers once, then 2, 3, 4, 5: ranks 0 (6 times), 6, 7, 8, 9."""
    times = {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 2, "h": 3, "i": 4, "j": 5}
    told = [
        {"customer_id": unit, "occurred_at": f"2024-01-{day:02}", "amount": 1}
        for unit, number in times.items()
        for day in range(1, number + 1)
    ]
    found = by_unit(run, scores(told))
    assert [found[unit]["frequency"] for unit in "fghij"] == [1, 4, 4, 5, 5]


def test_fixed_cuts(run):
    """Recency: 5 up to 7 days, 4 up to 14, 3 up to 21, 2 up to 28; days: 2, 3, 4, 5."""
    told = [
        {"customer_id": f"u{day:02}", "occurred_at": f"2024-01-{day:02}", "amount": day}
        for day in (2, 3, 10, 17, 24, 31)
    ]
    cuts = {"recency": [7, 14, 21, 28], "frequency": [2, 3, 4, 5], "monetary": [5, 10, 20, 30]}
    found = by_unit(run, scores(told, cuts=cuts))
    assert [found[unit]["recency"] for unit in sorted(found)] == [1, 2, 3, 4, 5, 5]
    assert [found[unit]["monetary"] for unit in sorted(found)] == [1, 1, 3, 3, 4, 5]
    assert {row["frequency"] for row in found.values()} == {1}


def test_every_pair_of_scores_is_in_one_segment():
    for recency in range(1, 6):
        for frequency in range(1, 6):
            inside = [
                name
                for name, r, f in SEGMENTS
                if r[0] <= recency <= r[1] and f[0] <= frequency <= f[1]
            ]
            assert len(inside) == 1, (recency, frequency, inside)


def test_segments_and_their_revenue_by_hand(run, drawn):
    """With cuts, ana is (5, 4), 보라 (1, 1), both others (5, 1); two of them pay in one currency.

    | customer_id | occurred_at | amount | currency |
    | ana         | 2024-01-28  | 10     | KRW      |
    | ana         | 2024-01-29  | 10     | KRW      |
    | ana         | 2024-01-30  | 10     | KRW      |
    | ana         | 2024-01-31  | 30     | KRW      |
    | 보라        | 2024-01-01  | 40     | KRW      |
    | chi         | 2024-01-31  | 5      | USD      |
    | dor         | 2024-01-31  | 5      | USD      |
    | dor         | 2024-01-31  | 7      | KRW      |

    | segment     | currency | customers | share | revenue_share |
    | champions   | KRW      | 1         | 25 %  | 60 %          |
    | new         | USD      | 1         | 25 %  | 100 %         |
    | new         | several  | 1         | 25 %  | –             |
    | hibernating | KRW      | 1         | 25 %  | 40 %          |
    """
    cuts = {"recency": [7, 14, 21, 28], "frequency": [2, 3, 4, 5]}
    found = run(rfm_segments(scores(drawn[0], cuts=cuts)))
    assert_drawn(found, drawn[1])
    assert [row["revenue"] for row in found] == [60.0, 5.0, None, 40.0]
    assert [row["reason"] for row in found] == [None, None, SEVERAL_CURRENCIES, None]


def test_orders_without_amounts_have_no_revenue_and_still_scores(run):
    told = [{"customer_id": "ana", "occurred_at": "2024-01-05"}]
    (row,) = run(rfm_segments(scores(told)))
    assert (row["customers"], row["revenue"], row["reason"]) == (1, None, NO_AMOUNTS)


def test_money_is_exact(run):
    told = [{"customer_id": "ana", "occurred_at": "2024-01-05", "amount": 0.1}] * 30
    (row,) = run(scores(told))
    assert row["revenue"] == 3.0
    assert sum([0.1] * 30) != 3.0


def test_the_cuts_as_they_came_out(run, drawn):
    """
    | customer_id | occurred_at | amount | currency |
    | ana         | 2024-01-31  | 10     | KRW      |
    | 보라        | 2024-01-31  | 30     | KRW      |
    | chi         | 2024-01-01  | 5      | USD      |

    | dimension | currency | score | customers |
    | frequency | –        | 1     | 3         |
    | monetary  | KRW      | 1     | 1         |
    | monetary  | KRW      | 3     | 1         |
    | monetary  | USD      | 1     | 1         |
    | recency   | –        | 1     | 1         |
    | recency   | –        | 2     | 2         |
    """
    found = run(rfm_cuts(scores(drawn[0])))
    assert_drawn(found, drawn[1])
    assert [(row["lowest"], row["highest"]) for row in found[-2:]] == [(30.0, 30.0), (0.0, 0.0)]


def test_recency_counts_local_days(run):
    """15:30 in UTC on the 30th is the 31st in Seoul."""
    told = [{"customer_id": "ana", "occurred_at": "2024-01-30 15:30:00+00:00"}]
    assert run(scores(told, zone="Asia/Seoul"))[0]["recency_days"] == 0
    assert run(scores(told))[0]["recency_days"] == 1


orders = st.lists(
    st.tuples(st.sampled_from("abcdefghijkl"), st.integers(1, 31), st.integers(-5, 20)),
    min_size=1,
    max_size=40,
)


@settings(max_examples=some(20))
@given(told=orders)
def test_scores_equal_counting_those_who_are_worse(run, told):
    lines = [
        {"customer_id": unit, "occurred_at": f"2024-01-{day:02}", "amount": amount}
        for unit, day, amount in told
    ]
    found = by_unit(run, scores(lines))
    bought: dict[str, set[int]] = {}
    for unit, day, amount in told:
        if amount >= 0:
            bought.setdefault(unit, set()).add(day)
    assert set(found) == set(bought)
    values = {
        unit: (max(days), len(days), sum(a for u, _, a in told if u == unit))
        for unit, days in bought.items()
    }
    for unit, own in values.items():
        row = found[unit]
        assert (31 - row["recency_days"], row["purchase_days"], row["revenue"]) == own
        for place, name in enumerate(("recency", "frequency", "monetary")):
            worse = sum(other[place] < own[place] for other in values.values())
            assert row[name] == 1 + 5 * worse // len(values)
    segments = run(rfm_segments(scores(lines)))
    assert sum(row["customers"] for row in segments) == len(values)
    assert sum(row["share"] for row in segments) == pytest.approx(1 if values else 0)
    total = sum(own[2] for own in values.values())
    assert sum(row["revenue"] for row in segments) == pytest.approx(total)
