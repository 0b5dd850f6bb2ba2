"""What goes wrong, as JSON: {error: {code, message, where, hint}}; codes stay as they are."""

import logging
from typing import Any, NoReturn

import duckdb
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, Throttled, ValidationError

from tenure.errors import ConditionError, EngineError, MetricError, StoreError, TenureError
from tenure_web.api.access import ForbiddenError
from tenure_web.insights.kept import BeingComputedError
from tenure_web.lib.rules import public

_log = logging.getLogger("tenure_web.api")
_TOLD = {ConditionError: "condition", MetricError: "metric"}
"""Errors about what was asked: their messages hold nothing of the machine."""


def failure(
    status: int,
    code: str,
    message: str,
    where: str | None = None,
    hint: str | None = None,
    **headers: str,
) -> HttpResponse:
    """Answer with an error."""
    told = {"code": code, "message": message, "where": where, "hint": hint}
    response = JsonResponse({"error": told}, status=status)
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
        Exception: _broken,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return failure(
        401,
        "unauthenticated",
        "a token is needed",
        "Authorization",
        "Authorization: Bearer tenure_…; tokens are made under one's own account",
        WWW_Authenticate="Bearer",
    )


def _forbidden(request: HttpRequest, error: ForbiddenError) -> HttpResponse:
    return failure(403, "forbidden", f"this token lacks the right {error.right}", "Authorization")


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    where = ".".join(str(part) for part in first["loc"] if part not in ("query", "path"))
    return failure(422, "invalid", first["msg"], where or None)


def _throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    wait = str(int(error.wait or 60))
    return failure(
        429, "throttled", "too many requests", hint=f"wait {wait} seconds", Retry_After=wait
    )


def _missing(request: HttpRequest, error: Exception) -> HttpResponse:
    return failure(404, "not_found", "there is nothing of this name")


def _told(request: HttpRequest, error: TenureError) -> HttpResponse:
    code = _TOLD.get(type(error))
    if code is not None:
        return failure(422, code, error.message, error.where, error.hint)
    if isinstance(error, StoreError):
        return failure(404, "no_results", "there are no results yet", hint="start a run")
    if isinstance(error, EngineError):
        return _refused(request, error)
    _log.error("the company cannot be read", extra={"facts": {"error": type(error).__name__}})
    return failure(
        503, "unavailable", "the company cannot be read", hint="see Definitions in the workspace"
    )


def _refused(request: HttpRequest, error: Exception) -> HttpResponse:
    """Tell of a query that the engine could not run, and nothing of the query."""
    return failure(422, "engine", "this cannot be computed as it is asked", hint="ask it otherwise")


def _busy(request: HttpRequest, error: Exception) -> HttpResponse:
    return failure(
        503, "busy", "this is being computed", hint="ask again in a while", Retry_After="10"
    )


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    _log.exception("an operation failed", exc_info=error)
    return failure(500, "internal", "something went wrong here")


@public
@csrf_exempt
def nothing(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer an address at which there is no operation."""
    return failure(404, "not_found", "there is no such operation", hint="see openapi.json")


def no_results() -> NoReturn:
    """Say that there has been no run yet."""
    raise StoreError("there are no results yet")
