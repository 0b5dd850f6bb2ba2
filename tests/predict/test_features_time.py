"""Nothing that came later, or was known later, moves a feature."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from math import isclose
from typing import Any

import pytest

from support.feature_worlds import COLUMNS, INSTANT, PLAN, FactWorld, Rows, table, world
from tenure.predict.features.matrix import features, matrix

DATES = (date(2024, 2, 29), date(2024, 3, 10), date(2024, 5, 1))
NEVER = datetime(2030, 1, 1)


@pytest.fixture(scope="module")
def made() -> FactWorld:
    return world(seed=11, zone="America/New_York", dates=DATES)


def asked(run: Any, made: FactWorld, *, of: FactWorld | None = None) -> dict[Any, dict[str, Any]]:
    """Ask for the units of a world, with the tables of another."""
    found = matrix((of or made).sources(), made.points, PLAN, population=made.population())
    return {(row["unit_id"], row["as_of"]): row for row in run(found)}


def moved(before: dict[Any, dict[str, Any]], after: dict[Any, dict[str, Any]]) -> list[Any]:
    """List the values that differ: (unit and date, feature, before, after)."""
    assert before.keys() == after.keys()
    return [
        (key, name, value, after[key][name])
        for key, row in before.items()
        for name, value in row.items()
        if not _same(value, after[key][name])
    ]


def _same(one: Any, two: Any) -> bool:
    numbers = isinstance(one, float) and isinstance(two, float)
    return isclose(one, two, rel_tol=1e-9) if numbers else bool(one == two)


def as_known(made: FactWorld, as_of: date) -> FactWorld:
    """Return the world as its tables were at the midnight of a date."""
    end = made.midnight(as_of)

    def there(name: str, row: dict[str, Any]) -> bool:
        happened = row.get(INSTANT.get(name, "valid_from"))
        if name == "subscriptions":  # one that begins at that very midnight is in force
            return happened <= end
        late = happened is not None and happened >= end
        return not late and (row.get("known_at") or end - timedelta(1)) < end

    def then(row: dict[str, Any]) -> dict[str, Any]:
        later = [key for key, value in row.items() if isinstance(value, datetime) and value >= end]
        later = [key for key in later if key not in ("started_at", "ends_at")]
        kept = {**row, **dict.fromkeys(later)}
        if "resolved_at" in later:
            kept["score"] = None
        if "cancelled_at" in later:
            kept["auto_renew"] = True
        if kept.get("cancelled_at") is not None and "ended_at" in later:
            kept["ended_at"] = row["ended_at"]  # notice was given of that end
        return kept

    tables = {
        name: [then(row) for row in rows if there(name, row)] for name, rows in made.tables.items()
    }
    for name in ("units", "members"):
        tables[name] = [
            {**row, "started_at": None} if name == "units" and _late(row, end) else row
            for row in made.tables[name]
            if name == "units" or not _late(row, end)
        ]
    return replace(made, dates=(as_of,), tables=tables)


def _late(row: dict[str, Any], end: datetime) -> bool:
    return row["started_at"] is not None and row["started_at"] >= end


def test_a_grid_tells_of_each_date_what_that_date_alone_tells(run, made):
    """With all data, for three dates at once; and date by date with what was there then."""
    whole = asked(run, made)
    for as_of in DATES:
        then = as_known(made, as_of)
        assert sum(map(len, then.tables.values())) < sum(map(len, made.tables.values()))
        alone = asked(run, then)
        assert len(alone) == len(made.units)
        assert moved(alone, {key: whole[key] for key in alone}) == []


def test_what_is_planted_in_the_future_moves_nothing(run, made):
    """Into every table: facts from the midnight on, and facts of before that were known from it."""
    today = replace(made, dates=DATES[-1:])
    planted = replace(today, tables=_planted(today))
    grown = {name for name, rows in planted.tables.items() if len(rows) > len(made.tables[name])}
    assert grown == set(COLUMNS) - {"units"}
    changed = {name for name, rows in planted.tables.items() if rows != made.tables[name]}
    assert changed == set(COLUMNS)
    before = asked(run, today)
    assert moved(before, asked(run, today, of=planted)) == []
    events = replace(planted, tables={**planted.tables, "events": _earlier(planted, "events")})
    assert "events_7d" in {name for _, name, *_ in moved(before, asked(run, today, of=events))}


def test_a_score_of_help_that_has_no_day_of_its_own_is_not_used(made):
    """It is given after the request, and nobody knows when."""

    def names(*columns: str) -> set[str]:
        own = table("tickets", made.tables["tickets"]).select("unit_id", "opened_at", *columns)
        return {one.name for one in features(made.sources(tickets=own), PLAN)}

    assert "ticket_score_365d" not in names("score")
    assert "ticket_score_365d" not in names("score", "first_response_at")
    for dated in ("resolved_at", "known_at"):
        assert "ticket_score_365d" in names("score", dated)


def _earlier(made: FactWorld, name: str) -> Rows:
    """Move what was planted a moment back, to before the midnight: now it must count."""
    end = made.midnight(DATES[-1])
    moved = []
    for row in made.tables[name]:
        late = row[INSTANT[name]] == end
        moved.append({**row, INSTANT[name]: end - timedelta(microseconds=1)} if late else row)
    return moved


def _planted(made: FactWorld) -> dict[str, Rows]:
    """Return the tables with what nobody could know at the midnight of the last date."""
    end = made.midnight(DATES[-1])
    tables = {name: list(rows) for name, rows in made.tables.items()}
    later = {"resolved_at": "tickets", "opened_at": "touches", "clicked_at": "touches"}
    for column, name in {**later, "first_response_at": "tickets"}.items():
        tables[name] = [_until(row, column, end) for row in tables[name]]
    tables["subscriptions"] = [_noticed(row, end) for row in tables["subscriptions"]]
    tables["units"] = [_until(row, "started_at", end + timedelta(1)) for row in tables["units"]]
    for name, instant in INSTANT.items():
        known = [row for row in made.tables[name] if row["unit_id"] and row[instant] < end]
        afterwards = [{**row, instant: end, "known_at": None} for row in known]
        late = [{**row, "known_at": end} for row in known] if "known_at" in COLUMNS[name] else []
        if name == "subscriptions":
            afterwards = [{**row, instant: end + timedelta(microseconds=1)} for row in known]
        tables[name] += [*afterwards, *late]
    tables["histories"] += [
        {"unit_id": unit, "valid_from": end, "valid_to": None, "vip": True, "Region": "later"}
        for unit in made.units
    ]
    tables["members"] += [
        {"logo_id": "logo1", "user_id": f"new {number}", "started_at": end} for number in range(3)
    ]
    return tables


def _until(row: dict[str, Any], column: str, end: datetime) -> dict[str, Any]:
    """Let something happen later that had not happened."""
    score = {"score": 1.0} if column == "resolved_at" else {}
    return {**row, column: end, **score} if row[column] is None else row


def _noticed(row: dict[str, Any], end: datetime) -> dict[str, Any]:
    """Let a contract that renews itself be cancelled later, which moves all that it says."""
    goes_on = row["auto_renew"] and row["cancelled_at"] is None and row["ended_at"] is None
    if not goes_on or row["term_months"] is None:
        return row
    over = {"cancelled_at": end, "ended_at": end + timedelta(20), "ends_at": NEVER}
    return {**row, **over, "auto_renew": False}
