"""The first version of the API, put together: its operations, its errors, its description."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from tenure_web.api import (
    about,
    customers,
    decisions,
    definitions,
    metrics,
    notes,
    offers,
    plays,
    profiles,
    proofs,
    segments,
    tasks,
)
from tenure_web.api.access import Bearer, PerMinute
from tenure_web.api.conditional import conditional
from tenure_web.api.failures import MEDIA_TYPE, failure, handle
from tenure_web.lib.rules import public, with_token

_ABOUT = (
    "Everything that the pages of a Tenure workspace read, and what people write on them. Each "
    "request carries a token as Bearer; a token can do no more than its owner, and sees the "
    "customers of its owner's portfolios. Errors are problem details (RFC 9457) with a code that "
    "does not change."
)


class _Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Any) -> str:
        """Name operations as they are called here, for clients that are made of the names."""
        return str(operation.view_func.__name__)


api = _Api(
    title="Tenure",
    version="1",
    description=_ABOUT,
    docs_url=None,
    openapi_url=None,
    urls_namespace="v1",
    throttle=[PerMinute()],
)
handle(api)
_PARTS = (
    *(about, metrics, profiles, segments, customers, notes, tasks, offers, definitions),
    *(plays, proofs, decisions),
)
for part in _PARTS:
    api.add_router("", part.router)


def _answered(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a view answer a method that it does not have as it answers all errors."""

    @wraps(view)
    def answer(request: HttpRequest, **given: Any) -> Any:
        response = view(request, **given)
        if response.status_code == 405:
            allowed = response.headers["Allow"]
            return failure(
                "method", f"there is no {request.method} here", hint=allowed, Allow=allowed
            )
        return conditional(request, response)

    return csrf_exempt(with_token(answer))


def _patterns() -> list[URLPattern]:
    """Return the addresses of the operations, each marked as one that asks for a token itself."""
    found, _, _ = api.urls
    operations = [one for one in found if isinstance(one, URLPattern) and one.name != "api-root"]
    for one in operations:
        assert one.callback is not None
        one.callback = _answered(one.callback)
    return operations


patterns = _patterns()


@cache
def described() -> dict[str, Any]:
    """Return the description of the API as OpenAPI."""
    found = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    needed = _rights()
    for operation in (one for path in found["paths"].values() for one in path.values()):
        operation["x-rights"] = needed[operation["operationId"]]
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}
    return found


def _rights() -> dict[str, list[str]]:
    """Return the rights that each operation needs, by its name."""
    views = [view for _, one in api._routers for view in one.path_operations.values()]
    return {
        operation.view_func.__name__: [str(right) for right in bearer.rights]
        for view in views
        for operation in view.operations
        for bearer in operation.auth_callbacks
        if isinstance(bearer, Bearer)
    }


@public
def openapi(request: HttpRequest) -> HttpResponse:
    """Give the description of the API, which holds nothing of the company, to everyone."""
    return JsonResponse(described())
