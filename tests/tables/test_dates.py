"""Every way of writing a date: read right, or said to be unclear or unreadable."""

from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest

from tables.support import EVENTS, HEADER, instants, mapped

MARCH, MAY = datetime(2026, 3, 1), datetime(2025, 5, 31)
HOURS = {"hour": 15, "minute": 4, "second": 5}


@pytest.mark.parametrize(
    "texts",
    [
        ["2026-03-01", "2025-05-31"],
        ["2026-3-1", "2025-5-31"],
        ["2026/03/01", "2025/5/31"],
        ["2026.03.01", "2025.05.31"],
        ["2026. 3. 1.", "2025. 5. 31."],
        ["2026. 3. 1", "2025. 5. 31"],
        ["20260301", "20250531"],
        ["01-03-2026", "31-05-2025"],
        ["01/03/2026", "31/05/2025"],
        ["1/3/2026", "31/5/2025"],
        ["03-01-2026", "05-31-2025"],
        ["03/01/2026", "05/31/2025"],
        ["01.03.2026", "31.05.2025"],
        ["Mar 1, 2026", "May 31, 2025"],
        ["March 1, 2026", "May 31, 2025"],
        ["1 Mar 2026", "31 May 2025"],
        ["1 March 2026", "31 May 2025"],
        ["01-MAR-2026", "31-MAY-2025"],
        ["2026년 3월 1일", "2025년 5월 31일"],
        ["2026년 03월 01일", "2025년 05월 31일"],
        ["2026년3월1일", "2025년5월31일"],
        ["2026년 3월 1일 (일)", "2025년 5월 31일(토요일)"],
    ],
)
def test_days(engine, texts):
    assert instants(engine, texts) == [MARCH, MAY]


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01 15:04:05",
        "2026-03-01T15:04:05",
        "2026-03-01T15:04:05Z",
        "2026-03-01 15:04:05 UTC",
        "2026/03/01 15:04:05",
        "2026.03.01 15:04:05",
        "20260301150405",
        "20260301T150405",
        "20260301T150405Z",
        "31-03-2026 15:04:05",
        "03/31/2026 15:04:05",
        "03/31/2026 3:04:05 PM",
        "Mar 1, 2026 03:04:05 PM",
        "2026년 3월 1일 15시 4분 5초",
        "2026년 3월 1일 오후 3:04:05",
        "2026-03-01 오후 3:04:05",
        "2026. 3. 1. 오후 3:04:05",
        "2026년 3월 1일 오후 3시 4분 5초",
        "1772377445",
        "1772377445000",
        "1772377445000000",
        "1772377445000000000",
    ],
)
def test_times_to_the_second(engine, text):
    [found] = instants(engine, [text])
    assert found in (MARCH.replace(**HOURS), MARCH.replace(day=31, **HOURS))


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("2026-03-01 15:04", 15, 4),
        ("2026-03-01T15:04Z", 15, 4),
        ("202603011504", 15, 4),
        ("2026년 3월 1일 15시 04분", 15, 4),
        ("2026-03-01 오전 12:30", 0, 30),
        ("2026-03-01 오후 12:30", 12, 30),
        ("2026. 3. 1. 오전 9:05", 9, 5),
    ],
)
def test_times_to_the_minute(engine, text, hour, minute):
    assert instants(engine, [text]) == [MARCH.replace(hour=hour, minute=minute)]


def test_fractions_of_a_second_are_kept_to_the_microsecond(engine):
    texts = [
        "2026-03-01T00:00:00.5",
        "2026-03-01 00:00:00.500000",
        "2026-03-01T00:00:00.500000999Z",
        "2026-03-01T00:00:00.5+00:00",
        "1772323200.5",
    ]
    assert instants(engine, texts) == [MARCH.replace(microsecond=500_000)] * 5


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2026-03-01T12:00:00+09:00", 3),
        ("2026-03-01 12:00:00+09", 3),
        ("2026-03-01 12:00:00 +0900", 3),
        ("2026-03-01T12:00+09:00", 3),
        ("2026-03-01T12:00:00.000+09:00", 3),
        ("2026-03-01T12:00:00+09:00[Asia/Seoul]", 3),
        ("2026-03-01 12:00:00-05:30", 17.5),
        ("20260301T120000-0500", 17),
    ],
)
def test_offsets_from_utc_are_applied_whatever_the_zone_of_the_table(engine, text, hours):
    for zone in ("UTC", "Asia/Seoul", "America/New_York"):
        found = instants(engine, [text], time_zone=zone, company_zone=zone)
        assert found == [MARCH + timedelta(hours=hours)]


