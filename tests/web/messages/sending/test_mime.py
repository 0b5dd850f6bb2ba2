"""Mails written by hand are read back by the standard library, whatever they say."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.contacted import NOW
from tenure_web.messages.channels.base import Parcel
from tenure_web.messages.channels.mime import mail

PARCEL = Parcel(
    "0a" * 16, "c0@example.com", "s", "t", "<p>t</p>", "Lumen", NOW, "http://x/" + "y" * 300
)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=120)


def read(parcel: Parcel) -> EmailMessage:
    raw = mail(parcel, "hello@lumen.example")
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


@given(WORDS, st.text(st.characters(exclude_categories=["Cs"]), max_size=300), WORDS)
def test_subject_text_and_sender_are_as_they_were(subject: str, text: str, sender: str) -> None:
    subject, sender = " ".join(subject.split()), " ".join(sender.split()) or "x"
    parcel = replace(PARCEL, subject=subject, text=text, sender=sender)
    found = read(parcel)
    assert found["Subject"] == subject
    name, address = parseaddr(message_from_bytes(mail(parcel, "hello@lumen.example"))["From"])
    assert (address, str(make_header(decode_header(name)))) == ("hello@lumen.example", sender)
    plain, html = found.iter_parts()
    lines = text.encode().splitlines() or [b""]
    assert plain.get_payload(decode=True).splitlines() == lines
    assert html.get_content_type() == "text/html"


def test_the_address_to_unsubscribe_is_in_one_piece() -> None:
    raw = mail(PARCEL, "hello@lumen.example")
    assert f"\r\nList-Unsubscribe: <{PARCEL.unsubscribe}>\r\n".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


@pytest.mark.parametrize(
    "wrong", ["a\r\nBcc: x@example.com", "a\nBcc: x@example.com", "a\r\n Bcc: x"]
)
def test_no_value_adds_a_header(wrong: str) -> None:
    with pytest.raises(ValueError, match="no line"):
        mail(replace(PARCEL, to=wrong), "hello@lumen.example")
    found = read(
        replace(PARCEL, subject=wrong.replace("\r\n ", " "), sender=wrong.replace("\r\n", ""))
    )
    assert found["Bcc"] is None
