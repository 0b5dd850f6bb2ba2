"""E-mail over SMTP: one connection for many messages; what the server did not say is unknown.

A server has a message once it has seen the line with the lone dot (RFC 5321, 4.2.5): what goes
wrong before is certainly not delivered, what goes wrong between that and the answer may be.
"""

import re
import smtplib
import socket
from email.utils import parseaddr

from tenure_web.environment import Mail as Server
from tenure_web.messages.channels.base import Came, Outcome, Parcel, masked
from tenure_web.messages.channels.mime import mail

PATIENCE = 20.0
_BUSY = 421
_GO_ON = 354
_NOBODY = re.compile(r"\b5\.1\.\d+\b")
_DOT = b".\r\n"
_TWO = 2


class Mail:
    """A mail server; `sender` is the address that messages come from."""

    def __init__(self, server: Server, sender: str, patience: float = PATIENCE) -> None:
        self._server, self._sender, self._patience = server, parseaddr(sender)[1], patience
        self._link: smtplib.SMTP | None = None

    def send(self, parcel: Parcel) -> Outcome:
        """Hand a mail over; a connection that was idle too long is opened anew, once."""
        raw = lines(mail(parcel, self._sender))
        reused = self._link is not None
        outcome = self._tried(parcel.to, raw)
        if reused and self._link is None and outcome.came == "failed":
            outcome = self._tried(parcel.to, raw)
        return outcome

    def close(self) -> None:
        """Say good-bye to the server."""
        link, self._link = self._link, None
        if link is not None:
            try:
                link.quit()
            except (OSError, smtplib.SMTPException):
                link.close()

    def _tried(self, to: str, raw: bytes) -> Outcome:
        try:
            link = self._link or self._connected()
        except (OSError, smtplib.SMTPException) as error:
            return Outcome("failed", _code_of(error), type(error).__name__, down=True)
        self._link = link
        handed = _Handing(link, self._sender, to, raw)
        try:
            outcome = handed.over()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            came: Came = "unknown" if handed.ended else "failed"
            return Outcome(came, _code_of(error), type(error).__name__, down=not handed.ended)
        if outcome.came != "sent":
            self._reset(outcome)
        return outcome

    def _reset(self, outcome: Outcome) -> None:
        """Leave the connection as it was before the message; one that is ended, or odd, goes."""
        if outcome.code == str(_BUSY) or self._link is None:
            self._drop()
            return
        try:
            self._link.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        if self._link is not None:
            self._link.close()
        self._link = None

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        kind = smtplib.SMTP_SSL if server.ssl else smtplib.SMTP
        link = kind(server.host, server.port, timeout=self._patience)
        try:
            if link.sock is not None:
                link.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            link.ehlo_or_helo_if_needed()
            if server.tls:
                link.starttls()
            if server.user:
                link.login(server.user, server.password)
        except BaseException:
            link.close()
            raise
        return link


class _Handing:
    """One message on its way; `ended` once the server may have all of it."""

    def __init__(self, link: smtplib.SMTP, sender: str, to: str, raw: bytes) -> None:
        self._link, self._sender, self._to, self._raw = link, sender, to, raw
        self.ended = False

    def over(self) -> Outcome:
        code, said = self._link.mail(self._sender)
        if code // 100 != _TWO:  # about us, not about this recipient: others would fare alike
            return Outcome("failed", str(code), masked(said), down=True)
        code, said = self._link.rcpt(self._to)
        if code // 100 != _TWO:
            return _refusal(code, said)
        code, said = self._link.docmd("DATA")
        if code != _GO_ON:
            return _refusal(code, said)
        self._link.send(self._raw)
        self.ended = True
        self._link.send(_DOT)
        code, said = self._link.getreply()
        if code // 100 == _TWO:
            return Outcome("sent", str(code))
        return Outcome("unknown", str(code)) if code < 0 else _refusal(code, said)


def lines(raw: bytes) -> bytes:
    """Return a mail as it goes over the wire, dots doubled, without the line that ends it."""
    return raw.replace(b"\r\n.", b"\r\n..")


def _refusal(code: int, said: bytes) -> Outcome:
    told = masked(said)
    if 500 <= code < 600:
        return Outcome("refused", str(code), told, gone=bool(_NOBODY.search(told)))
    return Outcome("failed", str(code), told, down=code == _BUSY)


def _code_of(error: Exception) -> str:
    return str(getattr(error, "smtp_code", ""))
