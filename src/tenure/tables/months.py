"""A sheet with a row an account and a column a month, read as contracts."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import TYPE_CHECKING, Any

from tenure.periods import Calendar
from tenure.tables import parse
from tenure.tables.findings import Finding
from tenure.tables.month_headers import number
from tenure.tables.source import FILE_COLUMN, ROW_COLUMN, Reader

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

MADE = ("subscription_id", "started_at", "ended_at", "mrr")
"""Columns of contracts that the months say; the sheet's own of these names are not read."""

TOTALS = (
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sum",
    "합계",
    "총계",
    "소계",
    "총합계",
    "계",
)
HELD = (
    *("x", "v", "o", "y", "yes", "t", "true", "active", "paid", "✓", "✔", "√", "●", "○", "◯"),
    *("예", "네", "참", "유", "활성", "유지", "이용", "사용", "계약", "구독", "유료"),
)
NOT_HELD = (
    *("-", "–", "—", "n", "no", "f", "false", "none", "n/a", "na", "#n/a", "nil", "null"),
    *("churned", "churn", "cancelled", "canceled", "lost", "left", "inactive", "expired"),
    *(
        "아니오",
        "아니요",
        "거짓",
        "무",
        "없음",
        "비활성",
        "해지",
        "해약",
        "이탈",
        "종료",
        "중단",
        "취소",
        "×",
    ),
)
_YES_AND_NO = ("o", "○", "◯", "●")
"""Beside one of these, an x says no: that is how Korean and Japanese sheets are ticked."""

_SAMPLES = 3


@dataclass(frozen=True)
class Sheet:
    """A sheet, who its rows are of, and which of its columns are which month.

    `key` is the column by which a row is told from others: the contract's, where the
    company maps one, else the holder's. `unread` are the months that have not begun, and
    those after the last in which anybody has anything.
    """

    table: str
    raw: "ir.Table"
    holder: str
    target: str
    key: str
    months: dict[str, date]
    unread: tuple[str, ...] = ()
    decimal: str = "."
    thousands: str | None = None

    @property
    def last(self) -> date:
        """The last month."""
        return max(self.months.values())


@dataclass(frozen=True)
class Marks:
    """What stands in the cells: whether numbers are money, and which words are which."""

    money: bool
    held: tuple[str, ...]
    not_held: tuple[str, ...]
    filled: dict[date, int]


def cells(sheet: Sheet, reader: Reader) -> "ir.Table":
    """Return a row a filled cell: the sheet's row, the holder, the month, the text, the amount."""
    raw = sheet.raw
    parts = [
        raw.select(
            FILE_COLUMN,
            ROW_COLUMN,
            holder=_text(raw[sheet.holder], reader),
            key=_text(raw[sheet.key], reader),
            month=_number(month),
            said=_written(raw[name], sheet, reader),
        )
        for name, month in sheet.months.items()
    ]
    every = reduce(lambda left, right: left.union(right), parts)
    filled = every.filter(every.said.notnull())
    amount = parse.number(filled.said, decimal=sheet.decimal, thousands=sheet.thousands)
    return filled.mutate(amount=amount, word=filled.said.lower())


def marks(sheet: Sheet, filled: "ir.Table", reader: Reader) -> Marks:
    """Look at what stands in the cells: numbers other than 0 and 1 are money."""
    own = _accounts(filled)
    counted = own.group_by("month").agg(
        cells=own.count(),
        money=(own.amount.notnull() & ~own.amount.isin([0.0, 1.0])).sum(),
        both=own.word.isin(_YES_AND_NO).sum(),
    )
    rows = reader.execute(counted, metric=f"look at {sheet.table}").to_pylist()
    no = (*NOT_HELD, "x") if any(row["both"] for row in rows) else NOT_HELD
    told = {Calendar().start(row["month"], "month"): row["cells"] for row in rows}
    return Marks(
        money=any(row["money"] for row in rows),
        held=tuple(word for word in HELD if word not in no),
        not_held=no,
        filled=told,
    )


