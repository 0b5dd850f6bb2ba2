"""Accounts: the logos that customers belong to, with their users, money and health."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from tenure.charts.formats import money
from tenure.errors import ConditionError
from tenure_web.customers import story
from tenure_web.customers.exporting import csv_lines
from tenure_web.customers.fields import fields, shown
from tenure_web.customers.listing import PAGE, Asked
from tenure_web.customers.names import called
from tenure_web.customers.reading import Profiles, Row, quoted
from tenure_web.customers.scope import columns_seen, profiles, unit_of
from tenure_web.customers.views.building import building
from tenure_web.customers.views.noting import notes_context
from tenure_web.customers.views.shared import (
    calendar,
    mixed,
    nothing_yet,
    the_day,
    user_of,
    users_of,
)
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.rules import needs
from tenure_web.people import audit
from tenure_web.people.models import User
from tenure_web.people.rights import Right

SORTS = ("risk", "health", "users", "mrr")
_SHARED = ("account_name", "industry", "region", "size", "owner", "plan")
"""Columns that all users of an account have alike, where it has them."""
_MOST_PAGES = 2_000


@needs(Right.SEE_CUSTOMERS)
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts whose users one may see, the riskiest first."""
    day = company.last_day()
    if day is None:
        return nothing_yet(request, "accounts.title")
    if unit_of(day) == "account":
        return redirect("customers:list")
    if "account_id" not in columns_seen(day, user_of(request)).names:
        raise Http404("customers here belong to no accounts")
    asked, wrong, count = Asked.of(request.GET), None, 0
    words, seen = request.words, columns_seen(day, user_of(request))  # type: ignore[attr-defined]
    built, building_rows = building(request, asked, fields(seen, words))
    if built is not None:
        return redirect(reverse("customers:accounts") + asked.address(where=built))
    rows: list[Row] = []
    number = _page_number(request.GET.get("page", ""))
    try:
        rows, count = _rows(user_of(request), asked, number)
    except ConditionError as error:
        wrong = error
    context = {
        "day": day,
        "asked": asked,
        "wrong": wrong,
        "rows": rows[:PAGE],
        "count": count,
        "number": number,
        "more": len(rows) > PAGE,
        "sorts": [one for one in SORTS if any(row[one] is not None for row in rows)],
        "money": money,
        **building_rows,
    }
    return page(request, "customers/accounts.html.j2", context)


@needs(Right.SEE_CUSTOMERS, Right.EXPORT)
@require_safe
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Send all accounts that fit as CSV, in the order of the list."""
    day, user = the_day(), user_of(request)
    asked, names = Asked.of(request.GET), columns_seen(day, user).names
    if unit_of(day) == "account" or "account_id" not in names:
        raise Http404("no list of accounts")
    try:
        kept = profiles(day, user, asked.where)
    except ConditionError as error:
        return page(request, "customers/wrong.html.j2", {"wrong": error}, status=400)
    shared = [one for one in _SHARED if one in names]
    select = ["account_id", *(f"any_value({quoted(one)}) AS {one}" for one in shared)]
    select += [f"{_sum(one, names)} AS {one}" for one in _SUMS]
    found = kept.asked(
        ", ".join(select),
        f"WHERE account_id IS NOT NULL GROUP BY account_id {_order(asked, names)}",
    )
    columns = ["account_id", *shared, *_SUMS]
    audit.write(
        "accounts.export", day.as_of.isoformat(), after={"where": asked.where, "rows": len(found)}
    )
    lines = csv_lines(columns, [[[row[one] for one in columns] for row in found]])
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"accounts-{day.as_of.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page_number(told: str) -> int:
    return min(int(told), _MOST_PAGES) if told.isascii() and told.isdigit() else 0


def _rows(user: User, asked: Asked, number: int) -> tuple[list[Row], int]:
    day = company.last_day()
    assert day is not None
    kept, names = profiles(day, user, asked.where), columns_seen(day, user).names
    page_of = kept.asked(
        "account_id",
        f"WHERE account_id IS NOT NULL GROUP BY account_id {_order(asked, names)} "
        f"LIMIT {PAGE + 1} OFFSET {number * PAGE}",
    )
    there = [one["account_id"] for one in page_of]
    counted = kept.asked("count(DISTINCT account_id) AS n")
    return told(kept, names, there), int(counted[0]["n"])


def _order(asked: Asked, names: list[str]) -> str:
    """Return the order that the address asks for; the riskiest first."""
    asked_sort = asked.sort.removeprefix("-")
    sort = asked_sort if asked_sort in SORTS else SORTS[0]
    falls = "ASC" if sort == "health" else "DESC"
    return f"ORDER BY {_sum(sort, names)} {falls} NULLS LAST, account_id"


def told(kept: Profiles, names: list[str], there: list[str]) -> list[Row]:
    """Return what a page tells of its accounts, in their order; all columns of these alone."""
    if not there:
        return []
    told = ["account_id", *(f"{_sum(one, names)} AS {one}" for one in _SUMS)]
    told += [f"any_value({quoted(one)}) AS {one}" for one in _SHARED if one in names]
    marks = ", ".join("?" * len(there))
    rows = kept.asked(
        ", ".join(told), f"WHERE account_id IN ({marks}) GROUP BY account_id", given=there
    )
    by_account = {row["account_id"]: row for row in rows}
    return [by_account[one] for one in there]


def _sum(name: str, names: list[str]) -> str:
    """Return SQL of what is told of an account's users together; NULL without the columns."""
    return _SUMS[name] if all(one in names for one in _NEEDS[name]) else "NULL"


