"""The audit trail as a page and as a file; reading it whole as a file is written into it."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tenure_web.lib.rules import needs
from tenure_web.people.audit import write
from tenure_web.people.forms import WordedForm
from tenure_web.people.models import Written
from tenure_web.people.rights import Right
from tenure_web.people.views import people_page, zone

PAGE = 50
COLUMNS = ("at", "who", "action", "what", "before", "after", "request")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class FilterForm(WordedForm):
    """Who, what, and from when to when; both days are included."""

    who = forms.CharField(required=False, max_length=150)
    action = forms.ChoiceField(required=False)
    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        known = Written.objects.order_by("action").values_list("action", flat=True).distinct()
        action: Any = self.fields["action"]
        action.choices = [("", self.words("people.any_action")), *((one, one) for one in known)]


@dataclass(frozen=True)
class Line:
    """A line of the trail as it is shown."""

    at: datetime
    who: str
    action: str
    what: str
    before: str
    after: str


@needs(Right.SEE_AUDIT)
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Show who wrote and who exported what, the last first."""
    form = FilterForm(request, request.GET)
    shown = Paginator(_found(form), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "lines": [_line(one) for one in shown],
        "count": shown.paginator.count,
        "shown": shown,
        "asked": urlencode(_asked(form)),
    }
    return people_page(request, "audit", "audit", context)


@needs(Right.SEE_AUDIT)
@require_GET
def audit_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give the lines that the filter leaves as CSV."""
    form = FilterForm(request, request.GET)
    last = Written.objects.order_by("pk").last()
    found = _found(form).filter(pk__lte=last.pk if last else 0)  # without the line of this export
    write("audit.export", f"{found.count()} lines", after=_asked(form))
    return StreamingHttpResponse(
        _rows(found),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="audit.csv"',
            "Cache-Control": "no-store",
        },
    )


def _found(form: FilterForm) -> "QuerySet[Written]":
    """Return the lines that a filter leaves; what is wrong in it leaves none."""
    if not form.is_valid():
        return Written.objects.none()
    told, found = form.cleaned_data, Written.objects.all()
    if told["who"]:
        found = found.filter(who__icontains=told["who"])
    if told["action"]:
        found = found.filter(action=told["action"])
    if told["since"]:
        found = found.filter(at__gte=_midnight(told["since"]))
    if told["until"] and told["until"] < date.max:
        found = found.filter(at__lt=_midnight(told["until"] + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(max(day, date(1900, 1, 1)), time(), zone())


def _asked(form: FilterForm) -> dict[str, str]:
    told = form.cleaned_data if form.is_valid() else {}
    return {name: str(value) for name, value in told.items() if value}


def _line(one: Written) -> Line:
    return Line(one.at, one.who, one.action, one.what, _text(one.before), _text(one.after))


def _text(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)


class _Echo:
    """What a CSV writer writes to: it gives the line back."""

    def write(self, line: str) -> str:
        return line


def _rows(found: "QuerySet[Written]") -> Iterator[str]:
    """Write the lines; a byte order mark tells spreadsheets that it is UTF-8."""
    writer: Any = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for one in found.iterator(chunk_size=2_000):
        told = (one.who, one.action, one.what, _text(one.before), _text(one.after), one.request)
        yield writer.writerow([one.at.isoformat(), *(_harmless(text) for text in told)])


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
