"""Relative days, rows of the builder, cells of an export, and names that are found by parts."""

import re
from datetime import date, datetime

import pytest

from tenure_web.customers import builder
from tenure_web.customers.builder import Line, condition_of, lines_from
from tenure_web.customers.exporting import csv_lines, safe
from tenure_web.customers.fields import Field
from tenure_web.customers.searching import pattern
from tenure_web.people.relative import day_of

FIELDS = [
    Field("risk", "Risk", "number"),
    Field("plan", "Plan", "text"),
    Field("매장 이름", "매장 이름", "text"),
    Field("auto_renew", "Renews", "flag"),
    Field("started_at", "Since", "time"),
    Field("due", "Due", "day"),
]
TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 3, 1)),
        ("TODAY - 1 day", date(2026, 2, 28)),
        ("today - 30 days", date(2026, 1, 30)),
        ("today+2 weeks", date(2026, 3, 15)),
        ("2026-01-01", None),
        ("today - 30", None),
        ("today - 30 months", None),
        ("yesterday", None),
    ],
)
def test_relative_days(text: str, day: date | None) -> None:
    assert day_of(text, TODAY) == day


@pytest.mark.parametrize(
    "lines",
    [
        [Line("risk", "ge", "0.3")],
        [Line("plan", "eq", "it's"), Line("risk", "lt", "0.5", "or"), Line("plan", "known")],
        [Line("auto_renew", "yes"), Line("auto_renew", "no", join="or")],
        [Line("started_at", "last", "30"), Line("due", "next", "14")],
        [Line("started_at", "ago", "90"), Line("due", "since", "2026-01-01")],
        [Line("매장 이름", "contains", "강남 1호점"), Line("매장 이름", "unknown")],
        [Line("risk", "ne", "0.25"), Line("plan", "starts", "te")],
    ],
)
def test_rows_and_conditions_say_the_same(lines: list[Line]) -> None:
    text, checked = condition_of(lines, FIELDS)
    assert not any(one.wrong for one in checked)
    assert lines_from(text, FIELDS) == lines


@pytest.mark.parametrize(
    "text",
    [
        "risk > 0.3 and (plan = 'a' or plan = 'b')",
        "not (risk > 0.3)",
        "risk between 0.1 and 0.2",
        "plan in ('a', 'b')",
        "risk >",
    ],
)
def test_what_rows_cannot_say_stays_text(text: str) -> None:
    assert lines_from(text, FIELDS) is None


def test_each_kind_of_field_can_be_compared() -> None:
    for field in FIELDS:
        for operator in builder.OPERATORS[field.kind]:
            line = Line(field.name, operator, "7" if field.kind != "day" else "3")
            text, (checked,) = condition_of([line], FIELDS)
            assert text
            assert not checked.wrong, operator


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "＝1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe(text) == f"'{text}"


def test_cells_are_quoted_and_dates_written_out() -> None:
    rows = [
        [
            ("a,b", None, 1.5, date(2026, 1, 2), datetime(2026, 1, 2, 3)),
            ('가"나', True, -1, None, None),
        ]
    ]
    told = b"".join(csv_lines(["=x", "b", "c", "d", "e"], rows)).decode("utf-8-sig")
    assert told.splitlines() == [
        "'=x,b,c,d,e",
        '"a,b",,1.5,2026-01-02,2026-01-02T03:00:00Z',
        '"가""나",True,-1,,',
    ]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ㅇㄹㅇ", "임라온"),
        ("라오", "임라온"),
        ("임ㄹ", "임라온"),
        ("라온", "임라온"),
        ("tHorn", "Nadia Thornmore"),
        ("나 라", "나라 상사"),
        ("a.c", "x a.c y"),
    ],
)
def test_names_are_found_by_parts(typed: str, name: str) -> None:
    assert re.search(pattern(typed), name)


@pytest.mark.parametrize(
    ("typed", "name"), [("ㅇㄴㅇ", "임라온"), ("라온", "임라오"), ("a.c", "abc"), ("(", "x")]
)
def test_other_names_are_not(typed: str, name: str) -> None:
    assert not re.search(pattern(typed), name)
