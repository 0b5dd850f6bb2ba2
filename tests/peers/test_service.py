"""Service times on RavenStack's 2,000 tickets, against its own hours and plain arithmetic."""

from datetime import date, datetime, time, timedelta

import pandas as pd
import pytest

from peers.test_real_data import DATA, HERE, NOW, definitions
from tenure.company import Company
from tenure.definitions import loads
from tenure.measure.business_time import BusinessCalendar, national_holidays, read_hours
from tenure.measure.service import ticket_times
from tenure.periods import Calendar

ZONE = "America/New_York"
FIRST, LAST = date(2023, 1, 1), date(2025, 1, 31)


@pytest.fixture(scope="module")
def tickets(tmp_path_factory):
    """Give the tickets, read as the product does and as pandas does."""
    folder = tmp_path_factory.mktemp("ravenstack")
    definitions("ravenstack", folder)  # skips where the data are not
    text = (HERE / "ravenstack" / "tenure.toml").read_text("utf-8")
    text = text.replace("../../../../shared/data", DATA.as_posix())
    said = f'[tables.tickets]\ntime_zone = "{ZONE}"\n'  # else times count as UTC, days as local
    text = text.replace("[tables.tickets]\n", said)
    with Company(loads(text, source="ravenstack", folder=folder), today=NOW.date()) as company:
        frame = pd.read_csv(
            DATA / "ravenstack" / "ravenstack_support_tickets.csv", encoding="utf-8-sig"
        )
        frame["opened"] = pd.to_datetime(frame.submitted_at, format="%d-%m-%Y")
        frame["closed"] = pd.to_datetime(frame.closed_at, format="mixed", dayfirst=True)
        yield company.data.tables["tickets"], frame.set_index("ticket_id"), company.engine


def minutes(tickets, calendar):
    table, _, engine = tickets
    clock = calendar.table(FIRST, LAST)
    as_of = Calendar(ZONE).midnight(LAST + timedelta(days=1))
    found = engine.execute(ticket_times(table, clock=clock, as_of=as_of), metric="test")
    return {row["ticket_id"]: row for row in found.to_pylist()}


def test_round_the_clock_it_is_the_hours_that_the_file_gives(tickets):
    found = minutes(tickets, BusinessCalendar(time_zone=ZONE))
    frame = tickets[1]
    assert len(found) == len(frame) == 2_000
    hours = {name: row["minutes"] / 60 for name, row in found.items()}
    apart = {name: hours[name] - frame.resolution_time_hours[name] for name in hours}
    turned = {name for name, hour in apart.items() if abs(hour) > 1e-9}
    assert {abs(apart[name]) for name in turned} == {1.0}
    days = {frame.opened[name].date() for name in turned}
    turns = [date(2023, 3, 12), date(2023, 11, 5), date(2024, 3, 10), date(2024, 11, 3)]
    assert turned
    assert all(min(abs((day - turn).days) for turn in turns) <= 3 for day in days)


def test_office_hours_without_public_holidays_equal_adding_up_days(tickets):
    off = national_holidays("US", [2023, 2024, 2025])
    calendar = BusinessCalendar(read_hours("mon-fri 09:00-12:30 13:15-17:00"), off, ZONE)
    hours = ((time(9), time(12, 30)), (time(13, 15), time(17)))

    def by_days(opened, closed):
        total, day = 0.0, opened.date()
        while day <= closed.date():
            if day.weekday() < 5 and day not in off:
                for begin, end in hours:
                    low = max(datetime.combine(day, begin), opened)
                    high = min(datetime.combine(day, end), closed)
                    total += max((high - low).total_seconds(), 0) / 60
            day += timedelta(days=1)
        return total

    found, frame = minutes(tickets, calendar), tickets[1]
    for name, row in found.items():
        assert row["minutes"] == by_days(frame.opened[name], frame.closed[name])
        assert not row["open"]
        assert not row["unusable"]


def test_days_and_times_on_two_clocks_are_found(tmp_path):
    """Tickets are opened on a day of New York and closed at a time of nobody says where."""
    with Company(definitions("ravenstack", tmp_path), today=NOW.date()) as company:
        findings = company.quality_of("tickets").findings
    (found,) = (one for one in findings if one.code == "times_and_days")
    assert (found.severity, found.column) == ("warning", "resolved_at")
    assert found.detail["days"] == "opened_at"
