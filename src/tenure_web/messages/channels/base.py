"""What a channel is given, and what it says came of it."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Came = Literal["sent", "failed", "refused", "unknown"]
_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+|\+?\d[\d\- ]{6,}\d")
_LONGEST = 300


@dataclass(frozen=True)
class Parcel:
    """A message that is ready to go; `uid` is the same at every try."""

    uid: str
    to: str
    subject: str
    text: str
    html: str
    sender: str
    at: datetime
    unsubscribe: str = ""
    channel: str = "email"
    play: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of a try.

    sent: the provider took it. failed: it certainly did not, and may later. refused: it never
    will. unknown: it may have. `down`: the provider itself is at fault, so that others need not
    be tried now. `gone`: there is no such address.
    """

    came: Came
    code: str = ""
    said: str = ""
    down: bool = False
    gone: bool = False


class Channel(Protocol):
    """A way out."""

    def send(self, parcel: Parcel) -> Outcome:
        """Hand a message over; never raises for what a provider does."""
        ...

    def close(self) -> None:
        """Release what it holds."""
        ...


def masked(said: str | bytes) -> str:
    """Return what a provider said without addresses and numbers of people."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return _ADDRESS.sub("…", " ".join(text.split()))[:_LONGEST]
