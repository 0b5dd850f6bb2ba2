"""The preference centre: a public page of one customer, opened by the address in a message."""

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tenure.charts.words import Words
from tenure.definitions.contact import PURPOSES
from tenure_web.lib.language import LANGUAGES, words_of
from tenure_web.lib.page import page
from tenure_web.lib.rules import public
from tenure_web.lib.times import clock
from tenure_web.messages import unsubscribing
from tenure_web.messages.consents import CHANNELS, CHOICES
from tenure_web.messages.unsubscribing import ExpiredError, ForgedError, Link
from tenure_web.messages.whom import about
from tenure_web.people.signing_in import address_of

PER_MINUTE = 30
"""Requests with one address, and wrong addresses from one place, in a minute."""
_PAGE = "preference_page"
_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


@public
@csrf_exempt  # the address itself is the proof; a mail program has no session
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest, token: str) -> HttpResponse:
    """Show what somebody gets and by what; only a POST changes it."""
    try:
        found = unsubscribing.read(token)
    except (ExpiredError, ForgedError) as error:
        return _gone(request, "expired" if isinstance(error, ExpiredError) else "unknown")
    words = _words(request, found)
    if _too_often(f"choices-{found.person.pk}"):
        return _answer(request, "wait", {"words": words}, 429)
    if request.method != "POST":
        return _shown(request, found, words)
    told = _done(request, found, words, timezone.now())
    return _shown(request, found, words, told, status=200 if told else 400)


def _done(request: HttpRequest, found: Link, words: Words, now: datetime) -> str:
    """Do what a form or a mail program asks; return the key of what is said of it."""
    asked, person = request.POST, found.person
    name, value = unsubscribing.ONE_CLICK
    if asked.get(name) == value:
        unsubscribing.stop(found, "one_click", "", now)
        return "stopped"
    match asked.get("do"):
        case "stop":
            unsubscribing.stop(found, _PAGE, words("choices.stop"), now)
            return "stopped"
        case "stop_all":
            unsubscribing.stop_all(found, _PAGE, words("choices.stop_all"), now)
            return "stopped_all"
        case "save":
            unsubscribing.choose(found, _wanted(request), _wording(words), _PAGE, now)
            return "saved"
        case "pause" if asked.get("days") in {str(days) for days in unsubscribing.PAUSES}:
            unsubscribing.pause(person, int(asked["days"]), now)
            return "paused"
        case "resume":
            unsubscribing.pause(person, 0, now)
            return "resumed"
    return ""


def _wanted(request: HttpRequest) -> set[tuple[str, str]]:
    ticked = set(request.POST.getlist("may"))
    return {(one, by) for one in CHOICES for by in CHANNELS if f"{one}.{by}" in ticked}


def _wording(words: Words) -> dict[tuple[str, str], str]:
    """Return what stood beside each box, as the ledger keeps it."""
    return {
        (one, by): f"{words(f'consent_purpose.{one}')}: {words(f'consent_channel.{by}')}"
        for one in CHOICES
        for by in CHANNELS
    }


def _shown(
    request: HttpRequest, found: Link, words: Words, told: str = "", status: int = 200
) -> HttpResponse:
    found.person.refresh_from_db()
    may, until = unsubscribing.allowed(found.person), found.person.paused_until
    paused = until is not None and until > timezone.now()
    own = found.purpose in CHOICES and found.channel in CHANNELS
    context: dict[str, Any] = {
        "words": words,
        "told_key": told or ("" if status == 200 else "nothing"),
        "may": may,
        "purposes": CHOICES,
        "contacts": PURPOSES,
        "channels": CHANNELS,
        "purpose": found.purpose if own else "",
        "channel": found.channel,
        "gets": own and may[found.purpose, found.channel],
        "paused": clock(words)(until) if paused and until else "",
        "pauses": unsubscribing.PAUSES,
    }
    return _answer(request, "choices", context, status)


def _gone(request: HttpRequest, why: str) -> HttpResponse:
    """Help somebody whose address is too old or was not copied whole."""
    words = words_of(_asked_language(request) or request.words.language)  # type: ignore[attr-defined]
    if _too_often(f"choices-wrong-{address_of(request)}"):
        return _answer(request, "wait", {"words": words}, 429)
    return _answer(request, "gone", {"words": words, "why": why}, 410 if why == "expired" else 404)


def _answer(request: HttpRequest, name: str, told: dict[str, Any], status: int) -> HttpResponse:
    context = {"languages": LANGUAGES, "here_at": request.path} | told
    response = page(request, f"messages/public_{name}.html.j2", context, status=status)
    for header, value in _HEADERS.items():
        response.headers[header] = value
    response.headers["Content-Language"] = told["words"].language
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response


def _words(request: HttpRequest, found: Link) -> Words:
    """Return the words of the language that is asked for, else of the customer's, else usual."""
    own = _asked_language(request) or about(found.person.customer).language
    return words_of(own or request.words.language)  # type: ignore[attr-defined]


def _asked_language(request: HttpRequest) -> str:
    told = request.GET.get("language", "")
    return told if told in LANGUAGES else ""


def _too_often(key: str) -> bool:
    cache.add(key, 0, 60)
    try:
        return int(cache.incr(key)) > PER_MINUTE
    except ValueError:  # it ended just now
        return False
