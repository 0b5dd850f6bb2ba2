"""Retention by each customer's own clock: against loops over instants, and against the triangle."""

from collections import defaultdict
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import reference_rhythm, rows
from support.asking import observed
from support.drawing import assert_drawn
from support.worlds import CUSTOMERS, TURNS, World, instants, worlds
from tenure.errors import MetricError
from tenure.measure import retention
from tenure.measure.brackets import Bracket, parse_brackets
from tenure.measure.rolling import rolling_members, rolling_retention
from tenure.measure.windows import Ruler
from tenure.periods import Calendar

SPANS = (None, ((0, 0), (1, 6), (7, 13)), ((1, 1), (3, 10), (12, 40)))
MODES = st.sampled_from(("exact", "on_or_after"))


@st.composite
def starting(draw, world: World) -> dict[str, list[datetime]]:
    """Draw starts of another activity than the return, some long before the data."""
    near = instants(world.asked.zone, TURNS[world.asked.zone][0])
    early = near.map(lambda at: at - timedelta(days=70))
    return {unit: draw(st.lists(near | near | early, max_size=3)) for unit in CUSTOMERS}


def events(histories):
    return rows.activity([(unit, at) for unit, every in histories.items() for at in every])


def measured(world: World, starts, *, brackets=None, **options):
    return rolling_retention(
        events(world.histories),
        events(starts).rename(started_at="occurred_at"),
        period=world.asked.period,
        brackets=None if brackets is None else tuple(Bracket(*span) for span in brackets),
        calendar=world.calendar,
        observed=world.observed,
        **options,
    )


@given(
    st.data(),
    worlds(),
    st.sampled_from(("rolling", "calendar")),
    st.sampled_from(SPANS),
    st.sampled_from(("first", "every")),
    MODES,
)
@settings(max_examples=14)
def test_equals_the_definition_in_loops(run, data, world, clock, brackets, start, mode):
    starts = data.draw(starting(world))
    days = data.draw(st.sampled_from((1, 7, 10))) if clock == "rolling" else 1
    how = {"clock": clock, "days": days, "start": start, "mode": mode, "at_least": world.at_least}
    expected = reference_rhythm.rolling_rows(
        world.histories, starts, world.asked, brackets=brackets, **how
    )
    found = run(measured(world, starts, brackets=brackets, **how))
    names = list(expected[0]) if expected else []
    assert [{name: cell[name] for name in names} for cell in found] == expected


@given(worlds(), MODES)
@settings(max_examples=8)
def test_on_the_calendar_it_is_the_triangle(run, world, mode):
    """The first activity as start, calendar periods as windows: the same cells as `retention`."""
    how = {"mode": mode, "at_least": 1}
    cells = run(measured(world, world.histories, clock="calendar", step=world.asked.period, **how))
    triangle = run(
        retention(
            rows.activity(world.events),
            period=world.asked.period,
            calendar=world.calendar,
            observed=world.observed,
            **how,
        )
    )
    assert [{name: cell[name] for name in triangle[0]} for cell in cells] == triangle


@given(st.data(), worlds(), st.lists(st.sampled_from(("서울", None)), min_size=5, max_size=5))
@settings(max_examples=5)
def test_a_split_adds_up_to_the_whole(run, data, world, regions):
    starts = data.draw(starting(world))
    members = dict(zip(CUSTOMERS[:4], regions, strict=False))
    how = {"brackets": SPANS[1], "start": "every"}
    parts = defaultdict(lambda: [0, 0, 0])
    for cell in run(measured(world, starts, groups=rows.groups(members), **how)):
        for place, name in enumerate(("size", "eligible", "returned")):
            parts[cell["cohort"], cell["period"]][place] += cell[name]
    whole = {
        (cell["cohort"], cell["period"]): [cell[n] for n in ("size", "eligible", "returned")]
        for cell in run(measured(world, starts, **how))
    }
    assert parts == whole


@given(st.data(), worlds(), MODES, st.sampled_from(("size", "eligible", "returned")))
@settings(max_examples=6)
def test_there_are_as_many_customers_behind_a_number_as_it_says(run, data, world, mode, count):
    starts = data.draw(starting(world))
    asked = world.asked
    brackets = tuple(Bracket(*span) for span in SPANS[1])
    ruler = Ruler(asked.period, "rolling", "day", 1, brackets, world.calendar, world.observed)
    cells = run(measured(world, starts, brackets=SPANS[1], mode=mode))
    for cell in [cell for cell in cells if cell["size"]][:4]:
        behind = rolling_members(
            events(world.histories),
            events(starts).rename(started_at="occurred_at"),
            cell=cell,
            count=count,
            ruler=ruler,
            mode=mode,
        )
        units = [one["unit_id"] for one in run(behind)]
        assert len(units) == len(set(units)) == cell[count]


def test_worked_example(run, drawn):
    """As docs/metrics/rolling-retention.md has it: brackets of days, observed through 31 January.

    | unit_id | occurred_at         |
    | ana     | 2024-01-02 20:00:00 |
    | ana     | 2024-01-03 19:00:00 |
    | ana     | 2024-01-05 08:00:00 |
    | 보라    | 2024-01-10 09:00:00 |
    | 보라    | 2024-01-17 10:00:00 |
    | chidi   | 2024-01-27 12:00:00 |
    | chidi   | 2024-01-28 13:00:00 |

    | period | from_step | to_step | eligible | returned | retention | complete |
    | 0      | 0         | 0       | 3        | 3        | 100 %     | yes      |
    | 1      | 1         | 1       | 3        | 1        | 33.3 %    | yes      |
    | 2      | 2         | 7       | 2        | 2        | 100 %     | no       |
    | 3      | 8         | 14      | 2        | 0        | 0 %       | no       |
    """
    events = rows.table(drawn[0])
    found = rolling_retention(
        events,
        events.rename(started_at="occurred_at"),
        brackets=parse_brackets("0, 1, 2-7, 8-14"),
        calendar=Calendar("UTC"),
        observed=observed("2024-01-01 … 2024-01-31"),
    )
    assert_drawn(run(found), drawn[1])


def test_windows_end_where_the_observation_does_or_where_one_wants(run):
    """Six weeks of data have six windows of a week each, or as many as asked for."""
    one = rows.activity([("ana", datetime(2024, 1, 1))])
    options = {"calendar": Calendar("UTC"), "observed": observed("2024-01-01 … 2024-02-11")}

    def windows(**more):
        asked = rolling_retention(
            one, one.rename(started_at="occurred_at"), period="year", days=7, **options, **more
        )
        return [cell["period"] for cell in run(asked)]

    assert windows() == [0, 1, 2, 3, 4, 5]
    assert windows(limit=2) == [0, 1]
    assert len(windows(clock="calendar", step="day")) == 42


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("1, 2-7, 8-14, 15-28", [(1, 1), (2, 7), (8, 14), (15, 28)]),
        ("0,1–6", [(0, 0), (1, 6)]),
        (" 3 - 5 ", [(3, 5)]),
    ],
)
def test_brackets_are_read(text, spans):
    assert [(one.low, one.high) for one in parse_brackets(text)] == spans


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no span of days"),
        ("1, 첫날", "'첫날' is no span"),
        ("1-7, 7-14", "7–14 does not come after"),
        ("8-14, 1-7", "1–7 does not come after"),
        ("7-2", "7–2 ends before it begins"),
        ("-3", "no span of days"),
    ],
)
def test_brackets_that_make_no_sense_are_refused(text, says):
    with pytest.raises(MetricError, match=says):
        parse_brackets(text)
