"""Numbers, flags and identifiers as people and spreadsheets write them."""

import math

import pyarrow as pa
import pytest

from tables.support import mapped, parquet, workbook


def numbers(engine, texts, column="amount", **recipe):
    """Return each text's number in a purchase, and whether it was said to be unreadable."""
    rows, _ = mapped(engine, {column: texts}, table="orders", **recipe)
    return [(row[column], row[f"_unreadable_{column}"]) for row in rows]


NONE = (None, True)


def test_plain_numbers(engine):
    texts = ["1", "-2.5", "+3", "1e3", ".5", "5.", " 7 ", "007", "- 5", "１２３", "−4"]
    values = [1, -2.5, 3, 1000, 0.5, 5, 7, 7, -5, 123, -4]
    assert numbers(engine, texts) == [(value, False) for value in values]


def test_what_is_no_number(engine):
    texts = [
        "x",
        "0x10",
        "1_000",
        "--5",
        "inf",
        "Infinity",
        "1e400",
        "1만",
        "5%",
        "12.5 %",
        "-",
        ".",
    ]
    assert numbers(engine, texts) == [NONE] * len(texts)


def test_what_is_missing_is_not_unreadable(engine):
    assert numbers(engine, ["", None, "NaN", "NULL", "1"])[:4] == [(None, False)] * 4


def test_thousands_come_in_groups_of_three(engine):
    texts = [
        "1,234",
        "1,234.56",
        "-1,234,567",
        "1 234",
        "1\u00a0234.5",
        "12,34",
        "1,23,456",
        "1234,567",
        "0,5",
    ]
    values = [(1234, False), (1234.56, False), (-1234567, False), (1234, False), (1234.5, False)]
    assert numbers(engine, texts) == values + [NONE] * 4


def test_a_decimal_comma(engine):
    texts = ["1.234,56", "1234,5", "0,5", "1.234", "-1.234.567,8", "1 234,5", "1.23", "1,234.5"]
    values = [1234.56, 1234.5, 0.5, 1234, -1234567.8, 1234.5]
    expected = [(value, False) for value in values] + [NONE] * 2
    assert numbers(engine, texts, decimal=",") == expected


@pytest.mark.parametrize("sign", ["'", " ", "_", ".", "^"])
def test_a_sign_between_thousands_that_is_said(engine, sign):
    decimal = "," if sign == "." else "."
    texts = [f"1{sign}234{decimal}5", f"1{sign}234{sign}567", f"12{sign}34"]
    found = numbers(engine, texts, thousands=sign, decimal=decimal)
    assert found == [(1234.5, False), (1234567, False), NONE]


def test_money(engine):
    texts = [
        "₩1,234",
        "1,234원",
        "￦ 1,234",
        "$5.50",
        "-$5.50",
        "$-5.50",
        "€ 5",
        "5 €",
        "KRW1,000",
        "5 USD",
        "£0",
    ]
    values = [1234, 1234, 1234, 5.5, -5.5, -5.5, 5, 5, 1000, 5, 0]
    assert numbers(engine, texts) == [(value, False) for value in values]


def test_what_accountants_write_for_negative(engine):
    texts = ["(1,234)", "($1,234.50)", "(5)", "△5", "▲1,000", "1,234.5-"]
    values = [-1234, -1234.5, -5, -5, -1000, -1234.5]
    assert numbers(engine, texts) == [(value, False) for value in values]


def test_letters_around_a_number_make_it_none(engine):
    texts = ["A5", "5kg", "12ABC34", "USD", "원", "ABCD 5", "5 kr"]
    assert numbers(engine, texts) == [NONE] * len(texts)


def test_whole_numbers_are_rounded_and_never_too_large(engine):
    texts = ["12", "1,200", "2.6", "1e30", "x"]
    rows, _ = mapped(engine, {"term_months": texts}, table="subscriptions")
    found = [(row["term_months"], row["_unreadable_term_months"]) for row in rows]
    assert found == [(12, False), (1200, False), (3, False), NONE, NONE]


def test_typed_numbers_that_are_not_finite(engine):
    array = pa.array([1.5, math.nan, math.inf, None])
    assert numbers(engine, array) == [(1.5, False), (None, False), NONE, (None, False)]


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["yes", "NO", "Y", "n", "True", "FALSE", "1", "0", "t", "f"], [True, False] * 5),
        (["예", "아니오", "네", "아니요", "참", "거짓"], [True, False] * 3),
    ],
)
def test_flags(engine, texts, values):
    rows, _ = mapped(engine, {"auto_renew": texts}, table="subscriptions")
    assert [row["auto_renew"] for row in rows] == values


