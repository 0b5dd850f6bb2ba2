"""Faults that single rows can have, each as a condition that counts and samples come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tenure.tables.findings import Severity
from tenure.tables.mapping import NO_DATE, SINCE, UNREADABLE, UNTIL, Mapped
from tenure.tables.source import REASON

if TYPE_CHECKING:
    import ibis.expr.types as ir

_NEXT = "_next"
_REFERENCES = {
    "customer_id": "customers",
    "account_id": "accounts",
    "subscription_id": "subscriptions",
    "ticket_id": "tickets",
}


@dataclass(frozen=True)
class Check:
    """One fault: the rows that have it, how bad it is, and which columns show it."""

    code: str
    severity: Severity
    fails: "ir.BooleanValue"
    column: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
    shows: tuple[str, ...] = ()


def joined(mapped: Mapped, others: "Mapping[str, ir.Table]") -> "ir.Table":
    """Put beside each row what it refers to: whether it is there, its start and its end.

    Adds `_there_<table>`, `_started_<table>`, `_ended_<table>` for the tables that
    are given; each must have one row a key. Where rows say for how long they hold, adds
    `_next`: since when the next one of the same key does.
    """
    rows = _followed(mapped)
    for key, other in _references(mapped, others).items():
        rows = _beside(rows, key, other, others[other])
    return rows


def _followed(mapped: Mapped) -> "ir.Table":
    import ibis

    rows, key = mapped.rows, mapped.schema.key
    if key is None or not {key, SINCE, UNTIL} <= set(mapped.columns):
        return rows
    holds = rows[REASON].isnull() & ~(rows[UNTIL] <= rows[SINCE]).fill_null(False)
    own = ibis.window(group_by=[key, holds], order_by=SINCE)
    return rows.mutate(**{_NEXT: rows[SINCE].lead().over(own)})


def _references(mapped: Mapped, others: "Mapping[str, ir.Table]") -> dict[str, str]:
    return {
        key: other
        for key, other in _REFERENCES.items()
        if key in mapped.columns and other in others and other != mapped.schema.name
    }


def _beside(rows: "ir.Table", key: str, name: str, other: "ir.Table") -> "ir.Table":
    import ibis

    nothing = ibis.null("timestamp")
    has_start = "started_at" in other.columns
    has_end = "ended_at" in other.columns
    facts = other.select(
        **{
            f"_key_{name}": other[key],
            f"_there_{name}": ibis.literal(True),
            f"_started_{name}": other.started_at if has_start else nothing,
            f"_ended_{name}": other.ended_at if has_end else nothing,
        }
    )
    return rows.left_join(facts, rows[key] == facts[f"_key_{name}"]).drop(f"_key_{name}")


def of(
    mapped: Mapped, rows: "ir.Table", others: "Mapping[str, ir.Table]", today: date
) -> list[Check]:
    """List the checks that a table's columns allow."""
    keys = [name for name in _REFERENCES if name in mapped.columns]
    own = [mapped.schema.key] if mapped.schema.key in mapped.columns else []
    shows = tuple(dict.fromkeys([*own, *keys]))
    asked = _quarantined(mapped, rows, shows) + _unreadable(mapped, rows, shows)
    kept = rows[REASON].isnull()
    if own and mapped.schema.key not in mapped.schema.required:
        empty = kept & rows[own[0]].isnull()
        asked.append(Check("missing_key", "warning", empty, own[0], shows=shows))
    asked += _references_checks(mapped, rows, others, shows)
    return asked + _values(mapped, rows, shows, today)


def _quarantined(mapped: Mapped, rows: "ir.Table", shows: tuple[str, ...]) -> list[Check]:
    schema, reason = mapped.schema, rows[REASON]
    asked = []
    for name in schema.required:
        visible = (*shows, schema.instant or name)
        asked.append(Check("missing", "error", reason == f"no {name}", name, shows=visible))
        unread = reason == f"{name} cannot be read"
        asked.append(Check("unreadable_required", "error", unread, name, shows=visible))
    if SINCE in mapped.columns and schema.column(SINCE):
        unread = reason == f"{SINCE} cannot be read"
        asked.append(Check("unreadable_required", "error", unread, SINCE, shows=shows))
    if schema.instant:
        late = reason == f"{schema.instant} is in the future"
        early = reason == f"{schema.instant} is 1970-01-01 or before"
        columns = (*shows, schema.instant)
        asked.append(Check("future", "error", late, schema.instant, shows=columns))
        asked.append(Check("no_date", "error", early, schema.instant, shows=columns))
    if schema.key in mapped.columns:
        again = reason == f"{schema.key} came before"
        asked.append(Check("duplicate_key", "error", again, schema.key, shows=shows))
    return asked


