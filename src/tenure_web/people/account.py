"""One's own account: who one is here, the password, and the sessions that are open."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from tenure_web.lib.rules import signed_in
from tenure_web.people import sessions
from tenure_web.people.audit import write
from tenure_web.people.forms import is_password, name_fields
from tenure_web.people.rights import Right
from tenure_web.people.views import people_page, user_of, words_of


@signed_in
def me(request: HttpRequest) -> HttpResponse:
    """Show who one is here, what one may do, and where one is signed in."""
    user = user_of(request)
    context = {
        "groups": list(user.groups.order_by("name").values_list("name", flat=True)),
        "rights": [right for right in Right if right in user.rights],
        "portfolios": list(user.portfolios.order_by("name")),
        "everyone": user.may(Right.SEE_EVERYONE),
        "may_use_api": user.may(Right.USE_API),
        "tokens": user.tokens.count(),
        "visits": list(user.visits.all()),
        "current": sessions.current(request),
    }
    return people_page(request, "me", "me", context)


class OwnPasswordForm(PasswordChangeForm):
    """Old password once, new one twice; a wrong old one counts as at the login."""

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.request = request
        super().__init__(user_of(request), *args)
        name_fields(self, words_of(request))

    def clean_old_password(self) -> str:
        """Refuse a wrong password."""
        told: str = self.cleaned_data["old_password"]
        if not is_password(self.request, told):
            raise ValidationError(words_of(self.request)("people.password_wrong"))
        return told


@signed_in
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; all other sessions end with it."""
    form = OwnPasswordForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        sessions.renew(request, lambda: update_session_auth_hash(request, user_of(request)))
        sessions.end_others(request)
        write("password.change", user_of(request).get_username())
        messages.success(request, words_of(request)("people.password_changed"))
        return redirect("people:me")
    return people_page(request, "password", "me", {"form": form})


@signed_in
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's sessions."""
    visit = get_object_or_404(user_of(request).visits, pk=pk)
    write("session.end", user_of(request).get_username(), before={"browser": visit.browser})
    visit.delete()
    return redirect("people:me")


@signed_in
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's sessions but this one."""
    count = sessions.end_others(request)
    write("session.end_others", user_of(request).get_username(), after={"ended": count})
    messages.success(request, words_of(request)("people.sessions_ended", count=count))
    return redirect("people:me")


def language_chosen(sender: Any, before: str, after: str, **more: Any) -> None:
    """Write down that somebody has chosen another language."""
    write("language.change", after, before={"language": before}, after={"language": after})
