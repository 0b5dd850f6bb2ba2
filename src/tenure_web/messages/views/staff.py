"""Pages of staff: why somebody was contacted and why not, what they said, and closed addresses."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenure.definitions.contact import PURPOSES
from tenure_web.customers.names import names_seen
from tenure_web.customers.views.shared import hold, user_of
from tenure_web.lib.page import page
from tenure_web.lib.rules import needs
from tenure_web.lib.times import clock
from tenure_web.messages import consents, erasing, ruling, suppressions, telling
from tenure_web.messages.consents import CHANNELS, CHOICES, Said
from tenure_web.messages.forms import ConsentForm, SuppressionForm
from tenure_web.messages.models import Suppression
from tenure_web.messages.persons import known
from tenure_web.messages.whom import about
from tenure_web.people import audit
from tenure_web.people.rights import Right

_LISTED = 100


@needs(Right.SEE_CUSTOMERS)
@require_safe
def customer(request: HttpRequest, unit: str) -> HttpResponse:
    """Show every ruling on contacts of a customer, what they said, and what may be done."""
    hold(user_of(request), "customer", unit)
    return _shown(request, unit, ConsentForm(request.words))  # type: ignore[attr-defined]


@needs(Right.SEE_CUSTOMERS, Right.CARE)
@require_POST
def say(request: HttpRequest, unit: str) -> HttpResponse:
    """Keep what a customer said about being contacted."""
    hold(user_of(request), "customer", unit)
    form = ConsentForm(request.words, request.POST)  # type: ignore[attr-defined]
    if not form.is_valid():
        return _shown(request, unit, form, 400)
    told = form.cleaned_data | {"given": form.cleaned_data["given"] == "yes"}
    consents.write(unit, Said(**told, at=timezone.now(), by=user_of(request)))
    after = {name: told[name] for name in ("purpose", "channel", "given", "source")}
    audit.write("consent.add", unit, after=after)
    return _back(request, unit, "consent.kept")


@needs(Right.SEE_CUSTOMERS, Right.CARE)
@require_POST
def contact(request: HttpRequest, unit: str) -> HttpResponse:
    """Ask the arbiter before somebody calls or writes; a contact that may be made is booked."""
    hold(user_of(request), "customer", unit)
    purpose, channel = request.POST.get("purpose", ""), request.POST.get("channel", "")
    if purpose not in PURPOSES or channel not in CHANNELS:
        raise Http404("no such contact")
    now, user = timezone.now(), user_of(request)
    key = f"own-{user.pk}-{now.isoformat()}"
    found = ruling.ask(ruling.Asked(unit, purpose, channel, key, by=user), now)
    told = {"purpose": purpose, "channel": channel, "ruled": found.ruled, "reason": found.reason}
    audit.write("contact.ask", unit, after=told)
    return _back(request, unit, f"ruling.told_{found.ruled}")


@needs(Right.SEE_CUSTOMERS, Right.MANAGE_PEOPLE)
@require_POST
def erase(request: HttpRequest, unit: str) -> HttpResponse:
    """Erase a customer here for good, once it is confirmed."""
    hold(user_of(request), "customer", unit)
    if request.POST.get("sure") != "yes":
        return _back(request, unit, "consent.not_sure")
    erasing.forget(unit, timezone.now())
    row = known(unit)
    audit.write("customer.erase", str(row))
    return _back(request, unit, "consent.erased_now")


@needs(Right.SEE_CUSTOMERS, Right.SEE_EVERYONE, Right.CARE)
@require_http_methods(["GET", "HEAD", "POST"])
def closed(request: HttpRequest) -> HttpResponse:
    """List closed addresses, which are not known here, and close more."""
    words = request.words  # type: ignore[attr-defined]
    form = SuppressionForm(words, request.POST or None)
    if form.is_valid():
        every, reason = form.cleaned_data["addresses"].splitlines(), form.cleaned_data["reason"]
        new = suppressions.suppress_all(every, reason, timezone.now(), user_of(request))
        audit.write("suppression.add", reason, after={"addresses": new})
        messages.success(request, words("suppression.kept", n=words.formats.number(new)))
        return redirect("messages:closed")
    context = {
        "form": form,
        "rows": Suppression.objects.select_related("by", "lifted_by")[:_LISTED],
        "when": clock(words),
    }
    return page(request, "messages/closed.html.j2", context, status=400 if form.is_bound else 200)


@needs(Right.SEE_CUSTOMERS, Right.SEE_EVERYONE, Right.CARE)
@require_POST
def lift(request: HttpRequest, row: int) -> HttpResponse:
    """Open an address again, for a reason; never one that the law or a complaint closed."""
    found, why = get_object_or_404(Suppression, pk=row), request.POST.get("why", "").strip()
    lasting = (Suppression.Reason.LEGAL, Suppression.Reason.COMPLAINT)
    if found.reason in lasting and not user_of(request).may(Right.MANAGE_PEOPLE):
        raise PermissionDenied("closed by the law or a complaint")
    words = request.words  # type: ignore[attr-defined]
    if not why:
        messages.error(request, words("suppression.why_missing"))
    elif suppressions.lift(found, why[:200], timezone.now(), user_of(request)):
        audit.write("suppression.lift", str(found))
        messages.success(request, words("suppression.lifted"))
    return redirect("messages:closed")


@needs(Right.SEE_FIGURES)
@require_safe
def bounds(request: HttpRequest) -> HttpResponse:
    """Say in words what [contact] of the definitions allows."""
    return page(request, "messages/bounds.html.j2", {"policy": ruling.policy()})


def _shown(request: HttpRequest, unit: str, form: ConsentForm, status: int = 200) -> HttpResponse:
    words, person = request.words, known(unit)  # type: ignore[attr-defined]
    address = suppressions.suppressed(about(unit).address("email"))
    context: dict[str, Any] = {
        "unit": unit,
        "name": names_seen(user_of(request), [unit]).get(unit, unit),
        "rulings": telling.rulings(unit),
        "stands": consents.every(person) if person else {},
        "lines": list(person.consents.select_related("by")[:_LISTED]) if person else [],
        "closed": address,
        "purposes": CHOICES,
        "contacts": PURPOSES,
        "channels": CHANNELS,
        "form": form,
        "when": clock(words),
        "now": timezone.now(),
        **telling.state(person),
    }
    return page(request, "messages/customer.html.j2", context, status=status)


def _back(request: HttpRequest, unit: str, said: str) -> HttpResponse:
    messages.info(request, request.words(said))  # type: ignore[attr-defined]
    return redirect("messages:customer", unit)
