"""The rows of a condition on a page: what the address asks, and what a form makes of them."""

from typing import Any

from django.http import HttpRequest

from tenure_web.customers import builder
from tenure_web.customers.fields import Field
from tenure_web.customers.listing import Asked


def building(
    request: HttpRequest, asked: Asked, known: list[Field]
) -> tuple[str | None, dict[str, Any]]:
    """Return the condition that a form has built, None where none was, and what a page shows."""
    lines, more = _lines(request, asked, known), "more" in request.GET
    if "build" in request.GET:
        condition, lines = builder.condition_of(lines or [], known)
        if not any(one.wrong for one in lines):
            return condition, {}
    context = {
        "known": known,
        "lines": _with_empty(lines, more=more),
        "only_text": lines is None,
        "operators": builder.EVERY,
    }
    return None, context


def _lines(request: HttpRequest, asked: Asked, known: list[Field]) -> list[builder.Line] | None:
    if "build" in request.GET or "more" in request.GET:
        return builder.lines_of(dict(request.GET.lists()))
    return builder.lines_from(asked.where, known)


def _with_empty(lines: list[builder.Line] | None, *, more: bool) -> list[builder.Line]:
    """Add rows to fill in: one, and another where more are asked for."""
    return [*(lines or []), *[builder.Line()] * (2 if more or not lines else 1)][: builder.MOST]
