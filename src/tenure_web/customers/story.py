"""What happened with a customer, on one time line: did, bought, paid, said, and were told.

Asked of the company's engine, a page at a time; what somebody did is counted by day and name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tenure.periods import Observation
from tenure_web.customers import kept
from tenure_web.customers.kept import Make, Source, Tail, Whom
from tenure_web.customers.prepared import rows_of
from tenure_web.lib import company

if TYPE_CHECKING:
    import ibis.expr.types as ir

PAGE = 40
KINDS = ("event", "order", "payment", "ticket", "feedback", "touch", "contract")
VIEWS: dict[str, tuple[str, ...]] = {
    "all": KINDS,
    "sales": ("contract", "order", "payment", "touch"),
    "marketing": ("event", "order", "touch", "feedback"),
    "service": ("ticket", "feedback", "payment", "touch"),
}
"""What each team looks at first; it is the same customer for all of them."""
_YEARS = 5
_CONTRACTS = 20
_USERS = 200
_BY, _CAME = ("play", "channel"), ("opened_at", "clicked_at")
_MOST_KEPT = 2_000
_ORDER = ("kind", "what", "detail", "unit")
"""Lines of the same instant come in this order."""

Row = dict[str, Any]
_KEPT: dict[tuple[str, str], Row] = {}
"""Accounts that were asked, by the run and their id."""
Whose = Callable[["ir.Table"], "ir.BooleanValue"]


@dataclass(frozen=True)
class Story:
    """A page of what happened, the newest first; `following` is where the next one begins."""

    rows: Sequence[Row]
    following: str


@dataclass(frozen=True)
class Place:
    """Where a page begins: at an instant, after so many rows of that instant."""

    at: datetime | None = None
    skipped: int = 0

    @classmethod
    def of(cls, told: str) -> "Place":
        """Read it from an address; the newest where it makes no sense."""
        at, _, skipped = told.partition("~")
        try:
            return cls(datetime.fromisoformat(at), max(0, min(int(skipped or 0), 1_000)))
        except ValueError:
            return cls()


def story(unit: Whom, view: str, place: Place) -> Story:
    """Return a page of what happened with a customer or an account."""
    return _story(_version(), unit, VIEWS.get(view, KINDS), place)


def contracts(unit: Whom) -> Sequence[Row]:
    """Return the contracts of a customer or an account, those in force first, then the newest."""
    return _contracts(_version(), unit)


def contacted(unit: Whom) -> Sequence[Row]:
    """Return by play and channel how often a unit was contacted, last when, and what came of it."""
    return _contacted(_version(), unit)


def arms(unit: Whom) -> Sequence[Row]:
    """Return into which arm of which experiment a unit was drawn, the last one first."""
    return _arms(_version(), unit)


def users(account: str) -> Sequence[Row]:
    """Return the users of an account as the table of customers has them, with their roles."""
    return _users(_version(), account)


def about_account(account: str) -> Row:
    """Return what the table of accounts says of one: name, goals, owner, industry."""
    place = _version(), account
    if place not in _KEPT:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        _KEPT[place] = _about(account)
    return _KEPT[place]


def kept_account(account: str) -> Row:
    """Return the same if it has been asked since the last run, else nothing: nobody waits."""
    return _KEPT.get((_version(), account), {})


def _version() -> str:
    run = company.latest()
    return str(run.folder) if run else ""


@lru_cache(256)
def _story(version: str, unit: Whom, kinds: Sequence[str], place: Place) -> Story:
    def lines(source: Source, whom: Whom) -> "ir.Table | None":
        return _lines(source, whom, kinds)

    found = _asked(f"story {' '.join(kinds)}", unit, lines, place)
    return _page(found[place.skipped :] if place.at else found, place)


def _asked(what: str, unit: Whom, make: Make, place: Place | None = None) -> list[Row]:
    """Ask about a unit what the last run kept by unit, or the company's tables where it did not.

    With a place, the lines of a page that begins there.
    """
    there = kept.latest()
    if there is not None:
        return there.rows(what, unit, make, _tail(there.source, place))
    with company.asked() as told:
        if make(told.data, unit) is None:
            return []

        def whole(id: str) -> "ir.Table":
            rows = make(told.data, replace(unit, id=id))
            assert rows is not None
            return _tail(told.data, place).over(rows)

        if unit.only is None and (place is None or place.at is None):  # as nearly all are asked
            return rows_of(told, (what, unit.kind), whole, unit.id, what)
        return list(told.engine.execute(whole(unit.id), metric=what).to_pylist())


def _lines(source: Source, unit: Whom, kinds: Sequence[str]) -> "ir.Table | None":
    """Return all that happened with a unit; None where no table tells of it."""
    import ibis

    whose = _whose(source, unit)
    tables = [row for kind in kinds for row in _MAKERS[kind](source, whose)]
    return ibis.union(*tables) if len(tables) > 1 else next(iter(tables), None)


def _tail(source: Source, place: Place | None) -> Tail:
    """Say in what order lines come, and how far a page and one line more reach."""
    if place is None:
        return Tail()
    until = source.calendar.midnight(source.today + timedelta(days=1))
    return Tail(place.at or until, _ORDER, PAGE + 1 + place.skipped)


def _page(found: list[Row], place: Place) -> Story:
    rows = found[:PAGE]
    if len(found) <= PAGE:
        return Story(rows, "")
    last = rows[-1]["at"]
    same = sum(one["at"] == last for one in rows) + (place.skipped if last == place.at else 0)
    return Story(rows, f"{last.isoformat()}~{same}")


@lru_cache(256)
def _contracts(version: str, unit: Whom) -> Sequence[Row]:
    return tuple(_asked("contracts", unit, _contracts_of))


def _contracts_of(source: Source, unit: Whom) -> "ir.Table | None":
    import ibis

    rows = source.tables.get("subscriptions")
    if rows is None:
        return None
    own = _whose(source, unit)(rows)
    over = [rows.ended_at.notnull()] if "ended_at" in rows.columns else []
    return rows.filter(own).order_by([*over, ibis.desc("started_at")]).limit(_CONTRACTS)


@lru_cache(256)
def _contacted(version: str, unit: Whom) -> Sequence[Row]:
    return tuple(_asked("contacts", unit, _contacts_of))


def _contacts_of(source: Source, unit: Whom) -> "ir.Table | None":
    import ibis

    rows = source.tables.get("touches")
    if rows is None:
        return None
    own = rows.filter(_whose(source, unit)(rows), rows.sent_at.notnull())
    nothing = ibis.null("timestamp")
    keys = {one: own[one] if one in own.columns else ibis.null("string") for one in _BY}
    came = {one: own[one] if one in own.columns else nothing for one in _CAME}
    sums = {one: value.max() for one, value in came.items()}
    found = own.group_by(**keys).agg(last=own.sent_at.max(), n=own.count(), **sums)
    return found.order_by([ibis.desc("last"), *_BY]).limit(_CONTRACTS)


@lru_cache(256)
def _arms(version: str, unit: Whom) -> Sequence[Row]:
    return tuple(_asked("arms", replace(unit, only=None), _arms_of))


def _arms_of(source: Source, unit: Whom) -> "ir.Table | None":
    import ibis

    rows = source.tables.get("assignments")
    if rows is None:
        return None
    until = source.calendar.midnight(source.today + timedelta(days=1))
    own = rows.filter(rows.unit_id == unit.id, rows.assigned_at < until)
    own = own.select("experiment", "arm", "assigned_at").order_by(ibis.desc("assigned_at"))
    return own.limit(_CONTRACTS)


@lru_cache(256)
def _users(version: str, account: str) -> Sequence[Row]:
    return tuple(_asked("users", Whom(account, "account"), _users_of))


def _users_of(source: Source, unit: Whom) -> "ir.Table | None":
    rows = source.tables.get("customers")
    if rows is None or "account_id" not in rows.columns:
        return None
    names = [one for one in ("customer_id", "name", "role") if one in rows.columns]
    own = rows.filter(rows.account_id == unit.id).select(*names).order_by("customer_id")
    return own.limit(_USERS)


def _about(account: str) -> Row:
    return next(iter(_asked("account", Whom(account, "account"), _account_of)), {})


def _account_of(source: Source, unit: Whom) -> "ir.Table | None":
    rows = source.tables.get("accounts")
    return None if rows is None else rows.filter(rows.account_id == unit.id)


def _whose(source: Source, unit: Whom) -> Whose:
    """Return what picks a unit's rows of a table: its own, and those of an account's users."""
    tables = source.tables

    def own(rows: "ir.Table") -> "ir.BooleanValue":
        import ibis

        found = []
        if f"{unit.kind}_id" in rows.columns:
            whole = rows[f"{unit.kind}_id"] == unit.id
            alone = unit.only is not None and "customer_id" in rows.columns
            found.append(whole & rows.customer_id.isnull() if alone else whole)
        named = "customers" in tables and "account_id" in tables["customers"].columns
        if unit.only is not None and "customer_id" in rows.columns:
            found.append(rows.customer_id.isin(unit.only))
        elif unit.kind == "account" and "customer_id" in rows.columns and named:
            users = tables["customers"]
            those = users.filter(users.account_id == unit.id).customer_id
            found.append(rows.customer_id.isin(those))
        return ibis.or_(*found) if found else ibis.literal(False)

    return own


def _line(rows: "ir.Table", kind: str, **values: "ir.Value | str | None") -> "ir.Table":
    """Select what every kind of row has, in one order; null for what a kind does not have."""
    import ibis

    texts = ("what", "detail", "currency", "text", "unit")
    told = {name: values.get(name) for name in (*texts, "at", "amount", "n", "score")}
    types = dict.fromkeys(texts, "string") | {"at": "timestamp", "n": "int64"}
    shown: dict[str, Any] = {}
    for name, value in told.items():
        dtype = types.get(name, "float64")
        column = rows[value] if isinstance(value, str) and value in rows.columns else value
        empty = column is None or isinstance(column, str)
        shown[name] = ibis.null(dtype) if empty else column.cast(dtype)  # type: ignore[union-attr]
    return rows.filter(shown["at"].notnull()).select(kind=ibis.literal(kind), **shown)


def _events(source: Source, whose: Whose) -> "list[ir.Table]":
    """Count what was done by day and name; days are the company's own."""
    if "events" not in source.tables:
        return []
    rows = source.tables["events"]
    rows = rows.filter(whose(rows))
    until = source.today
    seen = Observation(_before(until), until)
    keys = {
        "unit": rows.customer_id,
        "_day": source.calendar.numbers_at(rows.occurred_at, "day", seen),
    }
    if "name" in rows.columns:
        keys["what"] = rows["name"]
    days = rows.group_by(**keys).agg(at=rows.occurred_at.max(), n=rows.count())
    return [_line(days, "event", at="at", n="n", what="what", unit="unit")]


