"""How messages leave: one way in for every channel, and which channels are set up."""

import os
from collections.abc import Mapping
from types import TracebackType

from django.conf import settings

from tenure_web.messages.channels.base import Channel, Outcome, Parcel
from tenure_web.messages.channels.mail import Mail
from tenure_web.messages.channels.services import Service
from tenure_web.messages.channels.webhook import Webhook

__all__ = ["ADDRESSES", "Channel", "Channels", "Outcome", "Parcel"]

ADDRESSES = {
    "email": ("email",),
    "sms": ("phone", "mobile"),
    "push": ("push_token",),
    "chat": ("chat_id",),
    "in_app": ("customer_id", "unit_id"),
    "webhook": ("customer_id", "unit_id"),
}
"""Columns of the profile that hold where a channel's messages go, the first that is filled."""
SERVICES = {"sms": "TENURE_SMS_URL", "push": "TENURE_PUSH_URL", "chat": "TENURE_CHAT_URL"}


class Channels:
    """The channels of this installation, each opened when first used and closed at the end."""

    def __init__(self, said: Mapping[str, str] = os.environ) -> None:
        self._said = said
        self._opened: dict[str, Channel | None] = {}

    def __enter__(self) -> "Channels":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for one in self._opened.values():
            if one is not None:
                one.close()

    def of(self, name: str) -> Channel | None:
        """Return a channel; None where it is not set up."""
        if name not in self._opened:
            self._opened[name] = self._made(name)
        return self._opened[name]

    def _made(self, name: str) -> Channel | None:
        if name == "email":
            mail = settings.ENVIRONMENT.mail
            return Mail(mail, settings.ENVIRONMENT.mail_from) if mail else None
        if name in ("webhook", "in_app"):
            return Webhook.of(self._said)
        url = self._said.get(SERVICES.get(name, ""), "")
        return Service(url) if url else None
