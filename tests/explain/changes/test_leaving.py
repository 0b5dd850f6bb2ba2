from datetime import date, datetime

import ibis
import pytest

from tenure.explain.changes.leaving import bought, daily, noticed, silent
from tenure.measure.attrition import attrition
from tenure.periods import Calendar, Observation

UTC = Calendar("UTC")
WEEK = Observation(date(2026, 3, 1), date(2026, 3, 7))


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, day, hour)


def lives(*rows: tuple[str, datetime, datetime | None]):
    names = {"unit_id": "string", "from_local": "timestamp", "left_local": "timestamp"}
    return ibis.memtable([dict(zip(names, row, strict=True)) for row in rows], schema=names)


def test_silence_is_dated_back_to_the_last_activity(run) -> None:
    spells = lives(("a", at(1), at(29, 10))).rename(to_local="left_local")
    assert run(silent(spells, 28))[0]["left_local"] == at(1, 10)


def test_a_contract_ends_with_its_notice_where_the_customer_gave_one(run) -> None:
    """The trap: a failed payment carries a date of cancelling, too, and is no notice.

    who  until   notice   voluntary        left
    a    day 20  day 5    yes              day 5
    b    day 20  day 5    no               day 20
    c    day 20  –        yes              day 20
    d    –       day 9    yes (another)    still there
    """
    spells = lives(
        ("a", at(1), at(20)), ("b", at(1), at(20)), ("c", at(1), at(20)), ("d", at(1), None)
    ).rename(to_local="left_local")
    kinds = {
        "unit_id": "string", "from_local": "timestamp", "to_local": "timestamp",
        "notice_local": "timestamp", "voluntary": "boolean",
    }  # fmt: skip
    told = [
        ("a", at(1), at(20), at(5), True),
        ("b", at(1), at(20), at(5), False),
        ("c", at(1), at(20), None, True),
        ("d", at(1), at(12), at(9), True),
    ]
    contracts = ibis.memtable([dict(zip(kinds, one, strict=True)) for one in told], schema=kinds)
    found = {row["unit_id"]: row["left_local"] for row in run(noticed(spells, contracts))}
    assert found == {"a": at(5), "b": at(20), "c": at(20), "d": None}


def test_a_buyer_left_with_the_last_purchase_of_a_stretch(run) -> None:
    """a buys on days 1 and 4, each expected to last 5 days; and again on day 20."""
    spells = lives(("a", at(1), at(4)), ("a", at(4), at(9)), ("a", at(20), at(25)))
    found = run(bought(spells.rename(to_local="left_local")).order_by("from_local"))
    assert [(r["from_local"], r["left_local"], r["lag_days"]) for r in found] == [
        (at(1), at(4), 5.0), (at(20), at(20), 5.0),
    ]  # fmt: skip


def test_days_are_counted_as_attrition_by_the_day_counts_them(run) -> None:
    """Midnights on the boundary, a visit within a day, one who was there before, one who stays.

    at midnight   1 2 3 4 5 6 7
    a from before ─────┤              left on day 3 at 10:00
    b             ├─┤                 from the 2nd 00:00 to the 3rd 00:00
    c                 ··              within day 4: there at no midnight
    d                   ├───────      from day 5 on
    """
    rows = lives(
        ("a", datetime(2026, 2, 1), at(3, 10)),
        ("b", at(2), at(3)),
        ("c", at(4, 8), at(4, 20)),
        ("d", at(5, 9), None),
    )
    flows = run(daily(rows, None, UTC, WEEK))
    first = UTC.number(WEEK.first, "day")
    there, counts = 0, []
    for day in range(7):
        here = [row for row in flows if row["mark"] == first + day]
        there += sum(row["entered"] - row["gone"] for row in here)
        gone = [row["gone"] for row in flows if row["mark"] == first + day + 1]
        counts.append((there, sum(gone)))
    spells = rows.rename(to_local="left_local")
    measured = run(attrition(spells, period="day", calendar=UTC, observed=WEEK))
    assert counts == [(row["at_start"], row["lost"]) for row in measured]
    assert counts == [(1, 0), (2, 1), (1, 1), (0, 0), (0, 0), (1, 0), (1, 0)]


def test_groups_are_counted_apart(run) -> None:
    rows = lives(("a", at(1), at(3, 10)), ("b", at(1), None), ("x", at(1), at(2)))
    groups = ibis.memtable({"unit_id": ["a", "b"], "group": ["in", "out"]})
    flows = run(daily(rows, groups, UTC, WEEK))
    assert {(row["group"], row["gone"]) for row in flows if row["gone"]} == {("in", 1)}
    assert sum(row["entered"] for row in flows) == 2


@pytest.mark.parametrize("left", [at(9), datetime(2026, 4, 1)])
def test_leaving_after_the_observation_is_not_seen_within_it(run, left: datetime) -> None:
    flows = run(daily(lives(("a", at(1), left)), None, UTC, WEEK))
    last = UTC.number(WEEK.end, "day")
    assert all(row["mark"] > last for row in flows if row["gone"])
