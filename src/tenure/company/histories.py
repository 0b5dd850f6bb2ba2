"""What was known of each unit at what time: attributes that change, over stretches of time."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from typing import TYPE_CHECKING

from tenure.company.units import Rule, Unit
from tenure.measure.moving import STRETCH
from tenure.periods import Observation
from tenure.tables.mapping import SINCE, UNTIL
from tenure.tables.versions import EVER

if TYPE_CHECKING:
    import ibis.expr.types as ir

LATER = ("end_reason", "voluntary", "auto_renew", "status")
"""What a contract says only once it is over, or once notice is given: it would look ahead."""

WHY_LEFT = ("end_reason", "voluntary")
"""What customers say of those who left alone: no attributes, for they would look ahead."""


def offered(contracts: "ir.Table") -> list[str]:
    """Name the attributes of contracts: terms that are fixed when one begins."""
    return [
        name
        for name in contracts.columns
        if name not in LATER and not contracts[name].type().is_timestamp()
    ]


def changing(rule: Rule, unit: Unit) -> dict[str, str]:
    """Return the attributes of a unit that may change, each with the table that tells it.

    Those of customers and accounts that have several rows, and of contracts; a name that an
    earlier one of these tables has is that one's, as in `profiles`.
    """
    tables, over_time = rule.data.tables, rule.data.histories
    taken: dict[str, str | None] = {}
    own = ("customers", "accounts") if unit == "customer" else ("accounts",)
    for name in own:
        reached = name != "accounts" or unit == "account" or "account_id" in taken
        for column in tables[name].columns if name in tables and reached else ():
            taken.setdefault(column, name if name in over_time else None)
    contracts = tables.get("subscriptions")
    if contracts is not None and f"{unit}_id" in contracts.columns:
        for column in offered(contracts):
            taken.setdefault(column, "subscriptions")
    none = ("customer_id", "account_id", "subscription_id", *WHY_LEFT)
    return {name: table for name, table in taken.items() if table and name not in none}


def history(
    rule: Rule,
    known: "ir.Table",
    names: Iterable[str],
    observed: Observation,
    *,
    unit: Unit,
) -> "ir.Table | None":
    """Return `known` with some attributes as they were over time, or None if none changes.

    Grain in: what is known of each unit at the end, one row a unit. Grain out: a stretch of
    time of a unit (`measure.moving.STRETCH`) with all columns
    of `known`; before anything is known of a unit, and after its last row ended, those that
    change are null. Rows that began after the observation are not known.
    """
    import ibis

    by_table = _by_table(rule, names, unit)
    told = {name: stretches(rule, name, own, observed, unit) for name, own in by_table.items()}
    if not told or not any(_moves(rule, one, by_table[name], name) for name, one in told.items()):
        return None
    moving = [name for own in by_table.values() for name in own]
    static = known.drop(*[name for name in moving if name in known.columns])
    ever = ibis.timestamp(EVER)
    points = [static.select("unit_id", _since=ever.cast("timestamp"))]
    for one in told.values():
        points.append(one.select("unit_id", _since=one["_from"].cast("timestamp")))
        over = one.filter(one["_to"].notnull())
        points.append(over.select("unit_id", _since=over["_to"].cast("timestamp")))
    every = reduce(lambda left, right: left.union(right), points).distinct()
    own = ibis.window(group_by="unit_id", order_by="_since")
    cut = every.mutate(_until=every["_since"].lead().over(own))
    for name, one in told.items():
        cut = _beside(cut, one, name)
    known_of = reduce(
        lambda left, right: left | right, [cut[f"_in_{name}"].notnull() for name in told]
    )
    begun = cut.mutate(_known=known_of).drop(*[f"_in_{name}" for name in told])
    entry = ibis.ifelse(begun["_known"], begun["_since"], ibis.null("timestamp"))
    entered = begun.mutate(_entry=entry.min().over(ibis.window(group_by="unit_id")))
    first = (entered["_since"] == entered["_entry"]).fill_null(False)
    return static.inner_join(entered.mutate(_first=first).drop("_known"), "unit_id")


def at_end(over_time: "ir.Table", end: datetime) -> "ir.Table":
    """Leave of every unit what holds at the last instant before `end`."""
    import ibis

    last = ibis.literal(end).cast("timestamp")
    since, until = over_time["_since"], over_time["_until"]
    return over_time.filter(since < last, until.isnull() | (until >= last)).drop(*STRETCH)


def at_start(over_time: "ir.Table") -> "ir.Table":
    """Leave of every unit the first that is known; of whom nothing is, one row that says so."""
    never = over_time["_entry"].isnull() & over_time["_until"].isnull()
    return over_time.filter(over_time["_first"] | never).drop(*STRETCH)


def first_known(
    rule: Rule,
    known: "ir.Table",
    names: Iterable[str],
    observed: Observation,
    *,
    unit: Unit,
) -> "ir.Table":
    """Return `known` with some attributes as they were first known, each by its own table.

    Grain in and out: one row a unit. Those of contracts stay as they are: `profiles` has them
    of the first one.
    """
    by_table = _by_table(rule, names, unit)
    for table, own in by_table.items():
        if table == "subscriptions":
            continue
        over_time = history(rule, known, own, observed, unit=unit)
        known = known if over_time is None else at_start(over_time)
    return known


def _by_table(rule: Rule, names: Iterable[str], unit: Unit) -> dict[str, list[str]]:
    """Return those of some attributes that may change, by the table that tells them."""
    tables = changing(rule, unit)
    by_table: dict[str, list[str]] = {}
    for name in sorted(set(names) & set(tables)):
        by_table.setdefault(tables[name], []).append(name)
    return by_table


def stretches(
    rule: Rule, name: str, columns: list[str], observed: Observation, unit: Unit
) -> "ir.Table":
    """Return one table's rows over time: (unit_id, _from, _to, columns), no two at one time."""
    if name == "subscriptions":
        return _of_contracts(rule, columns, observed, unit)
    rows = rule.over_time(name)
    if name == "accounts" and unit == "customer":
        customers = rule.data.version("customers", observed.end)
        seats = customers.select(unit_id="customer_id", _seat="account_id")
        rows = rows.inner_join(seats, rows.account_id == seats._seat)
    else:
        rows = rows.mutate(unit_id=rows[f"{unit}_id"])
    return _of_rows(rows, columns, rule.data.calendar.midnight(observed.end))


