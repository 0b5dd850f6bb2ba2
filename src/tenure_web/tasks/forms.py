"""Forms of this part: what came of a task, until when it is put off, to whom it goes."""

from typing import Any

from django import forms

from tenure.charts.words import Words
from tenure_web.tasks.models import Task
from tenure_web.tasks.queue import may_own


class OutcomeForm(forms.Form):
    """What came of it, and what was said."""

    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    said = forms.CharField(max_length=4000, required=False)

    def __init__(self, words: Words, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        told = [(one.value, words(f"task.outcome_{one.value}")) for one in Task.Outcome]
        self.fields["outcome"] = forms.ChoiceField(
            choices=told, widget=forms.RadioSelect, label=words("task.outcome")
        )
        self.fields["said"].label = words("task.said")
        self.fields["said"].widget = forms.Textarea(attrs={"rows": 4})


class MoveForm(forms.Form):
    """Until when some tasks are put off, or to whom they go."""

    until = forms.DateField(required=False)

    def __init__(self, words: Words, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["until"].label = words("task.until")
        self.fields["until"].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        people = [("", words("task.nobody")), *((one.pk, one.get_username()) for one in may_own())]
        self.fields["to"] = forms.TypedChoiceField(
            choices=people, required=False, coerce=int, empty_value=None, label=words("task.to")
        )
