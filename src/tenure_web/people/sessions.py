"""Sessions of people: seen by them, ended by them, refused once ended."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tenure_web.people.models import User, Visit
from tenure_web.people.once import digest_of
from tenure_web.people.views import user_of

_NOTED = timedelta(minutes=5)
_BROWSERS = (
    ("Edg", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Whale", "Whale"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


class SessionsMiddleware:
    """Let a session be used only as long as its owner has not ended it."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; who comes with a session that was ended is signed out."""
        if request.user.is_authenticated and not _going_on(request):
            logout(request)
        return self.respond(request)


def _going_on(request: HttpRequest) -> bool:
    visit = Visit.objects.filter(digest=_digest(request), user=user_of(request)).first()
    if visit is None:
        return False
    now = timezone.now()
    if now - visit.seen_at > _NOTED:
        Visit.objects.filter(pk=visit.pk).update(seen_at=now)
    return True


def _digest(request: HttpRequest) -> str:
    if request.session.session_key is None:
        request.session.save()
    return digest_of(str(request.session.session_key))


def begun(sender: Any, request: HttpRequest, user: User, **more: Any) -> None:
    """Note a session that begins, and forget those of its owner that have run out."""
    now = timezone.now()
    oldest = now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    user.visits.filter(begun_at__lt=oldest).delete()
    browser = browser_of(request.headers.get("User-Agent", ""))
    Visit.objects.update_or_create(
        digest=_digest(request),
        defaults={"user": user, "begun_at": now, "seen_at": now, "browser": browser},
    )


def ended(sender: Any, request: HttpRequest, user: User | None, **more: Any) -> None:
    """Forget a session that its owner ends."""
    if request.session.session_key is not None:
        Visit.objects.filter(digest=_digest(request)).delete()


def renew(request: HttpRequest, change: Callable[[], None] | None = None) -> None:
    """Give a session another key, for it may do more from now on; it stays the same session.

    `change` is what gives it the key, where something else does.
    """
    before = _digest(request)
    (change or request.session.cycle_key)()
    Visit.objects.filter(digest=before).update(digest=_digest(request))


def current(request: HttpRequest) -> Visit | None:
    """Return the session of a request."""
    return Visit.objects.filter(digest=_digest(request)).first()


def end_others(request: HttpRequest) -> int:
    """End all sessions of a user but this one; return how many those were."""
    others = Visit.objects.filter(user=user_of(request)).exclude(digest=_digest(request))
    return others.delete()[0]


def end_all(user: User) -> int:
    """End all sessions of somebody; return how many those were."""
    return user.visits.all().delete()[0]


def browser_of(agent: str) -> str:
    """Tell browser and system in short: Firefox · Windows; empty for what is neither."""
    told = [
        next((name for sign, name in known if re.search(rf"\b{sign}\b", agent)), "")
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(one for one in told if one)