def test_offsets_are_applied_to_formats_of_the_company_too(engine):
    texts = ["01.03.2026 12:00 +0900", "01.03.2026 12:00 +0000"]
    expected = [MARCH.replace(hour=3), MARCH.replace(hour=12)]
    assert instants(engine, texts, dates=("%d.%m.%Y %H:%M %z",)) == expected
    assert instants(engine, ["2026-03-01T12:00:00Z"], dates=("%Y-%m-%dT%H:%M:%SZ",)) == expected[1:]


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "2026-02-30",
        "2026-13-01",
        "0000-00-00",
        "0001-01-01",
        "31/12/25",
        "25-12-31",
        "26. 3. 1.",
        "2026-03-01T",
        "2026-03-01 delivered",
        "290000-01-01",
        "infinity",
        "epoch",
        "now",
        "46082",
        "n/a",
    ],
)
def test_what_is_no_date_is_said_to_be_unreadable(engine, text):
    """Years of two digits and day numbers of a workbook are no dates by themselves."""
    rows, _ = mapped(engine, {"occurred_at": [text, "2026-03-01"]})
    assert [row["occurred_at"] for row in rows] == [None, MARCH]
    assert [row["_reason"] for row in rows] == ["occurred_at cannot be read", None]


def test_a_day_that_is_missing_is_not_unreadable(engine):
    rows, _ = mapped(engine, {"occurred_at": ["", "NULL", None, "2026-03-01"]})
    assert [row["_reason"] for row in rows] == ["no occurred_at"] * 3 + [None]


@pytest.mark.parametrize("text", ["1970-01-01", "1970-01-01T00:00:00Z", "1900-01-01"])
def test_a_stand_in_for_an_unknown_date_is_no_date_of_a_fact(engine, text):
    rows, _ = mapped(engine, {"occurred_at": [text, "2026-03-01"]})
    assert [row["_reason"] for row in rows] == ["occurred_at is 1970-01-01 or before", None]


def test_formats_of_the_company_are_the_only_ones(engine):
    texts = ["31-12-2025", "2025/12/30", "Dec 29 2025"]
    found = instants(engine, texts, dates=("%d-%m-%Y", "%Y/%m/%d"))
    assert found == [datetime(2025, 12, 31), datetime(2025, 12, 30), None]


def test_formats_of_the_company_may_be_of_any_kind(engine):
    assert instants(engine, ["31/12/25"], dates=("%d/%m/%y",)) == [datetime(2025, 12, 31)]
    assert instants(engine, ["1.3.2026 15h04"], dates=("%d.%m.%Y %Hh%M",)) == [
        MARCH.replace(hour=15, minute=4)
    ]
    assert instants(
        engine, ["2026년 3월 1일 오후 3시 4분"], dates=("%Y년 %m월 %d일 %p %I시 %M분",)
    ) == [MARCH.replace(hour=15, minute=4)]


@pytest.mark.parametrize("sign", ["-", "/"])
def test_day_and_month_that_can_be_swapped_are_reported(engine, sign):
    texts = [f"01{sign}02{sign}2026", f"03{sign}04{sign}2026"]
    rows, found = mapped(engine, {"occurred_at": texts})
    assert [row["occurred_at"] for row in rows] == [datetime(2026, 2, 1), datetime(2026, 4, 3)]
    day_first, month_first = f"%d{sign}%m{sign}%Y", f"%m{sign}%d{sign}%Y"
    assert found["occurred_at"].ambiguous == (day_first, month_first)


def test_one_day_after_the_twelfth_decides(engine):
    texts = ["01/02/2026"] * 50 + ["01/13/2026"]
    rows, found = mapped(engine, {"occurred_at": texts})
    assert rows[0]["occurred_at"] == datetime(2026, 1, 2)
    assert found["occurred_at"].ambiguous == ()


def test_the_whole_column_decides_not_its_beginning(engine):
    texts = ["01/02/2026"] * 6_000 + ["01/13/2026"]
    rows, _ = mapped(engine, {"occurred_at": texts})
    assert rows[0]["occurred_at"] == datetime(2026, 1, 2)


