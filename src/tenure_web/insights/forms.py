"""The form of a question: its fields are what a metric can be asked, its words the reader's."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tenure.charts.unsaid import said
from tenure.charts.words import Words
from tenure.company.metrics.contract import Metric, Option
from tenure.errors import MetricError
from tenure_web.insights.asking import BESIDE, usual_period

FIRST = frozenset({"convention", "mode", "denominator", "churn_date", "within"})
"""Options that are asked for beside period, split and segment; the others are folded away."""


class QuestionForm(forms.Form):
    """How a metric is asked; every field may stay empty."""

    def __init__(
        self, metric: Metric, words: Words, columns: list[str], data: Mapping[str, Any] | None
    ) -> None:
        super().__init__(data)
        self.metric, self.words, self.columns = metric, words, columns
        self.label_suffix = ""
        self._common()
        for option in metric.options:
            self.fields[option.name] = self._option(option)
        self._beside()

    def _common(self) -> None:
        words, asked = self.words, self.metric.common
        if "period" in asked:
            self.fields["period"] = forms.ChoiceField(
                label=words("ask.period"),
                required=False,
                choices=[(one, words(f"period.{one}")) for one in self.metric.periods],
                initial=usual_period(self.metric),
            )
        if "by" in asked:
            self.fields["by"] = self._text("by", 200, list="columns")
        if "where" in asked:
            self.fields["where"] = self._text("where", 1000, placeholder="plan = 'pro'")
        self.fields["as_of"] = self._day("as_of")

    def _beside(self) -> None:
        """Add what differs in what is shown beside: whom, until when, or counted how."""
        if "where" in self.metric.common:
            self.fields[f"{BESIDE}where"] = self._text("to_where", 1000)
        self.fields[f"{BESIDE}as_of"] = self._day("to_as_of")
        for option in self.metric.options:
            if option.name in FIRST and option.choices:
                name = f"{BESIDE}{option.name}"
                self.fields[name] = self._option(option)
                self.fields[name].initial = None

    def _text(self, name: str, most: int, **attributes: str) -> forms.CharField:
        return forms.CharField(
            label=self.words(f"ask.{name}"),
            required=False,
            max_length=most,
            widget=forms.TextInput(attrs={"autocomplete": "off", **attributes}),
        )

    def _day(self, name: str) -> forms.DateField:
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(label=self.words(f"ask.{name}"), required=False, widget=day)

    def _option(self, option: Option) -> forms.Field:
        own = f"option.{option.name}"
        told = option.help.get(self.words.language) or option.name
        label = self.words.texts.get(own, told)
        if option.choices:
            choices = [(one, self.choice(one)) for one in option.choices]
            usual = [("", self.words("ask.usual"))]
            return forms.ChoiceField(label=label, required=False, choices=[*usual, *choices])
        if option.kind == "flag":
            flags = [(one, self.words(f"more.{one}")) for one in ("yes", "no")]
            told = self.words("ask.usual_flag", usual=flags[not option.default][1])
            return forms.ChoiceField(label=label, required=False, choices=[("", told), *flags])
        return forms.CharField(
            label=label,
            required=False,
            max_length=1000,
            widget=forms.TextInput(
                attrs={"placeholder": "" if option.default is None else str(option.default)}
            ),
        )

    def choice(self, name: str) -> str:
        """Return what one of an option's values is called."""
        return self.words.texts.get(f"choice.{name}", name)

    def clean(self) -> dict[str, Any]:
        """Read every option as its kind; what is wrong with one is said at its field."""
        cleaned: dict[str, Any] = super().clean() or {}
        for option in self.metric.options:
            value = cleaned.get(option.name)
            if value in (None, ""):
                continue
            try:
                cleaned[option.name] = option.read(value)
            except MetricError as error:
                self.add_error(option.name, ValidationError(str(said(error, self.words.language))))
        return cleaned

    def parts(self) -> dict[str, list[Any]]:
        """Return the fields by where they stand: first, beside, and the others."""
        found: dict[str, list[Any]] = {"first": [], "beside": [], "others": []}
        for name in self.fields:
            option = name in {one.name for one in self.metric.options}
            part = "others" if option and name not in FIRST else "first"
            found["beside" if name.startswith(BESIDE) else part].append(self[name])
        return found

    def open_parts(self) -> list[str]:
        """Name the folded parts that hold something, so that they stand open."""
        return [
            part
            for part, fields in self.parts().items()
            if any(one.data or one.errors for one in fields)
        ]
