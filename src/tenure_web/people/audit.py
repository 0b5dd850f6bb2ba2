"""The audit trail: every write and every export, with who, what, before and after."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse

from tenure_web.people.models import Written

_LONGEST = 150
_now: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


class AuditMiddleware:
    """Remember the request, so that what is written knows who wrote it."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, the request being known."""
        token = _now.set(request)
        try:
            return self.respond(request)
        finally:
            _now.reset(token)


def write(action: str, what: str, *, before: Any = None, after: Any = None) -> Written:
    """Add a line to the trail: by the user of the request, or by the system.

    `action` is a verb and a thing ("note.add", "customers.export"); `what` says which one.
    Secrets and texts of customers have no place in it.
    """
    request = _now.get()
    user = getattr(request, "user", None)
    known = user if user is not None and user.is_authenticated else None
    return Written.objects.create(
        user=known,
        who=_who(known, getattr(request, "auth", None)),
        action=action,
        what=what,
        before=before,
        after=after,
        request=getattr(request, "id", ""),
    )


def _who(user: Any, token: Any) -> str:
    """Name who did it: a user, the token through which, or the system."""
    if user is None:
        return "system"
    name = str(user.get_username())
    return f"{name} ({token.name})"[:_LONGEST] if token else name