def test_another_column_of_the_table_decides(engine):
    """American dates: the start could be read either way, the end only one."""
    columns = {
        "started_at": ["01/02/2026", "02/03/2026"],
        "ended_at": ["01/31/2026", "02/28/2026"],
    }
    rows, found = mapped(engine, columns, table="subscriptions")
    assert [row["started_at"] for row in rows] == [datetime(2026, 1, 2), datetime(2026, 2, 3)]
    assert found["started_at"].ambiguous == ()


def test_an_unclear_date_is_a_finding_that_says_what_to_write(company):
    found = company({"events.csv": HEADER + "C1,01/02/2026,a\nC2,03/04/2026,b\n"})
    finding = found.findings()["ambiguous_dates", "occurred_at"]
    assert finding.severity == "warning"
    assert 'dates = "%d/%m/%Y"' in finding.action("en")
    assert "%m/%d/%Y" in finding.message("ko")


def test_one_column_may_hold_several_ways_of_writing(engine):
    texts = ["2026-03-01", "2026년 3월 1일", "01-Mar-2026", "20260301", "2026. 3. 1."]
    assert instants(engine, texts)[:4] == [MARCH] * 4


def test_ways_that_differ_only_by_day_and_month_are_not_mixed(engine):
    """The last is a slip of the pen, not an American date."""
    texts = ["31/01/2026", "28/02/2026", "01/31/2026"]
    assert instants(engine, texts)[2] is None


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (pa.array([MARCH.date()]), MARCH),
        (pa.array([MARCH.date()], pa.date64()), MARCH),
        (pa.array([20260301]), MARCH),
        (pa.array([20260301.0]), MARCH),
        (pa.array([1772377445]), MARCH.replace(**HOURS)),
        (pa.array([1772377445000]), MARCH.replace(**HOURS)),
        (pa.array([1772377445.0]), MARCH.replace(**HOURS)),
        *(
            (pa.array([MARCH.replace(**HOURS)], pa.timestamp(unit)), MARCH.replace(**HOURS))
            for unit in ("s", "ms", "us", "ns")
        ),
        *(
            (pa.array([MARCH.replace(**HOURS)], pa.timestamp("us", zone)), MARCH.replace(**HOURS))
            for zone in ("UTC", "Asia/Seoul", "America/New_York", "+09:00")
        ),
    ],
)
def test_typed_columns(engine, array, expected):
    assert instants(engine, array) == [expected]


def test_typed_instants_that_no_calendar_holds_are_unreadable(engine):
    """Milliseconds taken for seconds: the year 58,000."""
    array = pa.array([9_000_000_000_000_000_000, 1_772_377_445_000_000], pa.timestamp("us"))
    rows, _ = mapped(engine, {"occurred_at": array})
    assert [row["_reason"] for row in rows] == ["occurred_at cannot be read", None]


def test_numbers_that_are_no_date_are_unreadable(engine):
    rows, _ = mapped(engine, {"occurred_at": pa.array([20261301, 0, None])})
    assert [row["_reason"] for row in rows] == ["occurred_at cannot be read"] * 2 + [
        "no occurred_at"
    ]


def test_never_is_a_date_that_can_be_shown(company):
    """9999-12-31, by which systems say that something does not end."""
    tables = '[tables.subscriptions]\nfrom = "contracts.csv"\n'
    text = "subscription_id,customer_id,started_at,ended_at\nS1,C1,9999-12-31,2026-01-01\n"
    for zone in ("Asia/Seoul", "America/New_York"):
        found = company({"contracts.csv": text}, tables, zone=zone)
        [row] = found.rows("subscriptions")
        assert row["started_at"] == datetime(9999, 12, 31)
        finding = found.findings("subscriptions")["ends_before_start", "ended_at"]
        assert finding.samples[0]["started_at"].startswith("9999-12-31")
        assert found.summary("subscriptions").last == "9999-12-31"


def test_days_are_covered_from_the_first_to_the_last(company):
    found = company({"events.csv": HEADER + "C1,31-12-2025,a\nC2,02-01-2026,b\n"}, EVENTS)
    assert (found.summary().first, found.summary().last) == ("2025-12-31", "2026-01-02")
    assert found.reading("occurred_at").first == date(2025, 12, 31).isoformat()
