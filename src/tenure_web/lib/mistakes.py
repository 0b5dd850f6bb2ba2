"""Pages for what goes wrong: they say what, and what to do; never a trace, never a secret."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse

from tenure_web.lib.language import words_of
from tenure_web.lib.page import page

_log = logging.getLogger("tenure_web")


def _mistake(request: HttpRequest, what: str, status: int) -> HttpResponse:
    if not hasattr(request, "words"):  # it went wrong before the language was known
        request.words = words_of("en")  # type: ignore[attr-defined]
    return page(request, "lib/mistake.html.j2", {"what": what}, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Say that the request could not be understood."""
    return _mistake(request, "bad_request", 400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Say that the user may not see this."""
    return _mistake(request, "forbidden", 403)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was too old to be trusted."""
    return _mistake(request, "csrf", 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Say that there is no such page."""
    return _mistake(request, "not_found", 404)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that it went wrong here, and nothing of how."""
    return HttpResponse(_FAILED, status=500)


_FAILED = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Tenure</title><h1>Something went "
    "wrong here. 오류가 발생했습니다.</h1><p>Nothing was lost; try again, or tell who runs this "
    "server. 저장된 내용은 그대로입니다. 다시 시도하거나 서버 관리자에게 알려 주세요.</p></html>"
)
