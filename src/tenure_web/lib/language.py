"""The language of a page: the user's, else the browser's, else the company's."""

from collections.abc import Callable
from functools import cache

from django.core.exceptions import BadRequest
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_POST

from tenure.charts.words import Words
from tenure_web.lib import company
from tenure_web.lib.rules import public

COOKIE = "language"
PACKAGES = (
    "tenure.report",
    *(f"tenure_web.{name}" for name in ("lib", "people", "home", "insights")),
    *(
        f"tenure_web.{name}"
        for name in ("customers", "definitions", "work", "messages", "tasks", "plays", "api")
    ),
)
LANGUAGES = ("en", "ko")
chosen = Signal()
"""Somebody who is signed in has chosen a language: `before` and `after`."""


@cache
def words_of(language: str) -> Words:
    """Return all words of the workspace in a language."""
    return Words(language, *PACKAGES)


def language_of(request: HttpRequest) -> str:
    """Return en or ko."""
    told = [getattr(request.user, "language", ""), request.COOKIES.get(COOKIE, "")]
    header = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    told += [name.partition("-")[0] for name, _ in parse_accept_lang_header(header)]
    return next((one for one in told if one in LANGUAGES), company.language())


class LanguageMiddleware:
    """Give a request its `words`, and Django's own texts the same language."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language of the request."""
        language = language_of(request)
        request.words = words_of(language)  # type: ignore[attr-defined]
        with translation.override(language):
            response = self.respond(request)
        response.headers.setdefault("Content-Language", language)
        return response


@public
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the language that somebody chooses: with their account, and in a cookie."""
    told = request.POST.get("language", "")
    if told not in LANGUAGES:
        raise BadRequest("no such language")
    back = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    if request.user.is_authenticated:
        before, request.user.language = request.user.language, told
        request.user.save(update_fields=["language"])
        chosen.send(choose, before=before, after=told)
    response = redirect(back if own else "/")
    response.set_cookie(
        COOKIE,
        told,
        max_age=365 * 24 * 3600,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure(),
    )
    return response
