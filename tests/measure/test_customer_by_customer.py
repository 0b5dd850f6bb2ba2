"""Many random customers, each compared with the reference: a sum could hide two errors."""

from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from support import reference, rows
from support.reference import Asked
from support.worlds import HOURS, TURNS, World
from tenure.measure import attrition, retention
from tenure.measure.states import activity_spells

ASKED = [
    # zone, which turn of its clock, period, first day of the week, days, at least
    ("America/New_York", 0, "week", "sunday", 7, 1),
    ("America/New_York", 1, "month", "monday", 28, 2),
    ("Asia/Seoul", 0, "month", "monday", 28, 1),
    ("Asia/Seoul", 1, "day", "monday", 1, 1),
    ("America/Sao_Paulo", 0, "day", "sunday", 7, 3),
    ("America/Sao_Paulo", 1, "week", "monday", 28, 1),
    ("Australia/Lord_Howe", 1, "quarter", "monday", 28, 1),
    ("Europe/London", 0, "year", "monday", 90, 2),
]
CUSTOMERS = 60


def world(zone: str, turn: int, period: str, week_starts: str, days: int, at_least: int) -> World:
    random = Random(f"{zone} {turn} {period}")
    histories = {
        f"{number:02}": [_instant(random, zone, turn) for _ in range(random.randrange(1, 9))]
        for number in range(CUSTOMERS)
    }
    day = TURNS[zone][turn]
    asked = Asked(zone, week_starts, day - timedelta(days=46), day + timedelta(days=30), period)
    return World(histories, asked, days, at_least)


def _instant(random: Random, zone: str, turn: int) -> datetime:
    day = TURNS[zone][turn] + timedelta(days=random.choice((-1, 0, 1, random.randrange(-45, 45))))
    hour = random.choice((*HOURS, time(random.randrange(24), random.randrange(60))))
    local = datetime.combine(day, hour, ZoneInfo(zone)).replace(fold=random.randrange(2))
    return local.astimezone(UTC).replace(tzinfo=None)


def by_customer(found, names):
    """Group rows by customer, keeping the columns that the reference has."""
    split: dict[str, list[dict]] = {}
    for row in found:
        split.setdefault(row["group"], []).append({name: row[name] for name in names})
    return split


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: f"{asked[0]}-{asked[1]}-{asked[2]}")
def test_attrition_of_each_customer_equals_the_definition(run, asked):
    one = world(*asked)
    spells = activity_spells(
        rows.activity(one.events),
        days=one.days,
        at_least=one.at_least,
        calendar=one.calendar,
        observed=one.observed,
    )
    found = attrition(
        spells,
        period=one.asked.period,
        calendar=one.calendar,
        observed=one.observed,
        groups=rows.groups({unit: unit for unit in one.histories}),
    )
    expected = {
        unit: reference.attrition_rows(
            {unit: events}, one.asked, days=one.days, at_least=one.at_least
        )
        for unit, events in one.histories.items()
    }
    nobody = dict.fromkeys(("at_start", "at_end", "joined_and_lost"), 0)
    found = by_customer(run(found), expected["00"][0])
    for unit, wanted in expected.items():
        never = all({name: row[name] for name in nobody} == nobody for row in wanted)
        assert found.get(unit, wanted if never else None) == wanted


@pytest.mark.parametrize("mode", ["exact", "on_or_after"])
@pytest.mark.parametrize("asked", ASKED[::2], ids=lambda asked: f"{asked[0]}-{asked[1]}-{asked[2]}")
def test_retention_of_each_customer_equals_the_definition(run, asked, mode):
    one = world(*asked)
    found = retention(
        rows.activity(one.events),
        period=one.asked.period,
        mode=mode,
        at_least=one.at_least,
        calendar=one.calendar,
        observed=one.observed,
        groups=rows.groups({unit: unit for unit in one.histories}),
    )
    names = ("cohort", "size", "period", "eligible", "returned", "complete")
    found = by_customer([row for row in run(found) if row["size"]], names)
    expected = {
        unit: [
            cell
            for cell in reference.retention_rows(
                {unit: events}, one.asked, mode=mode, at_least=one.at_least
            )
            if cell["size"]
        ]
        for unit, events in one.histories.items()
    }
    assert found == {unit: cells for unit, cells in expected.items() if cells}
