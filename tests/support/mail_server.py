"""A real mail server for faults: it refuses, is slow, hangs up or lets its client be killed."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP

Answer = Callable[[str, int, str], str | None]
"""At a stage (mail, rcpt, data, kept), of so many so far, to whom (of the stage mail, from whom):
an answer, or None for the usual."""
HANG_UP, SAY_NOTHING = "hang up", "say nothing"
_SILENT = 30.0
"""Seconds that it says nothing, longer than anyone here waits; then it answers as usual."""


@dataclass
class Postbox:
    """What was accepted, and how the server is to behave."""

    answer: Answer = lambda stage, count, to: None
    kept: list[bytes] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    connections: int = 0
    port: int = 0

    @property
    def mails(self) -> list[EmailMessage]:
        """What was accepted, read: not while it is handed over, for real servers do not either."""
        return [_read(one) for one in self.kept]

    @property
    def got(self) -> Counter[str]:
        """How many each recipient was sent, by what the server has."""
        return Counter(str(one["To"]) for one in self.mails)

    def at(self, stage: str, to: str) -> str | None:
        self.counts[stage] += 1
        return self.answer(stage, self.counts[stage], to)


@dataclass
class _Handler:
    """What aiosmtpd asks: it looks at every attribute, and would read a whole postbox."""

    box: Postbox

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        said = await self._at("mail", address)
        envelope.mail_from = address
        return said or "250 ok"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        said = await self._at("rcpt", address)
        if said == HANG_UP:
            return _hang_up(server)
        if said is None:
            envelope.rcpt_tos.append(address)
        return said or "250 ok"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        to = envelope.rcpt_tos[0]
        said = await self._at("data", to)
        if said is not None:
            return _hang_up(server) if said == HANG_UP else said
        self.box.kept.append(envelope.content)
        said = await self._at("kept", to)
        return _hang_up(server) if said == HANG_UP else said or "250 kept"

    async def _at(self, stage: str, to: str) -> str | None:
        said = self.box.at(stage, to)
        if said != SAY_NOTHING:
            return said
        await asyncio.sleep(_SILENT)
        return None


def _read(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def _hang_up(server: SMTP) -> str:
    assert server.transport is not None
    server.transport.abort()
    return "421 gone"


@contextmanager
def postbox(answer: Answer = lambda stage, count, to: None) -> Iterator[Postbox]:
    """Run a mail server in a thread of its own."""
    box, loop = Postbox(answer), asyncio.new_event_loop()

    def factory() -> SMTP:
        box.connections += 1
        return SMTP(_Handler(box), loop=loop, enable_SMTPUTF8=True)

    server = loop.run_until_complete(loop.create_server(factory, "127.0.0.1", 0))
    box.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        server.close()
        loop.close()
