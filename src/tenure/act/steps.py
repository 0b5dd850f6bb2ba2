"""What a play does, step by step."""

from typing import Annotated, Literal

from pydantic import Field

from tenure.act.words import Words
from tenure.definitions.section import Section
from tenure.definitions.values import ConditionText, Days

Channel = Literal["best", "email", "push", "chat", "sms", "call", "in_app", "webhook"]
TaskKind = Literal["call", "interview", "check_in", "review", "follow_up"]
OfferKind = Literal[
    "discount", "pause", "downgrade", "extension", "trial", "perk", "reward", "privilege"
]
Happened = Literal[
    "opened", "clicked", "answered", "active", "paid", "bought", "renewed", "done", "taken"
]


class _Step(Section):
    name: str | None = Field(
        default=None, pattern=r"^[a-z][a-z0-9_]*$", description="What branches call it."
    )


class Message(_Step):
    """A message from a template, to those who may be written to."""

    do: Literal["message"]
    subject: Words = Field(description="Subject; {{ name }} and other variables stand for values.")
    body: Words = Field(description="Text, with variables.")
    channel: Channel = Field(default="email", description="'best': where they answer most.")


class Task(_Step):
    """Something that a person does."""

    do: Literal["task"]
    task: TaskKind = Field(default="call", description="What kind of task.")
    title: Words = Field(description="What is to be done.")
    guide: Words | None = Field(default=None, description="How: questions to ask, what to offer.")
    due: Days = Field(default=3, description="Days until it is due.")


class Offer(_Step):
    """Something that is given, within its own bounds."""

    do: Literal["offer"]
    offer: OfferKind = Field(description="What kind of offer.")
    size: float | None = Field(default=None, gt=0, description="Share off, days, or points.")
    cost: float = Field(default=0.0, ge=0, description="What it costs when it is taken.")
    expires: Days = Field(default=14, description="Days until it can no longer be taken.")
    words: Words = Field(description="What the customer reads of it.")


class Wait(_Step):
    """A pause."""

    do: Literal["wait"]
    days: Days = Field(description="How long.")


class Branch(_Step):
    """A fork: on what happened since the play began, or on a condition over the profile."""

    do: Literal["branch"]
    happened: Happened | None = Field(default=None, description="What must have happened.")
    where: ConditionText | None = Field(default=None, description="What must hold.")
    then: str | None = Field(default=None, description="Name of the step if so; else it ends.")
    otherwise: str | None = Field(default=None, description="Name of the step if not.")


Step = Annotated[Message | Task | Offer | Wait | Branch, Field(discriminator="do")]