def rows_of(sheet: Sheet, filled: "ir.Table", known: Marks, reader: Reader) -> "ir.Table":
    """Return every row of the sheet with the reason why it is not used; null for one that is.

    One without a holder, of totals, whose key came before, or with a cell that says neither
    that the account was there nor that it was not.
    """
    import ibis

    raw = sheet.raw
    unread = filled.filter(
        filled.amount.isnull(), ~filled.word.isin([*known.held, *known.not_held])
    )
    first = unread.group_by(FILE_COLUMN, ROW_COLUMN).agg(
        unread=unread.said.argmin(unread.month), at=unread.month.min()
    )
    rows = raw.select(
        FILE_COLUMN,
        ROW_COLUMN,
        holder=_text(raw[sheet.holder], reader),
        key=_text(raw[sheet.key], reader),
    )
    joined = rows.left_join(first, [FILE_COLUMN, ROW_COLUMN]).select(*rows.columns, "unread", "at")
    total = joined.holder.lower().isin(TOTALS).fill_null(False)
    usable = joined.key.notnull() & joined.holder.notnull() & ~total & joined.unread.isnull()
    order = ibis.window(group_by=[joined.key, usable], order_by=[FILE_COLUMN, ROW_COLUMN])
    place = ibis.row_number().over(order)
    return joined.mutate(
        reason=ibis.cases(
            (joined.holder.isnull() | joined.key.isnull(), "sheet_nobody"),
            (total, "sheet_total"),
            (joined.unread.notnull(), "sheet_cell"),
            (place > 0, "sheet_repeated"),
            else_=ibis.null("string"),
        )
    )


def contracts(sheet: Sheet, filled: "ir.Table", used: "ir.Table", known: Marks) -> "ir.Table":
    """Return a contract for every unbroken run of months of one amount.

    Grain in: `cells`, and the rows that are used (`rows_of`). Grain out: the sheet's own
    columns but for the months, and subscription_id, started_at, ended_at (null where the
    last month still has it) and, where numbers are money, mrr. A contract starts with its
    first month and has ended when the first month without it begins.
    """
    import ibis

    own = filled.semi_join(used.filter(used.reason.isnull()), [FILE_COLUMN, ROW_COLUMN])
    held = own.filter(ibis.ifelse(own.amount.notnull(), own.amount > 0, own.word.isin(known.held)))
    if not known.money:
        held = held.mutate(amount=ibis.null("float64"))
    sheet_row = [FILE_COLUMN, ROW_COLUMN]
    own_months = ibis.window(group_by=sheet_row, order_by="month")
    before = held.mutate(
        follows=held.month.lag().over(own_months) == held.month - 1,
        same=held.amount.lag().over(own_months).identical_to(held.amount),
    )
    begins = (~(before.follows.fill_null(False) & before.same)).cast("int64")
    numbered = before.mutate(begins=begins)
    upto = ibis.window(group_by=sheet_row, order_by="month", preceding=(None, 0))
    runs = numbered.mutate(run=numbered.begins.sum().over(upto))
    spans = runs.group_by(*sheet_row, "key", "run").agg(
        opens=runs.month.min(), closes=runs.month.max(), amount=runs.amount.max()
    )
    calendar, last = Calendar(), number(sheet.last)
    starts = calendar.starts(spans.opens, "month")
    ends = calendar.starts(spans.closes + 1, "month")
    made: dict[str, Any] = {
        "subscription_id": spans.key + " " + starts.cast("string").substr(0, 7),
        "started_at": starts,
        "ended_at": ibis.ifelse(spans.closes == last, ibis.null("date"), ends),
    }
    if known.money:
        made["mrr"] = spans.amount
    kept = [name for name in sheet.raw.columns if name not in (*sheet.months, *sheet.unread, *MADE)]
    found = spans.select(*sheet_row, **made)
    told = sheet.raw.select(*kept)
    return told.inner_join(found, sheet_row).select(*kept, *made)


def covered(sheet: Sheet) -> tuple[date, date]:
    """Return the first and the last day of which a sheet tells who came and went.

    What changed on the first month is not known, for nothing is before it: it only says
    who is there when the second begins.
    """
    after = (sheet.last + timedelta(days=31)).replace(day=1)
    first = min(sheet.months.values())
    second = (first + timedelta(days=31)).replace(day=1)
    return (second if second < after else first), after - timedelta(days=1)


