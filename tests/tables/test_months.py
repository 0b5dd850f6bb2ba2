"""Sheets with a column a month: their headers, their cells, and the contracts they become."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.drawing import assert_drawn
from tables.support import workbook
from tenure.errors import SourceError
from tenure.tables.month_headers import looks_like_months, month_columns, month_of

SHEET = """[tables.subscriptions]
from = "{file}"
layout = "column a month"
columns = {{ {holder} = "{column}" }}
"""
ACCOUNTS = SHEET.format(file="sheet.csv", holder="account_id", column="Account")
ALSO = '[tables.accounts]\nfrom = "sheet.csv"\nlayout = "column a month"\n'
ALSO += 'columns = { account_id = "Account" }\n'


def csv(drawn):
    """Return drawn rows as separated text."""
    lines = [list(drawn[0]), *(list(row.values()) for row in drawn)]
    quoted = [",".join('"' + str(value or "") + '"' for value in line) for line in lines]
    return "\n".join(quoted) + "\n"


def contracts(found):
    """Return the contracts that were read: days without their time, amounts as texts."""

    def shown(name, value):
        if name in ("started_at", "ended_at"):
            return value and value.date()
        return f"{value:g}" if name == "mrr" else value

    rows = sorted(found.rows("subscriptions"), key=lambda row: row["subscription_id"])
    return [{name: shown(name, value) for name, value in row.items()} for row in rows]


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("Jan-2024", "2024-01-01"),
        ("jan 2024", "2024-01-01"),
        ("2024 Jan", "2024-01-01"),
        ("Mar-26", "2026-03-01"),
        ("Mar '26", "2026-03-01"),
        ("Sept-24", "2024-09-01"),
        ("December 2023", "2023-12-01"),
        (" 2024-02 ", "2024-02-01"),
        ("2024/2", "2024-02-01"),
        ("2024.02", "2024-02-01"),
        ("202402", "2024-02-01"),
        ("2024-02-01", "2024-02-01"),
        ("2024-02-29", "2024-02-01"),
        ("2024-02-01 00:00:00", "2024-02-01"),
        ("02/2024", "2024-02-01"),
        ("2026년 3월", "2026-03-01"),
        ("2026년03월", "2026-03-01"),
        ("26년 3월", "2026-03-01"),
        ("26.3월", "2026-03-01"),
        ("Account", None),
        ("marketing 2024", None),
        ("2024-13", None),
        ("2024", None),
        ("Q1-2024", None),
        ("9999-12-31", "9999-12-01"),
        ("2024-02-15", None),
        ("2024-02-28", None),
        ("03-04", None),
        ("3월", None),
        ("123456", None),
    ],
)
def test_the_month_that_a_column_is_named_after(name, month):
    assert month_of(name) == (date.fromisoformat(month) if month else None)


def test_months_are_put_in_order_whatever_the_columns_are():
    found = month_columns(["Account", "Feb-2024", "Owner", "2023년 12월", "2024-01"], where="x")
    assert list(found) == ["2023년 12월", "2024-01", "Feb-2024"]
    assert looks_like_months(found)
    assert not looks_like_months(["Account", "2024-01", "2024-02"])


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["Account"], "no column is named after a month; there are: Account"),
        (["Jan-2024", "2024-01"], "name the same month: Jan-2024, 2024-01"),
        (["Nov-2023", "Feb-2024"], "no column for 2023-12, 2024-01"),
        (["Account", "1월", "2월"], "no year is said: 1월, 2월"),
        (["Jan", "Feb", "2024-03"], "no year is said: Jan, Feb"),
        (["03-25", "04-25"], "no year is said: 03-25, 04-25"),
    ],
)
def test_months_that_cannot_be_told_are_refused(names, told):
    with pytest.raises(SourceError, match=told):
        month_columns(names, where="tables.subscriptions.layout")


def test_runs_of_one_amount_are_contracts(company, drawn):
    """Nordlys pauses in February; 가람 grows in March; Zero never paid; Left is not there at the
    end; Month by month stays one contract.

    | Account | Region | 2024-01 | 2024-02 | 2024-03 |
    | Nordlys | north  | 1,200   | –       | 900.50  |
    | 가람    | 서울   | 100     | ₩100    | 150     |
    | Zero    | –      | $0.00   | 0       | (50.00) |
    | Left    | south  | 10      | 10      | -       |

    | Account | Region | subscription_id | started_at | ended_at   | mrr   |
    | Left    | south  | Left 2024-01    | 2024-01-01 | 2024-03-01 | 10    |
    | Nordlys | north  | Nordlys 2024-01 | 2024-01-01 | 2024-02-01 | 1200  |
    | Nordlys | north  | Nordlys 2024-03 | 2024-03-01 | –          | 900.5 |
    | 가람    | 서울   | 가람 2024-01    | 2024-01-01 | 2024-03-01 | 100   |
    | 가람    | 서울   | 가람 2024-03    | 2024-03-01 | –          | 150   |
    """
    found = company({"sheet.csv": csv(drawn[0])}, ACCOUNTS)
    expected = [{"account_id": row.pop("Account"), **row} for row in drawn[1]]
    assert_drawn(contracts(found), expected)
    assert ("sheet_money", "") in found.findings("subscriptions")


def test_marks_have_no_money(company, drawn):
    """Beside an O, an X says no; without one, it says yes.

    | Account | 2024-01 | 2024-02 | 2024-03 |
    | a       | O       | X       | ○       |
    | 나      | 1       | 예      | 해지    |

    | Account | 2024-01 | 2024-02 | 2024-03 |
    | a       | x       | X       | –       |
    | 나      | true    | yes     | no      |

    | account_id | subscription_id | started_at | ended_at   |
    | a          | a 2024-01       | 2024-01-01 | 2024-02-01 |
    | a          | a 2024-03       | 2024-03-01 | –          |
    | 나         | 나 2024-01      | 2024-01-01 | 2024-03-01 |

    | account_id | subscription_id | started_at | ended_at   |
    | a          | a 2024-01       | 2024-01-01 | 2024-03-01 |
    | 나         | 나 2024-01      | 2024-01-01 | 2024-03-01 |
    """
    for sheet, expected in zip(drawn[:2], drawn[2:], strict=True):
        found = company({"sheet.csv": csv(sheet)}, ACCOUNTS)
        assert_drawn(contracts(found), expected)
        assert ("sheet_marks", "") in found.findings("subscriptions")


def test_rows_that_cannot_be_used_are_in_quarantine_with_their_reason(company, drawn):
    """Of six rows one is used: a cell says neither, a name comes again, totals, nobody.

    | Account | 2024-01 | 2024-02 |
    | a       | 10      | 10      |
    | b       | 5       | TBD     |
    | a       | 1       | 1       |
    |  a      | 2       | 2       |
    | 합계    | 18      | 13      |
    | –       | 7       | 7       |

    | code           | severity | count | column     |
    | sheet_cell     | error    | 1     | account_id |
    | sheet_money    | info     | 6     | –          |
    | sheet_nobody   | error    | 1     | account_id |
    | sheet_repeated | error    | 2     | account_id |
    | sheet_total    | info     | 1     | account_id |
    """
    found = company({"sheet.csv": csv(drawn[0])}, ACCOUNTS)
    told = found.findings("subscriptions")
    names = ("code", "severity", "count", "column")
    rows = [{name: getattr(one, name) for name in names} for one in told.values()]
    assert_drawn(sorted(rows, key=lambda row: row["code"]), drawn[1])
    cell = told["sheet_cell", "account_id"].samples[0]
    assert (cell["row"], cell["month"], cell["cell"]) == ("2", "2024-02", "TBD")
    assert [row["subscription_id"] for row in contracts(found)] == ["a 2024-01"]
    summary = found.summary("subscriptions")
    assert (summary.read, summary.kept, summary.quarantined) == (6, 1, 5)
    lines = [(line, reason) for _, line, reason, *_ in found.malformed("subscriptions")]
    assert lines == [
        (2, "2024-02 cannot be read"),
        (3, "account_id came before"),
        (4, "account_id came before"),
        (5, "a row of totals"),
        (6, "no account_id"),
    ]


def test_rows_may_be_contracts_when_their_key_is_mapped(company, drawn):
    """
    | Account | Contract | 2024-01 | 2024-02 |
    | a       | s1       | 10      | –       |
    | a       | s2       | 5       | 5       |

    | account_id | subscription_id | started_at | ended_at   | mrr |
    | a          | s1 2024-01      | 2024-01-01 | 2024-02-01 | 10  |
    | a          | s2 2024-01      | 2024-01-01 | –          | 5   |
    """
    keyed = ACCOUNTS.replace('"Account" }', '"Account", subscription_id = "Contract" }')
    found = company({"sheet.csv": csv(drawn[0])}, keyed)
    names = ("account_id", "subscription_id", "started_at", "ended_at", "mrr")
    assert_drawn([{name: row[name] for name in names} for row in contracts(found)], drawn[1])


def test_months_to_come_are_not_read(company):
    """Today is 30 June 2026: July is planned, June is not filled in yet; April is empty."""
    header = ["Account", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07"]
    text = csv([dict(zip(header, ("a", "10", None, "10", None, "10"), strict=True))])
    found = company({"sheet.csv": text}, ACCOUNTS)
    told = found.findings("subscriptions")
    assert told["sheet_later", ""].detail == {"columns": "2026-06, 2026-07"}
    assert told["sheet_empty", ""].detail == {"columns": "2026-04"}
    assert "2026-04" in told["sheet_empty", ""].message("ko")
    ends = [(row["subscription_id"], row["ended_at"]) for row in contracts(found)]
    assert ends == [("a 2026-03", date(2026, 4, 1)), ("a 2026-05", None)]


def test_a_workbook_with_dates_as_headers(company):
    """Headers that are dates, a title above them, numbers and text in one sheet."""
    sheet = workbook(
        ["이용 현황"],
        [],
        ["고객번호", "지역", datetime(2026, 1, 1), date(2026, 2, 28), "2026년 3월", "26년 4월"],
        [1001, "서울", 100, 100, "100", None],
        [1002, "부산", None, 33.5, 33.5, 40],
    )
    tables = SHEET.format(file="이용.xlsx", holder="customer_id", column="고객번호")
    found = company({"이용.xlsx": sheet}, tables + "skip_rows = 2\n")
    told = [(row["subscription_id"], row["ended_at"], row["mrr"]) for row in contracts(found)]
    assert told == [
        ("1001 2026-01", date(2026, 4, 1), "100"),
        ("1002 2026-02", date(2026, 4, 1), "33.5"),
        ("1002 2026-04", None, "40"),
    ]
    assert {row["customer_id"] for row in contracts(found)} == {"1001", "1002"}
    assert {row["지역"] for row in contracts(found)} == {"서울", "부산"}


def test_the_decimal_sign_is_that_of_the_sheet(company):
    tables = ACCOUNTS + 'decimal = ","\n'
    found = company({"sheet.csv": 'Account;2026-01\na;"1.200,5"\n'}, tables)
    assert [row["mrr"] for row in contracts(found)] == ["1200.5"]


def test_accounts_from_the_same_sheet_leave_its_months_out(company, drawn):
    """
    | Account | Region | 2024-01 | 2024-02 |
    | a       | 서울   | 10      | 10      |
    | Total   | –      | 10      | 10      |
    """
    found = company({"sheet.csv": csv(drawn[0])}, ACCOUNTS + ALSO)
    assert found.rows("accounts") == [{"account_id": "a", "region": "서울"}]


@pytest.mark.parametrize(
    ("text", "tables", "told"),
    [
        ("Name,2024-01\na,1\n", '[tables.subscriptions]\nfrom = "sheet.csv"\nlayout = "column a '
         'month"\n', r"line \d+, tables.subscriptions.layout: it is not said whose the rows are"),
        ("Account,2030-01\na,1\n", ACCOUNTS, "no month of the sheet has begun"),
        ("Account,2024-01\na,\n", ACCOUNTS, "no account has anything in any month"),
        ("Account,2024-01,2024-03\na,1,1\n", ACCOUNTS, "no column for 2024-02"),
    ],
)  # fmt: skip
def test_sheets_that_cannot_be_read_say_why(company, text, tables, told):
    with pytest.raises(SourceError, match=told):
        company({"sheet.csv": text}, tables)


@given(
    st.lists(
        st.lists(st.sampled_from(["", "-", "0", "5", "7.5"]), min_size=4, max_size=4),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=6)
def test_contracts_say_of_every_month_what_its_cell_says(tmp_path_factory, grid):
    """Whoever holds a contract in a month, and at what price, is in the cell of that month."""
    from tables.support import read

    header = ["Account", "2024-01", "2024-02", "2024-03", "2024-04"]
    rows = [dict(zip(header, [f"고객 {n}", *row], strict=True)) for n, row in enumerate(grid)]
    if not any(cell in ("5", "7.5") for row in grid for cell in row):
        return
    found = read(tmp_path_factory.mktemp("sheet"), {"sheet.csv": csv(rows)}, ACCOUNTS)
    filled = max(place for row in grid for place, cell in enumerate(row) if cell)
    for n, row in enumerate(grid):
        own = [one for one in contracts(found) if one["account_id"] == f"고객 {n}"]
        for place, cell in enumerate(row[: filled + 1], 1):
            month = date(2024, place, 1)
            paid = [
                one["mrr"]
                for one in own
                if one["started_at"] <= month and (not one["ended_at"] or month < one["ended_at"])
            ]
            assert paid == ([cell] if cell in ("5", "7.5") else [])
    found.data.engine.close()
