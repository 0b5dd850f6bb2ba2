"""Pictures and links in messages: opens and clicks, counted only where people made them."""

import base64
import re

from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from tenure_web.lib.rules import public
from tenure_web.messages import links
from tenure_web.messages.models import Delivery

_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_MACHINES = re.compile(
    r"bot\b|bot/|crawl|spider|scan|preview|monitor|curl|wget|python|java/|okhttp|go-http|headless"
    r"|safelinks|barracuda|proofpoint|mimecast|slurp|facebookexternalhit|whatsapp|slack",
    re.IGNORECASE,
)


@public
@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Answer with a picture that nobody sees, and keep when a message was first opened."""
    uid = links.opened(token)
    if uid is not None and by_a_person(request):
        _keep(uid, "opened_at")
    return HttpResponse(_PIXEL, "image/gif", headers={"Cache-Control": "no-store"})


@public
@require_safe
def clicked(request: HttpRequest, token: str) -> HttpResponse:
    """Lead to where a link was signed to lead, and keep when it was first followed."""
    found = links.clicked(token)
    if found is None:
        raise Http404
    uid, url = found
    if by_a_person(request):
        _keep(uid, "clicked_at", "opened_at")
    return HttpResponseRedirect(url, headers={"Referrer-Policy": "no-referrer"})


def by_a_person(request: HttpRequest) -> bool:
    """Say whether it looks as if a person asked: no HEAD, no fetching ahead, no known machine."""
    said = request.headers
    ahead = f"{said.get('Purpose', '')} {said.get('Sec-Purpose', '')} {said.get('X-Moz', '')}"
    agent = said.get("User-Agent", "")
    return (
        request.method == "GET"
        and "prefetch" not in ahead.lower()
        and bool(agent)
        and not _MACHINES.search(agent)
    )


def _keep(uid: str, *fields: str) -> None:
    """Keep the first time; consent that was withdrawn since is asked for again."""
    now = timezone.now()
    one = Delivery.objects.filter(uid=uid).first()
    if one is None or not links.may_track(one.customer, one.channel):
        return
    if all(getattr(one, name) for name in fields):
        return
    first = {name: Coalesce(F(name), now) for name in fields}
    Delivery.objects.filter(pk=one.pk).update(**first, changed_at=now)
