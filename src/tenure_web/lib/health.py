"""Whether the workspace lives, whether it can serve, and its figures for Prometheus."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from tenure.errors import TenureError
from tenure_web.lib import company, warming
from tenure_web.lib.rules import public


@public
def health(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return JsonResponse({"status": "ok"})


@public
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether database and definitions can be read and pages need not wait; 503 where not."""
    found = {"database": _database(), "definitions": _definitions(), "warm": warming.is_warm()}
    fine = all(found.values())
    return JsonResponse(
        {"status": "ok" if fine else "not ready", **found}, status=200 if fine else 503
    )


@public
def metrics(request: HttpRequest) -> HttpResponse:
    """Give figures to Prometheus: to this machine, or to who knows the token of the environment."""
    token = settings.ENVIRONMENT.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    here = request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")
    if not (_same(token, given) if token else here and "HTTP_X_FORWARDED_FOR" not in request.META):
        raise PermissionDenied("metrics are not for everyone")
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _same(token: str, given: str) -> bool:
    from django.utils.crypto import constant_time_compare

    return constant_time_compare(token, given)


def _database() -> bool:
    try:
        connection.ensure_connection()
    except DatabaseError:
        return False
    return True


def _definitions() -> bool:
    try:
        company.definitions()
    except TenureError:
        return False
    return True
