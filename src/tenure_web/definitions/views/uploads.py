"""Bringing a file in: the library proposes what it is, somebody corrects that, it is checked."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenure.definitions import Definitions
from tenure.draft.wording import words as drafting
from tenure.report.tables import Cell, Head, Row, TableView
from tenure.tables import TABLES
from tenure_web.definitions import keeping
from tenure_web.definitions.aside import Answer, ask
from tenure_web.definitions.asking import user_of, words_of
from tenure_web.definitions.checking import Fault, checked, faults
from tenure_web.definitions.keeping import Current
from tenure_web.definitions.mapping import MappingForm, candidate, initial
from tenure_web.definitions.mending import label_of
from tenure_web.definitions.models import Draft, Upload
from tenure_web.definitions.proposing import LAYOUT, Proposal, for_table, proposed
from tenure_web.definitions.quarantine import said as reason_said
from tenure_web.definitions.receiving import RefusedError, file_of, kept, remove
from tenure_web.definitions.secrets import hidden
from tenure_web.definitions.views.editing import begin
from tenure_web.lib.page import page
from tenure_web.lib.rules import needs
from tenure_web.lib.times import clock
from tenure_web.people.audit import write
from tenure_web.people.rights import Right

_EDIT = needs(Right.EDIT_DEFINITIONS)
_LISTED = 50


@_EDIT
@require_http_methods(["GET", "POST"])
def uploads(request: HttpRequest) -> HttpResponse:
    """List one's files, and take in another."""
    words, wrong = words_of(request), ""
    if request.method == "POST":
        file = request.FILES.get("file")
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if file is None:
            wrong = "refused_large" if length > settings.MAX_UPLOAD else "refused_none"
        else:
            try:
                made = kept(file, user_of(request))
                write("upload.add", made.name, after={"upload": made.pk, "bytes": made.size})
                return redirect("definitions:upload", made.pk)
            except RefusedError as error:
                wrong = str(error)
    context = {
        "when": clock(words),
        "found": Upload.objects.filter(user=user_of(request)).order_by("-pk")[:_LISTED],
        "wrong": words(f"define_refused.{wrong}") if wrong else "",
        "most": settings.MAX_UPLOAD // 2**20,
    }
    return page(request, "definitions/uploads.html.j2", context, status=400 if wrong else 200)


@_EDIT
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a file is: the draft of the library, to be corrected."""
    one = _own(request, pk)
    if one.mends:
        return redirect("definitions:check", pk)
    _, meant = _now()
    answer = _drafted(request, one, meant)
    context: dict[str, Any] = {"upload": one, "state": answer.state, "said": answer.said}
    if answer.state != "done":
        return page(request, "definitions/upload.html.j2", context)
    return _mapped(request, one, meant, answer.said, context)


def _mapped(
    request: HttpRequest,
    one: Upload,
    meant: Definitions,
    said: dict[str, Any],
    context: dict[str, Any],
) -> HttpResponse:
    words = words_of(request)
    rows = drafting(words.language).row
    found = proposed(said["text"], said["columns"])
    table = request.POST.get("table") or request.GET.get("table") or found.table
    if table not in TABLES:
        raise Http404
    shown = found if table == found.table else for_table(table, said["columns"])
    data = request.POST if request.method == "POST" else None
    form = _form(request, one, meant, shown, said["columns"])
    if data is not None and form.is_valid():
        one.table, one.said = table, {**form.said(), "shape": _shape(request, found)}
        one.save(update_fields=["table", "said"])
        return redirect("definitions:check", one.pk)
    context |= {
        "form": form,
        "table": table,
        "tables": [(name, rows(name)) for name in TABLES],
        "guessed": "" if found.doubtful else found.table,
        "asked": _asked(request),
        "sample": _table(words("definitions.sample"), said["columns"], said["rows"]),
    }
    status = 200 if data is None else 400
    return page(request, "definitions/upload.html.j2", context, status=status)


def _form(
    request: HttpRequest, one: Upload, meant: Definitions, shown: Proposal, columns: list[str]
) -> MappingForm:
    known = meant.tables.get(shown.table)
    return MappingForm(
        shown.table,
        columns,
        words_of(request),
        adds=known is not None and known.sql is None,
        text=file_of(one).suffix != ".xlsx",
        data=request.POST if request.method == "POST" else None,
        initial=initial(shown),
    )


def _shape(request: HttpRequest, found: Proposal) -> dict[str, Any]:
    """Return how the file is laid out: as drafted, unless the reader said otherwise."""
    drafted = {key: found.options[key] for key in LAYOUT if key in found.options}
    return drafted | {key: value for key, value in _asked(request).items() if value}


@_EDIT
@require_GET
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would be kept of a file, and what not, with reasons."""
    one = _own(request, pk)
    if not one.table:
        return redirect("definitions:upload", pk)
    now, meant = _now()
    text = candidate(one, now.text, meant)
    wrong = faults(text, now.text)
    context: dict[str, Any] = {
        "upload": one,
        "faults": wrong,
        "state": "",
        "lost": one.said.get("lost", []),
    }
    if not wrong:
        answer = _checked(one, text)
        context |= {"state": answer.state, **_shown(answer, words_of(request))}
    return page(request, "definitions/check.html.j2", context)


