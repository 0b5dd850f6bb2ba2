"""A mail as it goes over the wire: text and HTML, the headers that mail programs look for.

Written by hand: the standard library parses each header anew and folds addresses that mail
programs then cannot read (RFC 8058 wants List-Unsubscribe in one piece). Every line is short
and ASCII; a test reads the mails back with the standard library.
"""

from base64 import encodebytes
from email.header import Header
from email.utils import format_datetime
from functools import lru_cache
from typing import Literal

from tenure_web.messages.channels.base import Parcel

_Kind = Literal["plain", "html"]
_LONGEST = 998
"""Octets of a line at most (RFC 5322, 2.1.1)."""
_FOLD = "?=\r\n =?"
"""Where a line is folded: between two encoded words, and nowhere else."""
_SPECIAL = frozenset('()<>[]:;@\\,."')


def mail(parcel: Parcel, sender: str) -> bytes:
    """Return a mail; the same Message-ID at every try.

    Raises ValueError for a header that holds a line break or does not fit on a line.
    """
    headers = [
        ("From", f"{_phrase(parcel.sender)} <{sender}>"),
        ("To", parcel.to),
        ("Subject", _words(parcel.subject)),
        ("Date", format_datetime(parcel.at)),
        ("Message-ID", f"<{parcel.uid}@{sender.rpartition('@')[2] or 'localhost'}>"),
        ("MIME-Version", "1.0"),
    ]
    if parcel.unsubscribe:
        headers.append(("List-Unsubscribe", f"<{parcel.unsubscribe}>"))
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    head = b"".join(_line(name, value) for name, value in headers)
    if not parcel.html:
        return head + _part(parcel.text, "plain")
    edge = f"=_{parcel.uid}"  # no line of base64 has an underscore
    kinds: tuple[tuple[_Kind, str], ...] = (("plain", parcel.text), ("html", parcel.html))
    parts = b"".join(f"--{edge}\r\n".encode() + _part(text, kind) for kind, text in kinds)
    content = f'Content-Type: multipart/alternative; boundary="{edge}"\r\n\r\n'
    return head + content.encode() + parts + f"--{edge}--\r\n".encode()


def _part(text: str, kind: _Kind) -> bytes:
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    raw = b"\r\n".join(text.encode().splitlines()) + b"\r\n"
    return head.encode() + encodebytes(raw).replace(b"\n", b"\r\n")


def _line(name: str, value: str) -> bytes:
    line = f"{name}: {value}"
    if any(not one.isprintable() or len(one) > _LONGEST for one in line.split(_FOLD)):
        raise ValueError(f"{name} of a mail is no line")
    return line.encode("ascii") + b"\r\n"


def _words(text: str) -> str:
    """Return text of a header: as it is, or as encoded words (RFC 2047) where it must be."""
    if text.isascii() and text.isprintable() and "=?" not in text and len(text) < _LONGEST // 2:
        return text
    return Header(text, "utf-8", maxlinelen=76).encode(linesep="\r\n")


@lru_cache(32)
def _phrase(name: str) -> str:
    """Return a name before an address: quoted where it has signs that addresses have."""
    said = _words(name)
    if said == name and _SPECIAL & set(name):
        inside = name.replace("\\", r"\\").replace('"', r"\"")
        return f'"{inside}"'
    return said
