"""Logos: accounts that hold contracts themselves or through their people."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import reduce
from typing import TYPE_CHECKING

from tenure.errors import MetricError
from tenure.measure.states import merged
from tenure.periods import Calendar, Observation

if TYPE_CHECKING:
    import ibis.expr.types as ir

WEEKLY = "logos are signed and lost by the month: a week of them is mostly chance; ask monthly"

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NOT_THERE = ("", "-", "–", "—", "no", "n", "false", "none", "null", "n/a", "#n/a", "churned")
_NAMED = re.compile(r"([A-Za-z]{3,9})\.?[\s\-_/',]*(\d{4}|\d{2})")
_NUMBERED = re.compile(r"(\d{4})\s*[-_/.년]\s*(\d{1,2})\s*월?(?:[-_/.]0?1)?(?:[ T]00:00:00)?")
_BACKWARDS = re.compile(r"(\d{1,2})\s*[-_/.]\s*(\d{4})")


def logo_contracts(subscriptions: "ir.Table", customers: "ir.Table | None" = None) -> "ir.Table":
    """Give every contract the account that holds it, itself or through one of its people.

    Grain in: a contract, and a customer (customer_id, account_id). Grain out: a contract
    of some account, with account_id; `contract_spells(…, unit="account_id")` of it says
    when a logo was active: while any of its contracts is in force and paid for.
    """
    import ibis

    own = subscriptions
    if "account_id" not in own.columns:
        own = own.mutate(account_id=ibis.null("string"))
    through = customers is not None and "account_id" in customers.columns
    if customers is not None and through and "customer_id" in own.columns:
        members = customers.filter(customers.account_id.notnull())
        seats = members.group_by(_member="customer_id").agg(_logo=members.account_id.min())
        seated = own.left_join(seats, own.customer_id == seats._member)
        own = seated.mutate(account_id=ibis.coalesce(seated.account_id, seated._logo)).select(
            *own.columns
        )
    return own.filter(own.account_id.notnull())


def warned(rows: "ir.Table") -> "ir.Table":
    """Let every row say that a week is too short for logos, beside what it said before."""
    import ibis

    both = rows.reason + "; " + ibis.literal(WEEKLY)
    return rows.mutate(reason=ibis.ifelse(rows.reason.isnull(), WEEKLY, both))


def month_of(name: str) -> date | None:
    """Return the month that a column is named after, or None when it names none.

    Read are Jan-2024, January 2024, Jan-24, 2024-01, 2024/1, 2024.01, 2024-01-01, 01/2024
    and 2024년 1월.
    """
    text = name.strip()
    if named := _NAMED.fullmatch(text):
        word, year = named[1].lower(), int(named[2])
        months = [n for n, month in enumerate(_MONTHS) if word in (month, month[:3], month[:4])]
        return date(year if year > 99 else 2000 + year, months[0] + 1, 1) if months else None
    if numbered := _NUMBERED.fullmatch(text):
        year, month = int(numbered[1]), int(numbered[2])
    elif backwards := _BACKWARDS.fullmatch(text):
        month, year = int(backwards[1]), int(backwards[2])
    else:
        return None
    return date(year, month, 1) if 1 <= month <= 12 else None


def month_columns(names: Iterable[str]) -> dict[str, date]:
    """Return the columns that are months, in the order of time.

    Raises MetricError when there is none, when two name the same month, or when a month
    between the first and the last is missing: every logo would seem lost in it.
    """
    found = {name: month for name in names if (month := month_of(name)) is not None}
    ordered = dict(sorted(found.items(), key=lambda pair: pair[1]))
    if not ordered:
        raise MetricError(
            "no column is named after a month", hint="name them Jan-2024, Feb-2024 or 2024-01 …"
        )
    months = list(ordered.values())
    doubled = [name for name, month in ordered.items() if months.count(month) > 1]
    if doubled:
        raise MetricError(f"these columns name the same month: {', '.join(doubled)}")
    numbers = [Calendar().number(month, "month") for month in months]
    gaps = sorted(set(range(numbers[0], numbers[-1] + 1)) - set(numbers))
    if gaps:
        missing = ", ".join(f"{Calendar().start(gap, 'month'):%Y-%m}" for gap in gaps)
        raise MetricError(
            f"between the first and the last month there is no column for {missing}",
            hint="add the column, empty if need be: without it every logo would seem lost then",
        )
    return ordered


def wide_observation(months: Mapping[str, date]) -> Observation:
    """Return the days that a spreadsheet with a column a month covers."""
    first, last = min(months.values()), max(months.values())
    return Observation(first, _next(last) - timedelta(days=1))


def wide_spells(
    table: "ir.Table", *, account: str, months: Mapping[str, date] | None = None
) -> "ir.Table":
    """Turn a spreadsheet with a row an account and a column a month into spells.

    Grain in: an account's row, as often as it comes; `months` says which columns are months
    (default: those named after one). Grain out: a spell (unit_id, from_local, to_local) of
    whole months, following months in one; to_local is null when the last column still has
    the account. A cell holds the account in that month when it has a text or an amount: not
    when it is empty, zero, negative, "-", "no", "churned" and the like. Names are compared
    without blanks around them; rows without a name are nobody's.

    Raises MetricError for months that are missing or there twice (`month_columns`).

    Source: definitions, "Logos".
    """
    import ibis

    known = dict(months) if months is not None else month_columns(table.columns)
    last = max(known.values())
    parts = [
        table.filter(_holds(table[name])).select(
            unit_id=table[account].cast("string").strip(),
            from_local=ibis.literal(month).cast("timestamp"),
            to_local=ibis.literal(_next(month)).cast("timestamp"),
        )
        for name, month in known.items()
    ]
    named = reduce(lambda left, right: left.union(right), parts)
    spells = merged(named.filter(named.unit_id.notnull(), named.unit_id != ""))
    end = ibis.literal(_next(last)).cast("timestamp")
    return spells.mutate(to_local=spells.to_local.nullif(end))


def _holds(cell: "ir.Value") -> "ir.BooleanValue":
    """Say whether a cell of a month has the account; never null."""
    import ibis

    if cell.type().is_boolean():
        return ibis.coalesce(cell, ibis.literal(False))
    if cell.type().is_numeric():
        return ibis.coalesce(cell > 0, ibis.literal(False))
    text = cell.cast("string").strip().lower()
    amount = text.re_search("[0-9]")
    nothing = amount & ~text.re_search("[1-9]")
    below = text.re_search(r"^[-–(][^0-9a-z]*[0-9]")
    return ibis.coalesce(~text.isin(_NOT_THERE) & ~nothing & ~below, ibis.literal(False))


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
