"""Forms of people: labels and help are words, a password is asked again for what weighs."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest

from tenure.charts.words import Words
from tenure_web.people.views import user_of, words_of


class WordedForm(forms.Form):
    """A form whose fields are called as the words of its reader say."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request, self.words = request, words_of(request)
        super().__init__(*args, **kwargs)
        name_fields(self, self.words)

    def wrong(self, field: str, key: str, **values: object) -> None:
        """Say at a field what is wrong there."""
        self.add_error(field, self.words(f"people.{key}", **values))


def name_fields(form: forms.BaseForm, words: Words) -> None:
    """Give the fields of a form their labels and help: people.field_… and people.help_…"""
    for name, field in form.fields.items():
        if f"people.field_{name}" in words.texts:
            field.label = words(f"people.field_{name}")
        if f"people.help_{name}" in words.texts:
            field.help_text = words(f"people.help_{name}")


class PasswordAgainForm(WordedForm):
    """The password of who is signed in; wrong ones count as those of a login do."""

    password = forms.CharField(
        strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def clean_password(self) -> str:
        """Refuse a wrong password."""
        told: str = self.cleaned_data["password"]
        if not is_password(self.request, told):
            raise forms.ValidationError(self.words("people.password_wrong"))
        return told


def is_password(request: HttpRequest, told: str) -> bool:
    """Say whether this is the password of who is signed in; throttled like a login."""
    found = authenticate(request, username=user_of(request).get_username(), password=told)
    return found is not None and found.pk == user_of(request).pk
