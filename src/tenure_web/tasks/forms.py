"""Forms of this part: a new task, what came of one, until when it is put off, to whom it goes."""

from collections.abc import Sequence
from typing import Any

from django import forms

from tenure.charts.words import Words
from tenure.definitions.contact import PURPOSES
from tenure_web.people.models import User
from tenure_web.tasks.kinds import KINDS, contacts, outcomes_of
from tenure_web.tasks.models import LONGEST
from tenure_web.tasks.queue import may_own

TITLE = 120
Choices = Sequence[tuple[str, str]]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TaskForm(forms.Form):
    """What is to do, of which kind, by when and by whom; of an account also whom it concerns."""

    title = forms.CharField(max_length=TITLE)
    what = forms.ChoiceField(initial=KINDS[0])
    customer = forms.ChoiceField(required=False)
    due = forms.DateField(widget=_day())
    owner = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    purpose = forms.ChoiceField(required=False)
    guide = forms.CharField(max_length=LONGEST, required=False)

    def __init__(self, words: Words, people: Choices | None, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.words = words
        for name, found in self.fields.items():
            found.label = words(f"task.{name}")
        self.fields["title"].widget.attrs["autocomplete"] = "off"
        self.fields["guide"].widget = forms.Textarea(attrs={"rows": 3})
        self.fields["guide"].label = words("task.guide_own")
        self._choices("what", [(one, words(f"task.kind_{one}")) for one in KINDS])
        owners = [(one.pk, one.get_username()) for one in may_own()]
        self._choices("owner", [("", words("task.nobody")), *owners])
        named = [(one, words(f"consent_purpose.{one}")) for one in PURPOSES]
        usual = [("", words("task.purpose_usual"))]
        self._choices("purpose", [*usual, *named])
        if people is None:
            del self.fields["customer"]
        else:
            self._choices("customer", [("", words("task.whole_account")), *people])

    def _choices(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class OutcomeForm(forms.Form):
    """What came of it, and what was said; where it was refused, whether it took place already."""

    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    said = forms.CharField(max_length=LONGEST, required=False)
    happened = forms.BooleanField(required=False)

    def __init__(self, words: Words, what: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        told = [(one.value, words(f"task.outcome_{one.value}")) for one in outcomes_of(what)]
        self.fields["outcome"] = forms.ChoiceField(
            choices=told, widget=forms.RadioSelect, label=words("task.outcome")
        )
        if len(told) and not contacts(what):
            self.fields["outcome"].initial = told[0][0]
        key = "task.answer" if what == "interview" else "task.said"
        self.fields["said"].label = words(key)
        self.fields["said"].widget = forms.Textarea(attrs={"rows": 5})
        self.fields["happened"].label = words("task.happened")


class MoveForm(forms.Form):
    """Until when some tasks are put off, or to whom they go."""

    until = forms.DateField(required=False, widget=_day())

    def __init__(self, words: Words, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["until"].label = words("task.until")
        people = [
            ("", words("task.choose_who")),
            *((one.pk, one.get_username()) for one in may_own()),
        ]
        self.fields["to"] = forms.TypedChoiceField(
            choices=people, required=False, coerce=int, empty_value=None, label=words("task.to")
        )

    def owner(self) -> User | None:
        """Return to whom the tasks go, where somebody was chosen."""
        told = self.cleaned_data["to"]
        return next((one for one in may_own() if one.pk == told), None)