def _of_rows(rows: "ir.Table", columns: list[str], end: datetime) -> "ir.Table":
    """Let every row hold until valid_to, but no longer than until the next one begins.

    Up to a day between two rows is no gap: the last day of one meets the first of the next.
    """
    import ibis

    until = rows[UNTIL] if UNTIL in rows.columns else ibis.null("timestamp")
    told = rows.select(
        "unit_id", *columns, _from=rows[SINCE].fill_null(ibis.timestamp(EVER)), _until=until
    )
    begun = told.filter(
        told._from < ibis.literal(end).cast("timestamp"),
        told._until.isnull() | (told._until > told._from),
    )
    own = ibis.window(group_by="unit_id", order_by="_from")
    after = begun.mutate(_next=begun._from.lead().over(own))
    late = after._until.isnull() | (after._next <= after._until + ibis.interval(days=1))
    return after.select(
        "unit_id",
        *columns,
        _from="_from",
        _to=ibis.ifelse(late.fill_null(False), after._next, after._until),
    )


def _of_contracts(rule: Rule, columns: list[str], observed: Observation, unit: Unit) -> "ir.Table":
    """Let every contract tell its terms until the unit's next one begins.

    Of contracts that begin at one instant, the first by its key does.
    """
    import ibis

    contracts = rule.table("subscriptions")
    held = contracts.filter(
        contracts[f"{unit}_id"].notnull(),
        contracts.started_at < rule.data.calendar.midnight(observed.end),
    )
    told = held.select(
        *columns, unit_id=held[f"{unit}_id"], _from=held.started_at, _key=held.subscription_id
    )
    same = ibis.window(group_by=["unit_id", "_from"], order_by="_key")
    numbered = told.mutate(_place=ibis.row_number().over(same))
    one = numbered.filter(numbered._place == 0)
    own = ibis.window(group_by="unit_id", order_by="_from")
    return one.select("unit_id", *columns, _from="_from", _to=one._from.lead().over(own))


def _moves(rule: Rule, stretches: "ir.Table", columns: list[str], name: str) -> bool:
    """Say whether it matters when one asks.

    By the rule `contract` nobody is there before their first contract; so where no unit has
    two values, the one it has is the one it always had.
    """
    if name != "subscriptions" or rule.name != "contract":
        return True
    values = stretches.group_by("unit_id").agg(
        **{f"n{at}": stretches[one].nunique() for at, one in enumerate(columns)},
        **{f"m{at}": stretches[one].isnull().any() for at, one in enumerate(columns)},
    )
    several = [
        (values[f"n{at}"] + values[f"m{at}"].cast("int64") > 1).any() for at in range(len(columns))
    ]
    found = values.agg(moves=reduce(lambda left, right: left | right, several))
    row = rule.data.engine.execute(found, metric="attributes over time").to_pylist()[0]
    return bool(row["moves"])


def _beside(cut: "ir.Table", told: "ir.Table", name: str) -> "ir.Table":
    """Put beside every stretch what one table tells of it; `_in_<name>` where it does.

    Every row of the table begins where a stretch does, so the rows begun by then are counted
    and the last of them is the one that may hold: joins of equals alone, which engines do in
    linear time.
    """
    import ibis

    columns = [one for one in told.columns if one not in ("unit_id", "_from", "_to")]
    in_order = ibis.window(group_by="unit_id", order_by="_from")
    named = told.select(
        *columns,
        _unit="unit_id",
        _at=told["_from"].cast("timestamp"),
        _over="_to",
        _row=(ibis.row_number().over(in_order) + 1).cast("int64"),
    )
    starts = named.select(_begins="_unit", _at="_at")
    both = cut.left_join(starts, [cut.unit_id == starts._begins, cut["_since"] == starts._at])
    marked = both.select(*cut.columns, _mark=ibis.ifelse(both._begins.isnull(), 0, 1))
    until_now = ibis.window(group_by="unit_id", order_by="_since", preceding=(None, 0))
    begun = marked["_mark"].sum().over(until_now).cast("int64")
    counted = marked.select(*cut.columns, _begun=begun)
    rows = named.drop("_at")
    found = counted.left_join(rows, [("unit_id", "_unit"), ("_begun", "_row")])
    holds = found["_unit"].notnull() & (
        found["_over"].isnull() | (found["_since"] < found["_over"])
    )
    return found.select(
        *cut.columns,
        **{one: ibis.ifelse(holds, found[one], ibis.null(found[one].type())) for one in columns},
        **{f"_in_{name}": ibis.ifelse(holds, 1, ibis.null("int8"))},
    )
