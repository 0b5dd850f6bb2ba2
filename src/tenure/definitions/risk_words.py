"""A company's own risk words: phrases added by kind, and shipped ones that it does not want."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema

from tenure.definitions.problem import Problem, wrong
from tenure.definitions.section import Section

_KIND = r"^[a-z][a-z0-9_]*$"
_PHRASE = r"^[^\n]*[^\W_][^\n]*$"
_LONGEST = 80


def _kind(text: str) -> str:
    if not re.fullmatch(_KIND, text):
        raise wrong(Problem("allowed: a kind such as 'leaving' or 'outage', in small letters"))
    return text


def _phrase(text: str) -> str:
    if not re.fullmatch(_PHRASE, text) or len(text) > _LONGEST:
        message = f"allowed: a phrase of one line with a letter in it, at most {_LONGEST} long"
        raise wrong(Problem(message))
    return text


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Kind = Annotated[
    str,
    AfterValidator(_kind),
    WithJsonSchema({"type": "string", "pattern": _KIND, "examples": ["leaving", "harmless"]}),
]
Phrase = Annotated[
    str,
    AfterValidator(_phrase),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": _PHRASE,
            "maxLength": _LONGEST,
            "examples": ["switch to Acme", "애크미로 갈아타다"],
        }
    ),
]
Phrases = Annotated[
    tuple[Phrase, ...], BeforeValidator(_tuple), PlainSerializer(list, return_type=list[str])
]


class RiskWords(Section):
    """What is looked for in what customers say; the shipped phrases stay beside it."""

    add: Mapping[Kind, Phrases] = Field(
        default_factory=dict,
        description="Phrases by kind: leaving = ['switch to Acme']; harmless: where one is none.",
    )
    remove: Phrases = Field(default=(), description="Shipped phrases not to look for.")
