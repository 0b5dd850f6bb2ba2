"""A page of a list: what its address asks for, the rows, how many there are, and what is next."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode

from tenure_web.customers.fields import SHOWN, Field
from tenure_web.customers.reading import Profiles, Row, quoted

PAGE = 50
_MOST_COLUMNS = 20
_KEY = "unit_id"


@dataclass(frozen=True)
class Asked:
    """What an address asks of a list; everything in it is kept in the addresses that follow."""

    where: str = ""
    cohort: str = ""
    sort: str = ""
    after: str = ""
    columns: tuple[str, ...] = ()

    @classmethod
    def of(cls, given: QueryDict) -> "Asked":
        """Read it from an address; names that no column has are dropped later."""
        chosen = [one for told in given.getlist("columns") for one in told.split(",") if one]
        return cls(
            where=given.get("where", "").strip(),
            cohort=given.get("cohort", ""),
            sort=given.get("sort", ""),
            after=given.get("after", ""),
            columns=tuple(dict.fromkeys(chosen))[:_MOST_COLUMNS],
        )

    def address(self, **changed: Any) -> str:
        """Return the query of an address that asks the same but for what is changed."""
        told = replace(self, **{"after": "", **changed})
        pairs = {
            "where": told.where,
            "cohort": told.cohort,
            "sort": told.sort,
            "after": told.after,
            "columns": ",".join(told.columns),
        }
        return "?" + urlencode({name: value for name, value in pairs.items() if value})


@dataclass(frozen=True)
class Order:
    """By which column a list is sorted, and whether the highest comes first."""

    column: str
    falling: bool

    @classmethod
    def of(cls, told: str, names: Sequence[str]) -> "Order":
        """Read -risk or name; the riskiest first where nothing that there is is named."""
        column = told.removeprefix("-")
        if column in names:
            return cls(column, told.startswith("-"))
        return cls("risk", True) if "risk" in names else cls(_KEY, False)

    @property
    def sql(self) -> str:
        """The order as SQL: those without a value last, equal ones by id."""
        by = f"{quoted(self.column)} {'DESC' if self.falling else 'ASC'} NULLS LAST"
        return by if self.column == _KEY else f"{by}, {_KEY}"

    def turned(self, column: str, *, numeric: bool) -> str:
        """Return how a click on a heading sorts: numbers begin with the highest."""
        if column == self.column:
            return column if self.falling else f"-{column}"
        return f"-{column}" if numeric else column

    def beyond(self, last: Any, unit: str) -> tuple[str, list[Any]]:
        """Return SQL for what comes after a row, and its parameters."""
        if self.column == _KEY:
            return f"{_KEY} {'<' if self.falling else '>'} ?", [unit]
        own = quoted(self.column)
        if last is None:
            return f"({own} IS NULL AND {_KEY} > ?)", [unit]
        sign = "<" if self.falling else ">"
        holds = f"({own} {sign} ? OR ({own} = ? AND {_KEY} > ?) OR {own} IS NULL)"
        return holds, [last, last, unit]


@dataclass(frozen=True)
class Listing:
    """A page of rows; `following` is the address of the next page, empty on the last one."""

    asked: Asked
    order: Order
    fields: tuple[Field, ...]
    rows: list[Row] = field(default_factory=list)
    count: int = 0
    following: str = ""

    def sorted_by(self, one: Field) -> str:
        """Say to a screen reader how a column is sorted."""
        if one.name != self.order.column:
            return "none"
        return "descending" if self.order.falling else "ascending"

    def address(self, one: Field) -> str:
        """Return the address of the list sorted by a column."""
        return self.asked.address(sort=self.order.turned(one.name, numeric=one.numeric))


def chosen(asked: Asked, known: Sequence[Field]) -> tuple[Field, ...]:
    """Return the columns that a list has, in the order in which they are asked for."""
    by_name = {one.name: one for one in known}
    found = tuple(by_name[one] for one in asked.columns if one in by_name)
    return found or tuple(by_name[one] for one in SHOWN if one in by_name)


def listing(asked: Asked, kept: Profiles, known: Sequence[Field], *, named: bool) -> Listing:
    """Read a page of a list, and count all of it; with `named`, of each what they are called."""
    columns = chosen(asked, known)
    order = Order.of(asked.sort, [_KEY, *(one.name for one in known)])
    names = [_KEY, *(["name"] if named else []), order.column, *(one.name for one in columns)]
    where, given = _from_where(asked, kept, order)
    where, given = _narrowed(kept, order, where, given)
    rows = kept.rows(
        list(dict.fromkeys(names)), order=order.sql, limit=PAGE + 1, where=where, given=given
    )
    more = len(rows) > PAGE
    shown = rows[:PAGE]
    following = asked.address(after=shown[-1][_KEY]) if more else ""
    return Listing(asked, order, columns, shown, kept.count(), following)


def _narrowed(kept: Profiles, order: Order, where: str, given: list[Any]) -> tuple[str, list[Any]]:
    """Leave out what is beyond the last value of the page, so that few rows are read whole.

    Finding that value reads one column; where a page has rows without a value, all are read.
    """
    own = quoted(order.column)
    there = f"{where} AND {own} IS NOT NULL" if where else f"{own} IS NOT NULL"
    by = f"{own} {'DESC' if order.falling else 'ASC'}"
    found = kept.rows([order.column], order=by, limit=PAGE + 1, where=there, given=given)
    if len(found) <= PAGE:
        return where, given
    holds = f"{own} {'>=' if order.falling else '<='} ?"
    return f"{where} AND {holds}" if where else holds, [*given, found[-1][order.column]]


def _from_where(asked: Asked, kept: Profiles, order: Order) -> tuple[str, list[Any]]:
    """Return SQL for the page asked for: what comes after the last row of the one before."""
    if not asked.after:
        return "", []
    last = kept.rows([order.column], limit=1, where=f"{_KEY} = ?", given=[asked.after])
    return order.beyond(last[0][order.column], asked.after) if last else ("", [])
