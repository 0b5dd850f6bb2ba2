"""The save window, and what ends without renewal: as of a date, and nothing known later."""

from datetime import datetime, timedelta

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from support.examples import some
from tenure.measure.expiring import ending, expiring
from tenure.measure.window import MIXED, NOBODY, UNPRICED, contracts_at, in_window, save_window
from tenure.periods import Calendar

JANUARY = "2024-01-01 … 2024-01-31"
COLUMNS = ("customer_id", "subscription_id", "started_at", "ends_at", "cancelled_at", "ended_at")


def window_of(measure, drawn, days=JANUARY, *, zone="UTC", columns=(), **options):
    """Ask as of the last day; contracts drawn without notice or end have none."""
    known = {"calendar": Calendar(zone), "observed": observed(days)}
    table = rows.table(drawn, *columns, zone=zone)
    return measure(contracts_at(table, unit="customer_id", **known), **known, **options)


def test_who_is_in_the_window_and_how_long(run, drawn):
    """As of 31 January 2024. gone has no access any more, later gives notice on 1 February, free
    pays nothing. Access until 5 February 00:00 is four days more; 보라 keeps s3; chidi keeps
    access until the later of both ends, under the plan of the dearer one.

    | customer_id | subscription_id | started_at | ends_at    | cancelled_at | plan | end_reason | mrr |
    | ana         | s1              | 2023-02-05 | 2024-02-05 | 2024-01-10   | pro  | price      | 30  |
    | 보라        | s2              | 2023-03-01 | 2024-03-01 | 2024-01-31   | 기본 | –          | 10  |
    | 보라        | s3              | 2023-06-01 | –          | –            | pro  | –          | 30  |
    | chidi       | s4              | 2023-05-20 | 2024-05-20 | 2024-01-20   | pro  | price      | 40  |
    | chidi       | s5              | 2023-05-20 | 2024-02-10 | 2024-01-20   | mini | bugs       | 5   |
    | gone        | s6              | 2023-01-20 | 2024-01-20 | 2023-12-01   | pro  | price      | 30  |
    | later       | s7              | 2023-01-20 | 2024-04-20 | 2024-02-01   | pro  | price      | 30  |
    | free        | s8              | 2023-01-20 | 2024-04-20 | 2024-01-10   | pro  | price      | 0   |

    | unit_id | contracts | leaving | days | plan | reason | mrr  |
    | ana     | 1         | yes     | 4    | pro  | price  | 30.0 |
    | chidi   | 2         | yes     | 109  | pro  | price  | 45.0 |
    | 보라    | 1         | no      | 29   | 기본 | –      | 10.0 |

    | split     | value     | customers | leaving | contracting | contracts | first_days | last_days |
    | all       | (all)     | 3         | 2       | 1           | 4         | 4          | 109       |
    | reason    | price     | 2         | 2       | 0           | 3         | 4          | 109       |
    | reason    | (unknown) | 1         | 0       | 1           | 1         | 29         | 29        |
    | plan      | pro       | 2         | 2       | 0           | 3         | 4          | 109       |
    | plan      | 기본      | 1         | 0       | 1           | 1         | 29         | 29        |
    | days_left | 1-7       | 1         | 1       | 0           | 1         | 4          | 4         |
    | days_left | 8-30      | 1         | 0       | 1           | 1         | 29         | 29        |
    | days_left | 91+       | 1         | 1       | 0           | 2         | 109        | 109       |
    """
    units = run(window_of(in_window, drawn[0]).order_by("unit_id"))
    for row, wanted in zip(units, drawn[1], strict=True):
        assert row["mrr"] == float(wanted.pop("mrr"))
    assert_drawn(units, drawn[1])
    found = run(window_of(save_window, drawn[0]))
    assert_drawn(found, drawn[2])
    assert [row["mrr"] for row in found] == [85, 75, 10, 75, 10, 30, 10, 45]


def test_nobody_is_a_row_of_zeros_with_a_reason(run, drawn):
    """
    | customer_id | started_at | mrr |
    | ana         | 2023-01-01 | 5   |

    | split | value | customers | leaving | contracting | contracts | first_days |
    | all   | (all) | 0         | 0       | 0           | 0         | –          |
    """
    found = run(window_of(save_window, drawn[0]))
    assert_drawn(found, drawn[1])
    assert [row["reason"] for row in found] == [NOBODY]


def test_money_in_two_currencies_is_not_added_up(run, drawn):
    """
    | customer_id | started_at | ends_at    | cancelled_at | mrr   | currency |
    | ana         | 2023-01-01 | 2024-02-10 | 2024-01-10   | 5     | USD      |
    | 보라        | 2023-01-01 | 2024-02-10 | 2024-01-10   | 50000 | KRW      |
    """
    found = run(window_of(save_window, drawn[0]))[0]
    assert (found["customers"], found["mrr"], found["reason"]) == (2, None, MIXED)
    ahead = run(window_of(expiring, drawn[0]))[0]
    assert (ahead["customers"], ahead["mrr"], ahead["reason"]) == (2, None, MIXED)


