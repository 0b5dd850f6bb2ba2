"""The customers' own rhythm: gaps against loops, the estimate against survival by hand."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import reference_rhythm, rows
from support.asking import observed
from support.drawing import assert_drawn
from support.examples import some
from support.worlds import CUSTOMERS, worlds
from tenure.measure.rhythm import (
    DEPENDENT,
    NEVER,
    NO_GAP,
    NOT_OPEN,
    finish_gaps,
    finish_interval,
    gaps,
)
from tenure.periods import Calendar
from tenure.stats.survival import kaplan_meier

OF = ("all", "first", "typical")


@given(worlds(), st.sampled_from(OF))
@settings(max_examples=some(12))
def test_equals_the_definition_in_sets_and_loops(run, world, of):
    expected = reference_rhythm.gap_rows(world.histories, world.asked, of=of)
    found = run(
        gaps(rows.activity(world.events), of=of, calendar=world.calendar, observed=world.observed)
    )
    assert {row["gap"]: (row["closed"], row["open"]) for row in found} == expected


@given(worlds(), st.lists(st.sampled_from(("서울", None)), min_size=5, max_size=5))
@settings(max_examples=5)
def test_a_split_adds_up_to_the_whole(engine, run, world, regions):
    how = {"calendar": world.calendar, "observed": world.observed}
    members = rows.groups(dict(zip(CUSTOMERS, regions, strict=True)))
    whole = run(gaps(rows.activity(world.events), **how))
    split = engine.execute(gaps(rows.activity(world.events), groups=members, **how), metric="test")
    parts = finish_interval(split).to_pylist()
    assert sum(row["closed"] for row in parts) == sum(row["closed"] for row in whole)
    assert [row["group"] for row in parts] == sorted({row["group"] for row in parts})


def table(engine, drawn):
    events = rows.table(drawn)
    options = {"calendar": Calendar("UTC"), "observed": observed("2024-01-01 … 2024-01-31")}
    return {of: engine.execute(gaps(events, of=of, **options), metric="test") for of in OF}


def test_worked_example(engine, drawn):
    """As docs/metrics/interval.md has it: ana comes every 2 days, the others once or twice.

    | unit_id | occurred_at |
    | ana     | 2024-01-25  |
    | ana     | 2024-01-27  |
    | ana     | 2024-01-29  |
    | ana     | 2024-01-31  |
    | 보라    | 2024-01-02  |
    | 보라    | 2024-01-12  |
    | chidi   | 2024-01-11  |

    Gaps: 2, 2, 2 and one open for 0 days; 10 and one open for 19; one open for 20.

    | gap | closed | open | at_risk | within | came_back |
    | 2   | 3      | 0    | 6       | 75 %   | 50 %      |
    | 10  | 1      | 0    | 3       | 100 %  | 66.7 %    |
    | 19  | 0      | 1    | 2       | 100 %  | 66.7 %    |
    | 20  | 0      | 1    | 1       | 100 %  | 66.7 %    |

    | closed | open | interval | corrected | came_back | watched | suggested |
    | 4      | 3    | 10       | –         | 66.7 %    | 20      | –         |

    With half instead of 80 %:

    | interval | corrected | suggested |
    | 2        | 2         | week      |
    """
    counted = table(engine, drawn[0])["all"]
    assert_drawn(finish_gaps(counted).to_pylist(), drawn[1])
    found = finish_interval(counted).to_pylist()
    assert_drawn(found, drawn[2])
    assert found[0]["reason"] == NEVER
    half = finish_interval(counted, share=0.5).to_pylist()
    assert_drawn(half, drawn[3])
    assert half[0]["reason"] is None


def test_only_survivors_make_the_interval_too_short(engine):
    """Of 10 customers 5 came back the next day and 5 never in 30: half of all, all of survivors."""
    start = datetime(2024, 1, 1)
    back = [(f"b{n}", start + timedelta(days=d)) for n in range(5) for d in (0, 1)]
    gone = [(f"고객{n}", start) for n in range(5)]
    options = {"calendar": Calendar("UTC"), "observed": observed("2024-01-01 … 2024-01-31")}
    events = rows.activity([*back, *gone])
    counted = engine.execute(gaps(events, of="first", **options), metric="test")
    row = finish_interval(counted).to_pylist()[0]
    assert (row["interval"], row["corrected"], row["came_back"]) == (1, None, 0.5)
    assert row["suggested"] is None


def test_the_estimate_is_that_of_scipy(engine):
    """One gap a customer: share and interval as the log-log Kaplan–Meier of SciPy."""
    ended = {3: 4, 5: 2, 9: 1}
    open_ = {4: 2, 8: 3, 12: 1}
    begin = datetime(2024, 3, 1)
    events = []
    for gap, many in ended.items():
        for n in range(many):
            events += [(f"e{gap}-{n}", begin), (f"e{gap}-{n}", begin + timedelta(days=gap))]
    for gap, many in open_.items():
        events += [
            (f"o{gap}-{n}", datetime(2024, 3, 31) - timedelta(days=gap)) for n in range(many)
        ]
    options = {"calendar": Calendar("UTC"), "observed": observed("2024-03-01 … 2024-03-31")}
    counted = engine.execute(gaps(rows.activity(events), of="first", **options), metric="test")
    times = [gap for gap, many in (*ended.items(), *open_.items()) for _ in range(many)]
    marks = [True] * sum(ended.values()) + [False] * sum(open_.values())
    found = {row["gap"]: row for row in finish_gaps(counted, of="first").to_pylist()}
    for step in kaplan_meier(times, marks):
        row = found[int(step.time)]
        assert row["at_risk"] == step.at_risk
        wanted = (1 - step.share, 1 - step.high, 1 - step.low)
        got = (row["came_back"], row["came_back_low"], row["came_back_high"])
        assert got == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("of", "why"), [("all", DEPENDENT), ("first", None), ("typical", NOT_OPEN)]
)
def test_an_interval_is_given_only_where_gaps_are_independent(engine, drawn, of, why):
    """One gap a customer, or none.

    | unit_id | occurred_at |
    | ana     | 2024-01-02  |
    | ana     | 2024-01-05  |
    | 보라    | 2024-01-03  |
    """
    row = finish_gaps(table(engine, drawn[0])[of], of=of).to_pylist()[0]
    assert (row["came_back_low"] is not None) == (of == "first")
    assert row["reason"] == why


def test_of_typical_gaps_the_survivors_suggest_the_period(engine, drawn):
    """ana's median of 1, 2, 9 is 2; the lower of two, 보라's of 3, 8, is 3; chidi never came back.

    | unit_id | occurred_at |
    | ana     | 2024-01-02  |
    | ana     | 2024-01-03  |
    | ana     | 2024-01-05  |
    | ana     | 2024-01-14  |
    | 보라    | 2024-01-03  |
    | 보라    | 2024-01-06  |
    | 보라    | 2024-01-14  |
    | chidi   | 2024-01-14  |

    | closed | open | interval | corrected | suggested |
    | 2      | 0    | 3        | –         | week      |
    """
    found = finish_interval(table(engine, drawn[0])["typical"], of="typical")
    assert_drawn(found.to_pylist(), drawn[1])


def test_nobody_came_back_is_said(engine):
    options = {"calendar": Calendar("UTC"), "observed": observed("2024-01-01 … 2024-01-31")}
    once = rows.activity([("ana", datetime(2024, 1, 9)), ("ana", datetime(2024, 1, 9, 23))])
    counted = engine.execute(gaps(once, **options), metric="test")
    row = finish_interval(counted).to_pylist()[0]
    assert (row["interval"], row["corrected"], row["reason"]) == (None, None, NO_GAP)


@pytest.mark.parametrize(
    ("days", "period"),
    [(1, "day"), (2, "week"), (7, "week"), (8, "month"), (31, "month"), (32, "quarter")],
)
def test_the_shortest_period_that_the_interval_fits_into(engine, days, period):
    begin = datetime(2024, 1, 1)
    twice = rows.activity([("ana", begin), ("ana", begin + timedelta(days=days))])
    options = {"calendar": Calendar("UTC"), "observed": observed("2024-01-01 … 2024-06-30")}
    counted = engine.execute(gaps(twice, of="first", **options), metric="test")
    assert finish_interval(counted, of="first").to_pylist()[0]["suggested"] == period
