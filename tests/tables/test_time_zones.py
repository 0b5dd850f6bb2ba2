"""Whole days are days of the company; naive times are UTC or the table's, through daylight saving."""

from datetime import datetime

import pyarrow as pa
import pytest

from tables.support import EVENTS, HEADER, instants, mapped, parquet

NEW_YORK = {"company_zone": "America/New_York"}


@pytest.mark.parametrize(
    ("zone", "days", "starts"),
    [
        ("Asia/Seoul", ["2026-03-01", "2026-07-01"], ["2026-02-28 15:00", "2026-06-30 15:00"]),
        (
            "America/New_York",
            ["2026-03-07", "2026-03-08", "2026-03-09", "2025-11-02", "2025-11-03"],
            [
                "2026-03-07 05:00",
                "2026-03-08 05:00",
                "2026-03-09 04:00",
                "2025-11-02 04:00",
                "2025-11-03 05:00",
            ],
        ),
        ("UTC", ["2026-03-01"], ["2026-03-01 00:00"]),
    ],
)
def test_a_day_begins_where_the_company_is(engine, zone, days, starts):
    expected = [datetime.fromisoformat(start) for start in starts]
    assert instants(engine, days, company_zone=zone) == expected
    typed = pa.array([datetime.fromisoformat(day).date() for day in days])
    assert instants(engine, typed, company_zone=zone) == expected
    midnights = [f"{day} 00:00:00" for day in days]
    assert instants(engine, midnights, company_zone=zone) == expected


def test_the_zone_of_a_table_does_not_move_its_days(engine):
    found = instants(engine, ["2026-03-01"], time_zone="Asia/Seoul", **NEW_YORK)
    assert found == [datetime(2026, 3, 1, 5)]


def test_naive_times_are_utc(engine):
    texts = ["2026-03-01 10:00", "2026-03-08 02:30"]
    expected = [datetime(2026, 3, 1, 10), datetime(2026, 3, 8, 2, 30)]
    assert instants(engine, texts, **NEW_YORK) == expected
    assert instants(engine, pa.array(expected), **NEW_YORK) == expected


def test_naive_times_of_a_table_with_a_zone_go_through_daylight_saving(engine):
    """02:30 does not exist on the day of the jump; 01:30 comes twice and is the first."""
    texts = [
        "2026-03-08 01:59:59",
        "2026-03-08 02:30:00",
        "2026-03-08 03:00:00",
        "2025-11-02 00:59:59",
        "2025-11-02 01:30:00",
        "2025-11-02 02:00:00",
    ]
    expected = [
        datetime(2026, 3, 8, 6, 59, 59),
        datetime(2026, 3, 8, 7, 30),
        datetime(2026, 3, 8, 7),
        datetime(2025, 11, 2, 4, 59, 59),
        datetime(2025, 11, 2, 5, 30),
        datetime(2025, 11, 2, 7),
    ]
    assert instants(engine, texts, time_zone="America/New_York") == expected
    typed = pa.array([datetime.fromisoformat(text) for text in texts])
    assert instants(engine, typed, time_zone="America/New_York") == expected


def test_days_among_times_are_the_companys_too(engine):
    texts = ["2026-03-01", "2026-03-01 10:00", "2026-03-01T10:00:00+09:00"]
    found = instants(engine, texts, time_zone="Asia/Seoul", **NEW_YORK)
    assert found == [
        datetime(2026, 3, 1, 5),
        datetime(2026, 3, 1, 1),
        datetime(2026, 3, 1, 1),
    ]


def test_midnight_with_an_offset_is_an_instant_and_no_day(engine):
    texts = ["2026-03-07T00:00:00Z", "2026-03-08T00:00:00+09:00"]
    found = instants(engine, texts, **NEW_YORK)
    assert found == [datetime(2026, 3, 7), datetime(2026, 3, 7, 15)]


def test_typed_midnights_with_a_zone_are_instants_and_no_days(engine):
    array = pa.array([datetime(2026, 3, 7), datetime(2026, 3, 8)], pa.timestamp("us", "UTC"))
    assert instants(engine, array, **NEW_YORK) == [datetime(2026, 3, 7), datetime(2026, 3, 8)]


def test_counts_from_1970_are_instants_whatever_the_zones(engine):
    found = instants(engine, ["1772323200"], time_zone="Asia/Seoul", **NEW_YORK)
    assert found == [datetime(2026, 3, 1)]
    array = pa.array([1772323200])
    assert instants(engine, array, time_zone="Asia/Seoul") == [datetime(2026, 3, 1)]


def test_the_zone_in_tenure_toml_is_the_one_of_the_table(company):
    text = HEADER + "C1,2026-03-01 08:30,a\n"
    found = company({"events.csv": text}, EVENTS + 'time_zone = "Asia/Seoul"\n', zone="Asia/Seoul")
    assert found.column("occurred_at") == [datetime(2026, 2, 28, 23, 30)]
    assert found.summary().first == "2026-03-01"


def test_the_clock_of_this_machine_changes_nothing(company, monkeypatch):
    """Zoned and naive times in two files of one table meet in UTC."""
    monkeypatch.setenv("TZ", "Asia/Seoul")
    at = datetime(2026, 3, 1, 10)
    files = {
        "e1.parquet": parquet(
            customer_id=["A"], occurred_at=pa.array([at], pa.timestamp("us", "UTC"))
        ),
        "e2.parquet": parquet(customer_id=["B"], occurred_at=pa.array([at], pa.timestamp("ms"))),
    }
    found = company(files, '[tables.events]\nfrom = "e*.parquet"\n')
    assert found.column("occurred_at") == [at, at]


def test_attributes_that_are_times_follow_the_same_rules(engine):
    columns = {"renewed": ["2026-03-01", "2026-03-08"], "note": ["2026-03-01", "2026-03-08 call"]}
    rows, _ = mapped(engine, columns, company_zone="Asia/Seoul")
    assert rows[0]["renewed"] == datetime(2026, 2, 28, 15)
    assert rows[1]["note"] == "2026-03-08 call"