def test_what_is_no_flag_is_said_to_be_unreadable(engine):
    rows, _ = mapped(engine, {"auto_renew": ["yes", "maybe", "", None]}, table="subscriptions")
    found = [(row["auto_renew"], row["_unreadable_auto_renew"]) for row in rows]
    assert found == [(True, False), NONE, (None, False), (None, False)]


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1,234", "2,000", "3"], [1234, 2000, 3]),
        (["₩10", "₩20"], [10, 20]),
        (["1.5", "-2"], [1.5, -2.0]),
        (["0", "1", "1"], [0, 1, 1]),
        (["NaN", "1", ""], [None, 1, None]),
        (["Y", "N", "Y"], [True, False, True]),
        (["네", "아니오", ""], [True, False, None]),
        (["00123", "00456"], ["00123", "00456"]),
        (["0123", "456"], ["0123", "456"]),
        (["010-1234-5678", "02-123-4567"], ["010-1234-5678", "02-123-4567"]),
        (["+821012345678", "+821012345679"], ["+821012345678", "+821012345679"]),
        (["1234 5678 9012 3456"], ["1234 5678 9012 3456"]),
        (["9007199254740993", "9007199254740995"], ["9007199254740993", "9007199254740995"]),
        (["12345678901234567890"], ["12345678901234567890"]),
        (["ABC123", "XYZ123"], ["ABC123", "XYZ123"]),
        (["USD 5", "KRW 5"], ["USD 5", "KRW 5"]),
        (["1E5", "2E3"], ["1E5", "2E3"]),
        (["(1)", "(2)"], ["(1)", "(2)"]),
        (["10%", "20%"], ["10%", "20%"]),
        (["yes", "maybe"], ["yes", "maybe"]),
        (["2026-01", "2026-02"], ["2026-01", "2026-02"]),
        (["2026-01-02 was a Friday"], ["2026-01-02 was a Friday"]),
        (["", None], [None, None]),
    ],
)
def test_attributes_are_what_all_of_their_values_are(engine, texts, values):
    """Codes, telephone numbers and long identifiers stay as they are written."""
    rows, _ = mapped(engine, {"extra": texts})
    assert [row["extra"] for row in rows] == values
    assert all(type(row["extra"]) is type(value) for row, value in zip(rows, values, strict=True))


def test_one_late_value_makes_an_attribute_text(engine):
    texts = ["5"] * 6_000 + ["five"]
    rows, found = mapped(engine, {"extra": texts})
    assert rows[0]["extra"] == "5"
    assert found["extra"].kind == "text"


@pytest.mark.parametrize(
    ("values", "ids"),
    [
        (["00123", "123", " A-1 "], ["00123", "123", "A-1"]),
        (["17850.0", "12.0", "", None], ["17850", "12", None, None]),
        (["17850.0", "A12"], ["17850", "A12"]),
        (["1.0", "1.1"], ["1.0", "1.1"]),
        (pa.array([17850, 1]), ["17850", "1"]),
        (pa.array([17850.0, math.nan, 1.5, 1e20]), ["17850", None, "1.5", "1e+20"]),
        (pa.array([2**63 + 1], pa.uint64()), ["9223372036854775809"]),
        (pa.array([17850], pa.decimal128(10, 0)), ["17850"]),
        (pa.array([b"A1"]), ["A1"]),
        (pa.array(["A1"]).dictionary_encode(), ["A1"]),
    ],
)
def test_identifiers(engine, values, ids):
    rows, _ = mapped(engine, {"customer_id": values})
    assert [row["customer_id"] for row in rows] == ids


def test_identifiers_of_different_files_meet(company):
    """17850 as a float in Parquet, as text in CSV with and without .0, as a number in a workbook."""
    files = {
        "customers.csv": "customer_id,plan\n17850,pro\n00123,free\n",
        "events.parquet": parquet(customer_id=[17850.0, None], occurred_at=["2026-03-01"] * 2),
        "orders.csv": "customer_id,occurred_at,amount\n17850.0,2026-03-01,5\n,2026-03-01,5\n",
        "tickets.xlsx": workbook(
            ["ticket_id", "customer_id", "opened_at"],
            [1, 17850, "2026-03-01"],
            [2, "00123", "2026-03-02"],
        ),
    }
    tables = "\n".join(f'[tables.{name.split(".")[0]}]\nfrom = "{name}"' for name in files)
    found = company(files, tables)
    for table in ("events", "orders", "tickets"):
        assert "17850" in found.column("customer_id", table)
        assert ("orphan", "customer_id") not in found.findings(table)
    assert found.column("ticket_id", "tickets") == ["1", "2"]
