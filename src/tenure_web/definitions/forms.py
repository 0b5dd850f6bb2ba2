"""Forms for the sections of tenure.toml, and between their fields and what the file says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from django import forms

from tenure.charts.unsaid import unsaid
from tenure.charts.words import Words
from tenure.definitions import KINDS
from tenure.definitions.model import Convention, Rule, Weekday
from tenure.periods import PERIODS
from tenure_web.definitions.checking import Fault

_EMPTY_ROWS = 2
_MOST_ROWS = 60


@dataclass(frozen=True)
class Field:
    """One key of a section and how it is asked for.

    kind: text, number, share, choice, flag, or lines (one value a line).
    """

    key: str
    kind: str = "text"
    choices: Sequence[str] = ()
    optional: bool = True


@dataclass(frozen=True)
class Rows:
    """A key with a list of rows; `columns` are the keys of each."""

    key: str
    columns: Sequence[str]


@dataclass(frozen=True)
class Spec:
    """A section: its fields, its lists of rows, and whether it may be left out as a whole."""

    name: str
    fields: Sequence[Field] = ()
    rows: Sequence[Rows] = ()


_STEP = ("event", "where")
SECTIONS = {
    one.name: one
    for one in (
        Spec(
            "company",
            (
                Field("name", optional=False),
                Field("kind", "choice", KINDS, optional=False),
                Field("time_zone"),
                Field("week_starts", "choice", get_args(Weekday)),
                Field("currency"),
                Field("language", "choice", ("en", "ko")),
            ),
        ),
        Spec(
            "active",
            (Field("at_least", "number"), Field("none", "lines")),
            (Rows("any", (*_STEP, "at_least")), Rows("all", (*_STEP, "at_least"))),
        ),
        Spec(
            "churn",
            (
                Field("rule", "choice", get_args(Rule)),
                Field("after"),
                Field("convention", "choice", get_args(Convention)),
                Field("column"),
                Field("expected_share", "share"),
            ),
        ),
        Spec(
            "retention",
            (
                Field("cohort", "choice", ("started_at", "first_activity")),
                Field("small_cell", "number"),
            ),
        ),
        Spec("onboarding", (), (Rows("steps", _STEP), Rows("first_value", _STEP))),
        Spec("segments", (), (Rows("", ("name", "condition")),)),
        Spec("ideal_customer", (Field("where"),)),
        Spec(
            "prediction",
            (
                Field("enabled", "flag"),
                Field("horizon"),
                Field("gap"),
                Field("every", "choice", PERIODS),
                Field("dates", "number"),
                Field("exclude", "lines"),
            ),
        ),
    )
}


class SectionForm(forms.Form):
    """The fields of one section; empty ones are left to the preset and its defaults."""

    def __init__(self, spec: Spec, words: Words, **more: Any) -> None:
        super().__init__(**more)
        self.spec, self.words = spec, words
        for one in spec.fields:
            made = _MADE[one.kind](one, words)
            made.label = words(f"define_field.{spec.name}_{one.key}")
            made.help_text = words(f"define_help.{spec.name}_{one.key}")
            made.required = not one.optional
            self.fields[one.key] = made

    def values(self) -> dict[str, Any]:
        """Return what was entered as the file says it; None for what was left empty."""
        return {one.key: _written(one, self.cleaned_data[one.key]) for one in self.spec.fields}


class RowForm(forms.Form):
    """One row of a list; a row without any value is none."""

    def __init__(self, columns: Sequence[str], words: Words, **more: Any) -> None:
        super().__init__(**more)
        self.use_required_attribute = False
        for name in columns:
            number = name == "at_least"
            made: forms.Field = (
                forms.IntegerField(min_value=1, required=False)
                if number
                else forms.CharField(max_length=2000, required=False)
            )
            made.label = words(f"define_column.{name}")
            self.fields[name] = made


@dataclass(frozen=True)
class RowsForm:
    """All rows of one key, and two empty ones to add to them."""

    key: str
    title: str
    help: str
    columns: Sequence[str]
    rows: Sequence[RowForm]

    def is_valid(self) -> bool:
        """Say whether each row is."""
        valid = [row.is_valid() for row in self.rows]  # all of them, so that each says its own
        return all(valid)

    def values(self) -> list[dict[str, Any]]:
        """Return the rows with a value, each without what was left empty."""
        told = [
            {key: row.cleaned_data[key] for key in self.columns if row.cleaned_data.get(key)}
            for row in self.rows
        ]
        return [one for one in told if one]


def section_form(spec: Spec, words: Words, said: Mapping[str, Any], data: Any) -> SectionForm:
    """Make the form of a section, filled with what the file says or with what was sent."""
    initial = {one.key: _shown(one, said.get(one.key)) for one in spec.fields}
    return SectionForm(spec, words, data=data, initial=initial, auto_id="define-%s")


def rows_forms(spec: Spec, words: Words, said: Mapping[str, Any], data: Any) -> list[RowsForm]:
    """Make the lists of rows of a section."""
    return [_rows_form(spec, rows, words, said, data) for rows in spec.rows]


def _rows_form(
    spec: Spec, rows: Rows, words: Words, said: Mapping[str, Any], data: Any
) -> RowsForm:
    told = _rows_said(rows, said)
    prefix = rows.key or "named"
    number = len(told) + _EMPTY_ROWS
    if data is not None:
        sent = data.get(f"{prefix}-rows", "")
        number = min(int(sent), _MOST_ROWS) if sent.isdecimal() and len(sent) < 4 else number
    made = [
        RowForm(
            rows.columns,
            words,
            data=data,
            initial=told[at] if at < len(told) else {},
            prefix=f"{prefix}-{at}",
            auto_id="define-%s",
        )
        for at in range(1 if rows.key == "first_value" else number)
    ]
    key = f"{spec.name}_{rows.key}".rstrip("_")
    title, about = words(f"define_field.{key}"), words(f"define_help.{key}")
    return RowsForm(prefix, title, about, rows.columns, made)


def _rows_said(rows: Rows, said: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not rows.key:
        return [{"name": name, "condition": text} for name, text in said.items()]
    told = said.get(rows.key, [])
    return [told] if isinstance(told, dict) else list(told)


def values_of_rows(spec: Spec, lists: Sequence[RowsForm]) -> dict[str, Any]:
    """Return what lists of rows say as the file says it; None for an empty list."""
    values: dict[str, Any] = {}
    for rows, form in zip(spec.rows, lists, strict=True):
        told = form.values()
        if not rows.key:
            values |= {one.get("name", ""): one.get("condition", "") for one in told}
        elif rows.key == "first_value":
            values[rows.key] = told[0] if told else None
        else:
            values[rows.key] = told or None
    return values


def tie(faults: Sequence[Fault], form: SectionForm, lists: Sequence[RowsForm]) -> list[Fault]:
    """Tie what is wrong to its fields; return what belongs to none of them."""
    return [one for one in faults if not _tied(one, form, lists)]


def _tied(fault: Fault, form: SectionForm, lists: Sequence[RowsForm]) -> bool:
    section, _, rest = fault.key.partition(".")
    if section != form.spec.name or fault.word:
        return False
    told = [unsaid(one, form.words.language) for one in (fault.what, fault.do)]
    text = ". ".join(told).rstrip(". ") + "."
    key = rest.partition("[")[0].partition(".")[0]
    if key in form.fields:
        form.add_error(key, text)
        return True
    for one in lists:
        row = _row_of(one, rest)
        if row is not None:
            column = rest.rpartition(".")[2]
            row.add_error(column if column in row.fields else one.columns[-1], text)
            return True
    return False


def _row_of(rows: RowsForm, rest: str) -> RowForm | None:
    """Return the row that a key such as any[1].where or a segment's name means."""
    filled = [row for row in rows.rows if any(row.cleaned_data.get(key) for key in rows.columns)]
    if rows.key == "named":
        name = rest.strip('"')
        return next((row for row in filled if row.cleaned_data.get("name") == name), None)
    if rest.partition("[")[0].partition(".")[0] != rows.key:
        return None
    at = rest.partition("[")[2].partition("]")[0]
    number = int(at) if at.isdecimal() else 0
    return filled[number] if number < len(filled) else None


