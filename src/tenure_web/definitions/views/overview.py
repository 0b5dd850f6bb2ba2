"""What the words mean here, the file as it is, and where the tables come from."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tenure.definitions import Definitions
from tenure.errors import DefinitionError
from tenure_web.definitions.asking import user_of, words_of
from tenure_web.definitions.checking import Fault, checked
from tenure_web.definitions.forms import SECTIONS
from tenure_web.definitions.freshness import sources as found_sources
from tenure_web.definitions.keeping import notice
from tenure_web.definitions.meaning import conventions, meanings
from tenure_web.definitions.models import Version
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.rules import needs
from tenure_web.lib.times import clock
from tenure_web.people.rights import Right


@needs(Right.SEE_FIGURES)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Say what customer, active and churned mean here."""
    text, faults, meant = _read()
    words = words_of(request)
    context: dict[str, Any] = {
        "faults": faults,
        "meanings": meanings(meant, words) if meant else [],
        "conventions": conventions(meant, words) if meant else [],
        "preset": sorted(meant.from_preset) if meant else [],
        "kind": meant.company.kind if meant else "",
        "when": clock(words),
        "version": Version.objects.select_related("user").first(),
        "sections": list(SECTIONS),
        "there": bool(text),
        "editor": user_of(request).may(Right.EDIT_DEFINITIONS),
    }
    return page(request, "definitions/overview.html.j2", context)


@needs(Right.SEE_FIGURES)
@require_GET
def file(request: HttpRequest) -> HttpResponse:
    """Show the file as it is, its secrets hidden, with what is wrong in it."""
    text, faults, _ = _read()
    wrong = {one.line for one in faults}
    context = {
        "lines": list(enumerate(text.split("\n"), 1)) if text else [],
        "faults": faults,
        "wrong": wrong,
        "editor": user_of(request).may(Right.EDIT_DEFINITIONS),
    }
    return page(request, "definitions/file.html.j2", context)


@needs(Right.SEE_FIGURES)
@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """List each table: where it comes from, how much there is, and how fresh it is."""
    _, faults, meant = _read()
    run = company.latest() if meant else None
    context = {
        "faults": faults,
        "sources": found_sources(meant, run, company.store()) if meant else [],
        "run": run,
        "day": date.fromisoformat,
        "editor": user_of(request).may(Right.EDIT_DEFINITIONS),
    }
    return page(request, "definitions/sources.html.j2", context)


def _read() -> tuple[str, list[Fault], Definitions | None]:
    """Return the text, what is wrong with it, and what it means where nothing is."""
    try:
        now = notice()
    except DefinitionError as error:
        return "", [Fault(error.message, do=error.hint or "")], None
    found = checked(now.text)
    if isinstance(found, list):
        return now.shown, found, None
    return now.shown, [], found
