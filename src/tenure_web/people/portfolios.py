"""Whose customers are whose: what restricts rows of profiles to those that somebody may see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from tenure.company.predictions.days import PROFILES, Day, days
from tenure.conditions import parse
from tenure.errors import ConditionError, TenureError
from tenure_web.lib import company
from tenure_web.people.models import Portfolio, User
from tenure_web.people.relative import resolved
from tenure_web.people.rights import Right

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from duckdb import DuckDBPyConnection

UNITS = ("customer", "account")


@dataclass(frozen=True)
class Restriction:
    """Which rows of profiles may be seen: all, or those that any of these allows, or none.

    conditions: in the language of `where`, over the columns of profiles. customers, accounts:
    those named by their ids; with an account its customers are named, too. today: the day that
    relative days of conditions count from, that of the last profiles.
    """

    everyone: bool = False
    conditions: tuple[str, ...] = ()
    customers: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    today: date | None = None

    @property
    def nobody(self) -> bool:
        """Whether no row at all may be seen."""
        return not (self.everyone or self.conditions or self.customers or self.accounts)

    def over(self, table: "ir.Table", unit: str = "customer") -> "ir.BooleanValue":
        """Return true for the rows of a table of profiles that may be seen, false for all others.

        `unit` is what `unit_id` names: customer or account. A condition that does not fit the
        table, for a column has gone, lets nothing through.
        """
        import ibis

        if self.everyone:
            return ibis.literal(True)
        parts = [*self._named(table, unit), *self._fitting(table)]
        return reduce(or_, parts).fill_null(False) if parts else ibis.literal(False)

    def allows(self, row: Mapping[str, Any], unit: str = "customer") -> bool:
        """Say whether one row of profiles, as a mapping from column to value, may be seen."""
        if self.everyone:
            return True
        if any(_id(row, one, unit) in named for one, named in self._ids()):
            return True
        return bool(self.conditions) and _holds(self, dict(row))

    def _ids(self) -> tuple[tuple[str, frozenset[str]], ...]:
        return ("customer", self.customers), ("account", self.accounts)

    def _named(self, table: "ir.Table", unit: str) -> list["ir.BooleanValue"]:
        return [
            table[column].isin(sorted(named))
            for one, named in self._ids()
            if named and (column := _column(table.columns, one, unit))
        ]

    def _fitting(self, table: "ir.Table") -> list["ir.BooleanValue"]:
        found = (_fits(one, table, self.today) for one in self.conditions)
        return [one for one in found if one is not None]


def portfolio_filter(user: User) -> Restriction:
    """Return what a user may see of profiles: everyone, those of their portfolios, or nobody.

    In queries: `table.filter(portfolio_filter(user).over(table, unit))`. Of a single row:
    `allows(user, row, unit)`.
    """
    if not user.may(Right.SEE_CUSTOMERS):
        return Restriction()
    if user.may(Right.SEE_EVERYONE):
        return Restriction(everyone=True)
    return restriction_of(user.portfolios.order_by("pk"))


def restriction_of(portfolios: Iterable[Portfolio]) -> Restriction:
    """Return what portfolios hold together."""
    owned = list(portfolios)
    return Restriction(
        conditions=tuple(one.condition for one in owned if one.condition),
        customers=frozenset(name for one in owned for name in one.customers),
        accounts=frozenset(name for one in owned for name in one.accounts),
        today=_today() if any(one.condition for one in owned) else None,
    )


def allows(user: User, row: Mapping[str, Any], unit: str = "customer") -> bool:
    """Say whether a user may see one customer or account, by its row of profiles."""
    return portfolio_filter(user).allows(row, unit)


def check(condition: str) -> None:
    """Raise ConditionError where a condition fits the profiles of neither unit.

    Before anybody was scored only its form can be checked.
    """
    asked, zone = parse(condition), company.definitions().company.time_zone
    wrong: list[ConditionError] = []
    scored = _scored()
    for unit, day in scored.items():
        try:
            table = _table(day)
            moved = resolved(asked, _dated(table), day.as_of)
            moved.apply(table, time_zone=zone, table_name=f"profiles of {unit}s")
        except ConditionError as error:
            wrong.append(error)
    if scored and len(wrong) == len(scored):
        raise wrong[0]


def counted(restriction: Restriction) -> dict[str, int]:
    """Count the customers and accounts that may be seen, by unit, as of the last profiles."""
    return {unit: _count(day, restriction, unit) for unit, day in _scored().items()}


def _count(day: Day, restriction: Restriction, unit: str) -> int:
    import ibis

    table = _table(day)
    asked = table.filter(restriction.over(table, unit)).count().as_table()
    sql = ibis.to_sql(asked, dialect="duckdb")
    with _engine().cursor() as own:
        found = own.execute(
            f"WITH profiles AS (FROM read_parquet(?)) {sql}", [str(day.folder / PROFILES)]
        ).fetchone()
    return int(found[0]) if found else 0


def _scored() -> dict[str, Day]:
    """Return the last day with profiles, by unit; nothing where definitions cannot be read."""
    try:
        found = {unit: days(company.store(), unit) for unit in UNITS}
    except TenureError:
        return {}
    return {unit: told[-1] for unit, told in found.items() if told}


def _table(day: Day) -> "ir.Table":
    import ibis
    import pyarrow.parquet as pq

    return ibis.table(ibis.Schema.from_pyarrow(pq.read_schema(day.folder / PROFILES)), "profiles")


def _column(columns: tuple[str, ...] | list[str], one: str, unit: str) -> str | None:
    """Return the column that holds ids of customers or of accounts, None where none does."""
    named = f"{one}_id"
    if named in columns:
        return named
    return "unit_id" if one == unit and "unit_id" in columns else None


def _id(row: Mapping[str, Any], one: str, unit: str) -> Any:
    column = _column(list(row), one, unit)
    return str(row[column]) if column and row[column] is not None else None


def _today() -> date | None:
    try:
        day = company.last_day()
    except TenureError:
        return None
    return day.as_of if day else None


def _dated(table: "ir.Table") -> frozenset[str]:
    """Return the columns that hold days or times."""
    return frozenset(name for name, kind in table.schema().items() if kind.is_temporal())


def _fits(condition: str, table: "ir.Table", today: date | None) -> "ir.BooleanValue | None":
    zone = company.definitions().company.time_zone
    try:
        asked = parse(condition)
        if today is not None:
            asked = resolved(asked, _dated(table), today)
        return asked.apply(table, time_zone=zone)
    except ConditionError:
        return None


def _holds(restriction: Restriction, row: dict[str, Any]) -> bool:
    """Ask the embedded engine about one row, so that both ways of asking say the same."""
    import pyarrow as pa

    rows = pa.Table.from_pylist([row])
    alone = Restriction(conditions=restriction.conditions, today=restriction.today)
    sql = _sql(alone, rows.schema, company.definitions().company.time_zone)
    with _engine().cursor() as own:  # what is registered there is seen by no other thread
        own.register("row", rows)
        found = own.execute(sql).fetchone()
    return bool(found and found[0])


@cache
def _engine() -> "DuckDBPyConnection":
    import duckdb

    return duckdb.connect()


@lru_cache(maxsize=256)
def _sql(restriction: Restriction, schema: Any, time_zone: str) -> str:
    import ibis

    table = ibis.table(ibis.Schema.from_pyarrow(schema), name="row")
    return str(ibis.to_sql(table.select(seen=restriction.over(table)), dialect="duckdb"))
