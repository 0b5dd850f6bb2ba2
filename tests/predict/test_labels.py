"""Labels: every state worked out by hand, against sets and loops, and against Measure's counts."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import rows, tiny
from support.asking import observed
from support.examples import some
from support.worlds import World, worlds
from tenure.company import Company
from tenure.company.units import HOLDER
from tenure.errors import MetricError
from tenure.measure.states import activity_spells, effective_end
from tenure.periods import Calendar
from tenure.predict.grid import Point, grid
from tenure.predict.labels import labels

YEAR = observed("2024-01-01 … 2024-06-30")
MONTHS = grid(YEAR, calendar=Calendar(), horizon="month", gap=5, history=60, most=2)


def told(spells: Any, points: Any, run: Any, **options: Any) -> list[dict[str, Any]]:
    table = labels(spells, points, observed=options.pop("observed", YEAR), **options)
    return run(table.order_by("as_of", "unit_id"))


def test_every_state_by_hand(run, drawn):
    """As of 1 May with a gap of 5 days the window is 6 May to 1 June; today is 1 July.

    | unit_id | from_local          | to_local            | what                               |
    | ana     | 2024-01-01 00:00:00 | –                   | stays                              |
    | bea     | 2024-02-01 09:00:00 | 2024-05-20 10:00:00 | leaves in the window               |
    | chidi   | 2024-03-01 00:00:00 | 2024-05-04 00:00:00 | is lost in the gap                 |
    | dörte   | 2024-01-01 00:00:00 | 2024-05-31 12:00:00 | gave notice on 28 April            |
    | eve     | 2024-01-01 00:00:00 | 2024-05-10 00:00:00 | leaves, is back on 20 May          |
    | eve     | 2024-05-20 00:00:00 | 2024-06-30 08:00:00 | leaves again before the end        |
    | fay     | 2024-05-01 00:00:01 | –                   | came just after midnight           |
    | gil     | 2024-01-01 00:00:00 | 2024-05-01 00:00:00 | went at that very midnight         |
    | hana    | 2024-05-01 00:00:00 | 2024-07-01 00:00:00 | came at midnight, goes at the end  |

    | unit_id | from_local          | to_local            | notice_local        | voluntary |
    | bea     | 2024-02-01 09:00:00 | 2024-05-20 10:00:00 | –                   | no        |
    | chidi   | 2024-03-01 00:00:00 | 2024-05-04 00:00:00 | 2024-05-03 00:00:00 | –         |
    | dörte   | 2024-01-01 00:00:00 | 2024-05-31 12:00:00 | 2024-04-28 12:00:00 | yes       |
    | eve     | 2024-01-01 00:00:00 | 2024-05-10 00:00:00 | –                   | –         |
    | hana    | 2024-05-01 00:00:00 | –                   | 2024-05-01 00:00:00 | –         |

    | unit_id | as_of      | state              | left | days_left | followed_days | cause       |
    | ana     | 2024-05-01 | known              | 0    | –         | 61            | –           |
    | bea     | 2024-05-01 | known              | 1    | 20        | 61            | involuntary |
    | chidi   | 2024-05-01 | lost in the gap    | –    | 3         | 61            | voluntary   |
    | dörte   | 2024-05-01 | under notice       | –    | 31        | 61            | voluntary   |
    | eve     | 2024-05-01 | known              | 0    | 9         | 61            | –           |
    | hana    | 2024-05-01 | known              | 0    | 61        | 61            | –           |
    | ana     | 2024-07-01 | not yet observable | –    | –         | 0             | –           |
    | fay     | 2024-07-01 | not yet observable | –    | –         | 0             | –           |
    """
    spells, contracts, expected = drawn
    for one in spells:
        one.pop("what")
    points = (Point(date(2024, 5, 1), date(2024, 5, 6), date(2024, 6, 1)), MONTHS.today)
    found = told(rows.table(spells), points, run, contracts=rows.table(contracts))
    # Who goes at the very end is seen to: at its midnight they are no longer there.
    shown = [
        {key: None if value is None else str(value) for key, value in row.items()} for row in found
    ]
    assert shown == expected


def test_notice_counts_only_when_it_was_given_before_and_of_every_contract(run, drawn):
    """
    | unit_id | from_local | to_local   | notice_local        | voluntary |
    | both    | 2024-01-01 | 2024-06-01 | 2024-04-01 00:00:00 | yes       |
    | both    | 2024-02-01 | –          | –                   | –         |
    | late    | 2024-01-01 | 2024-06-01 | 2024-05-01 00:00:00 | yes       |
    | before  | 2024-01-01 | 2024-06-01 | 2024-04-30 23:59:59 | yes       |
    | past    | 2024-01-01 | 2024-04-30 | 2024-04-01 00:00:00 | yes       |
    | past    | 2024-04-30 | –          | –                   | –         |
    """
    contracts = rows.table(drawn[0])
    spells = rows.table(
        [
            {"unit_id": name, "from_local": "2024-01-01", "to_local": None}
            for name in ("both", "late", "before", "past")
        ]
    )
    point = Point(date(2024, 5, 1), date(2024, 5, 1), date(2024, 6, 1))
    found = {
        row["unit_id"]: row["state"] for row in told(spells, [point], run, contracts=contracts)
    }
    assert found == {"before": "under notice", "both": "known", "late": "known", "past": "known"}


def test_of_several_contracts_the_last_to_end_says_why(run, drawn):
    """
    | unit_id | from_local | to_local            | notice_local | voluntary |
    | ana     | 2024-01-01 | 2024-05-10 00:00:00 | –            | no        |
    | ana     | 2024-02-01 | 2024-05-20 00:00:00 | –            | yes       |
    | bea     | 2024-01-01 | 2024-05-20 00:00:00 | –            | –         |
    | bea     | 2024-01-01 | 2024-05-20 00:00:00 | –            | no        |
    | chidi   | 2024-01-01 | 2024-05-20 00:00:01 | –            | yes       |
    | dörte   | 2024-01-01 | 2024-04-30 00:00:00 | –            | yes       |
    """
    spells = rows.table(
        [
            {"unit_id": name, "from_local": "2024-01-01", "to_local": "2024-05-20 00:00:00"}
            for name in ("ana", "bea", "chidi", "dörte")
        ]
    )
    point = Point(date(2024, 5, 1), date(2024, 5, 1), date(2024, 6, 1))
    found = told(spells, [point], run, contracts=rows.table(drawn[0]))
    assert {row["unit_id"]: row["cause"] for row in found} == {
        "ana": "voluntary",
        "bea": "involuntary",
        "chidi": None,  # that contract ended after the spell did
        "dörte": None,
    }


def test_spells_that_touch_or_overlap_are_one(run):
    spells = rows.table(
        [
            {"unit_id": "ana", "from_local": "2024-05-01", "to_local": "2024-05-05 12:00:00"},
            {"unit_id": "ana", "from_local": "2024-05-03", "to_local": "2024-05-04"},
            {"unit_id": "ana", "from_local": "2024-05-05 18:00:00", "to_local": "2024-05-09"},
            {"unit_id": "ana", "from_local": "2024-05-09", "to_local": "2024-05-11"},
        ]
    )
    point = Point(date(2024, 5, 1), date(2024, 5, 1), date(2024, 6, 1))
    (row,) = told(spells, [point], run)
    # No midnight lies in the hours from noon to evening of the 5th; the first one missed is 11 May.
    assert (row["left"], row["days_left"]) == (1, 10)


def test_who_is_still_there_after_the_last_window_is_followed_to_the_end(run):
    """The only window ends on 1 February, the data on 30 June: five months lie between."""
    made = [
        {"unit_id": "again", "from_local": "2024-01-01", "to_local": "2024-02-03"},
        {"unit_id": "again", "from_local": "2024-02-03", "to_local": None},
        {"unit_id": "leaves", "from_local": "2024-01-01", "to_local": "2024-04-01"},
        {"unit_id": "returns", "from_local": "2024-01-01", "to_local": "2024-02-03"},
        {"unit_id": "returns", "from_local": "2024-02-05", "to_local": None},
        {"unit_id": "stays", "from_local": "2024-01-01", "to_local": None},
    ]
    point = Point(date(2024, 1, 2), date(2024, 1, 2), date(2024, 2, 1))
    found = {row["unit_id"]: row["days_left"] for row in told(rows.table(made), [point], run)}
    assert found == {"again": None, "leaves": 90, "returns": 32, "stays": None}


def test_without_a_date_there_is_nothing_to_label():
    with pytest.raises(MetricError, match="no observation date"):
        labels(rows.table([], "unit_id", "from_local", "to_local"), (), observed=YEAR)


def test_nobody_has_no_labels(run):
    nobody = rows.table([], "unit_id", "from_local", "to_local")
    assert told(nobody, MONTHS.points, run) == []


def _expected(world: World, points: list[Point]) -> list[dict[str, Any]]:
    """The labels by the definition: a set of those active at every midnight."""

    def active(unit: str, day: date) -> bool:
        at = datetime.combine(day, datetime.min.time())
        local = [world.asked.local(event) for event in world.histories[unit]]
        known = [event for event in local if event.date() <= world.asked.last]
        near = [event for event in known if event <= at < event + timedelta(days=world.days)]
        return len(near) >= world.at_least

    found = []
    for point in points:
        for unit in world.histories:
            if not active(unit, point.as_of):
                continue
            days = range(1, max(0, (world.asked.end - point.as_of).days) + 1)
            gone = (n for n in days if not active(unit, point.as_of + timedelta(days=n)))
            state = "known"
            if point.until > world.asked.end:
                state = "not yet observable"
            elif not active(unit, point.begins):
                state = "lost in the gap"
            found.append(
                {
                    "unit_id": unit,
                    "as_of": point.as_of,
                    "state": state,
                    "left": int(not active(unit, point.until)) if state == "known" else None,
                    "days_left": next(gone, None),
                    "followed_days": max(0, (world.asked.end - point.as_of).days),
                    "cause": None,
                }
            )
    return sorted(found, key=lambda row: (row["as_of"], row["unit_id"]))


@given(
    worlds(),
    st.integers(0, 5),
    st.sampled_from([1, 7, 20]),
    st.sampled_from([1, 3, 9, "week", "month"]),
    st.booleans(),
)
@settings(max_examples=some(20))
def test_equals_the_definition_in_sets_and_loops(run, world, gap, horizon, every, today):
    made = grid(
        world.observed,
        calendar=world.calendar,
        every=every,
        gap=gap,
        horizon=horizon,
        history=0,
        most=5,
    )
    points = [*made.points, made.today] if today else list(made.points)
    if not points:
        return
    spells = activity_spells(
        rows.activity([(unit, at) for unit, at in world.events if _seen(world, at)]),
        days=world.days,
        at_least=world.at_least,
        calendar=world.calendar,
        observed=world.observed,
    )
    expected = _expected(world, points)
    assert told(spells, points, run, observed=world.observed) == expected


def _seen(world: World, at: datetime) -> bool:
    return world.asked.local(at).date() <= world.asked.last


@pytest.mark.parametrize("name", ["inactive", "contract", "purchase", "column"])
def test_those_who_left_add_up_to_what_attrition_lost(tmp_path, name):
    """With gap 0 and a calendar period for a horizon, left and what is under notice is `lost`."""
    with Company.open(tiny.write(tmp_path, name), today=tiny.NOW.date()) as company:
        seen = company.rule.observed(None)
        contracts = _contracts(company.rule, seen) if name == "contract" else None
        for period in ("week", "month"):
            lost = company.attrition(period).table.to_pylist()
            points = _periods(company.data.calendar, seen, period)
            spells = company.rule.spells(seen)
            table = labels(spells, points, observed=seen, contracts=contracts)
            found = company.engine.execute(table, metric="labels").to_pylist()
            _assert_adds_up(found, points, {row["period_start"]: row for row in lost})


def _periods(calendar: Calendar, seen: Any, period: Any) -> tuple[Point, ...]:
    made = grid(seen, calendar=calendar, every=period, horizon=period, history=0, most=99)
    assert len(made.points) >= 3
    return made.points


def _assert_adds_up(
    found: list[dict[str, Any]], points: tuple[Point, ...], periods: dict[date, dict[str, Any]]
) -> None:
    for point in points:
        there = [row for row in found if row["as_of"] == point.as_of]
        days = (point.until - point.as_of).days
        noticed = [row for row in there if row["state"] == "under notice" and _gone(row, days)]
        assert len(there) == periods[point.as_of]["at_start"]
        assert sum(row["left"] or 0 for row in there) + len(noticed) == periods[point.as_of]["lost"]
    assert any(row["left"] for row in found)


def _gone(row: dict[str, Any], days: int) -> bool:
    return row["days_left"] is not None and row["days_left"] <= days


def _contracts(rule: Any, seen: Any) -> Any:
    held = rule.held_contracts(seen)
    local = rule.data.calendar.local
    return held.select(
        unit_id=held[HOLDER],
        from_local=local(held.started_at, seen),
        to_local=local(effective_end(held), seen),
        notice_local=local(held.cancelled_at, seen),
        voluntary=held.auto_renew,
    )
