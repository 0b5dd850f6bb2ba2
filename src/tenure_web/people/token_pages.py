"""The page of one's tokens: make one, see what they may do, take one back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tenure_web.lib.rules import needs
from tenure_web.people import tokens
from tenure_web.people.forms import WordedForm
from tenure_web.people.rights import Right
from tenure_web.people.views import people_page, user_of, words_of

DAYS = (7, 30, 90, 365)
NO_SCOPES = frozenset({Right.USE_API, Right.MANAGE_PEOPLE})
"""What no program is given: making tokens, and managing people."""


class TokenForm(WordedForm):
    """A token's name, what it may do, and for how long."""

    name = forms.CharField(max_length=80)
    scopes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(coerce=int, initial=90)

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        may = user_of(request).rights - NO_SCOPES
        scopes: Any = self.fields["scopes"]
        scopes.choices = [
            (one.value, self.words(f"people_right.{one}")) for one in Right if one in may
        ]
        days: Any = self.fields["days"]
        days.choices = [(one, self.words("people.days", count=one, days=one)) for one in DAYS]


@needs(Right.USE_API)
@require_http_methods(["GET", "POST"])
def own_tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens; a POST makes one and shows its text, once."""
    form, text = TokenForm(request, request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        scopes = [Right(one) for one in told["scopes"]]
        _, text = tokens.make(user_of(request), told["name"], scopes, told["days"])
        form = TokenForm(request)
    context = {
        "form": form,
        "text": text,
        "tokens": list(user_of(request).tokens.all()),
        "now": timezone.now(),
    }
    return people_page(request, "tokens", "me", context)


@needs(Right.USE_API)
@require_POST
def remove_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one of one's tokens back."""
    token = get_object_or_404(user_of(request).tokens, pk=pk)
    tokens.remove(token)
    messages.success(request, words_of(request)("people.token_removed", name=token.name))
    return redirect("people:tokens")
