"""Workbooks as people fill them in by hand."""

from datetime import date, datetime, time

import pytest

from tables.support import workbook
from tenure.errors import SourceError

EVENTS = '[tables.events]\nfrom = "events.xlsx"\n'
HEADER = ["customer_id", "occurred_at", "name"]
FIRST = ["A", date(2026, 3, 1), "시청"]
SECOND = ["B", date(2026, 3, 8), "가입"]


def test_dates_are_days_of_the_company_and_times_are_utc(company):
    days = workbook(HEADER, FIRST, SECOND)
    found = company({"events.xlsx": days}, EVENTS, zone="America/New_York")
    assert found.column("occurred_at") == [datetime(2026, 3, 1, 5), datetime(2026, 3, 8, 5)]
    times = workbook(HEADER, ["A", datetime(2026, 3, 1, 10, 30, 15), "a"])
    found = company({"events.xlsx": times}, EVENTS, zone="America/New_York")
    assert found.column("occurred_at") == [datetime(2026, 3, 1, 10, 30, 15)]


def test_dates_and_texts_of_dates_in_one_column(company):
    rows = workbook(
        HEADER,
        FIRST,
        ["B", "2026-03-02", "b"],
        ["C", "2026년 3월 3일", "c"],
        ["D", "4.3.2026", "d"],
    )
    found = company({"events.xlsx": rows}, EVENTS)
    assert [at.day for at in found.column("occurred_at")] == [1, 2, 3, 4]


def test_identifiers_and_values_of_mixed_kinds(company):
    rows = workbook(
        [*HEADER, "value", "vip"],
        [17850, date(2026, 3, 1), "a", 1, True],
        ["A12", date(2026, 3, 1), 5, "2,500", False],
        ["00123", date(2026, 3, 1), None, "-", None],
        [1.0, date(2026, 3, 1), "b", 2.5, True],
    )
    found = company({"events.xlsx": rows}, EVENTS)
    assert found.column("customer_id") == ["17850", "A12", "00123", "1"]
    assert found.column("value") == [1, 2500, None, 2.5]
    assert found.column("vip") == [True, False, None, True]
    assert found.findings()["unreadable", "value"].count == 1


def test_a_kind_that_changes_late_loses_nothing(company):
    rows = [[number, date(2026, 3, 1), "a"] for number in range(1_500)]
    found = company({"events.xlsx": workbook(HEADER, *rows, ["Z9", "soon", "b"])}, EVENTS)
    assert found.summary().read == 1_501
    assert found.column("customer_id")[:2] == ["0", "1"]
    assert found.quarantine()[0]["customer_id"] == "Z9"


def test_rows_without_any_value_are_no_rows(company):
    rows = workbook(HEADER, FIRST, [], [None, None, None], SECOND, [None, None, "left over"])
    found = company({"events.xlsx": rows}, EVENTS)
    assert (found.summary().read, found.summary().kept) == (3, 2)
    assert found.findings()["missing", "customer_id"].samples[0]["row"] == "5"


def test_the_sheet_that_is_named_is_read(company):
    book = workbook(Notes=[["x"], [1]], 행사=[HEADER, FIRST])
    found = company({"events.xlsx": book}, EVENTS + 'sheet = "행사"\n')
    assert found.column("name") == ["시청"]


def test_a_sheet_that_is_not_there_is_suggested(company):
    book = workbook(Notes=[["x"]], Events=[HEADER])
    with pytest.raises(SourceError, match="there are: Notes, Events") as caught:
        company({"events.xlsx": book}, EVENTS + 'sheet = "Event"\n')
    assert caught.value.hint == "did you mean 'Events'?"


def test_rows_above_the_header_are_left_out_when_that_is_said(company):
    rows = workbook(["Report of March"], [], HEADER, FIRST)
    assert company({"events.xlsx": rows}, EVENTS + "skip_rows = 2\n").column("name") == ["시청"]


def test_a_header_alone_is_a_table_without_rows(company):
    assert company({"events.xlsx": workbook(HEADER)}, EVENTS).rows() == []


def test_an_empty_sheet_is_refused(company):
    with pytest.raises(SourceError, match="the sheet 'Sheet' is empty"):
        company({"events.xlsx": workbook()}, EVENTS)


@pytest.mark.parametrize(
    "content", [b"", b"PK rubbish", b"<html><table><tr><td>1</td></tr></table>"]
)
def test_what_is_no_workbook_is_refused(company, content):
    with pytest.raises(SourceError, match=r"events\.xlsx: this workbook cannot be opened"):
        company({"events.xlsx": content}, EVENTS)


def test_names_of_columns_as_people_write_them(company):
    rows = workbook(
        [" customer_id ", "Occurred At", "name", "name", "고객 등급", None, 2024],
        [*FIRST, "b", "VIP", None, 7],
    )
    row = company({"events.xlsx": rows}, EVENTS).rows()[0]
    assert (row["customer_id"], row["name_1"], row["고객 등급"], row["2024"]) == (
        "A",
        "b",
        "VIP",
        7,
    )
    assert len(row) == 6


def test_errors_and_times_of_day_in_cells(company):
    rows = workbook(
        [*HEADER, "value", "at"], [*FIRST, "#N/A", time(10, 30)], [*SECOND, "#DIV/0!", time(11)]
    )
    found = company({"events.xlsx": rows}, EVENTS)
    assert found.column("value") == [None, None]
    assert [at.hour for at in found.column("at")] == [10, 11]


def test_workbooks_of_one_table_may_differ_in_columns_and_kinds(company):
    files = {
        "e1.xlsx": workbook([*HEADER, "x"], [*FIRST, 1]),
        "e2.xlsx": workbook(
            ["name", "occurred_at", "customer_id", "x"], [5, "2026-03-02", 17850, "q"]
        ),
    }
    found = company(files, '[tables.events]\nfrom = "e*.xlsx"\n')
    assert found.column("customer_id") == ["A", "17850"]
    assert found.column("name") == ["시청", "5"]
    assert found.column("x") == ["1", "q"]
