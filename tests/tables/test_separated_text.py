"""Separators, quotes, headers: what makes a table of separated text."""

import unicodedata

import pytest

from tables.support import EVENTS, HEADER
from tenure.errors import SourceError

KOREAN = "customer_id,occurred_at,name,고객 등급\nC1,2026-03-01,시청,VIP\nC2,2026-03-02,가입,일반\n"


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_the_separator_is_found(company, separator):
    found = company({"events.csv": KOREAN.replace(",", separator)})
    assert found.column("고객 등급") == ["VIP", "일반"]


def test_the_separator_is_the_one_that_records_agree_on(company):
    """More commas than semicolons, but only semicolons cut every record like the header."""
    text = "customer_id;occurred_at;name\nC1;2026-03-01;a, b, c, d\nC2;2026-03-02;e, f\n"
    assert company({"events.csv": text}).column("name") == ["a, b, c, d", "e, f"]


def test_a_separator_that_is_said_wins(company):
    text = "customer_id^occurred_at^name\nC1^2026-03-01^a,b;c\n"
    found = company({"events.csv": text}, EVENTS + 'separator = "^"\n')
    assert found.column("name") == ["a,b;c"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(company, end):
    assert company({"events.csv": KOREAN.replace("\n", end)}).column("name") == ["시청", "가입"]


def test_lines_may_end_in_different_ways(company):
    text = HEADER + "C1,2026-03-01,a\r\nC2,2026-03-02,b\nC3,2026-03-03,c\r\nC4,short\n"
    found = company({"events.csv": text})
    assert found.column("name") == ["a", "b", "c"]
    assert found.malformed() == [("events.csv", 5, "2 columns, 3 expected", "C4,short")]


def test_quotes_hold_separators_quotes_and_line_ends(company):
    text = HEADER + 'C1,2026-03-01,"a\nb, c"\nC2,2026-03-02,"say ""hi"""\nC3,2026-03-03,5" screen\n'
    found = company({"events.csv": text})
    assert found.column("name") == ["a\nb, c", 'say "hi"', '5" screen']
    assert found.summary().read == 3


def test_quotes_may_be_escaped_by_a_backslash(company):
    text = HEADER + 'C1,2026-03-01,"the \\"best\\", he said"\nC2,2026-03-02,"C:\\\\"\n'
    assert company({"events.csv": text}).column("name") == ['the "best", he said', "C:\\"]


def test_a_backslash_at_the_end_of_a_value_escapes_nothing(company):
    text = HEADER + 'C1,2026-03-01,"C:\\new\\"\nC2,2026-03-02,b\n'
    assert company({"events.csv": text}).column("name") == ["C:\\new\\", "b"]


def test_a_header_alone_is_a_table_without_rows(company):
    for text in (HEADER, HEADER.strip(), "\ufeff" + HEADER):
        found = company({"events.csv": text})
        assert found.rows() == []
        assert (found.summary().read, found.summary().first) == (0, None)


@pytest.mark.parametrize("text", ["", "\n\n", " \n", "\ufeff"])
def test_an_empty_file_is_refused(company, text):
    with pytest.raises(SourceError, match=r"events\.csv: the file is empty"):
        company({"events.csv": text})


def test_one_column_is_a_table(company):
    tables = '[tables.customers]\nfrom = "customers.csv"\n'
    found = company({"customers.csv": 'customer_id\nC1\n"C2, Ltd"\nC3\n'}, tables)
    assert found.column("customer_id", "customers") == ["C1", "C2, Ltd", "C3"]


@pytest.mark.parametrize(
    "header",
    [
        "Customer ID, Occurred At ,NAME",
        "\ufeffcustomer_id,occurred-at,Name",
        "CUSTOMERID,OCCURRED_AT,name",
        '"customer_id","occurred\nat","name"',
    ],
)
def test_names_of_columns_are_found_however_they_are_written(company, header):
    found = company({"events.csv": f"{header}\nC1,2026-03-01,a\n"})
    assert found.rows()[0]["customer_id"] == "C1"
    assert found.summary().first == "2026-03-01"


def test_korean_names_of_columns_are_mapped_even_when_a_mac_wrote_them(company):
    header = unicodedata.normalize("NFD", "고객,일시,행동")
    tables = EVENTS + 'columns = { customer_id = "고객", occurred_at = "일시", name = "행동" }\n'
    found = company({"events.csv": f"{header}\nC1,2026-03-01,시청\n"}, tables)
    assert found.column("name") == ["시청"]


def test_names_that_come_twice_or_not_at_all_are_kept_apart(company):
    text = "customer_id,occurred_at,name,name,NAME,,_row,_reason,_id\nC1,2026-03-01,a,b,c,d,p,q,r\n"
    row = company({"events.csv": text}).rows()[0]
    assert [row["name"], row["name_1"], row["NAME_2"], row["column5"]] == ["a", "b", "c", "d"]
    assert [row["_row_1"], row["_reason_1"], row["_id"]] == ["p", "q", "r"]


def test_lines_above_the_header_are_left_out_when_that_is_said(company):
    text = "Export of March\n\n" + HEADER + "C1,2026-03-01,a\nC2,short\n"
    found = company({"events.csv": text}, EVENTS + "skip_rows = 1\n")
    assert found.column("name") == ["a"]
    assert found.malformed()[0][1] == 5


def test_a_header_further_down_is_suspected_when_one_column_is_found(company):
    with pytest.raises(SourceError, match="skip_rows"):
        company({"events.csv": "Export of March\n\n" + HEADER + "C1,2026-03-01,a\n"})


def test_empty_lines_are_no_rows(company):
    text = HEADER + "\nC1,2026-03-01,a\n\n\nC2,2026-03-02,b\n\n"
    found = company({"events.csv": text})
    assert found.summary().read == 2


@pytest.mark.parametrize("nothing", ["", '""', "NULL", "\\N", "NaN", "nan", "<NA>", "NaT", "#N/A"])
def test_what_programs_write_for_nothing_is_nothing(company, nothing):
    text = HEADER.strip() + f",score\nC1,2026-03-01,{nothing},{nothing}\n{nothing},2026-03-01,a,1\n"
    found = company({"events.csv": text})
    assert found.column("name") == [None]
    assert found.column("score") == [None]
    assert {code for code, _ in found.findings()} == {"missing"}
    assert found.quarantine()[0]["reason"] == "no customer_id"


def test_words_that_people_write_are_values(company):
    text = HEADER + "None,2026-03-01,n/a\nNA,2026-03-02,없음\n"
    found = company({"events.csv": text})
    assert found.column("customer_id") == ["None", "NA"]
    assert found.column("name") == ["n/a", "없음"]


def test_korean_values_come_in_one_form(company):
    text = HEADER + f"C1,2026-03-01,{unicodedata.normalize('NFD', '서울')}\nC2,2026-03-02,서울\n"
    assert company({"events.csv": text}).column("name") == ["서울", "서울"]
