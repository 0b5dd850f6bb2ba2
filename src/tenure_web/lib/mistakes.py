"""Pages for what goes wrong: they say what, and what to do; never a trace, never a secret."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tenure.definitions import SeveralProblemsError
from tenure.definitions.values import masked
from tenure.errors import EngineError, TenureError
from tenure_web.lib.language import words_of
from tenure_web.lib.page import page
from tenure_web.people.rights import Right

_log = logging.getLogger("tenure_web")


def _mistake(request: HttpRequest, what: str, status: int) -> HttpResponse:
    if not hasattr(request, "user"):  # refused before anything was known, as for its host name
        return HttpResponse(_REFUSED, status=status)
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


class UnreadableMiddleware:
    """Say in a page that the company cannot be read, where a view comes upon that."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; what goes wrong is looked at in process_exception."""
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer where definitions, sources or results cannot be read; leave faults of ours."""
        if not isinstance(error, TenureError) or isinstance(error, EngineError):
            return None
        _log.error("the company cannot be read", extra={"facts": {"error": type(error).__name__}})
        return unreadable(request, error)


def unreadable(request: HttpRequest, error: TenureError) -> HttpResponse:
    """Say what cannot be read; where, and how to mend it, to those who may."""
    rights: frozenset[Right] = getattr(request.user, "rights", frozenset())
    problems = list(error.problems) if isinstance(error, SeveralProblemsError) else [error]
    context = {
        "problems": [_problem(one) for one in problems] if Right.EDIT_DEFINITIONS in rights else [],
        "mends": Right.EDIT_DEFINITIONS in rights,
        "manages": Right.MANAGE_PEOPLE in rights,
    }
    return page(request, "lib/unreadable.html.j2", context, status=503)


def _problem(error: TenureError) -> tuple[str, str, str]:
    """Return where, what, and what to do: no secret, and no folder of the machine."""
    folder = f"{settings.ENVIRONMENT.definitions.parent}/"
    what = error.message.partition("\n")[0]
    told = (masked(one or "").replace(folder, "") for one in (error.where, what, error.hint))
    where, what, do = told
    return where, what, do


def failed(request: HttpRequest) -> HttpResponse:
    """Say that it went wrong here, and nothing of how."""
    return HttpResponse(_FAILED, status=500)


_REFUSED = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Tenure</title><h1>This request makes "
    "no sense. 요청을 이해할 수 없습니다.</h1><p>Check the address. "
    "주소를 확인해 주세요.</p></html>"
)
_FAILED = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Tenure</title><h1>Something went "
    "wrong here. 오류가 발생했습니다.</h1><p>Nothing was lost; try again, or tell who runs this "
    "server. 저장된 내용은 그대로입니다. 다시 시도하거나 서버 관리자에게 알려 주세요.</p></html>"
)
