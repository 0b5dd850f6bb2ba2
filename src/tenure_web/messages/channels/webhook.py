"""Signed webhooks by Standard Webhooks: the same id at every try; no private addresses.

Source: https://www.standardwebhooks.com, 1.0.0.
"""

import base64
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from tenure.errors import TenureError
from tenure_web.messages.channels.base import Came, Outcome, Parcel, masked

PATIENCE = 15.0
_PREFIX = "whsec_"
_SHORTEST = 24
_LATER = frozenset({408, 409, 425, 429})
_GONE = 410
_READ = 2_000
_YES = ("1", "true", "yes", "on")


class BlockedError(OSError):
    """An address that is not to be called: of this machine, or of its network."""


@dataclass(frozen=True)
class Webhook:
    """An address that is told of each message, and the secret that signs it.

    private: whether it may lie within one's own network. deduplicates: whether its owner says
    that a second message with the same id is left aside, so that one may be sent again.
    """

    url: str
    secret: bytes
    private: bool = False
    deduplicates: bool = False
    patience: float = PATIENCE

    @classmethod
    def of(cls, said: Mapping[str, str]) -> "Webhook | None":
        """Read TENURE_WEBHOOK_URL and _SECRET; raises TenureError where they do not fit."""
        url = said.get("TENURE_WEBHOOK_URL", "")
        if not url:
            return None
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise TenureError(
                "TENURE_WEBHOOK_URL is no address", where="environment", hint="write https://…"
            )
        return cls(
            url,
            _secret(said.get("TENURE_WEBHOOK_SECRET", "")),
            said.get("TENURE_WEBHOOK_PRIVATE", "").lower() in _YES,
            said.get("TENURE_WEBHOOK_DEDUPLICATES", "").lower() in _YES,
        )

    def send(self, parcel: Parcel) -> Outcome:
        """Tell the address of a message."""
        return self.post(parcel.uid, parcel.at, payload(parcel))

    def post(self, uid: str, at: datetime, body: bytes) -> Outcome:
        """Call the address; redirects are not followed, so that nothing else is called."""
        head = {"content-type": "application/json", "user-agent": "Tenure"}
        head |= signed(self.secret, uid, at, body)
        try:
            link = self._connected()
        except OSError as error:
            return Outcome("failed", said=type(error).__name__, down=True)
        try:
            link.request("POST", _path(self.url), body, head)
            answer = link.getresponse()
            return _outcome(answer.status, answer.read(_READ))
        except (OSError, http.client.HTTPException) as error:
            came: Came = "failed" if self.deduplicates else "unknown"
            return Outcome(came, said=type(error).__name__, down=True)
        finally:
            link.close()

    def close(self) -> None:
        """Nothing is held between calls."""

    def _connected(self) -> http.client.HTTPConnection:
        """Connect to an address that was looked at, not to what the name means a moment later."""
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        plain = socket.create_connection((_address(host, port, self.private), port), self.patience)
        link = http.client.HTTPConnection(parts.netloc, port, timeout=self.patience)
        try:
            context = ssl.create_default_context() if secure else None
            link.sock = context.wrap_socket(plain, server_hostname=host) if context else plain
        except BaseException:
            plain.close()
            raise
        return link


def payload(parcel: Parcel) -> bytes:
    """Return what is told of a message."""
    told = {
        "type": "message.send",
        "timestamp": parcel.at.isoformat(),
        "data": {
            "id": parcel.uid,
            "channel": parcel.channel,
            "customer_id": parcel.to,
            "play": parcel.play,
            "subject": parcel.subject,
            "text": parcel.text,
            "html": parcel.html,
            "unsubscribe_url": parcel.unsubscribe or None,
        },
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def signed(secret: bytes, uid: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers that say what it is, when it was sent, and by whom."""
    stamp = str(int(at.timestamp()))
    digest = hmac.digest(secret, f"{uid}.{stamp}.".encode() + body, "sha256")
    return {
        "webhook-id": uid,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _secret(text: str) -> bytes:
    try:
        found = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except ValueError:
        found = b""
    if len(found) < _SHORTEST:
        raise TenureError(
            "TENURE_WEBHOOK_SECRET is no secret",  # it is not shown
            where="environment",
            hint="write whsec_ and 24 to 64 random bytes in base64",
        )
    return found


def _address(host: str, port: int, private: bool) -> str:
    """Return the first address of a name; BlockedError where any of them is not public."""
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not private and not all(_public(one) for one in found):
        raise BlockedError("not a public address")
    return found[0]


def _public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return (mapped or found).is_global and not found.is_multicast


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


def _outcome(status: int, said: bytes) -> Outcome:
    if 200 <= status < 300:
        return Outcome("sent", str(status))
    if status == _GONE:
        return Outcome("refused", str(status), masked(said), down=True)
    again = status in _LATER or status >= 500 or 300 <= status < 400
    return Outcome("failed" if again else "refused", str(status), masked(said))
