"""Lifecycle: it adds up exactly, equals the definition, and knows nothing of unfinished periods."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import reference_rhythm, rows
from support.drawing import assert_drawn
from support.examples import some
from support.worlds import CUSTOMERS, World, worlds
from tenure.errors import MetricError
from tenure.measure.lifecycle import (
    BEFORE_WHOLE,
    BEGINNING,
    COUNTS,
    UNFINISHED,
    lifecycle,
    lifecycle_members,
)
from tenure.periods import Calendar, Observation


def measured(world: World, **options):
    options.setdefault("activity", rows.activity(world.events))
    return lifecycle(
        period=world.asked.period, calendar=world.calendar, observed=world.observed, **options
    )


@st.composite
def cut_worlds(draw):
    """Draw a world whose observation may begin after some of its events."""
    world = draw(worlds())
    shift = draw(st.sampled_from((0, 0, 5, 33)))
    first = min(world.asked.first + timedelta(days=shift), world.asked.last)
    return replace(world, asked=replace(world.asked, first=first))


@given(cut_worlds())
@settings(max_examples=some(14))
def test_equals_the_definition_in_sets_and_loops(run, world):
    expected = reference_rhythm.lifecycle_rows(world.histories, world.asked)
    found = run(measured(world))
    assert [{name: row[name] for name in expected[0]} for row in found] == expected


@given(cut_worlds())
@settings(max_examples=some(8))
def test_everyone_is_accounted_for(run, world):
    """active(t) = active(t−1) − dormant(t) + new(t) + resurrected(t), and so the stock."""
    found = run(measured(world))
    for row in found:
        assert row["active"] == row["new"] + row["returning"] + row["resurrected"]
        if not row["complete"]:
            assert (row["dormant"], row["dormant_stock"], row["reason"]) == (None, None, UNFINISHED)
            continue
        left = row["active_before"] - row["dormant"]
        assert row["active"] == left + row["new"] + row["resurrected"]
    for before, row in pairwise(found):
        assert row["active_before"] == before["active"]
        if row["complete"]:
            moved = row["dormant"] - row["resurrected"]
            assert row["dormant_stock"] == before["dormant_stock"] + moved


@given(cut_worlds(), st.lists(st.sampled_from(("서울", "busan", None)), min_size=5, max_size=5))
@settings(max_examples=5)
def test_a_split_adds_up_to_the_whole(run, world, regions):
    members = dict(zip(CUSTOMERS[:4], regions, strict=False))
    parts = run(measured(world, groups=rows.groups(members)))
    for row in run(measured(world)):
        own = [part for part in parts if part["period_start"] == row["period_start"]]
        known = [name for name in COUNTS if row[name] is not None]
        assert {n: sum(part[n] for part in own) for n in known} == {n: row[n] for n in known}


@given(cut_worlds(), st.sampled_from(COUNTS))
@settings(max_examples=6)
def test_there_are_as_many_customers_behind_a_number_as_it_says(run, world, count):
    for row in run(measured(world))[-4:]:
        if row[count] is None:
            continue
        behind = lifecycle_members(
            rows.activity(world.events),
            cell=row,
            count=count,
            period=world.asked.period,
            calendar=world.calendar,
            observed=world.observed,
        )
        units = [one["unit_id"] for one in run(behind)]
        assert len(units) == len(set(units)) == row[count]


def of(drawn, first, last, **options):
    days = Observation(date.fromisoformat(first), date.fromisoformat(last))
    return lifecycle(rows.table(drawn), calendar=Calendar("UTC"), observed=days, **options)


def test_worked_example(run, drawn):
    """As docs/metrics/lifecycle.md has it.

    | unit_id | occurred_at |
    | ana     | 2024-01-10  |
    | ana     | 2024-02-11  |
    | ana     | 2024-03-12  |
    | 보라    | 2024-01-20  |
    | 보라    | 2024-03-05  |
    | chidi   | 2024-02-28  |

    | period_start | active_before | active | new | returning | resurrected |
    | 2024-01-01   | 0             | 2      | 2   | 0         | 0           |
    | 2024-02-01   | 2             | 2      | 1   | 1         | 0           |
    | 2024-03-01   | 2             | 2      | 0   | 1         | 1           |

    | period_start | dormant | dormant_stock |
    | 2024-01-01   | 0       | 0             |
    | 2024-02-01   | 1       | 1             |
    | 2024-03-01   | 1       | 1             |
    """
    found = run(of(drawn[0], "2024-01-01", "2024-03-31"))
    assert_drawn(found, drawn[1])
    assert_drawn(found, drawn[2])
    assert [row["reason"] for row in found] == [BEGINNING, None, None]


def test_data_that_begin_within_a_period_leave_the_next_one_in_doubt(run, drawn):
    """Who was active in early January cannot be seen, so February's numbers are marked.

    | unit_id | occurred_at |
    | ana     | 2024-01-20  |
    | ana     | 2024-02-11  |
    """
    found = run(of(drawn[0], "2024-01-15", "2024-03-31"))
    assert [row["reason"] for row in found] == [BEGINNING, BEFORE_WHOLE, None]


@pytest.mark.parametrize(
    ("count", "start", "says"),
    [
        ("dormant", "2024-03-01", "not over"),
        ("gone", "2024-02-01", "there is no count 'gone'"),
        ("active", "2024-05-01", "nothing is observed"),
    ],
)
def test_members_of_what_is_not_known_are_refused(count, start, says):
    with pytest.raises(MetricError, match=says):
        lifecycle_members(
            rows.activity([]),
            cell={"period_start": start},
            count=count,
            period="month",
            calendar=Calendar("UTC"),
            observed=Observation(date(2024, 1, 1), date(2024, 3, 30)),
        )
