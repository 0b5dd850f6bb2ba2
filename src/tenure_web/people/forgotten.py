"""A password that was forgotten: a link by mail, and nothing said of who has an account."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.views.decorators.http import require_http_methods

from tenure_web.lib.rules import public
from tenure_web.people import sessions
from tenure_web.people.audit import write
from tenure_web.people.forms import WordedForm, name_fields
from tenure_web.people.mail import there_is_mail
from tenure_web.people.models import User
from tenure_web.people.once import digest_of
from tenure_web.people.views import own_address, people_page, words_of

_BETWEEN = 300
"""Seconds between two mails to one address."""


class AddressForm(WordedForm):
    """The address of who forgot."""

    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "email"}))


@public
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for an address; whether anybody has it is found out after the answer."""
    from tenure_web.people.jobs import send_password_link

    form = AddressForm(request, request.POST or None)
    asked = request.method == "POST" and there_is_mail() and form.is_valid()
    if asked:
        address = form.cleaned_data["email"].casefold()
        if cache.add(f"forgotten:{digest_of(address)}", True, _BETWEEN):
            send_password_link.enqueue(address)
    context = {"form": form, "asked": asked, "mail": there_is_mail()}
    return people_page(request, "forgotten", "", context)


@public
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest, who: str, token: str) -> HttpResponse:
    """Let who has a link set a new password; the link is of no use afterwards."""
    user = _whose(who)
    if user is None or not default_token_generator.check_token(user, token):
        return people_page(request, "link_gone", "", status=404)
    form = SetPasswordForm(user, request.POST or None)
    name_fields(form, words_of(request))
    if request.method == "POST" and form.is_valid():
        form.save()
        sessions.end_all(user)
        write("password.reset", user.get_username())
        messages.success(request, words_of(request)("people.password_changed"))
        return redirect("people:login")
    return people_page(request, "new_password", "", {"form": form, "name": user.get_username()})


def link_for(user: User) -> str:
    """Return a link by which somebody may set a new password, once and for a day."""
    who = urlsafe_base64_encode(force_bytes(user.pk))
    return own_address("people:new_password", who, default_token_generator.make_token(user))


def _whose(who: str) -> User | None:
    try:
        key: Any = int(urlsafe_base64_decode(who).decode("ascii"))
    except ValueError:
        return None
    if key.bit_length() > 63:
        return None
    return User.objects.filter(pk=key, is_active=True).first()
