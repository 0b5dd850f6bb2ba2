"""Pooled curves, cohorts by any date, revenue cohorts and when the best of them show."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import atanh, tanh

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import rows
from support.asking import observed, retention_of
from support.drawing import assert_drawn
from support.examples import some
from support.worlds import CUSTOMERS, TURNS, instants, worlds
from tenure.measure import retention
from tenure.measure.cohorts import EMPTY, dated_starts, retention_curve
from tenure.measure.emergence import FEW, SAME, finish_emergence
from tenure.measure.finished import as_table
from tenure.measure.retention import NOBODY, UNFINISHED, UNSEEN
from tenure.measure.revenue_cohorts import UNKNOWN_CURRENCY, revenue_cohorts
from tenure.periods import Calendar
from tenure.stats import wilson

AMOUNTS = ("0.10", "0.20", "1200.555", "-0.30", "990000")
LONG_AGO = timedelta(days=100)


@given(worlds(), st.sampled_from(("exact", "on_or_after")))
@settings(max_examples=some(8))
def test_a_curve_is_the_sum_of_complete_cells_over_their_eligible(run, world, mode):
    triangle = retention(
        rows.activity(world.events),
        period=world.asked.period,
        mode=mode,
        calendar=world.calendar,
        observed=world.observed,
    )
    cells = run(triangle)
    curve = run(retention_curve(triangle))
    assert [point["period"] for point in curve] == sorted({cell["period"] for cell in cells})
    for point in curve:
        own = [c for c in cells if c["period"] == point["period"] and c["complete"] and c["size"]]
        size, came = sum(c["eligible"] for c in own), sum(c["returned"] for c in own)
        assert (point["cohorts"], point["eligible"], point["returned"]) == (len(own), size, came)
        if not size:
            assert point["retention"] is None
            assert point["reason"] in (UNFINISHED, EMPTY)
            continue
        shown = (point["retention_low"], point["retention"], point["retention_high"])
        low, high = wilson(came, size)
        assert shown == pytest.approx((low, came / size, high))
        assert point["reason"] is None


def test_a_curve_is_no_average_of_rates(run, drawn):
    """1 of 1 in January's cohort, 0 of 3 in February's: 1 of 4, not the average of 100 % and 0 %.

    | unit_id | occurred_at |
    | ana     | 2024-01-05  |
    | ana     | 2024-02-05  |
    | b1      | 2024-02-07  |
    | b2      | 2024-02-08  |
    | b3      | 2024-02-09  |

    | period | cohorts | eligible | returned | retention |
    | 0      | 2       | 4        | 4        | 100 %     |
    | 1      | 2       | 4        | 1        | 25 %      |
    | 2      | 1       | 1        | 0        | 0 %       |
    """
    triangle = retention_of(rows.table(drawn[0]), "2024-01-01 … 2024-03-31")
    assert_drawn(run(retention_curve(triangle)), drawn[1])


def test_a_cohort_is_the_value_of_an_attribute(run, drawn):
    """Everyone who has the value, each on their own clock, whenever they started.

    | unit_id | occurred_at |
    | ana     | 2024-01-05  |
    | ana     | 2024-02-05  |
    | 보라    | 2024-02-07  |
    | chidi   | 2024-01-08  |

    | unit_id | group |
    | ana     | 웹    |
    | 보라    | 웹    |

    | channel   | period | cohorts | eligible | returned | retention |
    | (unknown) | 0      | 1       | 1        | 1        | 100 %     |
    | (unknown) | 1      | 1       | 1        | 0        | 0 %       |
    | (unknown) | 2      | 1       | 1        | 0        | 0 %       |
    | 웹        | 0      | 2       | 2        | 2        | 100 %     |
    | 웹        | 1      | 2       | 2        | 1        | 50 %      |
    | 웹        | 2      | 1       | 1        | 0        | 0 %       |
    """
    triangle = retention_of(
        rows.table(drawn[0]), "2024-01-01 … 2024-03-31", groups=rows.table(drawn[1])
    )
    assert_drawn(run(retention_curve(triangle, by="channel")), drawn[2])


def test_a_cohort_goes_by_any_date(run, drawn):
    """Trained in March, whenever they signed up; who was never trained is in no cohort.

    | customer_id | started_at | trained_at |
    | ana         | 2024-01-05 | 2024-02-20 |
    | 보라        | 2024-01-09 | 2024-03-02 |
    | chidi       | 2024-01-09 | –          |

    | unit_id | occurred_at |
    | ana     | 2024-03-05  |
    | chidi   | 2024-03-05  |

    | cohort     | size | period | returned |
    | 2024-02-01 | 1    | 0      | 0        |
    | 2024-02-01 | 1    | 1      | 1        |
    | 2024-03-01 | 1    | 0      | 0        |
    """
    starts = dated_starts(rows.table(drawn[0]), unit="customer_id", column="trained_at")
    events = rows.table(drawn[1]).filter(lambda row: row.unit_id != "chidi")
    found = retention_of(events, "2024-02-01 … 2024-03-31", starts=starts)
    assert_drawn(run(found), drawn[2])
    assert [row["unit_id"] for row in run(starts.order_by("unit_id"))] == ["ana", "보라"]


@st.composite
def paying(draw, world):
    """Draw amounts in two currencies, and when each customer started."""
    near = instants(world.asked.zone, TURNS[world.asked.zone][0])
    one = st.tuples(near, st.sampled_from(AMOUNTS), st.sampled_from(("KRW", "USD", None)))
    paid = {unit: draw(st.lists(one, max_size=5)) for unit in CUSTOMERS}
    begun = {unit: draw(st.none() | near | near.map(lambda at: at - LONG_AGO)) for unit in paid}
    return paid, begun


@given(st.data(), worlds())
@settings(max_examples=some(14))
def test_revenue_equals_the_definition_in_loops(run, data, world):
    """Σ of each customer's amounts, exactly, by the months since their start."""
    asked = replace(world.asked, period=data.draw(st.sampled_from(("week", "month"))))
    paid, begun = data.draw(paying(world))
    cohort = {
        unit: asked.period_of(asked.local(at).date())
        for unit, at in begun.items()
        if at is not None and asked.local(at).date() <= asked.last
    }
    expected = defaultdict(Fraction)
    payers = defaultdict(set)
    currencies = set()
    for unit, every in paid.items():
        for at, amount, currency in every:
            day = asked.local(at).date()
            if day > asked.last:
                continue
            currencies.add(currency)
            if unit in cohort and asked.period_of(day) >= cohort[unit]:
                key = (currency, cohort[unit], asked.period_of(day))
                expected[key] += Fraction(Decimal(amount))
                payers[key].add(unit)
    flat = [
        {"unit_id": unit, "occurred_at": at, "amount": float(amount), "currency": currency}
        for unit, every in paid.items()
        for at, amount, currency in every
    ]
    starts = [{"unit_id": unit, "started_at": at} for unit, at in begun.items()]
    found = run(
        revenue_cohorts(
            rows.table(flat, "unit_id", "occurred_at", "amount", "currency"),
            starts=rows.table(starts),
            period=asked.period,
            calendar=world.calendar,
            observed=world.observed,
        )
    )
    assert {row["currency"] for row in found} == (currencies if cohort else set())
    sums = defaultdict(Fraction)
    for row in found:
        members = {unit for unit, first in cohort.items() if first == row["cohort"]}
        at = row["cohort"]
        for _ in range(row["period"]):
            at = asked.after(at)
        key = (row["currency"], row["cohort"], at)
        sums[key[:2]] += expected[key]
        early = row["cohort"] < asked.period_of(asked.first)
        complete = asked.after(at) <= asked.end and not (early and at < asked.first)
        assert (row["size"], row["complete"]) == (len(members), complete)
        if not complete:
            assert (row["revenue"], row["cumulative"], row["payers"]) == (None, None, None)
            assert row["reason"] in (UNFINISHED, UNSEEN)
            continue
        assert row["revenue"] == float(expected[key])
        assert row["payers"] == len(payers[key])
        assert row["cumulative"] == (None if early else float(sums[key[:2]]))
        if members:
            each = float(expected[key]) / len(members)
            assert row["revenue_per_customer"] == pytest.approx(each)
        else:
            assert (row["revenue_per_customer"], row["reason"]) == (None, NOBODY)


