"""The message log: what was sent to whom, what was not and why, and trying again by hand."""

from dataclasses import replace
from secrets import token_hex
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from tenure_web.customers.names import names_seen
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.lib.times import clock
from tenure_web.messages import outbox
from tenure_web.messages.channels import Channels
from tenure_web.messages.composing import compose
from tenure_web.messages.known import rows_of
from tenure_web.messages.links import reader
from tenure_web.messages.models import Delivery
from tenure_web.people.audit import write
from tenure_web.people.rights import Right

PAGE = 50
_FILTERS = ("state", "play", "reason", "channel")


@needs(Right.SEE_CUSTOMERS, Right.SEE_EVERYONE)
@require_safe
def log(request: Request) -> HttpResponse:
    """List messages, the newest first, by state, play, reason and channel."""
    chosen = {name: request.GET.get(name, "")[:60] for name in _FILTERS}
    rows = Delivery.objects.filter(**{name: value for name, value in chosen.items() if value})
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "chosen": chosen,
        "choices": {name: _choices(name) for name in _FILTERS},
        "shown": shown,
        "names": names_seen(request.user, [one.customer for one in shown]),
        "moment": clock(request.words),
        "said": _said(request),
        "query": urlencode({name: value for name, value in chosen.items() if value}),
    }
    return page(request, "messages/log.html.j2", context)


@needs(Right.SEE_CUSTOMERS, Right.SEE_EVERYONE)
@require_safe
def one(request: Request, number: int) -> HttpResponse:
    """Show a message: to whom, why, what it said, and each try."""
    found = _found(number)
    personal = request.user.may(Right.SEE_PERSONAL)
    context = {
        "one": found,
        "attempts": found.attempts.all(),
        "name": names_seen(request.user, [found.customer]).get(found.customer, found.customer),
        "moment": clock(request.words),
        "said": _said(request),
        "personal": personal,
        "again": found.state in outbox.DEAD and request.user.may(Right.EDIT_PLAYS),
        "test": personal and bool(request.user.email),
    }
    return page(request, "messages/one.html.j2", context)


@needs(Right.SEE_CUSTOMERS, Right.SEE_EVERYONE, Right.EDIT_PLAYS)
@require_POST
def again(request: Request, number: int) -> HttpResponse:
    """Try a message anew that is dead, or of which nobody knows whether it arrived."""
    found = _found(number)
    if outbox.again(found, timezone.now()):
        write("message.again", found.uid, before={"state": found.state, "reason": found.reason})
        messages.success(request, request.words("delivery.told_again"))
    else:
        messages.warning(request, request.words("delivery.told_not_again"))
    return redirect("messages:one", number)


@needs(Right.SEE_CUSTOMERS, Right.SEE_EVERYONE, Right.SEE_PERSONAL)
@require_POST
def test(request: Request, number: int) -> HttpResponse:
    """Send to oneself what this customer would read now; the arbiter has no part in it."""
    found = _found(number)
    told = "told_test_failed"
    if _sent_to(request.user.email, found):
        write("message.test", found.uid)
        told = "told_test"
    messages.info(request, request.words(f"delivery.{told}"))
    return redirect("messages:one", number)


def _sent_to(address: str, found: Delivery) -> bool:
    row = rows_of([found.customer]).get(found.customer)
    composed = compose(
        found, row and {**row, "email": address}, reader(found.customer), timezone.now()
    )
    with Channels() as opened:
        channel = opened.of("email")
        if composed.parcel is None or channel is None or found.channel != "email":
            return False
        parcel = replace(composed.parcel, uid=token_hex(16), unsubscribe="")
        return channel.send(parcel).came == "sent"


def _found(number: int) -> Delivery:
    found = Delivery.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _choices(name: str) -> list[str]:
    if name == "state":
        return [str(one.value) for one in Delivery.State]
    found = Delivery.objects.order_by(name).values_list(name, flat=True).distinct()
    return [one for one in found[:100] if one]


def _said(request: Request) -> Any:
    """Return what names a state, a reason or a channel; one that has no words names itself."""

    def said(kind: str, value: str) -> str:
        key = f"{kind}.{value}"
        return request.words(key) if key in request.words.texts else value

    return said
