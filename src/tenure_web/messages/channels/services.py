"""Other services (SMS, push, chat) through Apprise, which knows how each is spoken to."""

import logging
import re
from typing import Any
from urllib.parse import quote

from tenure_web.messages.channels.base import Outcome, Parcel

_RECORD = "\x1e"
_ANSWERED = re.compile(r"error=(\d{3})\b")
_BUSY = (408, 425, 429)
_NEVER_THERE = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")


class Service:
    """A service by its Apprise address, in which {to} stands for the recipient.

    Apprise says whether all went well, and writes down why not: an answer with a status, or that
    there was no connection, are certain. What it does not say is unknown: the message may have
    been delivered before the answer was lost, so that others wait.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        # what is captured below holds texts of customers, which must not reach our own log
        logging.getLogger("apprise").propagate = False

    def send(self, parcel: Parcel) -> Outcome:
        """Hand a message over."""
        from apprise import Apprise, LogCapture

        found = Apprise()
        if not found.add(self._url.replace("{to}", quote(parcel.to, safe=""))):
            return Outcome("failed", said="AddressError", down=True)
        written = f"{_RECORD}%(levelname)s %(message)s"
        captured: Any = LogCapture  # it has no types
        with captured(level=logging.DEBUG, fmt=written) as heard:
            if found.notify(body=parcel.text, title=parcel.subject):
                return Outcome("sent")
            return _told(heard.getvalue().split(_RECORD))

    def close(self) -> None:
        """Nothing is held between calls."""


def _told(records: list[str]) -> Outcome:
    """Return what Apprise wrote down of a failure; unknown where that leaves a doubt."""
    for one in records:
        status = _ANSWERED.search(one) if one.startswith("WARNING ") else None
        if status:
            code = int(status[1])
            refused = 400 <= code < 500 and code not in _BUSY
            return Outcome("refused" if refused else "failed", str(code), down=not refused)
        if one.startswith("DEBUG Socket Exception") and any(name in one for name in _NEVER_THERE):
            return Outcome("failed", said="ConnectionError", down=True)
    return Outcome("unknown", said="ServiceError", down=True)