def test_contracts_without_a_price_are_counted_all_the_same(run, drawn):
    """
    | customer_id | started_at | ends_at    | cancelled_at |
    | ana         | 2023-01-01 | 2024-02-10 | 2024-01-10   |
    """
    found = run(window_of(save_window, drawn[0]))[0]
    assert (found["customers"], found["mrr"], found["reason"]) == (1, None, UNPRICED)


def test_what_expires_and_what_has_expired(run, drawn):
    """As of 31 January 2024. in30, whose last day is the 29th of February, day 29, and noticed end
    within 30 days, in60 within 60; renewed has a next
    contract; twice keeps another one; auto renews itself; over30's last day was 1 January, 30 days
    ago, and within the last 30 days are those from 2 January on; back has a contract again.

    | customer_id | subscription_id | started_at | ends_at    | cancelled_at | auto_renew | mrr |
    | in30        | s1              | 2023-03-01 | 2024-03-01 | –            | no         | 10  |
    | noticed     | s2              | 2023-02-10 | 2024-02-10 | 2024-01-10   | no         | 20  |
    | in60        | s3              | 2023-03-20 | 2024-03-20 | –            | –          | 30  |
    | renewed     | s4              | 2023-01-15 | 2024-01-15 | –            | no         | 40  |
    | renewed     | s5              | 2024-01-15 | –          | –            | yes        | 40  |
    | twice       | s6              | 2023-02-20 | 2024-02-20 | –            | no         | 1   |
    | twice       | s7              | 2023-02-20 | –          | –            | yes        | 1   |
    | auto        | s8              | 2023-02-20 | 2024-02-20 | –            | yes        | 1   |
    | over29      | s9              | 2023-01-03 | 2024-01-03 | –            | no         | 7   |
    | over30      | sA              | 2023-01-02 | 2024-01-02 | –            | no         | 8   |
    | back        | sB              | 2022-12-10 | 2023-12-10 | –            | no         | 9   |
    | back        | sC              | 2024-01-20 | –          | –            | yes        | 9   |

    | status   | within_days | customers | leaving | contracts | with_notice |
    | expiring | 30          | 3         | 2       | 3         | 1           |
    | expiring | 60          | 4         | 3       | 4         | 1           |
    | expiring | 90          | 4         | 3       | 4         | 1           |
    | expired  | 30          | 1         | 1       | 1         | 0           |
    | expired  | 60          | 2         | 2       | 2         | 0           |
    | expired  | 90          | 2         | 2       | 2         | 0           |
    """
    found = run(window_of(expiring, drawn[0]))
    assert_drawn(found, drawn[1])
    assert [row["mrr"] for row in found] == [31, 61, 61, 7, 15, 15]
    listed = run(window_of(ending, drawn[0]))
    assert {row["unit_id"]: row["away"] for row in listed} == {
        "in30": 29, "noticed": 9, "in60": 48, "twice": 19, "over29": 29, "over30": 30
    }  # fmt: skip


@st.composite
def contracts(draw):
    day = st.integers(-60, 60).map(lambda n: datetime(2024, 2, 1) + timedelta(days=n))
    one = st.tuples(
        st.sampled_from(("ana", "보라", "chidi")), day, day | st.none(), day | st.none()
    )
    found = []
    for place, (unit, begin, end, notice) in enumerate(draw(st.lists(one, max_size=6))):
        found.append((unit, f"s{place}", begin, end, notice, None))
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]


@given(contracts())
@settings(max_examples=some(15), phases=(Phase.generate,))
def test_the_window_equals_the_definition_in_loops(run, world):
    now = datetime(2024, 2, 1)

    def end(row):
        if row["cancelled_at"]:
            return max(row["cancelled_at"], row["ends_at"] or row["cancelled_at"])
        return row["ends_at"]

    expected = {}
    for unit in ("ana", "보라", "chidi"):
        force = [
            row
            for row in world
            if row["customer_id"] == unit
            and row["started_at"] < now
            and (end(row) is None or end(row) > now)
        ]
        told = [row for row in force if row["cancelled_at"] and row["cancelled_at"] < now]
        if told:
            days = max((end(row) - now).days for row in told)
            expected[unit] = (len(told), days, len(told) == len(force))
    found = run(window_of(in_window, world, columns=COLUMNS))
    measured = {row["unit_id"]: (row["contracts"], row["days"], row["leaving"]) for row in found}
    assert measured == expected
    whole, *parts = run(window_of(save_window, world, columns=COLUMNS))
    assert whole["customers"] == len(expected)
    for split in ("reason", "plan", "days_left"):
        mine = [row["customers"] for row in parts if row["split"] == split]
        assert sum(mine) == len(expected)
