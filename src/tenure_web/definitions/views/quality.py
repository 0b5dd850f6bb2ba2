"""The quality of the data: what the last run found, and the rows that it could not use."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from tenure.pipeline.saved import SavedRun, report_data
from tenure.report.quality import groups, tables_view
from tenure.report.tables import Cell, Head, Row, TableView
from tenure_web.definitions import quarantine
from tenure_web.definitions.asking import user_of, words_of
from tenure_web.definitions.mending import rewritten, way
from tenure_web.definitions.quarantine import Aside, PageOfRows
from tenure_web.definitions.receiving import RefusedError, kept, remove
from tenure_web.definitions.spreadsheet import lines
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.rules import needs
from tenure_web.people.audit import write
from tenure_web.people.rights import Right

_PLACES = ("file", "row", "line", "reason", "text")


@needs(Right.SEE_FIGURES)
@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """Show the last run's report, and what was set aside by table and reason."""
    run, words = company.latest(), words_of(request)
    context: dict[str, Any] = {"run": run, "asides": []}
    if run is not None:
        data = report_data(run, words.language)
        seen = user_of(request).may(Right.SEE_QUARANTINE)
        if not seen:  # sample rows may hold names
            data = replace(data, quality=[replace(one, samples=()) for one in data.quality])
        context |= {
            "tables": tables_view(data, words),
            "groups": groups(data, words),
            "titles": {"quality": words("definitions.found")},
            "asides": _asides(run, words) if seen else [],
        }
    return page(request, "definitions/quality.html.j2", context)


def _asides(run: SavedRun, words: Any) -> list[dict[str, Any]]:
    return [
        {
            "table": one.table,
            "rows": one.rows,
            "reasons": _reasons(one, words),
        }
        for one in quarantine.asides(run)
    ]


def _reasons(found: Aside, words: Any) -> list[tuple[str, str, int]]:
    return [(one.code, quarantine.said(one.code, words), one.rows) for one in found.reasons]


@needs(Right.SEE_QUARANTINE)
@require_GET
def rows(request: HttpRequest, table: str) -> HttpResponse:
    """Show rows of a table that were set aside, with their reasons."""
    run, found = _aside(table)
    words = words_of(request)
    reason = _reason(request, found)
    number = _number(request.GET.get("page", ""))
    some = quarantine.page_of(run, table, reason=reason, page=number)
    broken = quarantine.broken_lines(run, table)
    meant = company.definitions()
    context = {
        "table": table,
        "rows": _view(some, words("definitions.rows_of", table=table), words),
        "broken": broken and _view(broken, words("definitions.lines_of", table=table), words),
        "total": some.total,
        "number": number,
        "last": max(1, -(-some.total // quarantine.PAGE)),
        "reason": reason,
        "reasons": _reasons(found, words),
        "mendable": table in meant.tables and bool(way(meant.tables[table], meant, table)),
        "editor": user_of(request).may(Right.EDIT_DEFINITIONS),
        "exports": user_of(request).may(Right.EXPORT),
    }
    return page(request, "definitions/rows.html.j2", context)


@needs(Right.SEE_QUARANTINE, Right.EXPORT)
@require_GET
def download(request: HttpRequest, table: str) -> HttpResponseBase:
    """Give the rows as CSV that a spreadsheet opens without running anything in it."""
    run, found = _aside(table)
    reason = _reason(request, found)
    head = quarantine.columns_of(run, table)
    response = StreamingHttpResponse(
        (text.encode() for text in lines(head, quarantine.every_row(run, table, reason=reason))),
        content_type="text/csv; charset=utf-8",
    )
    name = f"{table}-{run.manifest['as_of']}.csv"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    counted = next((one.rows for one in found.reasons if one.code == reason), found.rows)
    write("quarantine.export", table, after={"rows": counted, "reason": reason})
    return response


@needs(Right.SEE_QUARANTINE, Right.EDIT_DEFINITIONS)
@require_POST
def mend(request: HttpRequest, table: str) -> HttpResponse:
    """Take mended rows back: they are checked, and then become one more source of the table."""
    run, _ = _aside(table)
    words, file = words_of(request), request.FILES.get("file")
    meant = company.definitions()
    if table not in meant.tables or not way(meant.tables[table], meant, table):
        raise PermissionDenied("rows of this source are mended where they come from")
    if file is None:
        return _refused(request, table, words(f"define_refused.{_why(request)}"))
    try:
        upload = kept(file, user_of(request), table=table, mends=True)
    except RefusedError as error:
        return _refused(request, table, words(f"define_refused.{error}"))
    try:
        path, lost = rewritten(upload, run, meant)
    except RefusedError as error:
        remove(upload)
        return _refused(request, table, words(f"define_refused.{error}"))
    upload.said = {"path": path, "lost": [[one.row, one.column, one.text] for one in lost[:50]]}
    upload.save(update_fields=["said"])
    write("quarantine.mend", table, after={"upload": upload.pk, "bytes": upload.size})
    return redirect("definitions:check", upload.pk)


def _why(request: HttpRequest) -> str:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return "refused_large" if int(length) > settings.MAX_UPLOAD else "refused_none"


def _refused(request: HttpRequest, table: str, text: str) -> HttpResponse:
    context = {"table": table, "why": text}
    return page(request, "definitions/refused.html.j2", context, status=400)


def _aside(table: str) -> tuple[SavedRun, Aside]:
    run = company.latest()
    known = run is not None and any(one.table == table for one in run.summaries)
    found = quarantine.aside(run, table) if run is not None and known else None
    if run is None or found is None:
        raise Http404
    return run, found


def _reason(request: HttpRequest, found: Aside) -> str:
    told = request.GET.get("reason", "")
    return told if any(one.code == told for one in found.reasons) else ""


def _number(told: str) -> int:
    return max(1, int(told)) if told.isdecimal() and len(told) < 8 else 1


def _view(some: PageOfRows, caption: str, words: Any) -> TableView:
    """Return rows as a table of the report; of the reason, what it means in words."""
    heads = [
        Head(words(f"define_place.{one}") if one in _PLACES else one, numeric=False)
        for one in some.columns
    ]
    told = [
        Row([_cell(name, text, words) for name, text in zip(some.columns, row, strict=True)])
        for row in some.rows
    ]
    return TableView(caption, heads, told)


def _cell(name: str, text: str, words: Any) -> Cell:
    return Cell(quarantine.said(text, words) if name == "reason" else text)
