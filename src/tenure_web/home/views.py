"""The start page."""

from django.http import HttpRequest, HttpResponse

from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.rules import signed_in


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Say what changed since yesterday, as far as its reader may see it."""
    return page(request, "home/home.html.j2", {"run": company.latest()})
