"""What customers spend a month: traps drawn by hand, and against a loop."""

from datetime import date, timedelta

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import rows
from tenure.errors import MetricError
from tenure.periods import Calendar
from tenure.predict.worth.spending import spending

YEAR = date(2024, 1, 1)
AS_OF = date(2025, 7, 1)
MONTH = 365.25 / 12


def asked(orders, **options):
    return spending(orders, AS_OF, since=YEAR, calendar=Calendar("UTC"), **options)


def told(run, orders, **options):
    return {row["unit_id"]: row for row in run(asked(orders, **options))}


def test_a_month_of_the_last_year_by_hand(run, drawn):
    """ana has been there for more than a year: 3,652.5 of the last 365 days in 11.99 months; what
    she bought before and what she sent back is none of it. 보라 came 100 days ago: 100 in 3.29
    months. chi came 90 days ago, which is just enough, dor 89. eve bought nothing for a year, fay
    for nothing. guy paid in two currencies of late; hal did so long ago.

    | customer_id | occurred_at      | quantity | amount | currency |
    | ana         | 2024-02-10 09:00 | 1        | 900    | KRW      |
    | ana         | 2024-07-01 00:00 | 1        | 2000   | KRW      |
    | ana         | 2025-06-30 23:00 | 1        | 1652.5 | KRW      |
    | ana         | 2025-06-30 23:30 | -1       | -50    | KRW      |
    | 보라        | 2025-03-23 10:00 | 1        | 100    | KRW      |
    | chi         | 2025-04-02 10:00 | 1        | 90     | KRW      |
    | dor         | 2025-04-03 10:00 | 1        | 90     | KRW      |
    | eve         | 2024-06-30 23:00 | 1        | 90     | KRW      |
    | fay         | 2024-06-30 23:00 | 1        | 9      | KRW      |
    | fay         | 2025-01-30 23:00 | 1        | 0      | KRW      |
    | guy         | 2025-01-30 23:00 | 1        | 5      | KRW      |
    | guy         | 2025-02-20 23:00 | 1        | 5      | USD      |
    | hal         | 2024-02-20 23:00 | 1        | 5      | USD      |
    | hal         | 2025-02-20 23:00 | 1        | 73     | KRW      |
    """
    found = told(run, rows.table(drawn[0]))
    assert found["ana"]["a_month"] == pytest.approx(3652.5 / (365 / MONTH))
    assert found["보라"]["a_month"] == pytest.approx(100 / (100 / MONTH))
    assert found["chi"]["a_month"] == pytest.approx(90 / (90 / MONTH))
    assert found["hal"]["a_month"] == pytest.approx(73 / (365 / MONTH))
    assert {unit: row["reason"] for unit, row in found.items()} == {
        "ana": None,
        "보라": None,
        "chi": None,
        "dor": "too_new",
        "eve": "no_money",
        "fay": "no_money",
        "guy": "several_currencies",
        "hal": None,
    }
    assert all((row["a_month"] is None) == (row["reason"] is not None) for row in found.values())


def test_by_product_the_months_are_those_of_the_customer(run, drawn):
    """ana came a year ago and bought tea 50 days ago: 365 in 11.99 months. Cups are long ago.

    | customer_id | occurred_at      | product_id | amount |
    | ana         | 2024-05-10 09:00 | cup        | 900    |
    | ana         | 2025-05-12 09:00 | tea        | 300    |
    | ana         | 2025-06-12 09:00 | tea        | 65     |
    """
    (row,) = run(asked(rows.table(drawn[0]), by_product=True))
    assert (row["unit_id"], row["product_id"]) == ("ana", "tea")
    assert row["a_month"] == pytest.approx(MONTH)


def test_amounts_that_nobody_told_are_unknown_not_nothing(run, drawn):
    """
    | customer_id | occurred_at      |
    | ana         | 2024-05-10 09:00 |
    | ana         | 2025-05-10 09:00 |
    """
    (row,) = run(asked(rows.table(drawn[0])))
    assert (row["a_month"], row["reason"]) == (None, "no_amount")


def test_products_that_nobody_named_are_refused():
    orders = ibis.memtable({"customer_id": ["a"], "occurred_at": [AS_OF], "amount": [1.0]})
    with pytest.raises(MetricError, match="product_id"):
        asked(orders, by_product=True)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 540), st.integers(1, 500)),
        min_size=1,
        max_size=20,
    )
)
def test_against_a_loop(run, bought):
    days = [YEAR + timedelta(days) for _, days, _ in bought]
    table = ibis.memtable({
        "customer_id": [unit for unit, _, _ in bought],
        "occurred_at": days,
        "amount": [float(amount) for _, _, amount in bought],
    }).mutate(occurred_at=ibis._.occurred_at.cast("timestamp"))  # fmt: skip
    found = told(run, table)
    for unit in {one for one, _, _ in bought}:
        own = [
            (day, amount) for day, (one, _, amount) in zip(days, bought, strict=True) if one == unit
        ]
        seen = (AS_OF - min(day for day, _ in own)).days
        late = sum(amount for day, amount in own if (AS_OF - day).days <= 365)
        if late and seen >= 90:
            expected = late / (min(seen, 365) / MONTH)
            assert found[unit]["a_month"] == pytest.approx(expected)
        else:
            assert found[unit]["a_month"] is None