def _unreadable(mapped: Mapped, rows: "ir.Table", shows: tuple[str, ...]) -> list[Check]:
    kept = rows[REASON].isnull()
    return [
        Check("unreadable", "warning", kept & rows[UNREADABLE + name], name, shows=shows)
        for name in mapped.columns
        if UNREADABLE + name in rows.columns and name not in (*mapped.schema.required, SINCE)
    ]


def _references_checks(
    mapped: Mapped, rows: "ir.Table", others: "Mapping[str, ir.Table]", shows: tuple[str, ...]
) -> list[Check]:
    kept, instant = rows[REASON].isnull(), mapped.schema.instant
    asked = []
    for key, other in _references(mapped, others).items():
        detail, seen = {"other": other}, (*shows, *([instant] if instant else []))
        lost = kept & rows[key].notnull() & rows[f"_there_{other}"].isnull()
        asked.append(Check("orphan", "warning", lost, key, detail, shows))
        if mapped.schema.name not in ("events", "orders", "tickets") or not instant:
            continue
        began = (*seen, f"_started_{other}")
        early = kept & (rows[instant] < rows[f"_started_{other}"]).fill_null(False)
        asked.append(Check("before_start", "warning", early, key, detail, began))
        late = kept & (rows[instant] > rows[f"_ended_{other}"]).fill_null(False)
        asked.append(Check("after_end", "warning", late, key, detail, (*seen, f"_ended_{other}")))
    return asked


def _values(mapped: Mapped, rows: "ir.Table", shows: tuple[str, ...], today: date) -> list[Check]:
    import ibis

    kept, names, asked = rows[REASON].isnull(), mapped.columns, []
    if mapped.schema.name in ("customers", "accounts") and "started_at" in names:
        tomorrow = ibis.timestamp(f"{today + timedelta(days=2)} 00:00:00")
        late = kept & (rows.started_at >= tomorrow).fill_null(False)
        columns = (*shows, "started_at")
        asked.append(Check("start_in_future", "warning", late, "started_at", shows=columns))
    if NO_DATE + "started_at" in rows.columns:
        none = kept & rows[NO_DATE + "started_at"].notnull()
        columns = (*shows, NO_DATE + "started_at")
        asked.append(Check("placeholder", "warning", none, "started_at", shows=columns))
    for end in ("ended_at", "ends_at"):
        if {"started_at", end} <= set(names):
            turned = kept & (rows[end] < rows.started_at).fill_null(False)
            columns = (*shows, "started_at", end)
            asked.append(Check("ends_before_start", "warning", turned, end, shows=columns))
    if _NEXT in rows.columns:
        turned = kept & (rows[UNTIL] <= rows[SINCE]).fill_null(False)
        over = kept & ~turned & (rows[_NEXT] < rows[UNTIL]).fill_null(False)
        columns = (*shows, SINCE, UNTIL)
        asked.append(Check("never_valid", "warning", turned, UNTIL, shows=columns))
        asked.append(Check("overlap", "warning", over, UNTIL, shows=columns))
    if "known_at" in names:
        early = kept & (rows.known_at < rows.occurred_at).fill_null(False)
        asked.append(Check("known_before", "warning", early, "known_at", shows=shows))
    return asked + _amounts(mapped, rows, shows)


def _amounts(mapped: Mapped, rows: "ir.Table", shows: tuple[str, ...]) -> list[Check]:
    names, asked = mapped.columns, []
    severity: Severity = "info" if mapped.schema.name == "orders" else "warning"
    for name in ("amount", "mrr", "cost", "price", "acquisition_cost"):
        if name in names and mapped.schema.column(name):
            below = (rows[name] < 0).fill_null(False)
            asked.append(Check("negative", severity, below, name, shows=(*shows, "order_id", name)))
    if {"amount", "quantity"} <= set(names):
        back = ((rows.amount < 0) & (rows.quantity < 0)).fill_null(False)
        columns = (*shows, "order_id", "quantity", "amount")
        asked.append(Check("cancellation", "info", back, "amount", shows=columns))
    return asked
