"""Stickiness and frequency of return: against loops over days, and by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import reference_rhythm, rows
from support.asking import observed
from support.drawing import assert_drawn
from support.examples import some
from support.worlds import World, worlds
from tenure.measure.frequency import frequency
from tenure.measure.stickiness import NOBODY, TRUNCATED, UNFINISHED, stickiness
from tenure.periods import Calendar


@st.composite
def sticky_worlds(draw):
    """Draw a world of weeks or months that may begin after some of its events."""
    world = draw(worlds())
    period = draw(st.sampled_from(("week", "month")))
    first = min(world.asked.first + timedelta(days=draw(st.integers(0, 12))), world.asked.last)
    return replace(world, asked=replace(world.asked, first=first, period=period))


def measured(metric, world: World, **options):
    return metric(
        rows.activity(world.events),
        period=world.asked.period,
        calendar=world.calendar,
        observed=world.observed,
        **options,
    )


@given(sticky_worlds(), st.sampled_from((7, 28, 30)))
@settings(max_examples=some(14))
def test_equals_the_definition_in_sets_and_loops(run, world, month_days):
    expected = reference_rhythm.stickiness_rows(world.histories, world.asked, month_days=month_days)
    found = run(measured(stickiness, world, month_days=month_days))
    assert [row["period_start"] for row in found] == [row["period_start"] for row in expected]
    for row, wanted in zip(found, expected, strict=True):
        for name, value in wanted.items():
            close = value if not isinstance(value, float) else pytest.approx(value, abs=1e-9)
            assert row[name] == close, name


@given(sticky_worlds())
@settings(max_examples=some(8))
def test_the_histogram_adds_up_to_the_active_and_to_their_days(run, world):
    """Both see the same customers: Σ customers = active, Σ days · customers = active_days."""
    histogram = run(measured(frequency, world))
    for row in run(measured(stickiness, world)):
        bars = [bar for bar in histogram if bar["period_start"] == row["period_start"]]
        assert [bar["days_active"] for bar in bars] == list(range(1, row["days"] + 1))
        if row["reason"] in (UNFINISHED, TRUNCATED):
            assert {(bar["customers"], bar["share"]) for bar in bars} == {(None, None)}
            continue
        assert sum(bar["customers"] for bar in bars) == row["active"]
        assert sum(bar["customers"] * bar["days_active"] for bar in bars) == row["active_days"]
        assert bars[0]["or_more"] == row["active"]


def test_worked_example(run, drawn):
    """As docs/metrics/stickiness.md has it: a week of 7 days, 3 customers, 7 active days of 21.

    | unit_id | occurred_at |
    | ana     | 2024-01-08  |
    | ana     | 2024-01-09  |
    | ana     | 2024-01-11  |
    | ana     | 2024-01-14  |
    | 보라    | 2024-01-08  |
    | 보라    | 2024-01-10  |
    | chidi   | 2024-01-13  |
    | chidi   | 2024-01-13  |

    | period_start | days | active | active_days | stickiness | stickiness_low | stickiness_high |
    | 2024-01-08   | 7    | 3      | 7           | 33.3 %     | 8.6 %          | 58.0 %          |

    | days_active | customers | or_more | active | share  |
    | 1           | 1         | 3       | 3      | 33.3 % |
    | 2           | 1         | 2       | 3      | 33.3 % |
    | 3           | 0         | 1       | 3      | 0 %    |
    | 4           | 1         | 1       | 3      | 33.3 % |
    | 5           | 0         | 0       | 3      | 0 %    |
    | 6           | 0         | 0       | 3      | 0 %    |
    | 7           | 0         | 0       | 3      | 0 %    |
    """
    options = {"calendar": Calendar("UTC"), "observed": observed("2024-01-01 … 2024-01-14")}
    events = rows.table(drawn[0])
    assert_drawn(run(stickiness(events, period="week", **options))[1:], drawn[1])
    assert_drawn(run(frequency(events, period="week", **options))[7:], drawn[2])


def test_a_period_without_anybody_has_no_rate(run):
    found = run(
        stickiness(
            rows.activity([]),
            calendar=Calendar("UTC"),
            observed=observed("2024-01-01 … 2024-02-29"),
        )
    )
    assert [(row["active"], row["stickiness"], row["reason"]) for row in found] == [
        (0, None, NOBODY)
    ] * 2


def test_an_average_of_daily_rates_is_no_rate_of_averages(run, drawn):
    """Two of two on the 8th, one of two on the others: (1 + 6 · ½) / 7 = 57.1 %, each day alike.

    | unit_id | occurred_at |
    | ana     | 2024-01-08  |
    | ana     | 2024-01-09  |
    | ana     | 2024-01-10  |
    | ana     | 2024-01-11  |
    | ana     | 2024-01-12  |
    | ana     | 2024-01-13  |
    | ana     | 2024-01-14  |
    | 보라    | 2024-01-08  |

    | period_start | stickiness | dau_wau | dau_mau | averaged_days |
    | 2024-01-08   | 57.1 %     | 57.1 %  | –       | 0             |
    """
    options = {"calendar": Calendar("UTC"), "observed": observed("2024-01-01 … 2024-01-14")}
    found = run(stickiness(rows.table(drawn[0]), period="week", **options))
    assert_drawn(found[1:], drawn[1])
