"""Repeat purchase, gaps, lifetimes, baskets: by hand, and against sets and loops."""

from datetime import date, datetime, time, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from support.examples import some
from support.worlds import worlds
from tenure.measure.activity import purchases
from tenure.measure.baskets import baskets
from tenure.measure.durations import (
    NOTHING,
    TOO_FEW,
    TOO_SHORT,
    finish_bands,
    finish_lifetimes,
    finish_quantiles,
)
from tenure.measure.purchases import bought_lines, lifetimes, purchase_gaps, repeat_purchase
from tenure.periods import Calendar

WINTER = "2024-01-01 … 2024-03-31"


def asked(function, table, days=WINTER, *, zone="UTC", **options):
    return function(table, calendar=Calendar(zone), observed=observed(days), **options)


def counts(*triples):
    schema = pa.schema([("time", pa.int64()), ("events", pa.int64()), ("censored", pa.int64())])
    return pa.Table.from_pylist(
        [dict(zip(schema.names, one, strict=True)) for one in triples], schema=schema
    )


def test_repeat_purchase_in_the_period_ever_and_soon(run, drawn):
    """Two purchases of ana on one day are one. Nobody who first bought in March was seen 30 days.

    | unit_id | occurred_at      |
    | ana     | 2024-01-05 09:00 |
    | ana     | 2024-01-05 18:00 |
    | ana     | 2024-02-20 10:00 |
    | 보라    | 2024-01-10 10:00 |
    | 보라    | 2024-01-31 10:00 |
    | chi     | 2024-02-10 10:00 |
    | chi     | 2024-03-11 10:00 |
    | dor     | 2024-03-05 10:00 |

    | buyers | repeat_buyers | buyers_ever | repeat_ever | first_buyers | eligible |
    | 2      | 1             | 2           | 1           | 2            | 2        |
    | 2      | 0             | 3           | 2           | 1            | 1        |
    | 2      | 0             | 4           | 3           | 1            | 0        |

    | repeat_rate | repeat_rate_ever | repeated_within | repeat_within | repeat_within_low |
    | 50 %        | 50 %             | 1               | 50 %          | 9.5 %             |
    | 0 %         | 66.7 %           | 1               | 100 %         | 20.7 %            |
    | 0 %         | 75 %             | 0               | –             | –                 |
    """
    found = run(asked(repeat_purchase, rows.table(drawn[0]), within=30))
    assert_drawn(found, drawn[1])
    assert_drawn(found, drawn[2])


def test_an_empty_period_is_there_and_an_unfinished_or_half_seen_one_says_so(run, drawn):
    """
    | unit_id | occurred_at |
    | ana     | 2024-01-20  |
    | ana     | 2024-03-02  |

    | period_start | complete | buyers | buyers_ever | reason                             |
    | 2024-01-01   | no       | 1      | 1           | the data begin within this period  |
    | 2024-02-01   | yes      | 0      | 1           | nobody bought in this period       |
    | 2024-03-01   | no       | 1      | 1           | the period is not over             |
    """
    days = "2024-01-15 … 2024-03-10"
    assert_drawn(run(asked(repeat_purchase, rows.table(drawn[0]), days)), drawn[1])


def test_days_are_local(run, drawn):
    """23:30 and 00:30 in Seoul are two days, though one in UTC.

    | unit_id | occurred_at               |
    | ana     | 2024-01-10 14:30:00+00:00 |
    | ana     | 2024-01-10 15:30:00+00:00 |

    | buyers | repeat_buyers |
    | 1      | 1             |

    | buyers | repeat_buyers |
    | 1      | 0             |
    """
    table, days = rows.table(drawn[0]), "2024-01-01 … 2024-01-31"
    assert_drawn(run(asked(repeat_purchase, table, days, zone="Asia/Seoul")), drawn[1])
    assert_drawn(run(asked(repeat_purchase, table, days)), drawn[2])


def test_gaps_and_those_still_open(run, drawn):
    """Seen to 31 March, a leap year: ana's last gap is open for 10 days, 보라's for 90.

    | unit_id | occurred_at |
    | ana     | 2024-02-20  |
    | ana     | 2024-03-01  |
    | ana     | 2024-03-21  |
    | 보라    | 2024-01-01  |

    | time | events | censored |
    | 10   | 1      | 1        |
    | 20   | 1      | 0        |
    | 90   | 0      | 1        |

    | time | events | censored |
    | 10   | 1      | 0        |
    | 90   | 0      | 1        |
    """
    table = rows.table(drawn[0])
    assert_drawn(run(asked(purchase_gaps, table)), drawn[1])
    assert_drawn(run(asked(purchase_gaps, table, only_first=True)), drawn[2])


