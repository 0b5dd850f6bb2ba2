"""What a run explains."""

from pydantic import Field

from tenure.definitions.section import Section


class Explain(Section):
    """Why customers leave, from what they said, did and what happened."""

    enabled: bool = Field(
        default=True,
        description="Whether `tenure run` reads texts and explains attrition; `tenure explain` "
        "does whenever it is asked.",
    )
