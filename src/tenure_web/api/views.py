"""The API described for people."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tenure_web.api.failures import STATUSES
from tenure_web.api.v1 import described
from tenure_web.lib.page import page
from tenure_web.lib.rules import signed_in


@signed_in
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show each operation with its parameters, and how a token is shown."""
    operations = [
        _of(path, method, told)
        for path, methods in described()["paths"].items()
        for method, told in methods.items()
    ]
    address = request.build_absolute_uri("/api/v1/company")
    example = f'curl -H "Authorization: Bearer tenure_…" {address}'
    context = {"operations": operations, "example": example, "statuses": STATUSES}
    return page(request, "api/docs.html.j2", context)


def _of(path: str, method: str, told: dict[str, Any]) -> dict[str, Any]:
    body = told.get("requestBody")
    fields = _fields(body["content"]["application/json"]["schema"]) if body else []
    return {
        "path": path,
        "method": method.upper(),
        "key": told["operationId"],
        "parameters": [*_asked(told), *fields],
        "rights": told["x-rights"],
    }


def _asked(told: dict[str, Any]) -> list[str]:
    """Name the parameters that the address does not show."""
    return [one["name"] for one in told.get("parameters", []) if one["in"] == "query"]


def _fields(schema: dict[str, Any]) -> list[str]:
    name = schema["$ref"].rpartition("/")[2]
    return list(described()["components"]["schemas"][name]["properties"])