def _before(day: date) -> date:
    return day - timedelta(days=365 * _YEARS)


def _plain(
    kind: str, table: str, at: str, **values: str
) -> "Callable[[Source, Whose], list[ir.Table]]":
    """Return what makes a kind of row of one table, whose columns are named."""

    def make(source: Source, whose: Whose) -> "list[ir.Table]":
        if table not in source.tables or at not in source.tables[table].columns:
            return []
        rows = source.tables[table]
        return [_line(rows.filter(whose(rows)), kind, at=at, unit="customer_id", **values)]

    return make


def _several(
    *makers: "Callable[[Source, Whose], list[ir.Table]]",
) -> "Callable[[Source, Whose], list[ir.Table]]":
    return lambda source, whose: [row for make in makers for row in make(source, whose)]


_PLAN = {"what": "plan", "amount": "mrr", "currency": "currency"}
_MAKERS: "dict[str, Callable[[Source, Whose], list[ir.Table]]]" = {
    "event": _events,
    "order": _plain(
        "order", "orders", "occurred_at", what="product_id", amount="amount", currency="currency"
    ),
    "payment": _plain(
        "payment",
        "payments",
        "occurred_at",
        what="status",
        detail="decline_code",
        amount="amount",
        currency="currency",
    ),
    "ticket": _several(
        _plain("ticket", "tickets", "opened_at", what="channel", text="text", score="score"),
        _plain("ticket_solved", "tickets", "resolved_at", what="channel"),
    ),
    "feedback": _plain(
        "feedback", "feedback", "given_at", what="source", text="text", score="score"
    ),
    "touch": _several(
        _plain("touch", "touches", "sent_at", what="channel", detail="play"),
        _plain("touch_opened", "touches", "opened_at", what="channel", detail="play"),
        _plain("touch_clicked", "touches", "clicked_at", what="channel", detail="play"),
    ),
    "contract": _several(
        _plain("contract_started", "subscriptions", "started_at", **_PLAN),
        _plain("contract_notice", "subscriptions", "cancelled_at", detail="end_reason", **_PLAN),
        _plain("contract_ended", "subscriptions", "ended_at", detail="end_reason", **_PLAN),
    ),
}
