"""Setting up, renewing and turning off one's second factor: six digits from an app, spare codes."""

from base64 import b32encode
from io import BytesIO

import django_otp
import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from tenure_web.lib.rules import signed_in
from tenure_web.people import sessions
from tenure_web.people.audit import write
from tenure_web.people.forms import PasswordAgainForm
from tenure_web.people.models import User
from tenure_web.people.once import keyed_digest_of
from tenure_web.people.signing_in import typed_code
from tenure_web.people.views import people_page, user_of, words_of

SPARE_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another


@signed_in
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Show whether there is a second factor; a POST begins to set one up."""
    if request.method == "POST":
        if user_of(request).has_second_factor:
            raise PermissionDenied("there is a second factor already")
        TOTPDevice.objects.filter(user=user_of(request), confirmed=False).delete()
        TOTPDevice.objects.create(user=user_of(request), name="app", confirmed=False)
        return redirect("people:set_up")
    return _shown(request)


@signed_in
@require_GET
def picture(request: HttpRequest) -> HttpResponse:
    """Draw the code that an app reads; only as long as it is not confirmed."""
    device = _begun(request)
    if device is None:
        raise Http404
    drawn = BytesIO()
    segno.make(device.config_url, error="m").save(
        drawn, kind="svg", scale=5, border=3, light="#fff"
    )
    return HttpResponse(
        drawn.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "no-store"}
    )


@signed_in
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Take the first code of the app; from now on it is asked for. Spare codes are shown once."""
    device = _begun(request)
    if device is None:
        return redirect("people:set_up")
    if not device.verify_token(typed_code(request)):
        return _shown(request, wrong=True)
    with transaction.atomic():
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        codes = _spare(user_of(request))
        write("second_factor.add", user_of(request).get_username())
    django_otp.login(request, device)
    sessions.renew(request)
    sessions.end_others(request)
    return people_page(request, "spare_codes", "me", {"codes": codes, "begun": True})


@signed_in
@require_POST
def renew_spare_codes(request: HttpRequest) -> HttpResponse:
    """Show new spare codes once; the old ones are of no use from then on. Asks for the password."""
    form = PasswordAgainForm(request, request.POST)
    if not user_of(request).has_second_factor or not form.is_valid():
        return _shown(request, form=form)
    codes = _spare(user_of(request))
    write("second_factor.spare_codes", user_of(request).get_username())
    return people_page(request, "spare_codes", "me", {"codes": codes, "begun": False})


@signed_in
@require_POST
def turn_off(request: HttpRequest) -> HttpResponse:
    """Take one's second factor away. Asks for the password."""
    form = PasswordAgainForm(request, request.POST)
    if not form.is_valid():
        return _shown(request, form=form)
    take_away(user_of(request))
    write("second_factor.remove", user_of(request).get_username())
    messages.success(request, words_of(request)("people.factor_off"))
    return redirect("people:me")


def take_away(user: User) -> None:
    """Remove all second factors of somebody."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _begun(request: HttpRequest) -> TOTPDevice | None:
    if user_of(request).has_second_factor:
        return None
    return TOTPDevice.objects.filter(user=user_of(request), confirmed=False).first()


def _spare(user: User) -> list[str]:
    """Make new spare codes in place of those that there are."""
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="spare")
        codes = [get_random_string(10, _LETTERS) for _ in range(SPARE_CODES)]
        for code in codes:
            device.token_set.create(token=keyed_digest_of(code, user.pk))
    return codes


def _shown(
    request: HttpRequest, *, wrong: bool = False, form: PasswordAgainForm | None = None
) -> HttpResponse:
    device = _begun(request)
    user = user_of(request)
    left = StaticDevice.objects.filter(user=user, token_set__isnull=False).count()
    context = {
        "on": user.has_second_factor,
        "begun": device is not None,
        "key": b32encode(device.bin_key).decode() if device else "",
        "wrong": wrong,
        "left": left,
        "form": form or PasswordAgainForm(request),
    }
    return people_page(request, "set_up", "me", context)
