"""What a company says about its competitors: names, products that match its own, own features."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer

from tenure.definitions.section import Section
from tenure.definitions.values import Days


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Aliases = Annotated[
    tuple[str, ...], BeforeValidator(_tuple), PlainSerializer(list, return_type=list[str])
]


class Competitors(Section):
    """How competitors are called, and what of theirs matches what the company sells."""

    own: str | None = Field(
        default=None,
        min_length=1,
        description="Name of the company itself in the table competitors; its own name when not "
        "said.",
    )
    aliases: Mapping[str, Aliases] = Field(
        default_factory=dict, description="What else customers call a competitor: name = [...]."
    )
    products: Mapping[str, Mapping[str, str]] = Field(
        default_factory=dict,
        description="Which of their products matches a plan of the company: "
        "plan = { competitor = product }; the nearest price when not said.",
    )
    stale: Days = Field(
        default=120, description="From what age on a price that was seen counts as stale."
    )
    cut: float = Field(
        default=0.05,
        gt=0,
        lt=1,
        description="From what share on a lower price is a price cut whose effect is looked for.",
    )
