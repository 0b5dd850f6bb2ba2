"""The API described for people."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tenure_web.api.v1 import described
from tenure_web.lib.page import page
from tenure_web.lib.rules import signed_in


@signed_in
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show each operation with its parameters, and how a token is shown."""
    operations = [
        _of(path, told["get"]) for path, told in described()["paths"].items() if "get" in told
    ]
    address = request.build_absolute_uri("/api/v1/company")
    example = f'curl -H "Authorization: Bearer tenure_…" {address}'
    return page(request, "api/docs.html.j2", {"operations": operations, "example": example})


def _of(path: str, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "path": path,
        "key": path.removeprefix("/api/v1/").replace("/", "_").translate({123: "", 125: ""}),
        "parameters": [one["name"] for one in told.get("parameters", [])],
    }