def test_revenue_worked_example(run, drawn):
    """As docs/metrics/revenue-cohorts.md has it: eve paid nothing, and is in the cohort.

    | unit_id | occurred_at | amount | currency |
    | ana     | 2024-01-10  | 100    | KRW      |
    | ana     | 2024-02-10  | 50     | KRW      |
    | 보라    | 2024-01-20  | 80     | KRW      |
    | 보라    | 2024-03-20  | -30    | KRW      |
    | 보라    | 2024-03-21  | 7      | USD      |
    | chidi   | 2024-02-05  | 60     | KRW      |

    | unit_id | started_at |
    | ana     | 2024-01-10 |
    | 보라    | 2024-01-15 |
    | eve     | 2024-01-31 |
    | chidi   | 2024-02-05 |

    | currency | cohort     | size | period | payers |
    | KRW      | 2024-01-01 | 3    | 0      | 2      |
    | KRW      | 2024-01-01 | 3    | 1      | 1      |
    | KRW      | 2024-01-01 | 3    | 2      | 1      |
    | KRW      | 2024-02-01 | 1    | 0      | 1      |
    | KRW      | 2024-02-01 | 1    | 1      | 0      |
    | KRW      | 2024-03-01 | 0    | 0      | 0      |
    """
    found = run(
        revenue_cohorts(
            rows.table(drawn[0]),
            starts=rows.table(drawn[1]),
            calendar=Calendar("UTC"),
            observed=observed("2024-01-01 … 2024-03-31"),
        )
    )
    assert_drawn(found[:6], drawn[2])
    assert [row["revenue"] for row in found] == [180, 50, -30, 60, 0, 0, 0, 0, 7, 0, 0, 0]
    assert [row["cumulative"] for row in found[:6]] == [180, 230, 200, 60, 60, 0]
    shares = [row["cumulative_per_customer"] for row in found[:6]]
    assert shares == pytest.approx([60, 230 / 3, 200 / 3, 60, 60, None])
    assert [row["currency"] for row in found[6:]] == ["USD"] * 6