@_EDIT
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the change that makes a checked file a source."""
    one = _own(request, pk)
    if not one.table:
        raise Http404
    now, meant = _now()
    text = candidate(one, now.text, meant)
    if faults(text, now.text) or _checked(one, text).state != "done":
        return redirect("definitions:check", pk)
    return begin(request, now, hidden(text))


@_EDIT
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a file that is no source of the definitions, nor about to be one."""
    one = _own(request, pk)
    words = words_of(request)
    place = one.path.rpartition("/")[0]
    used = place in keeping.current().text or (
        Draft.objects.filter(user=user_of(request), text__contains=place).exists()
    )
    mended = f"mended/{one.pk:06d}"
    if used or (one.mends and mended in keeping.current().text):
        context = {"table": one.table, "why": words("define_refused.refused_used")}
        return page(request, "definitions/refused.html.j2", context, status=409)
    write("upload.remove", one.name, before={"upload": one.pk, "bytes": one.size})
    remove(one)
    return redirect("definitions:uploads")


def _own(request: HttpRequest, pk: int) -> Upload:
    """Return a file of the user's own; those of others are not to be found."""
    return get_object_or_404(Upload, pk=pk, user=user_of(request))


def _now() -> tuple[Current, Definitions]:
    """Return the file and what it means; while it is broken nothing can be added to it."""
    now = keeping.notice()
    meant = checked(now.text)
    if isinstance(meant, list):
        raise Http404
    return now, meant


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Return the sheet, and the lines above the header, that the reader asks for."""
    told = request.POST if request.method == "POST" else request.GET
    skip = told.get("skip_rows", "")
    number = int(skip) if skip.isdecimal() and len(skip) < 4 else 0
    return {"sheet": told.get("sheet", "")[:100], "skip_rows": number}


def _drafted(request: HttpRequest, one: Upload, meant: Definitions) -> Answer:
    question = {
        "file": str(file_of(one)),
        "folder": str(meant.folder),
        "language": words_of(request).language,
        **_asked(request),
    }
    return ask("draft", question)


def _checked(one: Upload, text: str) -> Answer:
    place = keeping.place()
    label = label_of(one) if one.mends else f"{file_of(one).parent.name}/{file_of(one).name}"
    question = {"text": text, "source": place.name, "folder": str(place.parent)}
    return ask("check", {**question, "table": one.table, "label": label})


def _shown(answer: Answer, words: Any) -> dict[str, Any]:
    said = answer.said
    if answer.state == "wrong":
        where = str(said["where"]).removeprefix(str(keeping.place().parent)).strip("/")
        message = said["message"]
        return {
            "faults": [
                Fault(message, key=where, do=said["hint"], word="" if message else "broke_off")
            ]
        }
    if answer.state != "done":
        return {}
    reasons = [(reason_said(code, words), count) for code, count in said["reasons"].items()]
    shown = ["file", "row", "reason"]
    names = [words(f"define_place.{one}") if one in shown else one for one in said["columns"]]
    rows = [_told(said["columns"], row, words) for row in said["rows"]]
    return {
        "kept": said["kept"],
        "refused": sum(count for _, count in reasons) + said["broken"],
        "reasons": reasons,
        "lines": said["lines"],
        "rows": _table(words("definitions.refused_rows"), names, rows) if rows else None,
        "findings": [(one["severity"], *one[words.language]) for one in said["findings"]],
    }


def _told(columns: list[str], row: list[str], words: Any) -> list[str]:
    told = {"reason": lambda text: reason_said(text, words), "row": lambda text: str(int(text) + 1)}
    return [told.get(name, str)(text) for name, text in zip(columns, row, strict=True)]


def _table(caption: str, columns: list[str], rows: list[list[str]]) -> TableView:
    heads = [Head(name, numeric=False) for name in columns]
    return TableView(caption, heads, [Row([Cell(text) for text in row]) for row in rows])
