"""Many periods: nothing changes where a long history is cut into pieces to be kept."""

from datetime import date, datetime, timedelta

import pytest

from support import reference, rows
from support.asking import attrition_of, inactive_of, retention_of
from support.reference import Asked

FIRST, DAYS = date(2023, 1, 1), 200
LAST = FIRST + timedelta(days=DAYS - 1)
OBSERVED = f"{FIRST} … {LAST}"
ASKED = Asked("UTC", "monday", FIRST, LAST, "day")
EDGES = (0, 30, 31, 32, 61, 62, 63, 64, 123, 124, 125, 127, 128, 185, 186, 187, 199)


def noon(day: int) -> datetime:
    return datetime(2023, 1, 1, 12) + timedelta(days=day)


HISTORIES = {
    "every edge": [noon(day) for day in EDGES],
    "every day": [noon(day) for day in range(DAYS)],
    **{f"day {day}": [noon(day)] for day in EDGES},
    **{f"since day {day}": [noon(day), noon(199)] for day in EDGES},
}
EVENTS = [(unit, at) for unit, events in HISTORIES.items() for at in events]


@pytest.mark.parametrize("after", [1, 70])
def test_attrition_by_day_over_200_days(run, after):
    expected = reference.attrition_rows(HISTORIES, ASKED, days=after)
    found = run(inactive_of(rows.activity(EVENTS), OBSERVED, after=after, period="day"))
    assert [{name: row[name] for name in expected[0]} for row in found] == expected


@pytest.mark.parametrize("mode", ["exact", "on_or_after"])
def test_retention_by_day_over_200_days(run, mode):
    expected = reference.retention_rows(HISTORIES, ASKED, mode=mode)
    found = run(retention_of(rows.activity(EVENTS), OBSERVED, period="day", mode=mode))
    assert len(found) == DAYS * (DAYS + 1) // 2
    assert [{name: cell[name] for name in expected[0]} for cell in found] == expected


@pytest.mark.parametrize(("to", "lost"), [(None, None), (datetime(2023, 5, 4), date(2023, 5, 3))])
def test_one_spell_over_all_of_it(run, to, lost):
    """From years before to years after, or to a midnight in between: the end is excluded."""
    spell = {"unit_id": "ana", "from_local": datetime(2001, 1, 1), "to_local": to}
    found = run(attrition_of(rows.table([spell]), OBSERVED, period="day"))
    assert [row["period_start"] for row in found if row["lost"]] == ([lost] if lost else [])
    assert all(row["joined"] == row["won_back"] == row["joined_and_lost"] == 0 for row in found)
    until = lost or LAST
    assert [row["at_start"] for row in found] == [
        int(row["period_start"] <= until) for row in found
    ]