def findings(
    sheet: Sheet, used: "ir.Table", known: Marks, reader: Reader
) -> tuple[list[Finding], "pa.Table"]:
    """Say how the sheet was read, and return its rows that are not used, as lines."""
    bad = used.filter(used.reason.notnull()).order_by(FILE_COLUMN, ROW_COLUMN)
    rows = reader.execute(bad, metric=f"read {sheet.table}").to_pylist()
    size = reader.execute(used.agg(n=used.count()), metric="count rows").to_pylist()[0]["n"]
    found = [_how(sheet, known, size)]
    for code in ("sheet_cell", "sheet_repeated", "sheet_total", "sheet_nobody"):
        own = [row for row in rows if row["reason"] == code]
        severity = "info" if code == "sheet_total" else "error"
        if own:
            found.append(_refused(sheet, code, severity, own, size))
    if sheet.unread:
        detail = {"columns": ", ".join(sheet.unread)}
        count = len(sheet.unread)
        found.append(Finding(sheet.table, "sheet_later", "warning", count, detail=detail))
    empty = [name for name, month in sheet.months.items() if month not in known.filled]
    if empty:
        detail = {"columns": ", ".join(empty)}
        found.append(Finding(sheet.table, "sheet_empty", "warning", len(empty), detail=detail))
    return found, _lines(sheet, rows)


def _how(sheet: Sheet, known: Marks, size: int) -> Finding:
    detail = {
        "rows": f"{size:,}",
        "first": f"{min(sheet.months.values()):%Y-%m}",
        "last": f"{sheet.last:%Y-%m}",
    }
    code = "sheet_money" if known.money else "sheet_marks"
    return Finding(sheet.table, code, "info", size, detail=detail)


def _refused(sheet: Sheet, code: str, severity: Any, rows: list[Any], size: int) -> Finding:
    samples = []
    for row in rows[:_SAMPLES]:
        shown = {"file": row[FILE_COLUMN], "row": str(row[ROW_COLUMN] + 1)}
        if code != "sheet_nobody":
            shown[sheet.target] = row["holder"]
        if code == "sheet_cell":
            shown |= {"month": _header(sheet, row["at"]), "cell": row["unread"]}
        samples.append(shown)
    share, column = len(rows) / size, sheet.target
    return Finding(sheet.table, code, severity, len(rows), share, column, samples=tuple(samples))


def _lines(sheet: Sheet, rows: list[Any]) -> "pa.Table":
    """Return rows that are not used as unreadable lines are; `code` tells them from those."""
    import pyarrow as pa

    words = {
        "sheet_nobody": f"no {sheet.target}",
        "sheet_total": "a row of totals",
        "sheet_repeated": f"{sheet.target} came before",
    }
    told = [
        {
            "file": row[FILE_COLUMN],
            "line": row[ROW_COLUMN] + 1,
            "reason": words.get(row["reason"]) or f"{_header(sheet, row['at'])} cannot be read",
            "text": row["unread"] or row["holder"] or "",
            "code": row["reason"],
        }
        for row in rows
    ]
    kinds = {"line": pa.int64()}
    names = ("file", "line", "reason", "text", "code")
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in names])
    return pa.Table.from_pylist(told, schema=schema)


def _header(sheet: Sheet, month: int) -> str:
    return next(name for name, day in sheet.months.items() if number(day) == month)


def _accounts(filled: "ir.Table") -> "ir.Table":
    """Leave the cells of accounts: those of totals say nothing of anybody."""
    return filled.filter(filled.holder.notnull(), ~filled.holder.lower().isin(TOTALS))


def _text(value: "ir.Value", reader: Reader) -> "ir.StringValue":
    return parse.clean(parse.written(value).cast("string"), reader)


def _written(value: "ir.Value", sheet: Sheet, reader: Reader) -> "ir.StringValue":
    """Return a cell as text; a number that comes as one, with the sheet's decimal sign."""
    text = _text(value, reader)
    plain = value.type().is_floating() and sheet.decimal != "."
    return text.replace(".", sheet.decimal) if plain else text


def _number(month: date) -> "ir.IntegerValue":
    import ibis

    return ibis.literal(number(month), "int64")
