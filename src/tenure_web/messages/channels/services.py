"""Other services (SMS, push, chat) through Apprise, which knows how each is spoken to."""

from urllib.parse import quote

from tenure_web.messages.channels.base import Outcome, Parcel


class Service:
    """A service by its Apprise address, in which {to} stands for the recipient.

    Apprise says only whether all went well: where it did not, the message may have been
    delivered before the answer was lost, so the outcome is unknown, and others wait.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, parcel: Parcel) -> Outcome:
        """Hand a message over."""
        from apprise import Apprise

        found = Apprise()
        if not found.add(self._url.replace("{to}", quote(parcel.to, safe=""))):
            return Outcome("failed", said="AddressError", down=True)
        if found.notify(body=parcel.text, title=parcel.subject):
            return Outcome("sent")
        return Outcome("unknown", said="ServiceError", down=True)

    def close(self) -> None:
        """Nothing is held between calls."""
