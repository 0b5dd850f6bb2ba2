"""What goes wrong, as problem details (RFC 9457) with a code, where, and a hint; codes stay."""

import logging
from typing import Any, NoReturn

import duckdb
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from tenure.errors import ConditionError, EngineError, MetricError, StoreError, TenureError
from tenure_web.api.access import CrowdedError, ForbiddenError
from tenure_web.insights.kept import BeingComputedError
from tenure_web.lib.rules import public
from tenure_web.work.asking import BusyError

_log = logging.getLogger("tenure_web.api")
MEDIA_TYPE = "application/problem+json"
STATUSES = {
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "no_results": 404,
    "method": 405,
    "stale": 409,
    "running": 409,
    "refused": 409,
    "taken": 409,
    "used": 409,
    "over_budget": 409,
    "expired": 410,
    "malformed": 400,
    "invalid": 422,
    "condition": 422,
    "metric": 422,
    "engine": 422,
    "throttled": 429,
    "internal": 500,
    "busy": 503,
    "unavailable": 503,
}
"""Every code with its status; neither changes."""
TITLES = {
    "unauthenticated": "No valid token",
    "forbidden": "The token lacks a right",
    "not_found": "Nothing of this name",
    "no_results": "No results yet",
    "method": "No such method here",
    "stale": "Results have changed since the list began",
    "running": "A run is going on",
    "refused": "This customer may not be contacted",
    "taken": "Somebody else was there before",
    "used": "The offer was taken before",
    "over_budget": "The budget was spent",
    "expired": "The offer is over",
    "malformed": "The body is no JSON",
    "invalid": "A parameter or field is wrong",
    "condition": "A condition or cursor does not fit",
    "metric": "The metric cannot answer this",
    "engine": "The engine could not compute this",
    "throttled": "Too many requests",
    "internal": "A fault of ours",
    "busy": "Ask again in a while",
    "unavailable": "The company cannot be read",
}
_PLACES = ("query", "path", "body", "told")
_TOLD = {ConditionError: "condition", MetricError: "metric"}
"""Errors about what was asked: their messages hold nothing of the machine."""


class StaleError(Exception):
    """The list that a cursor belongs to is no more."""


def failure(
    code: str,
    message: str,
    where: str | None = None,
    hint: str | None = None,
    **headers: str,
) -> HttpResponse:
    """Answer with an error."""
    told = {
        "type": f"{reverse('api:docs')}#{code}",
        "title": TITLES[code],
        "status": STATUSES[code],
        "detail": message,
        "code": code,
        "where": where,
        "hint": hint,
    }
    response = JsonResponse(told, status=STATUSES[code], content_type=MEDIA_TYPE)
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def handle(api: NinjaAPI) -> None:
    """Let an API answer its errors in this form."""
    handlers: dict[type[Exception], Any] = {
        AuthenticationError: _stranger,
        ForbiddenError: _forbidden,
        ValidationError: _invalid,
        Throttled: _throttled,
        Http404: _missing,
        TenureError: _told,
        duckdb.Error: _refused,
        BeingComputedError: _busy,
        CrowdedError: _busy,
        BusyError: _running,
        StaleError: _stale,
        HttpError: _malformed,
        Exception: _broken,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return failure(
        "unauthenticated",
        "a token is needed",
        "Authorization",
        "Authorization: Bearer tenure_…; tokens are made under one's own account",
        WWW_Authenticate="Bearer",
    )


def _forbidden(request: HttpRequest, error: ForbiddenError) -> HttpResponse:
    return failure("forbidden", f"this token lacks the right {error.right}", "Authorization")


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    where = ".".join(str(part) for part in first["loc"] if part not in _PLACES)
    return failure("invalid", first["msg"], where or None)


def _throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    wait = str(int(error.wait or 60))
    return failure("throttled", "too many requests", hint=f"wait {wait} seconds", Retry_After=wait)


def _missing(request: HttpRequest, error: Exception) -> HttpResponse:
    return failure("not_found", "there is nothing of this name")


def _told(request: HttpRequest, error: TenureError) -> HttpResponse:
    code = _TOLD.get(type(error))
    if code is not None:
        return failure(code, error.message, error.where, error.hint)
    if isinstance(error, StoreError):
        return failure("no_results", "there are no results yet", hint="start a run")
    if isinstance(error, EngineError):
        return _refused(request, error)
    _log.error("the company cannot be read", extra={"facts": {"error": type(error).__name__}})
    return failure(
        "unavailable", "the company cannot be read", hint="see Definitions in the workspace"
    )


def _refused(request: HttpRequest, error: Exception) -> HttpResponse:
    """Tell of a query that the engine could not run, and nothing of the query."""
    return failure("engine", "this cannot be computed as it is asked", hint="ask it otherwise")


def _busy(request: HttpRequest, error: Exception) -> HttpResponse:
    crowded = isinstance(error, CrowdedError)
    why = "as many files as may are being read" if crowded else "this is being computed"
    return failure("busy", why, hint="ask again in a while", Retry_After="10")


def _running(request: HttpRequest, error: Exception) -> HttpResponse:
    return failure("running", "a run is going on", hint="see runs", Retry_After="60")


def _stale(request: HttpRequest, error: Exception) -> HttpResponse:
    return failure(
        "stale", "results have changed since this list began", "after", "begin the list anew"
    )


def _malformed(request: HttpRequest, error: Exception) -> HttpResponse:
    return failure("malformed", "the body cannot be read as JSON", "body")


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    _log.exception("an operation failed", exc_info=error)
    return failure("internal", "something went wrong here")


@public
@csrf_exempt
def nothing(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer an address at which there is no operation."""
    return failure("not_found", "there is no such operation", hint="see openapi.json")


def no_results() -> NoReturn:
    """Say that there has been no run yet."""
    raise StoreError("there are no results yet")