def _text(one: Field, words: Words) -> forms.Field:
    return forms.CharField(max_length=2000)


def _number(one: Field, words: Words) -> forms.Field:
    return forms.IntegerField(min_value=0)


def _share(one: Field, words: Words) -> forms.Field:
    return forms.FloatField(min_value=0, max_value=1)


def _choice(one: Field, words: Words) -> forms.Field:
    named = [(value, words(f"define_choice.{value}")) for value in one.choices]
    return forms.ChoiceField(choices=[("", words("define_choice.unsaid")), *named])


def _flag(one: Field, words: Words) -> forms.Field:
    named = [("", "unsaid"), ("true", "yes"), ("false", "no")]
    return forms.ChoiceField(
        choices=[(value, words(f"define_choice.{key}")) for value, key in named]
    )


def _lines(one: Field, words: Words) -> forms.Field:
    return forms.CharField(max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}))


_MADE: dict[str, Callable[[Field, Words], forms.Field]] = {
    "text": _text,
    "number": _number,
    "share": _share,
    "choice": _choice,
    "flag": _flag,
    "lines": _lines,
}


def _shown(one: Field, value: Any) -> Any:
    if one.kind == "lines":
        return "\n".join(value or ())
    if one.kind == "flag" and value is not None:
        return "true" if value else "false"
    return value


def _written(one: Field, value: Any) -> Any:
    if value in ("", None):
        return None
    if one.kind == "lines":
        return [line.strip() for line in value.splitlines() if line.strip()] or None
    return value == "true" if one.kind == "flag" else value
