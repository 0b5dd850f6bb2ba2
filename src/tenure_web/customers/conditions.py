"""Conditions over profiles: the language of `where`, parsed and checked, as SQL.

Days may be relative to the day of the profiles (`people.relative`).
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from tenure.conditions import Condition, parse
from tenure.errors import ConditionError
from tenure_web.lib import company
from tenure_web.people.portfolios import Restriction
from tenure_web.people.relative import resolved

if TYPE_CHECKING:
    import pyarrow as pa

TABLE = "profiles"
_LONGEST = 4_000


@dataclass(frozen=True)
class Kept:
    """SQL that selects those profiles for which some conditions hold, from `profiles`."""

    sql: str = f"SELECT * FROM {TABLE}"


def read(text: str, schema: "pa.Schema") -> Condition:
    """Parse a condition and check its columns; raises ConditionError with the place."""
    if len(text) > _LONGEST:
        raise ConditionError(f"a condition has at most {_LONGEST:,} characters")
    condition = parse(text)
    condition.check(schema.names, TABLE)
    return condition


def kept(
    texts: tuple[str, ...],
    seen: "pa.Schema",
    *,
    whole: "pa.Schema",
    today: date,
    scope: Restriction,
    unit: str,
) -> Kept:
    """Return who fits all of some conditions and is not kept from the reader by `scope`.

    The conditions know the columns of `seen` alone, the scope all of them (`whole`): a
    portfolio may rest on what its owner may not see.
    """
    time_zone = company.definitions().company.time_zone
    return _kept(texts, scope, _Hashed(seen), _Hashed(whole), _Of(today, unit, time_zone))


@dataclass(frozen=True)
class _Of:
    """Of which day the profiles are, whose, and in which time zone its days lie."""

    today: date
    unit: str
    time_zone: str


@dataclass(frozen=True)
class _Hashed:
    """A schema that a cache can hold: the same names and types are the same."""

    schema: "pa.Schema"

    def __hash__(self) -> int:
        return hash(tuple((one.name, str(one.type)) for one in self.schema))


@lru_cache(256)
def _kept(
    texts: tuple[str, ...], scope: Restriction, seen: _Hashed, whole: _Hashed, of: _Of
) -> Kept:
    import ibis
    import pyarrow.types as types

    if not texts and scope.everyone:
        return Kept()
    table = ibis.table(ibis.Schema.from_pyarrow(whole.schema), name=TABLE)
    chosen = [] if scope.everyone else [scope.over(table, of.unit)]
    dated = {one.name for one in seen.schema if types.is_temporal(one.type)}
    for text in texts:
        condition = resolved(read(text, seen.schema), dated, of.today)
        chosen.append(condition.apply(table, time_zone=of.time_zone, table_name=TABLE))
    return Kept(str(ibis.to_sql(table.filter(*chosen), dialect="duckdb")))
