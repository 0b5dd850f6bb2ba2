"""The activity index on random small companies: it says what the events themselves say."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import rows
from support.asking import observed
from support.examples import some
from support.indexes import Built, built
from support.reference import Asked
from support.worlds import CUSTOMERS, TURNS, World, instants, worlds
from tenure.measure import attrition, retention
from tenure.measure.attrition import attrition_of_marks
from tenure.measure.frequency import frequency, frequency_of_counts
from tenure.measure.index import TIMES, TOGETHER, TWICE, ActivityIndex
from tenure.measure.index_answers import EVERYONE, at_marks, cohorts_of, lifecycle_counts, triangle
from tenure.measure.index_bits import positions_of
from tenure.measure.index_days import active_days, daily, lapsing_counts, midnight_spells
from tenure.measure.lapsing import lapsing, lapsing_of_counts
from tenure.measure.lifecycle import lifecycle, lifecycle_of_counts
from tenure.measure.retention import retention_of_cells
from tenure.measure.states import activity_spells
from tenure.measure.stickiness import stickiness, stickiness_of_counts
from tenure.periods import Calendar

GROUPS = st.lists(st.sampled_from(("서울", "busan", None)), min_size=5, max_size=5)


def known(world):
    """The events that had happened by the end of the observation, as a company asks for them."""
    end = world.calendar.midnight(world.observed.end)
    return [(unit, at) for unit, at in world.events if at < end]


def cut(world):
    """How a world is cut: what every metric is asked with."""
    return {
        "period": world.asked.period,
        "calendar": world.calendar,
        "observed": world.observed,
    }


def asked(world):
    return {"period": world.asked.period, "observed": world.observed}


def plain_attrition(world, **options):
    spells = activity_spells(
        rows.activity(known(world)),
        days=world.days,
        calendar=world.calendar,
        observed=world.observed,
    )
    return attrition(spells, **cut(world), **options)


def answers(world, index):
    return index.refuses(world.observed) is None


@given(worlds())
@settings(max_examples=some(20))
def test_attrition_is_that_of_the_events(run, engine, world):
    index = built(engine, world).index
    if not answers(world, index):
        return
    marks = at_marks(index, window=world.days, **asked(world))
    found = run(attrition_of_marks(ibis.memtable(marks), **cut(world)))
    assert found == run(plain_attrition(world))


@given(worlds(), st.sampled_from(("exact", "on_or_after")))
@settings(max_examples=some(10))
def test_the_triangle_is_that_of_the_events(run, engine, world, mode):
    index = built(engine, world).index
    cohorts = cohorts_of(index, **asked(world))
    same, back = triangle(index, cohorts, mode=mode, **asked(world))
    found = run(retention_of_cells(ibis.memtable(same), ibis.memtable(back), **cut(world)))
    assert found == run(retention(rows.activity(known(world)), mode=mode, **cut(world)))


@given(st.data(), worlds(), st.sampled_from(("exact", "on_or_after")))
@settings(max_examples=some(10))
def test_the_triangle_is_that_of_the_starts_the_company_knows(run, engine, data, world, mode):
    near = instants(world.asked.zone, TURNS[world.asked.zone][0])
    starts = {
        unit: data.draw(st.none() | near | near.map(lambda at: at - timedelta(days=200)))
        for unit in CUSTOMERS
    }
    of = built(engine, world)
    cohorts = cohorts_of(of.index, **asked(world), start_days=of.start_days(starts))
    same, back = triangle(of.index, cohorts, mode=mode, **asked(world))
    same = of.with_idle(same, starts, world)
    found = run(retention_of_cells(ibis.memtable(same), ibis.memtable(back), **cut(world)))
    table = rows.table([{"unit_id": unit, "started_at": at} for unit, at in starts.items()])
    assert found == run(
        retention(rows.activity(known(world)), mode=mode, starts=table, **cut(world))
    )


@given(worlds())
@settings(max_examples=some(8))
def test_the_lifecycle_is_that_of_the_events(run, engine, world):
    counts = lifecycle_counts(built(engine, world).index, **asked(world))
    found = run(lifecycle_of_counts(ibis.memtable(counts), **cut(world)))
    assert found == run(lifecycle(rows.activity(known(world)), **cut(world)))


@given(worlds(), GROUPS)
@settings(max_examples=5)
def test_a_split_is_that_of_the_events(run, engine, world, regions):
    members = dict(zip(CUSTOMERS, regions, strict=True))
    groups, of = rows.groups(members), built(engine, world)
    split = of.split(members)
    marks = at_marks(of.index, window=world.days, split=split, **asked(world))
    counts = lifecycle_counts(of.index, split=split, **asked(world))
    same, back = triangle(
        of.index, cohorts_of(of.index, **asked(world)), split=split, **asked(world)
    )
    activity = rows.activity(known(world))
    assert run(attrition_of_marks(ibis.memtable(marks), **cut(world))) == run(
        plain_attrition(world, groups=groups)
    )
    assert run(lifecycle_of_counts(ibis.memtable(counts), **cut(world))) == run(
        lifecycle(activity, groups=groups, **cut(world))
    )
    assert run(retention_of_cells(ibis.memtable(same), ibis.memtable(back), **cut(world))) == run(
        retention(activity, groups=groups, **cut(world))
    )


@given(worlds(), GROUPS)
@settings(max_examples=5)
def test_days_of_activity_are_those_of_the_events(run, engine, world, regions):
    members = dict(zip(CUSTOMERS, regions, strict=True))
    groups, of = rows.groups(members), built(engine, world)
    for split, grouped in ((of.split(members), groups), (EVERYONE, None)):
        own = ibis.memtable(active_days(of.index, split=split, **asked(world)))
        found = run(frequency_of_counts(own, **cut(world)))
        assert found == run(frequency(rows.activity(known(world)), groups=grouped, **cut(world)))


@given(worlds(), GROUPS, st.integers(1, 40))
@settings(max_examples=5)
def test_stickiness_is_that_of_the_events(run, engine, world, regions, length):
    members = dict(zip(CUSTOMERS, regions, strict=True))
    groups, of = rows.groups(members), built(engine, world)
    for split, grouped in ((of.split(members), groups), (EVERYONE, None)):
        own = active_days(of.index, split=split, **asked(world))
        lengths = {"dau": 1, "wau": 7, "mau": length}
        each = daily(of.index, lengths=lengths, observed=world.observed, split=split)
        options = cut(world) | {"month_days": length}
        found = stickiness_of_counts(ibis.memtable(own), ibis.memtable(each), **options)
        plain = stickiness(rows.activity(known(world)), groups=grouped, **options)
        assert alike(run(found), run(plain))


def alike(found, expected):
    """Tell whether rows are equal, averages but for the order in which they were added up."""
    return [list(row) for row in found] == [list(row) for row in expected] and all(
        one == other or (isinstance(one, float) and one == pytest.approx(other, rel=1e-12))
        for left, right in zip(found, expected, strict=True)
        for one, other in zip(left.values(), right.values(), strict=True)
    )


@given(worlds())
@settings(max_examples=some(10))
def test_spells_hold_the_midnights_at_which_each_was_active(run, engine, world):
    of = built(engine, world)
    if not answers(world, of.index):
        return
    found = set()
    last = world.calendar.number(world.observed.end, "day")
    table = midnight_spells(of.index, window=world.days, observed=world.observed)
    for row in table.to_pylist():
        until = last + 1 if row["to_day"] is None else row["to_day"]
        assert row["from_day"] < until
        found |= {(of.units[row["position"]], day) for day in range(row["from_day"], until)}
    spells = activity_spells(
        rows.activity(world.events),
        days=world.days,
        at_least=1,
        calendar=world.calendar,
        observed=world.observed,
    )
    first = world.calendar.number(world.observed.first, "day")
    midnights = [(day, world.calendar.start(day, "day")) for day in range(first, last + 1)]
    expected = {
        (row["unit_id"], day)
        for row in run(spells)
        for day, date in midnights
        if row["from_local"] <= datetime.combine(date, time())
        and (row["to_local"] is None or row["to_local"] > datetime.combine(date, time()))
    }
    assert found == expected


@given(worlds(), GROUPS)
@settings(max_examples=some(8))
def test_who_lapses_is_who_was_silent_for_long_enough(run, engine, world, regions):
    members = dict(zip(CUSTOMERS, regions, strict=True))
    groups, of = rows.groups(members), built(engine, world)
    if not answers(world, of.index):
        return
    spells = activity_spells(
        rows.activity(known(world)),
        days=world.days,
        calendar=world.calendar,
        observed=world.observed,
    )
    for split, grouped in ((of.split(members), groups), (EVERYONE, None)):
        counts = lapsing_counts(
            of.index,
            window=world.days,
            within=(1, 7, 30),
            observed=world.observed,
            split=split,
        )
        found = run(lapsing_of_counts(ibis.memtable(counts)))
        assert found == run(
            lapsing(spells, within=(1, 7, 30), observed=world.observed, groups=grouped)
        )


@given(worlds(), st.integers(1, 4), st.randoms(use_true_random=False))
@settings(max_examples=some(10))
def test_brought_up_to_date_it_is_the_index_built_anew(engine, world, parts, random):
    """Late events, new customers, days that had been skipped: whatever comes when."""
    whole = built(engine, world)
    shares = [[] for _ in range(parts)]
    for event in world.events:
        shares[random.randrange(parts)].append(event)
    grown = Built(engine, world)
    for share in shares:
        grown.add(share)
    assert grown.rows() == whole.rows()
    assert grown.index.days == whole.index.days


@given(worlds())
@settings(max_examples=4)
def test_the_same_events_again_change_nothing(engine, world):
    once = built(engine, world)
    before = once.rows()
    once.add(world.events)
    assert once.rows() == before


@given(worlds())
@settings(max_examples=4)
def test_what_is_written_is_what_is_read(engine, tmp_path_factory, world):
    of = built(engine, world)
    assert of.read_back(tmp_path_factory.mktemp("index")) == of.rows()


def test_an_event_at_midnight_counts_from_that_instant_to_that_instant(engine, drawn):
    """Of docs/activity-index.md: a window of 7 days, at a day's first instant.

    | unit_id | occurred_at                | active on 2024-03-08 |
    | ana     | 2024-03-01 00:00:00        | no                   |
    | 보라    | 2024-03-01 00:00:00.000001 | yes                  |
    | chidi   | 2024-03-08 00:00:00        | yes                  |
    """
    asked = Asked("Asia/Seoul", "monday", date(2024, 3, 1), date(2024, 3, 9), "day")
    zone = ZoneInfo("Asia/Seoul")
    histories = {
        row["unit_id"]: [
            datetime.fromisoformat(row["occurred_at"])
            .replace(tzinfo=zone)
            .astimezone(UTC)
            .replace(tzinfo=None)
        ]
        for row in drawn[0]
    }
    of = built(engine, World(histories, asked, days=7, at_least=1))
    day = of.world.calendar.number(date(2024, 3, 8), "day")
    active = {of.units[at] for at in positions_of(of.index.active_at(day, 7, day + 2)).tolist()}
    drawn_active = {row["unit_id"] for row in drawn[0] if row["active on 2024-03-08"] == "yes"}
    assert active == drawn_active == {"보라", "chidi"}


@pytest.mark.parametrize(
    ("zone", "last", "refused"),
    [
        ("America/St_Johns", "2010-11-06", True),  # at 00:01 of the 7th it is 23:01 of the 6th
        ("America/St_Johns", "2010-11-07", False),
        ("America/Sao_Paulo", "2018-02-17", False),  # at 24:00 it is 23:00 again
        ("Asia/Seoul", "2024-01-31", False),
    ],
)
def test_it_refuses_an_end_that_the_clock_shows_twice(zone, last, refused):
    index = ActivityIndex(Calendar(zone))
    found = index.refuses(observed(f"2010-01-01 … {last}"))
    assert found == (TWICE if refused else None)


def test_it_refuses_what_days_cannot_tell():
    index, days = ActivityIndex(Calendar()), observed("2024-01-01 … 2024-01-31")
    assert index.refuses(days, at_least=2) == TIMES
    assert index.refuses(days, together=True) == TOGETHER
