"""Who may ask: a token as Bearer with the right of the operation, and not too often."""

import time
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from tenure_web.people import tokens
from tenure_web.people.models import Token, User
from tenure_web.people.rights import Right

PER_MINUTE = 600
_WINDOW = 60


class ForbiddenError(Exception):
    """A token lacks a right."""

    def __init__(self, right: Right) -> None:
        super().__init__(right)
        self.right = right


class CrowdedError(Exception):
    """As many files are being read as may be at a time."""


class Bearer(HttpBearer):
    """A token that has some rights. Its owner is the user of the request, with its rights alone."""

    def __init__(self, *rights: Right) -> None:
        super().__init__()
        self.rights = rights

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """Return the token of a text; raises ForbiddenError where it lacks a right."""
        found = tokens.find(token)
        if found is None:
            return None
        for right in self.rights:
            if not found.may(right):
                raise ForbiddenError(right)
        # What is asked as this user is asked as the token, which may do less than its owner.
        found.user.rights = found.rights
        request.user = found.user
        return found


class PerMinute(BaseThrottle):
    """So many requests of a token in a minute of the clock."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count a request, and say whether it is one too many."""
        key = f"api-{request.auth.pk}-{int(time.time()) // _WINDOW}"  # type: ignore[attr-defined]
        cache.add(key, 0, 2 * _WINDOW)
        return bool(cache.incr(key) <= PER_MINUTE)

    def wait(self) -> float | None:
        """Return the seconds until the next minute."""
        return float(_WINDOW - int(time.time()) % _WINDOW)


def user_of(request: HttpRequest) -> User:
    """Return the owner of the token, with the rights of the token."""
    found: Any = request.user
    assert isinstance(found, User)
    return found
