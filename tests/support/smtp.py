"""A mail server for tests: it speaks SMTP on a port of this machine and keeps what it is sent."""

import asyncio
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Received:
    """One mail: the envelope's addresses, and the message."""

    sender: str
    to: list[str]
    message: EmailMessage


@dataclass
class MailServer:
    """A server in a thread of its own; `refuse` makes it refuse every recipient."""

    port: int = 0
    refuse: bool = False
    received: list[Received] = field(default_factory=list)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _thread: threading.Thread | None = None

    def __enter__(self) -> "MailServer":
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        assert started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        assert self._thread is not None
        self._thread.join(10)
        self._loop.close()

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self._loop.run_forever()
        server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(text: str) -> None:
            writer.write(f"{text}\r\n".encode())
            await writer.drain()

        sender = ""
        to: list[str] = []
        await say("220 test")
        while line := (await reader.readline()).decode().strip():
            word = line[:4].upper()
            if word in ("EHLO", "HELO"):
                await say("250 test")
            elif word == "MAIL":
                sender, to = _address(line), []
                await say("250 ok")
            elif word == "RCPT":
                to.append(_address(line))
                await say("550 no such user" if self.refuse else "250 ok")
            elif word == "DATA":
                await say("354 go on")
                self.received.append(Received(sender, to, await _message(reader)))
                await say("250 kept")
            elif word == "QUIT":
                await say("221 bye")
                break
            else:
                await say("250 ok")
        writer.close()


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]


async def _message(reader: asyncio.StreamReader) -> EmailMessage:
    lines = []
    while (line := await reader.readline()) not in (b".\r\n", b""):
        lines.append(line[1:] if line.startswith(b"..") else line)
    found = message_from_bytes(b"".join(lines), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found