def test_ten_cents_ten_times_are_one(run):
    """Binary fractions would make it 0.9999999999999999."""
    dimes = [
        {"unit_id": "ana", "occurred_at": datetime(2024, 1, day), "amount": 0.1}
        for day in range(1, 11)
    ]
    found = run(
        revenue_cohorts(
            rows.table(dimes),
            calendar=Calendar("UTC"),
            observed=observed("2024-01-01 … 2024-01-31"),
        )
    )
    assert [(row["revenue"], row["currency"], row["reason"]) for row in found] == [
        (1.0, None, UNKNOWN_CURRENCY)
    ]


def cells(*curves, currency="KRW"):
    """Return cells of cohorts with these cumulative amounts per customer."""
    found = [
        {
            "currency": currency,
            "cohort": date(2024, number + 1, 1),
            "size": 10,
            "period": period,
            "cumulative_per_customer": amount,
        }
        for number, curve in enumerate(curves)
        for period, amount in enumerate(curve)
    ]
    kinds = {"currency": "text", "cohort": "date", "size": "count", "period": "count"}
    return as_table(found, kinds | {"cumulative_per_customer": "number"})


def test_high_revenue_cohorts_show_where_the_order_is_that_of_the_end():
    """Ranks after 0 are 1 2 3 4, at the end 2 1 4 3: 1 − 6·4 / (4·15) = 0.6; after 1 they agree.

    What came after 0 alone is 15, −7, 30, −1, ranks 3 1 4 2: 1 − 6·10 / (4·15) = 0. What came
    after 1 alone is 5, 3, 20, 9: in the order of what had come by then, 20, 10, 40, 30.
    """
    table = cells((10, 20, 25), (20, 10, 13), (30, 40, 60), (40, 30, 39))
    found = finish_emergence(table).to_pylist()
    assert [row["rank_correlation"] for row in found] == pytest.approx([0.6, 1.0, 1.0])
    assert [row["with_rest"] for row in found] == [pytest.approx(0), pytest.approx(1), None]
    assert [row["shows"] for row in found] == [False, True, False]
    assert {(row["cohorts"], row["horizon"]) for row in found} == {(4, 2)}
    half = 1.959963984540054 * (1 + 0.6**2 / 2) ** 0.5
    assert found[0]["rank_correlation_low"] == pytest.approx(tanh(atanh(0.6) - half))
    assert found[1]["rank_correlation_high"] is None
    assert finish_emergence(table, threshold=0.5).to_pylist()[0]["shows"]


def test_the_horizon_is_what_half_of_the_cohorts_have_reached():
    """Lengths 4, 3, 3, 2: half have three periods; the shortest is not compared."""
    table = cells((1, 2, 3, 4), (2, 3, 4), (3, 4, 5), (4, 5))
    rows_ = finish_emergence(table).to_pylist()
    assert {(row["horizon"], row["cohorts"], row["reason"]) for row in rows_} == {(2, 3, FEW)}
    later = finish_emergence(table, horizon=1).to_pylist()
    assert {(row["horizon"], row["cohorts"]) for row in later} == {(1, 4)}


def test_cohorts_that_do_not_differ_have_no_order():
    rows_ = finish_emergence(cells(*[(1.0, 2.0)] * 5)).to_pylist()
    assert {(row["rank_correlation"], row["shows"], row["reason"]) for row in rows_} == {
        (None, False, SAME)
    }
