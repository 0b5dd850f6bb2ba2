"""Whose turn it is: what a play waits for, as tenure.toml's kin plays/*.toml say it."""

from typing import Annotated, Literal

from pydantic import Field

from tenure.definitions.section import Section
from tenure.definitions.values import ConditionText, Days, DaysOrNone


class Segment(Section):
    """Everyone who fits the play's audience."""

    kind: Literal["segment"]


class Crossing(Section):
    """Whose risk or health crossed into a band since the profiles before."""

    kind: Literal["crossing"]
    what: Literal["risk", "health"] = Field(default="risk", description="Which bands.")
    into: str = Field(description="The band that was entered: 'high', 'at_risk'…")


class Event(Section):
    """Who did something within the last days: asked to downgrade, began to cancel."""

    kind: Literal["event"]
    event: str = Field(min_length=1, description="Name of the event.")
    where: ConditionText | None = Field(default=None, description="Which of these events.")
    within: Days = Field(default=1, description="How long ago, at most.")


class Quiet(Section):
    """Who was active, and has not been for some days."""

    kind: Literal["quiet"]
    after: Days = Field(description="Days of silence from which it counts.")
    until: Days = Field(description="Days of silence from which it does not count any more.")


class Dated(Section):
    """Who has a date near: a renewal, a notice, the end of supply, the start, the leaving.

    `notice`: who has given notice and is still there; `left`: who has left.
    """

    kind: Literal["date"]
    of: Literal["renewal", "notice", "supply_ends", "started", "left"] = Field(
        description="Which date."
    )
    before: DaysOrNone | None = Field(default=None, description="Days before it, from when on.")
    after: DaysOrNone | None = Field(default=None, description="Days after it, from when on.")
    within: Days = Field(default=7, description="For how many days it is then their turn.")


class RiskWords(Section):
    """Who wrote a sentence that smells of leaving within the last days."""

    kind: Literal["risk_words"]
    within: Days = Field(default=1, description="How long ago, at most.")


class Score(Section):
    """Who gave a score within the last days."""

    kind: Literal["score"]
    source: str = Field(default="nps", description="Source of the answer.")
    least: float | None = Field(default=None, description="From this score up.")
    most: float | None = Field(default=None, description="From this score down.")
    within: Days = Field(default=7, description="How long ago, at most.")


class Ticket(Section):
    """Whose complaint was opened, answered late or resolved within the last days."""

    kind: Literal["ticket"]
    what: Literal["opened", "late", "resolved"] = Field(default="opened")
    within: Days = Field(default=1, description="How long ago, at most.")


class Payment(Section):
    """Whose last attempt to pay failed within the last days."""

    kind: Literal["payment"]
    within: Days = Field(default=3, description="How long ago, at most.")


class Frequency(Section):
    """Who comes or buys least or most often of all, or most regularly."""

    kind: Literal["frequency"]
    side: Literal["low", "high", "regular"] = Field(description="Which end.")
    share: float = Field(default=0.2, gt=0, le=0.5, description="Share of customers there.")


Trigger = Annotated[
    Segment | Crossing | Event | Quiet | Dated | RiskWords | Score | Ticket | Payment | Frequency,
    Field(discriminator="kind"),
]
