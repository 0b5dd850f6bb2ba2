"""The form of a schedule, in the words of its reader."""

from typing import Any

from django import forms

from tenure.charts.words import Words
from tenure_web.work.models import Schedule


class ScheduleForm(forms.ModelForm[Schedule]):
    """Whether something is done by itself, and at which hour; mails have no hour."""

    class Meta:  # noqa: D106
        model = Schedule
        fields = ("on", "hour")
        widgets = {"hour": forms.Select(choices=[(n, f"{n:02d}:00") for n in range(24)])}  # noqa: RUF012

    def __init__(self, *args: Any, words: Words, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["on"].label = words("work.on")
        if self.instance.what == Schedule.What.MAILS:
            del self.fields["hour"]
        else:
            self.fields["hour"].label = words("work.hour")
