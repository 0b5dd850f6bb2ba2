"""A company's own reasons for leaving: added, renamed, and what its labels mean."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema

from tenure.definitions.problem import Problem, wrong
from tenure.definitions.section import Section

_CODE = r"^[a-z][a-z0-9_]*(/[a-z][a-z0-9_]*)?$"


def _code(text: str) -> str:
    if not re.fullmatch(_CODE, text):
        near = re.sub(r"[^a-z0-9_/]+", "_", text.casefold()).strip("_")
        hint = f"did you mean '{near}'?" if re.fullmatch(_CODE, near) else None
        raise wrong(
            Problem("allowed: a code such as 'service' or 'service/slow', in small letters", hint)
        )
    return text


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _words(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        if not re.search(r"[^\W_]", text):
            raise wrong(Problem(f"{text!r} says nothing; allowed: words with a letter in them"))
    return texts


Code = Annotated[
    str,
    AfterValidator(_code),
    WithJsonSchema({"type": "string", "pattern": _CODE, "examples": ["service/slow"]}),
]
Labels = Annotated[
    tuple[str, ...],
    BeforeValidator(_tuple),
    AfterValidator(_words),
    PlainSerializer(list, return_type=list[str]),
]


class NewReason(Section):
    """A reason of the company's own, or more words for one that there is."""

    en: str | None = Field(default=None, min_length=1, description="What it is called in English.")
    ko: str | None = Field(default=None, min_length=1, description="What it is called in Korean.")
    labels: Labels = Field(default=(), description="How forms and the CRM write it.")
    tells: Labels = Field(
        default=(), description="Lemmas that tell it in a customer's own words: 'dark mode'."
    )
    involuntary: bool | None = Field(
        default=None, description="Whether it is no decision of the customer."
    )


class ReasonName(Section):
    """What a reason is called here."""

    en: str | None = Field(default=None, min_length=1, description="In English.")
    ko: str | None = Field(default=None, min_length=1, description="In Korean.")


class Reasons(Section):
    """Why customers leave, in the company's own words; what is shipped stays beside it."""

    add: Mapping[Code, NewReason] = Field(
        default_factory=dict, description="Reasons of the company's own: 'product/dark_mode'."
    )
    rename: Mapping[Code, ReasonName] = Field(
        default_factory=dict, description="Other names for reasons: 'value' = { en = 'Price' }."
    )
    map: Mapping[str, Code] = Field(
        default_factory=dict,
        description="What the company's labels mean: 'Went to Acme' = 'competitor/offer'.",
    )