def test_quantiles_count_open_gaps_for_as_long_as_they_were_seen():
    """Of 4 gaps one took 10 days, one 20; one was open at 10, one at 90.

    S(10) = 3/4; of the two then at risk one ends at 20: S(20) = 3/8.
    """
    (row,) = finish_quantiles(counts((10, 1, 1), (20, 1, 0), (90, 0, 1))).to_pylist()
    assert (row["over"], row["open"], row["mean_over"]) == (2, 2, 15)
    assert (row["p25"], row["p50"], row["p75"]) == (10, 20, None)
    assert row["reason"] == TOO_FEW


def test_of_no_gap_nothing_is_told():
    (row,) = finish_quantiles(counts((5, 0, 3))).to_pylist()
    assert (row["p50"], row["mean_over"], row["reason"]) == (None, None, NOTHING)
    (row,) = finish_quantiles(counts()).to_pylist()
    assert (row["over"], row["open"], row["reason"]) == (0, 0, NOTHING)


def test_bands_add_up_and_their_shares_grow():
    found = finish_bands(counts((1, 2, 0), (7, 1, 1), (8, 3, 0), (40, 1, 2)), [0, 8, 31])
    rows_ = found.to_pylist()
    assert [(r["from_days"], r["to_days"], r["over"], r["open"]) for r in rows_] == [
        (0, 8, 3, 1),
        (8, 31, 3, 0),
        (31, None, 1, 2),
    ]
    assert rows_[0]["share_over"] == pytest.approx(0.3)
    assert rows_[1]["share_over"] == pytest.approx(1 - 0.7 * 3 / 6)
    assert rows_[2]["share_over"] is None


def test_lifetimes_begin_and_end_within_what_is_seen(run, drawn):
    """February 2024; early began before the data; back came again; late ends with them.

    | unit_id | from_local       | to_local         |
    | early   | 2024-01-20 00:00 | 2024-02-10 00:00 |
    | ana     | 2024-02-01 00:00 | 2024-02-11 12:00 |
    | 보라    | 2024-02-10 00:00 | –                |
    | back    | 2024-02-02 00:00 | 2024-02-05 00:00 |
    | back    | 2024-02-04 00:00 | 2024-02-07 00:00 |
    | back    | 2024-02-20 00:00 | –                |
    | at end  | 2024-02-10 00:00 | 2024-03-01 00:00 |
    | later   | 2024-02-10 00:00 | 2024-03-01 01:00 |
    | known   | 2024-02-03 00:00 | 2024-02-04 00:00 |

    | unit_id | started_at |
    | known   | 2023-01-01 |
    | ana     | 2024-02-01 |

    | time | events | censored |
    | 5    | 1      | 0        |
    | 10   | 1      | 0        |
    | 20   | 1      | 2        |
    """
    found = asked(
        lifetimes,
        rows.table(drawn[0]),
        "2024-02-01 … 2024-02-29",
        starts=rows.table(drawn[1]),
    )
    assert_drawn(run(found), drawn[2])


def test_average_lifetime_is_the_area_up_to_the_horizon():
    """S is 1 to day 5, 4/5 to day 10, 3/5 to day 20: 5 + 4 + 6 = 15 of 20 days."""
    (row,) = finish_lifetimes(counts((5, 1, 0), (10, 1, 0), (20, 1, 2)), horizon=20).to_pylist()
    assert row["mean_days"] == pytest.approx(15)
    assert (row["customers"], row["lost"], row["there"]) == (5, 3, 2)
    assert row["median_days"] == 20
    assert 0 < row["mean_days_low"] < 15 < row["mean_days_high"] <= 20
    (row,) = finish_lifetimes(counts((5, 1, 0), (10, 0, 1)), horizon=20).to_pylist()
    assert (row["mean_days"], row["reason"]) == (None, TOO_SHORT)


def test_products_lines_and_orders(run, drawn):
    """ana: two orders, one product twice; 보라: lines without an order or a product.

    | customer_id | occurred_at      | order_id | product_id |
    | ana         | 2024-01-05 09:00 | 1        | tea        |
    | ana         | 2024-01-05 09:00 | 1        | cup        |
    | ana         | 2024-01-05 18:00 | 2        | tea        |
    | 보라        | 2024-01-09 09:00 | –        | 차         |
    | 보라        | 2024-01-09 10:00 | –        | –          |
    | 보라        | 2024-01-10 10:00 | –        | tea        |
    | dan         | 2024-01-10 10:00 | 7        | tea        |

    | buyers | orders | lines | products |
    | 3      | 5      | 7     | 3        |
    """
    (row,) = run(asked(baskets, rows.table(drawn[0]), "2024-01-01 … 2024-01-31"))
    assert_drawn([row], drawn[1])
    assert row["products_per_customer"] == pytest.approx(5 / 3)
    assert row["products_median"] == 2
    assert row["lines_per_order"] == pytest.approx(7 / 5)
    assert row["orders_per_customer"] == pytest.approx(5 / 3)


