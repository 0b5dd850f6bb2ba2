"""An answer as a file: its rows as CSV, its picture as PNG or PDF."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from django.http import Http404, HttpResponse

from tenure.charts.changes import Change
from tenure.charts.words import Words
from tenure.measure.result import Result
from tenure_web.insights.showing import chart_of, lists_customers, picture
from tenure_web.lib.request import Request
from tenure_web.people import audit
from tenure_web.people.rights import Right

_TYPES = {"csv": "text/csv; charset=utf-8", "png": "image/png", "pdf": "application/pdf"}
KINDS = tuple(_TYPES)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def download(
    result: Result, kind: str, words: Words, changes: Sequence[Change], query: str = ""
) -> HttpResponse:
    """Return a file of a result, and note in the trail that it was taken out."""
    content = rows_csv(result.rows) if kind == "csv" else picture(result, kind, words, changes)
    if content is None:
        return HttpResponse(words("insights.no_picture"), status=404, content_type="text/plain")
    after = {"as": kind, "question": query, "customers": lists_customers(result)}
    audit.write("metric.export", result.metric, after=after)
    return attached(content, f"{result.metric}-{result.as_of.isoformat()}.{kind}", kind)


def kinds_of(result: Result, words: Words) -> list[str]:
    """Return as what files a result is to be had: rows always, pictures where there is a chart."""
    return list(KINDS) if chart_of(result, words) is not None else ["csv"]


def file_for(
    request: Request, result: Result, kind: str, marked: Sequence[Change], query: str = ""
) -> HttpResponse:
    """Give a result as a file; Http404 for no such kind, and for who may not export customers."""
    listed = lists_customers(result) and Right.EXPORT not in request.user.rights
    if kind not in KINDS or listed:
        raise Http404
    return download(result, kind, request.words, marked, query)


def attached(content: bytes, name: str, kind: str = "csv") -> HttpResponse:
    """Return a file that a browser saves under a name."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=_TYPES[kind], headers=disposition)


def rows_csv(rows: Sequence[Mapping[str, object]], columns: Iterable[str] = ()) -> bytes:
    """Write rows as CSV that a spreadsheet opens as text, numbers and days, never as formulas."""
    names = list(columns) or (list(rows[0]) if rows else [])
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([_plain(name) for name in names])
    writer.writerows([_plain(row[name]) for name in names] for row in rows)
    return out.getvalue().encode("utf-8-sig")  # so that spreadsheets read Korean


def _plain(value: object) -> object:
    if isinstance(value, list):
        value = "; ".join(str(one) for one in value)
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    return value
