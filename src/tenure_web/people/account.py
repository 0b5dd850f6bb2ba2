"""One's own account: password, second factor, sessions, tokens."""

from django.http import HttpRequest, HttpResponse

from tenure_web.lib.page import page
from tenure_web.lib.rules import signed_in


@signed_in
def me(request: HttpRequest) -> HttpResponse:
    """Show who one is here, and what one may do."""
    return page(request, "people/me.html.j2", {"groups": request.user.groups.all()})
