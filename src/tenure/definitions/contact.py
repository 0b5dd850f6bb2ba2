"""When and how often customers may be contacted, and who is left alone: the section [contact]."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from tenure.definitions.problem import Problem, did_you_mean, wrong
from tenure.definitions.section import Section
from tenure.definitions.values import Days, TimeZone

EVERY_CHANNEL = "all"
"""Among caps by channel: contacts of every channel together."""
CHANNELS = ("email", "sms", "push", "chat", "call", "in_app", "webhook")
"""By which customers are contacted."""
PURPOSES = ("service", "marketing", "survey")
"""What consent is asked for; a notice needs none."""

_QUIET = re.compile(r"\s*([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d|2[0-3]):([0-5]\d)\s*")
_QUIET_SCHEMA = WithJsonSchema({"type": "string", "examples": ["21:00-08:00"]})
Quiet = tuple[time, time]


def _quiet(value: object) -> object:
    if isinstance(value, tuple):
        return value
    found = _QUIET.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise wrong(Problem("allowed: two times of day such as '21:00-08:00'"))
    hours = [int(one) for one in found.groups()]
    begin, end = time(hours[0], hours[1]), time(hours[2], hours[3])
    if begin == end:
        raise wrong(Problem("the two times are the same: leave [contact] quiet out for none"))
    return begin, end


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


QuietHours = Annotated[
    Quiet,
    BeforeValidator(_quiet),
    PlainSerializer(lambda ends: f"{ends[0]:%H:%M}-{ends[1]:%H:%M}", return_type=str),
    _QUIET_SCHEMA,
]


class Cap(Section):
    """So many contacts of a customer at most, in days that roll on or a calendar period."""

    most: int = Field(ge=0, description="Contacts, at most.")
    within: Days | None = Field(default=None, description="In any so many days.")
    per: Literal["day", "week", "month"] | None = Field(
        default=None, description="In each calendar day, week or month of the company."
    )

    @model_validator(mode="after")
    def _one_window(self) -> Self:
        if (self.within is None) == (self.per is None):
            raise wrong(
                Problem(
                    "a cap has one window: within = '7 days' rolls, per = 'week' is a calendar's",
                    names_found=False,
                )
            )
        return self


Caps = Annotated[tuple[Cap, ...], BeforeValidator(_tuple)]
_USUAL_CAPS = {EVERY_CHANNEL: (Cap(most=1, within=1), Cap(most=3, within=14))}


class HeldOut(Section):
    """Who is left alone by every play, so that all of them together can be measured."""

    share: float = Field(default=0.0, ge=0, lt=0.5, description="Share of all customers.")
    salt: str = Field(
        default="0" * 16,
        pattern=r"^[0-9a-f]{16,64}$",
        description="Who is held out follows from it: never change it.",
    )


class Contact(Section):
    """Bounds of every contact, of whatever play and channel, people's calls included."""

    quiet: QuietHours | None = Field(
        default=(time(21), time(8)),
        description="When nobody is contacted, by the clock of whom it concerns.",
    )
    time_zone: TimeZone | None = Field(
        default=None,
        description="Zone of customers whose own is not known; the company's when not said.",
    )
    sender: str | None = Field(
        default=None,
        min_length=1,
        max_length=78,
        description="The name that messages are sent under; the company's when not said.",
    )
    caps: Mapping[str, Caps] = Field(
        default_factory=lambda: dict(_USUAL_CAPS),
        description="Contacts at most, by channel; 'all' counts every channel. The strictest wins.",
    )
    opt_in: Annotated[tuple[str, ...], BeforeValidator(_tuple)] = Field(
        default=("marketing",),
        description="Purposes that need consent given; of others it must not be withdrawn.",
    )
    holdout: HeldOut = Field(default_factory=HeldOut, description="Left alone by every play.")

    @model_validator(mode="after")
    def _of_channels_and_purposes_that_there_are(self) -> Self:
        found = [
            *_unknown("caps", self.caps, (*CHANNELS, EVERY_CHANNEL)),
            *_unknown("opt_in", self.opt_in, PURPOSES),
        ]
        if found:
            raise wrong(*found)
        return self


def _unknown(key: str, told: Iterable[str], allowed: Sequence[str]) -> list[Problem]:
    """Say which names are none: a cap of a misspelt channel would hold nobody back."""
    return [
        Problem(f"there is no {one!r}; allowed: {', '.join(allowed)}", hint, (key, place))
        for at, one in enumerate(told)
        if one not in allowed
        for hint, place in [(did_you_mean(one, allowed), one if key == "caps" else at)]
    ]