def test_lines_without_orders_and_products_still_have_days(run):
    told = [{"customer_id": "ana", "occurred_at": f"2024-01-0{day}"} for day in (1, 1, 2)]
    found = run(asked(baskets, rows.table(told), "2024-01-01 … 2024-02-29"))
    assert [(row["orders"], row["lines"], row["products"]) for row in found] == [
        (2, 3, 0),
        (0, 0, 0),
    ]
    assert found[1]["lines_per_order"] is None


def test_what_is_bought_is_the_same_here_and_by_the_rule(run, drawn):
    """
    | customer_id | occurred_at | amount | quantity |
    | ana         | 2024-01-01  | 5      | 1        |
    | ana         | 2024-01-02  | -5     | -1       |
    | ana         | 2024-01-03  | 0      | 1        |
    | ana         | 2024-01-04  | 0      | -1       |
    | ana         | 2024-01-05  | –      | –        |
    """
    table = rows.table(drawn[0])
    here = {row["occurred_at"].day for row in run(bought_lines(table))}
    assert here == {row["occurred_at"].day for row in run(purchases(table))} == {1, 3, 5}


@settings(max_examples=some(30))
@given(world=worlds(), within=st.sampled_from((1, 7, 30)))
def test_repeat_purchase_equals_sets_and_loops(run, world, within):
    calendar, seen, period = world.calendar, world.observed, world.asked.period
    bought = {
        unit: sorted({calendar.day(at) for at in events if at < calendar.midnight(seen.end)})
        for unit, events in world.histories.items()
    }
    found = repeat_purchase(
        rows.activity(world.events),
        period=period,
        within=within,
        calendar=calendar,
        observed=seen,
    )
    for row in run(found):
        low, high = row["period_start"], row["period_end"]
        inside = [[d for d in days if low <= d < high] for days in bought.values()]
        by_end = [[d for d in days if d < high] for days in bought.values()]
        fresh = [days for days in bought.values() if days and low <= days[0] < high]
        ripe = [d for d in fresh if d[0] + timedelta(within) <= seen.last]
        assert [
            row[name] for name in ("buyers", "repeat_buyers", "buyers_ever", "repeat_ever")
        ] == [
            sum(len(one) > 0 for one in inside),
            sum(len(one) > 1 for one in inside),
            sum(len(one) > 0 for one in by_end),
            sum(len(one) > 1 for one in by_end),
        ]
        assert [row[name] for name in ("first_buyers", "eligible", "repeated_within")] == [
            len(fresh),
            len(ripe),
            sum(len(d) > 1 and d[1] <= d[0] + timedelta(within) for d in ripe),
        ]


@settings(max_examples=some(30))
@given(world=worlds())
def test_gaps_and_open_ones_are_one_a_purchase_day(run, world):
    calendar, seen = world.calendar, world.observed
    expected: dict[int, list[int]] = {}
    for events in world.histories.values():
        days = sorted({calendar.day(at) for at in events if at < calendar.midnight(seen.end)})
        for day, after in zip(days, [*days[1:], None], strict=True) if days else ():
            place = ((after or seen.last) - day).days
            expected.setdefault(place, [0, 0])[after is None] += 1
    found = purchase_gaps(rows.activity(world.events), calendar=calendar, observed=seen)
    assert {r["time"]: [r["events"], r["censored"]] for r in run(found)} == expected


def test_rows_split_by_group_add_up_to_the_whole(run):
    start = datetime.combine(date(2024, 1, 1), time())
    events = [
        (f"u{unit}", start + timedelta(days=unit * 3 + step * (unit % 4 + 2)))
        for unit in range(12)
        for step in range(unit % 3 + 1)
    ]
    table = rows.activity(events)
    split = rows.groups({f"u{unit}": "짝" if unit % 2 else "odd" for unit in range(10)})
    whole = run(asked(repeat_purchase, table))
    parts = run(asked(repeat_purchase, table, groups=split))
    assert {row["group"] for row in parts} == {"짝", "odd", "(unknown)"}
    for row in whole:
        own = [one for one in parts if one["period_start"] == row["period_start"]]
        for name in ("buyers", "repeat_buyers", "buyers_ever", "repeat_ever", "eligible"):
            assert sum(one[name] for one in own) == row[name]
