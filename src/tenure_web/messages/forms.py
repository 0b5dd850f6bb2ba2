"""Forms of staff: what a customer said, and addresses that are closed."""

from typing import Any

from django import forms

from tenure.charts.words import Words
from tenure_web.messages.consents import CHANNELS, CHOICES
from tenure_web.messages.models import Suppression


class ConsentForm(forms.Form):
    """What a customer said to somebody: yes or no to a purpose, by a channel."""

    purpose = forms.ChoiceField()
    channel = forms.ChoiceField()
    given = forms.ChoiceField()
    wording = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    source = forms.CharField(max_length=80)

    def __init__(self, words: Words, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "purpose": [(one, words(f"consent_purpose.{one}")) for one in CHOICES],
            "channel": [(one, words(f"consent_channel.{one}")) for one in CHANNELS],
            "given": [("no", words("consent.withdrawn")), ("yes", words("consent.given"))],
        }
        for name, field in self.fields.items():
            field.label = words(f"consent.{name}")
            if isinstance(field, forms.ChoiceField):
                field.choices = choices[name]


class SuppressionForm(forms.Form):
    """Addresses to which nothing may be sent, a line each, and why."""

    addresses = forms.CharField(max_length=100_000, widget=forms.Textarea(attrs={"rows": 3}))
    reason = forms.ChoiceField()

    def __init__(self, words: Words, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = Suppression.Reason.values
        self.fields["addresses"].label = words("suppression.addresses")
        self.fields["reason"].label = words("suppression.reason")
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (one, words(f"suppression.{one}")) for one in every
        ]
