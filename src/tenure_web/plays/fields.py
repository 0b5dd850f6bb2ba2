"""A play as fields of a form, and what a form says as a play: made from the play's own sections."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tenure.act.play import Play
from tenure.act.steps import Branch, Message, Offer, Task, Wait
from tenure.act.triggers import (
    Crossing,
    Dated,
    Event,
    Frequency,
    Payment,
    Quiet,
    RiskWords,
    Score,
    Segment,
    Ticket,
)
from tenure.act.words import Words

Kind = Literal["text", "area", "choice", "number", "days", "percent"]
Values = Mapping[str, str]

TRIGGERS: dict[str, type[BaseModel]] = {
    "segment": Segment,
    "crossing": Crossing,
    "event": Event,
    "quiet": Quiet,
    "date": Dated,
    "risk_words": RiskWords,
    "score": Score,
    "ticket": Ticket,
    "payment": Payment,
    "frequency": Frequency,
}
STEPS: dict[str, type[BaseModel]] = {
    "message": Message,
    "task": Task,
    "offer": Offer,
    "wait": Wait,
    "branch": Branch,
}
_PERCENT = frozenset({"holdout", "share", "effect", "taken_anyway", "gain_share", "margin"})
_LONG = frozenset({"body", "guide", "about", "words"})
_HIDDEN = frozenset({"id", "salt", "version", "state", "trigger", "steps", "kind", "do"})
_SECTIONS = ("goal", "worth", "budget", "proof")
MOST_STEPS = 30
_NUMBERS = (int, float)
_DAYS = re.compile(r"^(\d+) days$")


@dataclass
class Field:
    """A field of the form; `name` is the key in the file, `label` a key of the words."""

    name: str
    label: str
    kind: Kind
    value: str = ""
    options: tuple[str, ...] = ()
    optional: bool = False
    language: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Return the id of its element."""
        return "f-" + self.name.replace(".", "-")


@dataclass
class Part:
    """Fields that stand together: the play itself, its trigger, a section, a step."""

    key: str
    fields: list[Field]
    number: int = 0


def parts_of(values: Values) -> list[Part]:
    """Return the form's parts for what is filled in."""
    trigger = TRIGGERS.get(values.get("trigger.kind", ""), Segment)
    told = [
        Part("play", list(_fields(Play, "", values))),
        Part("trigger", [_choice("trigger.kind", "kind", tuple(TRIGGERS), values)]),
    ]
    told[1].fields += _fields(trigger, "trigger.", values)
    told += [Part(name, list(_fields(_section(name), f"{name}.", values))) for name in _SECTIONS]
    for at, do in enumerate(steps_in(values)):
        prefix = f"steps.{at}."
        told.append(Part(do, list(_fields(STEPS[do], prefix, values)), at + 1))
    return told


def values_of(play: Play) -> dict[str, str]:
    """Return what a form shows of a play."""
    return dict(_flat(play.model_dump(mode="json", exclude_none=True), ""))


def raw_of(values: Values, play: Play) -> dict[str, Any]:
    """Return what a form says as the file would hold it; what no form changes is the play's."""
    raw: dict[str, Any] = {name: getattr(play, name) for name in ("id", "salt", "version", "state")}
    for part in parts_of(values):
        for one in part.fields:
            told = _read(one)
            if told is not None:
                _put(raw, one.name.split("."), told)
    for at, do in enumerate(steps_in(values)):
        _put(raw, ["steps", str(at), "do"], do)
    steps = raw.get("steps", {})
    return {**raw, "steps": [steps[str(at)] for at in range(len(steps))]}


def steps_in(values: Values) -> list[str]:
    """Return which steps a form has, in their order."""
    found = []
    for at in range(MOST_STEPS):
        do = values.get(f"steps.{at}.do", "")
        if do not in STEPS:
            break
        found.append(do)
    return found


def with_step(values: Values, do: str) -> dict[str, str]:
    """Return the values with a step more at the end."""
    at = len(steps_in(values))
    return {**values, f"steps.{at}.do": do} if do in STEPS and at < MOST_STEPS else dict(values)


