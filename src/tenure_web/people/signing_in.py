"""Signing in and out: a throttled login, and a second factor for who has set one up."""

from typing import Any

import django_otp
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from tenure_web.lib.page import page
from tenure_web.lib.rules import half_signed_in, public
from tenure_web.people import sessions
from tenure_web.people.audit import write
from tenure_web.people.mail import there_is_mail
from tenure_web.people.once import keyed_digest_of

HOME = "home:home"
MOST_LETTERS = 16
"""Of a code, at most."""
DIGITS = 6
"""Of a code from an app."""


@public
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; five wrong ones in a row lock a name and address for a while."""
    if request.user.is_authenticated:
        return redirect(HOME)
    form = AuthenticationForm(request, request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            login(request, form.get_user())
            write("session.begin", form.get_user().get_username())
            return redirect(_back(request))
        if getattr(request, "axes_locked_out", False):
            return locked_out(request)
    context = {"form": form, "next": _asked(request), "mail": there_is_mail()}
    return page(request, "people/sign_in.html.j2", context)


@half_signed_in
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the six digits of the second factor, or for a spare code."""
    wrong = False
    if request.method == "POST":
        device = django_otp.match_token(request.user, _code_to_match(request))
        if device is not None:
            django_otp.login(request, device)
            sessions.renew(request)
            write("session.second_factor", request.user.get_username())
            return redirect(_back(request))
        wrong = True
    context = {"wrong": wrong, "next": _asked(request)}
    return page(request, "people/second_factor.html.j2", context)


@half_signed_in
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    write("session.end", request.user.get_username())
    logout(request)
    return redirect("people:login")


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Say that there were too many wrong passwords."""
    return page(request, "people/locked_out.html.j2", status=429)


def typed_code(request: HttpRequest) -> str:
    """Return the code as it was typed, without the spaces that apps show in it."""
    told = "".join(request.POST.get("token", "").split()).lower()
    return told if told.isascii() and told.isalnum() and len(told) <= MOST_LETTERS else ""


def _code_to_match(request: HttpRequest) -> str:
    """Return the six digits of an app as they are, and of a spare code what is kept of it."""
    code = typed_code(request)
    whose: Any = request.user.pk
    return code if len(code) == DIGITS and code.isdigit() else keyed_digest_of(code, whose)


def address_of(request: HttpRequest) -> str:
    """Return the address that throttling goes by; a proxy's word only where the server took it.

    `tenure serve` puts what a trusted proxy says into REMOTE_ADDR; headers as such are no proof.
    """
    return str(request.META.get("REMOTE_ADDR", ""))


def _asked(request: HttpRequest) -> str:
    told = request.POST.get("next") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(
        told, {request.get_host()}, require_https=request.is_secure()
    )
    return told if own else ""


def _back(request: HttpRequest) -> str:
    return _asked(request) or resolve_url(HOME)
