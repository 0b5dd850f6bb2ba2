"""Invitations: a link that expires, by which somebody makes their own account."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tenure_web.lib.rules import needs, public
from tenure_web.people.audit import write
from tenure_web.people.forms import WordedForm, name_fields
from tenure_web.people.mail import send, there_is_mail
from tenure_web.people.managing import offer_groups
from tenure_web.people.models import Invitation, User
from tenure_web.people.once import digest_of, new_secret
from tenure_web.people.rights import Right
from tenure_web.people.views import own_address, people_page, user_of, words_of

DAYS = 7
BACKEND = "django.contrib.auth.backends.ModelBackend"


class InvitationForm(WordedForm):
    """Whom to invite, into which groups."""

    email = forms.EmailField(required=False)
    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        offer_groups(self)


class JoiningForm(UserCreationForm[User]):
    """A name and a password for a new account."""

    class Meta:
        """Of users."""

        model = User
        fields = ("username",)

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(*args)
        name_fields(self, words_of(request))


@needs(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Make an invitation: sent by mail where that is possible, else its link is shown, once."""
    form = InvitationForm(request, request.POST or None)
    context: dict[str, Any] = {"form": form, "mail": there_is_mail(), "days": DAYS}
    if request.method == "POST" and form.is_valid():
        link = _made(user_of(request), form.cleaned_data)
        if _sent(request, form.cleaned_data["email"], link):
            messages.success(request, words_of(request)("people.invited"))
            return redirect("people:list")
        context |= {"link": link, "failed": there_is_mail() and form.cleaned_data["email"]}
    return people_page(request, "invite", "people", context)


def _made(user: User, told: dict[str, Any]) -> str:
    secret = new_secret()
    until = timezone.now() + timedelta(days=DAYS)
    Invitation.objects.filter(expires_at__lt=timezone.now()).delete()
    with transaction.atomic():
        made = Invitation.objects.create(
            digest=digest_of(secret), email=told["email"], by=user, expires_at=until
        )
        made.groups.set(told["groups"])
        write("invitation.add", str(made.pk), after=_told(made))
    return own_address("people:join", secret)


def _sent(request: HttpRequest, address: str, link: str) -> bool:
    if not address or not there_is_mail():
        return False
    words = words_of(request)
    text = words("people.mail_invitation", by=user_of(request).get_username(), link=link, days=DAYS)
    return send(address, words("people.mail_invitation_subject"), text)


def _told(invitation: Invitation) -> dict[str, Any]:
    return {"groups": sorted(invitation.groups.values_list("name", flat=True))}


@needs(Right.MANAGE_PEOPLE)
@require_POST
def remove_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_object_or_404(Invitation, pk=pk)
    write("invitation.remove", str(pk), before=_told(invitation))
    invitation.delete()
    messages.success(request, words_of(request)("people.invitation_removed"))
    return redirect("people:list")


@public
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Let who has the link make their account and be signed in; the link is gone afterwards."""
    now = timezone.now()
    invitation = Invitation.objects.filter(digest=digest_of(secret), expires_at__gt=now).first()
    if invitation is None:
        return people_page(request, "link_gone", "", status=404)
    form = JoiningForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = _joined(invitation, form, words_of(request).language)
        if user is None:
            return people_page(request, "link_gone", "", status=404)
        logout(request)  # of somebody else, in whose browser the link was opened
        login(request, user, backend=BACKEND)
        write("person.join", user.get_username(), after=_groups(user))
        return redirect("home:home")
    return people_page(request, "join", "", {"form": form})


def _joined(invitation: Invitation, form: JoiningForm, language: str) -> User | None:
    """Make the account of an invitation; None when somebody else has just used it."""
    with transaction.atomic():
        groups = list(invitation.groups.all())
        if not Invitation.objects.filter(pk=invitation.pk).delete()[0]:
            return None
        user: User = form.save(commit=False)
        user.email, user.language = invitation.email, language
        user.save()
        user.groups.set(groups)
    return user


def _groups(user: User) -> dict[str, list[str]]:
    return {"groups": sorted(user.groups.values_list("name", flat=True))}
