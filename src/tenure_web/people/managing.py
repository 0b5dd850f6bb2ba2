"""Pages for who manages people: who is there, what they may do, lock, unlock, help them back in."""

from typing import Any

from axes.utils import reset
from django import forms
from django.contrib import messages
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenure_web.lib.rules import needs
from tenure_web.people import sessions
from tenure_web.people.audit import write
from tenure_web.people.forgotten import link_for
from tenure_web.people.forms import WordedForm
from tenure_web.people.models import Invitation, Portfolio, User
from tenure_web.people.rights import GROUPS, Right
from tenure_web.people.second_factor import take_away
from tenure_web.people.views import people_page, words_of

MANAGING = [name for name, rights in GROUPS.items() if Right.MANAGE_PEOPLE in rights]
_MOST = 500


class PersonForm(WordedForm):
    """What is kept of somebody: address, groups, portfolios."""

    email = forms.EmailField(required=False)
    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    portfolios = forms.ModelMultipleChoiceField(
        Portfolio.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        offer_groups(self)
        portfolios: Any = self.fields["portfolios"]
        portfolios.queryset = Portfolio.objects.order_by("name")


def offer_groups(form: WordedForm) -> None:
    """Let a form choose among the groups, called as its reader calls them."""
    groups: Any = form.fields["groups"]
    groups.queryset = Group.objects.filter(name__in=GROUPS).order_by("name")
    groups.label_from_instance = lambda one: form.words(f"people_group.{one.name}")


def managers() -> QuerySet[User]:
    """Return those who can manage people now."""
    able = Q(is_superuser=True) | Q(groups__name__in=MANAGING)
    return User.objects.filter(able, is_active=True).distinct()


def is_last_manager(user: User) -> bool:
    """Say whether nobody else could manage people; asked within a transaction."""
    list(User.objects.select_for_update().filter(is_active=True).order_by("pk").values_list("pk"))
    return managers().filter(pk=user.pk).exists() and not managers().exclude(pk=user.pk).exists()


@needs(Right.MANAGE_PEOPLE)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """List people, those whose name or address holds what is asked for, and open invitations."""
    asked = request.GET.get("q", "").replace("\0", "").strip()
    found = User.objects.order_by("-is_active", "username").prefetch_related("groups", "portfolios")
    if asked:
        found = found.filter(Q(username__icontains=asked) | Q(email__icontains=asked))
    context = {
        "people_found": list(found[:_MOST]),
        "count": found.count(),
        "asked": asked,
        "invitations": Invitation.objects.filter(expires_at__gt=timezone.now()),
    }
    return people_page(request, "people", "people", context)


@needs(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show somebody; a POST changes address, groups and portfolios."""
    user = get_object_or_404(User, pk=pk)
    if request.method == "GET":
        return _shown(request, user, PersonForm(request, initial=_kept(user)))
    form = PersonForm(request, request.POST)
    if not form.is_valid():
        return _shown(request, user, form)
    with transaction.atomic():
        managing = {one.name for one in form.cleaned_data["groups"]} & set(MANAGING)
        if not managing and not user.is_superuser and is_last_manager(user):
            form.wrong("groups", "last_manager")
            return _shown(request, user, form)
        _change(user, form.cleaned_data)
    messages.success(request, words_of(request)("people.saved", name=user.get_username()))
    return redirect("people:person", pk)


def _kept(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "groups": [one.pk for one in user.groups.all()],
        "portfolios": [one.pk for one in user.portfolios.all()],
    }


def _change(user: User, told: dict[str, Any]) -> None:
    before = _told(user)
    user.email = told["email"]
    user.save(update_fields=["email"])
    user.groups.set(told["groups"])
    user.portfolios.set(told["portfolios"])
    write("person.change", user.get_username(), before=before, after=_told(user))


def _told(user: User) -> dict[str, Any]:
    """Return what the trail tells of somebody; whether there is an address, and not which."""
    return {
        "email": bool(user.email),
        "groups": sorted(user.groups.values_list("name", flat=True)),
        "portfolios": sorted(user.portfolios.values_list("name", flat=True)),
    }


def _shown(request: HttpRequest, user: User, form: PersonForm, link: str = "") -> HttpResponse:
    context = {
        "person": user,
        "form": form,
        "link": link,
        "sessions": user.visits.count(),
        "tokens": user.tokens.count(),
    }
    return people_page(request, "person", "people", context)


@needs(Right.MANAGE_PEOPLE)
@require_POST
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock somebody out: no login, no session, no token; the last who manages people stays."""
    user, words = get_object_or_404(User, pk=pk), words_of(request)
    with transaction.atomic():
        if is_last_manager(user):
            messages.error(request, words("people.last_manager"))
            return redirect("people:person", pk)
        User.objects.filter(pk=pk).update(is_active=False)
        sessions.end_all(user)
        write("person.lock", user.get_username())
    messages.success(request, words("people.locked_now", name=user.get_username()))
    return redirect("people:person", pk)


@needs(Right.MANAGE_PEOPLE)
@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in again, and forget their wrong passwords."""
    user = get_object_or_404(User, pk=pk)
    User.objects.filter(pk=pk).update(is_active=True)
    reset(username=user.get_username())
    write("person.unlock", user.get_username())
    messages.success(request, words_of(request)("people.unlocked", name=user.get_username()))
    return redirect("people:person", pk)


@needs(Right.MANAGE_PEOPLE)
@require_POST
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody's second factor away who has lost their device; their sessions end, too."""
    user = get_object_or_404(User, pk=pk)
    take_away(user)
    sessions.end_all(user)
    write("second_factor.reset", user.get_username())
    messages.success(request, words_of(request)("people.factor_reset", name=user.get_username()))
    return redirect("people:person", pk)


@needs(Right.MANAGE_PEOPLE)
@require_POST
def password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Show, once, a link by which somebody sets a new password."""
    user = get_object_or_404(User, pk=pk, is_active=True)
    write("password.link", user.get_username())
    form = PersonForm(request, initial=_kept(user))
    return _shown(request, user, form, link_for(user))
