"""Files of consents and of closed addresses: first what would become of each line, then kept."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tenure_web.customers.views.shared import user_of
from tenure_web.lib.page import page
from tenure_web.lib.rules import needs
from tenure_web.messages.channels.base import masked
from tenure_web.messages.consents import CHANNELS, CHOICES
from tenure_web.messages.importing import KINDS, MOST, NEEDED, Kind, Line, RefusedError, brought
from tenure_web.messages.models import Suppression
from tenure_web.people import audit
from tenure_web.people.rights import Right

_SALT, _AGE = "messages.bring", 3600
_LARGEST = 2**20
_SHOWN = 100
_MAY_BE = {
    "purpose": CHOICES,
    "channel": CHANNELS,
    "given": ("yes", "no"),
    "at": ("2026-05-01T09:00:00+09:00",),
    "reason": Suppression.Reason.values,
}
_CAME = ("kept", "known", "resubscribes", "erased", "wrong")


@needs(Right.SEE_CUSTOMERS, Right.SEE_EVERYONE, Right.CARE)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Take a file, say what would become of its lines, and keep it once that is confirmed."""
    if request.method != "POST":
        return _shown(request, {})
    if "checked" in request.POST:
        return _kept(request)
    kind = _kind(request.POST.get("kind", ""))
    try:
        text = _text(request)
        lines = brought(kind, text, user_of(request), keep=False)
    except RefusedError as error:
        return _shown(request, {"kind": kind, "wrong": str(error)}, 400)
    told = signing.dumps([user_of(request).pk, kind, text], salt=_SALT, compress=True)
    return _shown(request, {"kind": kind, "checked": told, **_summed(lines, text)})


def _kept(request: HttpRequest) -> HttpResponse:
    """Keep what was looked at, by who looked at it, within the hour."""
    words, user = request.words, user_of(request)  # type: ignore[attr-defined]
    try:
        owner, kind, text = signing.loads(request.POST["checked"], salt=_SALT, max_age=_AGE)
    except signing.BadSignature:
        owner, kind, text = 0, "", ""
    if owner != user.pk:
        return _shown(request, {"wrong": "too_old"}, 400)
    counts = Counter(one.came for one in brought(kind, text, user, keep=True))
    audit.write(f"{kind}.import", "file", after=dict(counts))
    messages.success(request, words("bring.told", n=words.formats.number(counts["kept"])))
    return redirect("messages:bring")


def _summed(lines: list[Line], text: str) -> dict[str, Any]:
    counts, there = Counter(one.came for one in lines), text.splitlines()
    aside = [one for one in lines if one.came != "kept"]
    shown = [(one, masked(there[one.number - 1])) for one in aside[:_SHOWN]]
    told = [(name, counts[name]) for name in _CAME if counts[name]]
    return {
        "counts": told,
        "keeps": counts["kept"],
        "aside": shown,
        "more": len(aside) - len(shown),
    }


def _text(request: HttpRequest) -> str:
    file = request.FILES.get("file")
    if file is None:
        raise RefusedError("no_file")
    if (file.size or 0) > _LARGEST:
        raise RefusedError("too_long")
    raw = file.read()
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return str(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise RefusedError("no_text")


def _kind(told: str) -> Kind:
    found = next((one for one in KINDS if one == told), None)
    if found is None:
        raise Http404("no such file")
    return found


def _shown(request: HttpRequest, told: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {
        "kind": "consents",
        "wrong": "",
        "checked": "",
        "kinds": KINDS,
        "needed": NEEDED,
        "optional": {"consents": ("source", "wording")},
        "may_be": _MAY_BE,
        "most": MOST,
    }
    return page(request, "messages/bring.html.j2", context | told, status=status)
