"""What pages of people share: their tabs, moments as people read them, and what is shown once."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from tenure.charts.words import Words
from tenure.errors import TenureError
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.people.models import User
from tenure_web.people.rights import Right

TABS: tuple[tuple[str, str, Right | None], ...] = (
    ("me", "people:me", None),
    ("people", "people:list", Right.MANAGE_PEOPLE),
    ("portfolios", "people:portfolios", Right.MANAGE_PEOPLE),
    ("audit", "people:audit", Right.SEE_AUDIT),
)


def people_page(
    request: HttpRequest,
    template: str,
    tab: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Answer with a page of people under its tab; it is kept by no cache."""
    rights = request.user.rights if request.user.is_authenticated else frozenset()
    tabs = [(key, reverse(name)) for key, name, one in TABS if one is None or one in rights]
    around = {"tabs": tabs, "tab": tab, "moment": lambda at: moment(at, words_of(request))}
    answer = page(request, f"people/{template}.html.j2", around | (context or {}), status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def user_of(request: HttpRequest) -> User:
    """Return who is signed in, where the rule of a page has seen to it that somebody is."""
    assert isinstance(request.user, User)
    return request.user


def words_of(request: HttpRequest) -> Words:
    """Return the words of the reader."""
    words: Words = request.words  # type: ignore[attr-defined]
    return words


def zone() -> ZoneInfo:
    """Return the company's time zone; UTC where its definitions cannot be read."""
    try:
        return ZoneInfo(company.definitions().company.time_zone)
    except TenureError:
        return ZoneInfo("UTC")


def moment(at: datetime | None, words: Words) -> str:
    """Write day and time of a moment in the company's time zone."""
    if at is None:
        return words("people.never")
    there = timezone.localtime(at, zone())
    return f"{words.formats.date(there.date())} {there:%H:%M}"


def own_address(name: str, *args: Any) -> str:
    """Return an address as it is sent by mail: under the public name, whatever the request says."""
    return str(settings.ENVIRONMENT.public_url) + reverse(name, args=args)
