"""Summaries of orders: traps drawn by hand, and against sets and loops."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import rows
from support.drawing import assert_drawn
from support.examples import some
from tenure.errors import MetricError
from tenure.measure.purchases import bought_lines
from tenure.periods import Calendar
from tenure.predict.worth.gaps import elasticity_of, rhythms, stretching
from tenure.predict.worth.purchases import Until, followed, kinds, purchase_days, summary

YEAR = date(2024, 1, 1)
SPRING = date(2024, 4, 1)


def asked(orders, *, zone="UTC", as_of=SPRING, **options):
    return summary(orders, as_of, since=YEAR, calendar=Calendar(zone), **options)


def test_frequency_recency_age_and_value(run, drawn):
    """The first day of ana counts for none of her value; two lines of 20 January are one purchase
    of 50. What 보라 sent back is no purchase; a gift is one, of 0. dor is seen for no day.

    | customer_id | occurred_at      | quantity | amount |
    | ana         | 2024-01-10 09:00 | 1        | 900    |
    | ana         | 2024-01-20 10:00 | 1        | 30     |
    | ana         | 2024-01-20 21:00 | 2        | 20     |
    | ana         | 2024-03-01 10:00 | 1        | 70     |
    | 보라        | 2024-02-01 10:00 | 1        | 40     |
    | 보라        | 2024-02-09 10:00 | -1       | -40    |
    | 보라        | 2024-02-19 10:00 | 1        | 0      |
    | chi         | 2024-02-10 10:00 | 1        | 10     |
    | dor         | 2024-03-31 23:00 | 1        | 10     |
    | –           | 2024-03-01 10:00 | 1        | 10     |

    | unit_id | first_day  | last_day   | frequency | recency | age | value | reason    |
    | ana     | 2024-01-10 | 2024-03-01 | 2         | 51      | 81  | 60.0  | –         |
    | chi     | 2024-02-10 | 2024-02-10 | 0         | 0       | 50  | –     | no_repeat |
    | dor     | 2024-03-31 | 2024-03-31 | 0         | 0       | 0   | –     | no_repeat |
    | 보라    | 2024-02-01 | 2024-02-19 | 1         | 18      | 59  | 0.0   | –         |
    """
    assert_drawn(run(asked(rows.table(drawn[0])).order_by("unit_id")), _floats(drawn[1]))


def test_a_date_counts_what_was_known_before_its_midnight_in_local_time(run, drawn):
    """As of 1 April in Seoul, which begins at 15:00 UTC. ana's second purchase is a minute before
    it, 보라's a minute after, and chi's was told of too late.

    | customer_id | occurred_at      | known_at         | amount |
    | ana         | 2024-03-01 00:00 | 2024-03-01 00:00 | 10     |
    | ana         | 2024-03-31 14:59 | 2024-03-31 14:59 | 20     |
    | 보라        | 2024-03-01 00:00 | 2024-03-01 00:00 | 10     |
    | 보라        | 2024-03-31 15:00 | 2024-03-31 15:00 | 20     |
    | chi         | 2024-03-01 00:00 | 2024-03-01 00:00 | 10     |
    | chi         | 2024-03-20 00:00 | 2024-03-31 15:00 | 20     |
    | dor         | 2023-12-31 14:59 | –                | 10     |

    | unit_id | frequency | recency | age |
    | ana     | 1         | 30      | 30  |
    | chi     | 0         | 0       | 30  |
    | 보라    | 0         | 0       | 30  |
    """
    found = run(asked(rows.table(drawn[0]), zone="Asia/Seoul").order_by("unit_id"))
    assert_drawn(found, drawn[1])


def test_days_are_local_through_the_change_of_the_clock(run, drawn):
    """In New York the clock jumps on 10 March: 9 March 23:30 and 10 March 23:30 are 23 hours
    apart and a day; 04:30 UTC is still the day before.

    | customer_id | occurred_at      |
    | ana         | 2024-03-10 04:30 |
    | ana         | 2024-03-11 03:30 |

    | first_day  | last_day   | frequency | recency | age |
    | 2024-03-09 | 2024-03-10 | 1         | 1       | 22  |
    """
    found = run(asked(rows.table(drawn[0]), zone="America/New_York"))
    assert_drawn(found, drawn[1])


def test_currencies_are_never_added_up(run, drawn):
    """Lines without a currency are in the company's.

    | customer_id | occurred_at | amount | currency |
    | ana         | 2024-01-10  | 10     | USD      |
    | ana         | 2024-02-10  | 20     | KRW      |
    | 보라        | 2024-01-10  | 10     | KRW      |
    | 보라        | 2024-02-10  | 20     | –        |
    | chi         | 2024-01-10  | 10     | KRW      |
    | chi         | 2024-02-10  | –      | KRW      |
    | dor         | 2024-01-10  | 10     | USD      |
    | dor         | 2024-01-10  | 20     | KRW      |
    | dor         | 2024-02-10  | 20     | KRW      |

    | unit_id | frequency | value | currency | reason             |
    | ana     | 1         | –     | several  | several_currencies |
    | chi     | 1         | –     | KRW      | no_amount          |
    | dor     | 1         | –     | several  | several_currencies |
    | 보라    | 1         | 20.0  | KRW      | –                  |
    """
    found = run(asked(rows.table(drawn[0]), currency="KRW").order_by("unit_id"))
    assert_drawn(found, _floats(drawn[1]))


def test_what_was_bought_afterwards(run, drawn):
    """
    | customer_id | occurred_at      | product_id | amount |
    | ana         | 2024-03-31 23:59 | tea        | 5      |
    | ana         | 2024-04-02 10:00 | tea        | 10     |
    | ana         | 2024-04-02 11:00 | cup        | 20     |
    | ana         | 2024-04-30 11:00 | tea        | 40     |
    | 보라        | 2024-05-01 00:00 | tea        | 10     |

    | unit_id | purchases | worth | next_day   |
    | ana     | 2         | 70.0  | 2024-04-02 |

    | unit_id | product_id | purchases | worth | next_day   |
    | ana     | cup        | 1         | 20.0  | 2024-04-02 |
    | ana     | tea        | 2         | 50.0  | 2024-04-02 |
    """
    orders, end = rows.table(drawn[0]), date(2024, 5, 1)
    found = followed(orders, SPRING, end, calendar=Calendar())
    assert_drawn(run(found), _floats(drawn[1]))
    split = followed(orders, SPRING, end, calendar=Calendar(), by_product=True)
    assert_drawn(run(split.order_by("product_id")), _floats(drawn[2]))


def test_gaps_of_customers_and_of_products(run, drawn):
    """Tea on 1, 11 and 31 January: gaps of 10 and 20 days, 60 of silence until 31 March.

    | customer_id | occurred_at | product_id | quantity |
    | ana         | 2024-01-01  | tea        | 1        |
    | ana         | 2024-01-11  | tea        | 4        |
    | ana         | 2024-01-31  | tea        | 4        |
    | ana         | 2024-01-11  | cup        | 1        |
    | ana         | 2024-02-10  | cup        | –        |

    | unit_id | last_day   | frequency | recency | silence | stretch |
    | ana     | 2024-02-10 | 3         | 40.0    | 50.0    | 1.0     |

    | product_id | last_day   | frequency | recency | silence | stretch |
    | cup        | 2024-02-10 | 1         | 30.0    | 50.0    | 1.0     |
    | tea        | 2024-01-31 | 2         | 30.0    | 60.0    | 1.0     |

    | product_id | frequency | recency | silence | stretch |
    | cup        | 1         | 30.0    | 50.0    | 1.0     |
    | tea        | 2         | 20.0    | 30.0    | 2.0     |
    """
    orders = rows.table(drawn[0])
    options = {"since": YEAR, "calendar": Calendar()}
    assert_drawn(run(rhythms(orders, SPRING, **options)), _floats(drawn[1]))
    by_product = rhythms(orders, SPRING, by_product=True, **options).order_by("product_id")
    assert_drawn(run(by_product), _floats(drawn[2]))
    found = run(by_product)
    assert found[1]["log_gaps"] == pytest.approx(5.2983, abs=1e-4)  # ln 10 + ln 20
    stretched = rhythms(orders, SPRING, by_product=True, elasticity=0.5, **options)
    assert_drawn(run(stretched.order_by("product_id")), _floats(drawn[3]))


def test_how_much_longer_more_lasts_by_hand(run, drawn, engine):
    """ana's tea: 1 lasts 10 days and 4 last 20: twice as long for four times as much, √. 보라
    always buys the same, which tells nothing.

    | customer_id | occurred_at | product_id | quantity |
    | ana         | 2024-01-01  | tea        | 1        |
    | ana         | 2024-01-11  | tea        | 4        |
    | ana         | 2024-01-31  | tea        | 1        |
    | 보라        | 2024-01-01  | tea        | 2        |
    | 보라        | 2024-01-11  | tea        | 2        |
    | 보라        | 2024-03-11  | tea        | 2        |
    """
    sums = stretching(rows.table(drawn[0]), SPRING, since=YEAR, calendar=Calendar())
    found = elasticity_of(engine.execute(sums, metric="test"))
    assert found is not None
    assert found.value == pytest.approx(0.5)
    same = stretching(rows.table(drawn[0][3:]), SPRING, since=YEAR, calendar=Calendar())
    assert elasticity_of(engine.execute(same, metric="test")) is None


@st.composite
def lines(draw):
    day = st.integers(0, 80)
    line = st.tuples(st.sampled_from("abc"), day, st.integers(-1, 3), st.integers(-2, 30))
    return draw(st.lists(line, min_size=1, max_size=25))


@settings(max_examples=some(30))
@given(lines(), st.integers(20, 80))
def test_against_sets_and_loops(run, drawn_lines, last):
    zone, as_of = "Asia/Seoul", YEAR + timedelta(days=last)
    orders = _orders(drawn_lines, zone)
    expected = {}
    for unit in "abc":
        worth = {}
        for who, day, quantity, amount in drawn_lines:
            if who == unit and day < last and quantity > 0 and amount >= 0:
                worth[day] = worth.get(day, 0) + amount
        if worth:
            first, *again = sorted(worth)
            value = sum(worth[day] for day in again) / len(again) if again else None
            expected[unit] = (len(again), max(worth) - first, last - 1 - first, value)
    found = run(asked(orders, zone=zone, as_of=as_of))
    told = {
        row["unit_id"]: (row["frequency"], row["recency"], row["age"], row["value"])
        for row in found
    }
    assert told.keys() == expected.keys()
    for unit, row in expected.items():
        assert told[unit] == pytest.approx(row)
    counted = run(kinds(asked(orders, zone=zone, as_of=as_of)))
    assert sum(row["customers"] for row in counted) == len(expected)


@settings(max_examples=some(20))
@given(lines())
def test_purchases_are_those_that_measure_counts(run, drawn_lines):
    """Measure and predict cannot import each other, and must count the same lines."""
    orders = _orders(drawn_lines, "UTC")
    days = purchase_days(orders, Until(date(2025, 1, 1), YEAR, Calendar()))
    ours = {(row["unit_id"], row["day"]) for row in run(days)}
    bought = bought_lines(orders)
    theirs = bought.select("customer_id", day=bought.occurred_at.date())
    assert ours == {
        (row["customer_id"], (row["day"] - date(1970, 1, 1)).days) for row in run(theirs)
    }


def test_what_is_missing_is_said():
    orders = rows.table([{"customer_id": "a", "occurred_at": "2024-01-01"}])
    with pytest.raises(MetricError, match=r"orders have no product_id \(what was bought\)"):
        rhythms(orders, SPRING, since=YEAR, calendar=Calendar(), by_product=True)
    with pytest.raises(MetricError, match="does not come after 2024-01-01"):
        asked(orders, as_of=YEAR)
    with pytest.raises(MetricError, match="orders have no customer_id"):
        asked(orders.drop("customer_id"))


def _orders(drawn_lines, zone):
    at = [
        datetime(2024, 1, 1, 12, tzinfo=ZoneInfo(zone)) + timedelta(days=day)
        for _, day, _, _ in drawn_lines
    ]
    table = pa.table({
        "customer_id": [who for who, _, _, _ in drawn_lines],
        "occurred_at": pa.array(
            [one.astimezone(ZoneInfo("UTC")).replace(tzinfo=None) for one in at],
            pa.timestamp("us"),
        ),
        "quantity": [float(quantity) for _, _, quantity, _ in drawn_lines],
        "amount": [float(amount) for _, _, _, amount in drawn_lines],
    })  # fmt: skip
    return ibis.memtable(table)


def _floats(drawn_rows):
    """Read cells written with a point as numbers, which drawings otherwise leave as texts."""
    return [
        {name: _Number(text) if _is_number(text) else text for name, text in row.items()}
        for row in drawn_rows
    ]


def _is_number(text):
    return text is not None and text.replace(".", "", 1).isdigit() and "." in text


class _Number(str):
    """A drawn number, which equals a measured float."""

    __slots__ = ()

    def __eq__(self, other):
        return float(self) == other

    __hash__ = str.__hash__