_ALONE = "min(currency) IS NOT DISTINCT FROM max(currency)"
_SUMS = {
    "users": "count(*)",
    "mrr": f"CASE WHEN {_ALONE} THEN sum(mrr) END",
    "currency": f"CASE WHEN {_ALONE} THEN min(currency) END",
    "risk": "max(risk)",
    "health": "avg(health)",
}
_NEEDS: dict[str, tuple[str, ...]] = {
    "users": (),
    "mrr": ("mrr", "currency"),
    "currency": ("currency",),
    "risk": ("risk",),
    "health": ("health",),
}


@needs(Right.SEE_CUSTOMERS)
@require_safe
def account(request: HttpRequest, account: str) -> HttpResponse:
    """Show an account: its users and their roles, money, health, goals, notes, and its story."""
    day = company.last_day()
    if day is not None and unit_of(day) == "account":
        return redirect("customers:one", account)
    users = users_of(user_of(request), account)
    words = request.words  # type: ignore[attr-defined]
    about = story.kept_account(account)
    named = mixed([one.get("account_name") for one in users])
    context = {
        "account": account,
        "name": named or about.get("name") or account,
        "users": users,
        "called": called,
        "sums": _sums(users),
        "facts": _facts(request, users, about),
        "goals": about.get("goals") or mixed([one.get("goals") for one in users]),
        "shown": lambda name, value: shown(name, value, words, calendar()),
        "money": money,
        **notes_context(request, "account", account),
        "story_at": reverse("customers:account_story", args=[account]),
        "views": tuple(story.VIEWS),
    }
    return page(request, "customers/account.html.j2", context)


def _sums(users: list[Row]) -> dict[str, Any]:
    """Return money, risk and health of all users together; money in one currency alone."""

    def told(name: str) -> list[float]:
        return [one[name] for one in users if one.get(name) is not None]

    currency = mixed([one.get("currency") for one in users])
    several = currency is None and any(one.get("currency") for one in users)
    health = told("health")
    return {
        "users": len(users),
        "currency": currency or "",
        "mrr": None if several or not told("mrr") else sum(told("mrr")),
        "value": None if several or not told("value") else sum(told("value")),
        "health": sum(health) / len(health) if health else None,
        "lowest": min(health, default=None),
        "at_risk": sum(one.get("risk_band") == "high" for one in users),
    }


def _facts(request: HttpRequest, users: list[Row], about: Row) -> list[tuple[str, str]]:
    words, own, day = request.words, calendar(), company.last_day()  # type: ignore[attr-defined]
    assert day is not None
    labels = {one.name: one.label for one in fields(columns_seen(day, user_of(request)), words)}
    told = {one: about.get(one) or mixed([row.get(one) for row in users]) for one in _SHARED}
    return [
        (labels.get(name, name), shown(name, value, words, own))
        for name, value in told.items()
        if value is not None and name not in ("account_name", "plan")
    ]