def moved(values: Values, order: list[int]) -> dict[str, str]:
    """Return the values with steps in another order; those that it does not name are gone."""
    rest = {name: value for name, value in values.items() if not name.startswith("steps.")}
    for at, old in enumerate(order):
        prefix = f"steps.{old}."
        for name, value in values.items():
            if name.startswith(prefix):
                rest[f"steps.{at}.{name.removeprefix(prefix)}"] = value
    return rest


def _section(name: str) -> type[BaseModel]:
    found: type[BaseModel] = Play.model_fields[name].annotation  # type: ignore[assignment]
    return found


def _fields(section: type[BaseModel], prefix: str, values: Values) -> Iterator[Field]:
    for name, info in section.model_fields.items():
        if name in _HIDDEN or name in _SECTIONS:
            continue
        key = f"{prefix}{name}"
        if Words in (info.annotation, *get_args(info.annotation)):
            kind: Kind = "area" if name in _LONG else "text"
            optional = not info.is_required()
            for language in ("en", "ko"):
                own = f"{key}.{language}"
                value = values.get(own, "")
                yield Field(own, name, kind, value, optional=optional, language=language)
        elif options := _options(info.annotation):
            yield _choice(key, name, options, values, optional=not info.is_required(), info=info)
        else:
            yield _plain(key, name, info, values)


def _choice(
    key: str,
    label: str,
    options: tuple[str, ...],
    values: Values,
    *,
    optional: bool = False,
    info: FieldInfo | None = None,
) -> Field:
    default = info.default if info is not None and isinstance(info.default, str) else ""
    empty = optional and not default
    return Field(key, label, "choice", values.get(key, default), options, optional=empty)


def _plain(key: str, name: str, info: FieldInfo, values: Values) -> Field:
    kind: Kind = "text"
    if _is_days(info):
        kind = "days"
    elif name in _PERCENT:
        kind = "percent"
    elif any(one in _NUMBERS for one in (info.annotation, *get_args(info.annotation))):
        kind = "number"
    default = info.default
    value = _shown(default, kind) if isinstance(default, (*_NUMBERS, str)) else ""
    optional = not info.is_required() and default is None
    return Field(key, name, kind, values.get(key, value), optional=optional)


def _is_days(info: FieldInfo) -> bool:
    return "days" in str(info.metadata) + str(info.annotation)


def _options(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return tuple(str(one) for one in get_args(annotation))
    return next((found for one in get_args(annotation) if (found := _options(one))), ())


def _flat(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _flat(below, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for at, below in enumerate(value):
            yield from _flat(below, f"{name}.{at}")
    else:
        yield name, _shown(value, "percent" if name.rpartition(".")[2] in _PERCENT else "text")


def _shown(value: Any, kind: Kind) -> str:
    if kind == "percent" and isinstance(value, _NUMBERS):
        return f"{value * 100:.6g}"
    if isinstance(value, float):
        return f"{value:.15g}"
    return _DAYS.sub(r"\1", str(value))


def _read(one: Field) -> Any:
    """Return what a field says as TOML would hold it; None where it says nothing."""
    text = one.value.strip() if one.kind != "area" else one.value.replace("\r\n", "\n").strip()
    if not text:
        return None
    if one.kind == "days":
        return f"{text} days" if text.isdigit() else text
    if one.kind in ("number", "percent"):
        return _number(text, one.kind == "percent")
    return text


def _number(text: str, percent: bool) -> Any:
    """Return a number as people write it: 1,000 or 10 %; the text where it is none."""
    plain = text.replace(",", "").replace(" ", "").removesuffix("%")
    try:
        number = float(plain)
    except ValueError:
        return text
    if percent:
        return round(number / 100, 12)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _put(raw: dict[str, Any], path: list[str], value: Any) -> None:
    for key in path[:-1]:
        raw = raw.setdefault(key, {})
    raw[path[-1]] = value
