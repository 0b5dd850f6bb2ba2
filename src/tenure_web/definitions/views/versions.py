"""Versions of the definitions: who changed what when; any two side by side; back to one."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST

from tenure_web.definitions import keeping
from tenure_web.definitions.asking import user_of, words_of
from tenure_web.definitions.models import Version
from tenure_web.definitions.views.editing import begin
from tenure_web.lib.comparing import compared
from tenure_web.lib.page import page
from tenure_web.lib.rules import needs
from tenure_web.lib.times import clock
from tenure_web.people.rights import Right

_PAGE = 30


@needs(Right.SEE_FIGURES)
@require_GET
def versions(request: HttpRequest) -> HttpResponse:
    """List the versions, the newest first."""
    keeping.notice()
    every = Version.objects.select_related("user", "restored").defer("text")
    found = Paginator(every, _PAGE).get_page(request.GET.get("page"))
    context = {
        "when": clock(words_of(request)),
        "found": found,
        "editor": user_of(request).may(Right.EDIT_DEFINITIONS),
    }
    return page(request, "definitions/versions.html.j2", context)


@needs(Right.SEE_FIGURES)
@require_GET
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a version: what it changed, and its whole text."""
    one = get_object_or_404(Version.objects.select_related("user", "restored"), pk=pk)
    before = Version.objects.filter(pk__lt=pk).first()
    context = {
        "when": clock(words_of(request)),
        "one": one,
        "before": before,
        "lines": compared(before.text, one.text) if before else None,
        "text": list(enumerate(one.text.split("\n"), 1)),
        "last": Version.objects.first() == one,
        "editor": user_of(request).may(Right.EDIT_DEFINITIONS),
    }
    return page(request, "definitions/version.html.j2", context)


@needs(Right.SEE_FIGURES)
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Show what differs between any two versions."""
    one, other = (_asked_for(request, name) for name in ("from", "to"))
    context = {
        "when": clock(words_of(request)),
        "one": one,
        "other": other,
        "lines": compared(one.text, other.text),
        "every": Version.objects.defer("text").select_related("user")[:200],
    }
    return page(request, "definitions/compare.html.j2", context)


def _asked_for(request: HttpRequest, name: str) -> Version:
    told = request.GET.get(name, "")
    number = int(told) if told.isdecimal() and len(told) < 10 else 0
    return get_object_or_404(Version, pk=number)


@needs(Right.EDIT_DEFINITIONS)
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a change that goes back to a version; kept, it is a version of its own."""
    one = get_object_or_404(Version, pk=pk)
    return begin(request, keeping.notice(), one.text, restores=one)
