"""The list of customers: filtered, sorted, a page at a time; and all of it as a file."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from tenure.company import saved_cohorts
from tenure.errors import ConditionError
from tenure_web.customers import segments
from tenure_web.customers.exporting import csv_lines
from tenure_web.customers.fields import Field, fields, shown
from tenure_web.customers.forms import SegmentForm
from tenure_web.customers.listing import Asked, Listing, Order, chosen, listing
from tenure_web.customers.scope import columns_seen, profiles, unit_of
from tenure_web.customers.views.building import building
from tenure_web.customers.views.shared import calendar, nothing_yet, the_day, user_of
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.rules import needs
from tenure_web.people import audit
from tenure_web.people.rights import Right


@needs(Right.SEE_CUSTOMERS)
@require_safe
def customers(request: HttpRequest) -> HttpResponse:
    """List the profiles of the last day that fit the address."""
    day = company.last_day()
    if day is None:
        return nothing_yet(request, "customers.title")
    user, words = user_of(request), request.words  # type: ignore[attr-defined]
    seen = columns_seen(day, user)
    known, asked = fields(seen, words), Asked.of(request.GET)
    built, rows = building(request, asked, known)
    if built is not None:
        return redirect(reverse("customers:list") + asked.address(where=built))
    found, wrong = _listing(request, asked, known)
    context = {
        "day": day,
        "found": found,
        "wrong": wrong,
        **rows,
        "shown": lambda name, value: shown(name, value, words, calendar()),
        "accounts": unit_of(day) == "customer" and "account_id" in seen.names,
        "save": SegmentForm(words, initial={"condition": asked.where}),
        "segments": segments.fitting(user),
        "cohorts": [
            one
            for one in saved_cohorts.every(company.store().root)
            if _fits(one, day) and (one.name == asked.cohort or not _opened(one))
        ],
    }
    return page(request, "customers/list.html.j2", context | {"asked": asked})


def _fits(cohort: saved_cohorts.Cohort, day: Any) -> bool:
    return cohort.unit == unit_of(day)


def _opened(cohort: saved_cohorts.Cohort) -> bool:
    return cohort.name.startswith(company.OPENED)


def _listing(
    request: HttpRequest, asked: Asked, known: list[Field]
) -> tuple[Listing | None, ConditionError | None]:
    day, user = the_day(), user_of(request)
    named = "name" in columns_seen(day, user).names
    try:
        kept = profiles(day, user, asked.where, cohort=asked.cohort)
        return listing(asked, kept, known, named=named), None
    except ConditionError as error:
        return None, error


@needs(Right.SEE_CUSTOMERS, Right.EXPORT)
@require_safe
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Send the whole list as CSV, with the columns that it shows."""
    day, user = the_day(), user_of(request)
    words, asked = request.words, Asked.of(request.GET)  # type: ignore[attr-defined]
    seen = columns_seen(day, user)
    known = fields(seen, words)
    try:
        kept = profiles(day, user, asked.where, cohort=asked.cohort)
    except ConditionError as error:
        return page(request, "customers/wrong.html.j2", {"wrong": error}, status=400)
    first = ["unit_id", *(["name"] if "name" in seen.names else [])]
    names = list(dict.fromkeys([*first, *(one.name for one in chosen(asked, known))]))
    order = Order.of(asked.sort, ["unit_id", *(one.name for one in known)])
    told = {"where": asked.where, "cohort": asked.cohort, "columns": names, "rows": kept.count()}
    audit.write("customers.export", day.as_of.isoformat(), after=told)
    rows: Iterator[bytes] = csv_lines(names, kept.stream(names, order.sql))
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    name = f"customers-{day.as_of.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@needs(Right.SEE_CUSTOMERS, Right.SAVE_VIEWS)
@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """List the segments that one has and those that others share, with their sizes."""
    day = company.last_day()
    if day is None:
        return nothing_yet(request, "segment.title")
    context = {"counted": segments.counted(user_of(request), day), "day": day}
    return page(request, "customers/segments.html.j2", context)
