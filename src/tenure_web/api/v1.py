"""The first version of the API, put together: its operations, its errors, its description."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from tenure_web.api import about, metrics, profiles
from tenure_web.api.access import PerMinute
from tenure_web.api.failures import failure, handle
from tenure_web.lib.rules import public, with_token

_ABOUT = (
    "Everything that the pages of a Tenure workspace read. Each request carries a token as Bearer; "
    "a token can do no more than its owner, and sees the customers of its owner's portfolios. "
    "Errors are {error: {code, message, where, hint}}; codes do not change."
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
for router in (about.router, metrics.router, profiles.router):
    api.add_router("", router)


def _answered(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a view answer a method that it does not have as it answers all errors."""

    @wraps(view)
    def answer(request: HttpRequest, **given: Any) -> Any:
        response = view(request, **given)
        if response.status_code == 405:
            allowed = response.headers["Allow"]
            return failure(
                405, "method", f"there is no {request.method} here", hint=allowed, Allow=allowed
            )
        return response

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
    return dict(api.get_openapi_schema(path_prefix="/api/v1/"))


@public
def openapi(request: HttpRequest) -> HttpResponse:
    """Give the description of the API, which holds nothing of the company, to everyone."""
    return JsonResponse(described())
