"""What happened with a customer, on one time line: did, bought, paid, said, and were told.

Asked of the company's engine, a page at a time; what somebody did is counted by day and name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tenure.company import Company
from tenure.company.units import Unit
from tenure.periods import Observation
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
_MOST_KEPT = 2_000

Row = dict[str, Any]
_KEPT: dict[tuple[str, str], Row] = {}
"""Accounts that were asked, by the run and their id."""
Whose = Callable[["ir.Table"], "ir.BooleanValue"]


@dataclass(frozen=True)
class Whom:
    """Whose story it is: a customer, or an account with its users; `only` these, if not None."""

    id: str
    kind: Unit
    only: tuple[str, ...] | None = None


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
    import ibis

    with company.asked() as told:
        whose = _whose(told, unit)
        tables = [row for kind in kinds for row in _MAKERS[kind](told, whose)]
        if not tables:
            return Story((), "")
        rows = ibis.union(*tables) if len(tables) > 1 else tables[0]
        until = told.data.calendar.midnight(told.data.today + timedelta(days=1))
        rows = rows.filter(rows["at"] <= ibis.literal(place.at or until, type="timestamp"))
        rows = rows.order_by([ibis.desc("at"), "kind", "what", "detail", "unit"])
        wanted = PAGE + 1 + place.skipped
        found = told.engine.execute(rows.limit(wanted), metric="story").to_pylist()
    return _page(found[place.skipped :] if place.at else found, place)


def _page(found: list[Row], place: Place) -> Story:
    rows = found[:PAGE]
    if len(found) <= PAGE:
        return Story(rows, "")
    last = rows[-1]["at"]
    same = sum(one["at"] == last for one in rows) + (place.skipped if last == place.at else 0)
    return Story(rows, f"{last.isoformat()}~{same}")


@lru_cache(256)
def _contracts(version: str, unit: Whom) -> Sequence[Row]:
    import ibis

    with company.asked() as told:
        if "subscriptions" not in told.data.tables:
            return ()
        rows = told.data.tables["subscriptions"]
        own = _whose(told, unit)(rows)
        over = [rows.ended_at.notnull()] if "ended_at" in rows.columns else []
        rows = rows.filter(own).order_by([*over, ibis.desc("started_at")]).limit(_CONTRACTS)
        return tuple(told.engine.execute(rows, metric="contracts").to_pylist())


@lru_cache(256)
def _users(version: str, account: str) -> Sequence[Row]:
    with company.asked() as told:
        rows = told.data.tables.get("customers")
        if rows is None or "account_id" not in rows.columns:
            return ()
        names = [one for one in ("customer_id", "name", "role") if one in rows.columns]
        own = rows.filter(rows.account_id == account).select(*names).order_by("customer_id")
        return tuple(told.engine.execute(own.limit(_USERS), metric="users").to_pylist())


def _about(account: str) -> Row:
    with company.asked() as told:
        if "accounts" not in told.data.tables:
            return {}
        rows = told.data.tables["accounts"]
        found = told.engine.execute(rows.filter(rows.account_id == account), metric="account")
        return dict(next(iter(found.to_pylist()), {}))


def _whose(told: Company, unit: Whom) -> Whose:
    """Return what picks a unit's rows of a table: its own, and those of an account's users."""
    tables = told.data.tables

    def own(rows: "ir.Table") -> "ir.BooleanValue":
        import ibis

        found = []
        if f"{unit.kind}_id" in rows.columns:
            found.append(rows[f"{unit.kind}_id"] == unit.id)
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


def _events(told: Company, whose: Whose) -> "list[ir.Table]":
    """Count what was done by day and name; days are the company's own."""
    if "events" not in told.data.tables:
        return []
    rows = told.data.tables["events"]
    rows = rows.filter(whose(rows))
    until = told.data.today
    seen = Observation(_before(until), until)
    keys = {
        "unit": rows.customer_id,
        "_day": told.data.calendar.numbers_at(rows.occurred_at, "day", seen),
    }
    if "name" in rows.columns:
        keys["what"] = rows["name"]
    days = rows.group_by(**keys).agg(at=rows.occurred_at.max(), n=rows.count())
    return [_line(days, "event", at="at", n="n", what="what", unit="unit")]


def _before(day: date) -> date:
    return day - timedelta(days=365 * _YEARS)


def _plain(
    kind: str, table: str, at: str, **values: str
) -> "Callable[[Company, Whose], list[ir.Table]]":
    """Return what makes a kind of row of one table, whose columns are named."""

    def make(told: Company, whose: Whose) -> "list[ir.Table]":
        if table not in told.data.tables or at not in told.data.tables[table].columns:
            return []
        rows = told.data.tables[table]
        return [_line(rows.filter(whose(rows)), kind, at=at, unit="customer_id", **values)]

    return make


def _several(
    *makers: "Callable[[Company, Whose], list[ir.Table]]",
) -> "Callable[[Company, Whose], list[ir.Table]]":
    return lambda told, whose: [row for make in makers for row in make(told, whose)]


_PLAN = {"what": "plan", "amount": "mrr", "currency": "currency"}
_MAKERS: "dict[str, Callable[[Company, Whose], list[ir.Table]]]" = {
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
