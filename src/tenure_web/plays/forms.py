"""The form of a play: filled in from a play or from what was sent, errors tied to fields."""

from dataclasses import dataclass, field

from django.http import QueryDict

from tenure.act.play import Play
from tenure.act.reading import build
from tenure.act.saying import texts
from tenure.act.words import Language
from tenure.charts.unsaid import said
from tenure.charts.words import Words
from tenure.definitions import SeveralProblemsError
from tenure.errors import DefinitionError
from tenure_web.plays.fields import (
    Field,
    Part,
    moved,
    parts_of,
    raw_of,
    steps_in,
    values_of,
    with_step,
)

_LONGEST = 20_000


@dataclass
class PlayForm:
    """The parts of the form, what it says as a play where it does, and errors of no field."""

    parts: list[Part]
    play: Play | None = None
    errors: list[str] = field(default_factory=list)


def shown(play: Play) -> PlayForm:
    """Return the form of a play as it is."""
    return PlayForm(parts_of(values_of(play)), play)


def sent(data: QueryDict, play: Play, language: Language) -> PlayForm:
    """Return what was sent, read as a play; `play` is the one that is changed."""
    values = filled(data)
    form = PlayForm(parts_of(values))
    try:
        form.play = build(raw_of(values, play), source=play.id)
    except DefinitionError as error:
        _tie(form, error, language)
    return form


def filled(data: QueryDict) -> dict[str, str]:
    """Return the values that were sent, with a step more or less or moved where that was asked."""
    values = {name: text[:_LONGEST] for name, text in data.items() if isinstance(text, str)}
    if "add" in data:
        return with_step(values, values["add"])
    order = list(range(len(steps_in(values))))
    act, _, told = data.get("steps", "").partition("-")
    at = int(told) if told.isdecimal() and int(told) < len(order) else None
    if at is None:
        return values
    if act == "remove":
        order.remove(at)
    elif act == "up" and at:
        order[at - 1], order[at] = order[at], order[at - 1]
    return moved(values, order)


def option(one: Field, value: str, words: Words) -> str:
    """Return how a choice is called."""
    section = texts("ko" if words.language == "ko" else "en").get(one.label, {})
    return section.get(value) or words(f"play_choice.{value}")


def _tie(form: PlayForm, error: DefinitionError, language: Language) -> None:
    """Put each problem at the field that it is about, else above the form."""
    fields = {one.name: one for part in form.parts for one in part.fields}
    problems = error.problems if isinstance(error, SeveralProblemsError) else (error,)
    for problem in problems:
        key = (problem.where or "").rpartition(", ")[2].replace("[", ".").replace("]", "")
        told = said(problem, language)
        text = f"{told.message} {told.hint or ''}".strip()
        target = fields.get(key) or fields.get(f"{key}.{language}")
        if target is not None:
            target.errors.append(text)
        else:
            form.errors.append(f"{key}: {text}")
