"""Who may open a view. Default deny: a view that says nothing is refused, and fails a test."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode

from tenure_web.people.rights import Right

View = TypeVar("View", bound=Callable[..., Any])
Respond = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Rule:
    """What is asked of who opens a view: nothing, a login, rights, or a token.

    token: the view checks it by itself. second_factor: whether one who has set up a second
    factor must have shown it.
    """

    public: bool = False
    token: bool = False
    rights: frozenset[Right] = frozenset()
    second_factor: bool = True


def _ruled(rule: Rule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.rule = rule  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Let everyone open a view: the login, health, static texts."""
    return _ruled(Rule(public=True))(view)


def signed_in(view: View) -> View:
    """Let everyone who is signed in open a view: their own account."""
    return _ruled(Rule())(view)


def half_signed_in(view: View) -> View:
    """Let those open a view who still have to show their second factor."""
    return _ruled(Rule(second_factor=False))(view)


def with_token(view: View) -> View:
    """Leave it to a view to check a token, as the API does of each of its operations."""
    return _ruled(Rule(token=True))(view)


def needs(*rights: Right) -> Callable[[View], View]:
    """Let those open a view who have all of these rights."""
    return _ruled(Rule(rights=frozenset(rights)))


class RuleMiddleware:
    """Hold each view to its rule before it is called."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; the rule is held in process_view, when the view is known."""
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse whom the view's rule does not let in."""
        rule: Rule | None = getattr(view, "rule", None)
        if rule is None:
            raise PermissionDenied("this view has no rule")
        if rule.public or rule.token:
            return None
        user = request.user
        if not user.is_authenticated:
            return _to_login(request)
        if rule.second_factor and user.has_second_factor and not _verified(request):
            return _to_login(request, "people:second_factor")
        if not rule.rights <= user.rights:
            raise PermissionDenied("missing rights")
        return None


def _verified(request: HttpRequest) -> bool:
    """Say whether the second factor was shown; the middleware of django-otp adds that."""
    return bool(request.user.is_verified())  # type: ignore[union-attr]


def _to_login(request: HttpRequest, name: str = settings.LOGIN_URL) -> HttpResponse:
    """Send to the login, and back afterwards; a fragment makes the whole page go there."""
    place = resolve_url(name)
    if getattr(request, "htmx", False):
        return HttpResponse(status=401, headers={"HX-Redirect": place})
    back = request.get_full_path() if request.method == "GET" else ""
    return redirect(f"{place}?{urlencode({'next': back})}" if back not in ("", "/") else place)
