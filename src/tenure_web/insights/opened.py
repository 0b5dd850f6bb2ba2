"""Those behind a number: as many as it says, and who of them is still there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import pyarrow.parquet as pq
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from tenure.charts.words import Words
from tenure.company.metrics import catalogue
from tenure.company.predictions.days import PROFILES
from tenure.company.saved_cohorts import Cohort, read
from tenure.errors import TenureError
from tenure_web.insights import kept
from tenure_web.insights.downloads import attached, rows_csv
from tenure_web.insights.opening import folder_of, is_there
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.people import audit
from tenure_web.people.rights import Right

A_PAGE = 100


@dataclass(frozen=True)
class Members:
    """Ids behind a number, in order, each with whether it has a profile, where that is `known`."""

    rows: Sequence[tuple[str, bool]]
    known: bool

    @property
    def left(self) -> int:
        """How many have no profile any more."""
        return sum(not here for _, here in self.rows) if self.known else 0


@needs(Right.SEE_CUSTOMERS)
@require_GET
def opened(request: Request, name: str) -> HttpResponse:
    """Show whom a number counts as soon as they are known; say so where none will be."""
    error = None
    try:
        busy = kept.is_under_way(name)
    except TenureError as told:
        busy, error = False, told
    if is_there(name):
        return _shown(request, read(folder_of(name)))
    status = 200 if busy else 400 if error else 404
    context = {"busy": busy, "error": error}
    return page(request, "insights/opening.html.j2", context, status=status)


def _shown(request: Request, cohort: Cohort) -> HttpResponse:
    """Show all of them to who sees everyone; to others the list, which holds others' back.

    Where all of them are still there the list says more.
    """
    members = members_of(cohort)
    everyone = Right.SEE_EVERYONE in request.user.rights
    if members.known and not (everyone and members.left):
        return redirect(_list_of(cohort))
    if not everyone:
        raise Http404
    words = request.words
    meaning = {one.name: getattr(one, words.language) for one in catalogue()[cohort.metric].columns}
    context = {
        "cohort": cohort,
        "metric": catalogue()[cohort.metric],
        "counted": meaning.get(cohort.count, cohort.count),
        "of": [f"{meaning.get(name, name)}: {told}" for name, told in _row(cohort, words)],
        "members": members,
        "shown": Paginator(members.rows, A_PAGE).get_page(request.GET.get("page")),
        "list": _list_of(cohort) if members.known else "",
    }
    return page(request, "insights/opened.html.j2", context)


def members_of(cohort: Cohort) -> Members:
    """Return who is in a cohort, and who of them has a profile of the last day."""
    ids = [str(one) for one in pq.read_table(cohort.file).column(0).to_pylist()]
    day = company.last_day()
    if day is None or day.folder.parent.name != cohort.unit:
        return Members([(one, False) for one in ids], known=False)
    profiles = pq.read_table(day.folder / PROFILES, columns=["unit_id"])
    here = set(profiles.column(0).to_pylist())
    return Members([(one, one in here) for one in ids], known=True)


def _list_of(cohort: Cohort) -> str:
    return f"{reverse('customers:list')}?{urlencode({'cohort': cohort.name})}"


def _row(cohort: Cohort, words: Words) -> Sequence[tuple[str, str]]:
    """Return what tells the row: its words and days, not its figures."""
    return [
        (name, _said(value, words)) for name, value in cohort.row.items() if isinstance(value, str)
    ]


def _said(text: str, words: Words) -> str:
    try:
        return words.formats.date(date.fromisoformat(text))
    except ValueError:
        return text


@needs(Right.EXPORT)
@require_GET
def opened_file(request: Request, name: str) -> HttpResponse:
    """Give the ids of those whom a number counts as a file."""
    if not is_there(name) or not {Right.SEE_CUSTOMERS, Right.SEE_EVERYONE} <= request.user.rights:
        raise Http404
    cohort = read(folder_of(name))
    members = members_of(cohort)
    rows = [{f"{cohort.unit}_id": one} for one, _ in members.rows]
    audit.write("cohort.export", name, after={"rows": len(rows)})
    return attached(rows_csv(rows, [f"{cohort.unit}_id"]), f"{name}.csv")
