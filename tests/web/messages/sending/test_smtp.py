"""What a mail server may do to who waits behind: silence, nonsense, hanging up, refusing us."""

import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from support.contacted import NOW
from support.mail_server import HANG_UP, SAY_NOTHING, Postbox
from tenure_web.messages import outbox
from tenure_web.messages.channels import Channels, Parcel
from tenure_web.messages.channels.mail import Mail
from tenure_web.messages.models import Attempt, Delivery, Suppression

State = Delivery.State
A_MINUTE = timedelta(minutes=1)
PATIENCE = 2.0


def parcel(number: int) -> Parcel:
    return Parcel(f"{number:032x}", f"c{number}@example.com", "s", "t", "<p>t</p>", "루멘", NOW)


@pytest.mark.parametrize(("stage", "came"), [("rcpt", "failed"), ("kept", "unknown")])
def test_a_server_that_says_nothing_is_not_waited_for(
    box: Postbox, settings: Any, written: object, stage: str, came: str
) -> None:
    """Before it has all of the message that is a failure, after it nobody knows."""
    box.answer = lambda at, count, to: SAY_NOTHING if (at, count) == (stage, 1) else None
    mail = Mail(settings.ENVIRONMENT.mail, "hello@lumen.example", patience=PATIENCE)
    assert mail.send(parcel(0)).came == came
    assert mail.send(parcel(1)).came == "sent", "by a new connection"
    mail.close()
    assert box.connections == 2


@pytest.mark.parametrize(("stage", "state"), [("rcpt", State.FAILED), ("kept", State.UNKNOWN)])
def test_an_answer_that_is_none_is_no_yes(
    put: Callable[..., Delivery], box: Postbox, stage: str, state: str
) -> None:
    box.answer = lambda at, count, to: "nonsense" if at == stage else None
    put()
    assert outbox.deliver(NOW) == {state: 1}


def test_a_connection_that_was_idle_too_long_is_opened_anew(
    box: Postbox, settings: Any, written: object
) -> None:
    mail = Mail(settings.ENVIRONMENT.mail, "hello@lumen.example")
    assert mail.send(parcel(0)).came == "sent"
    assert mail._link is not None
    assert mail._link.sock is not None
    mail._link.sock.shutdown(socket.SHUT_RDWR)
    assert mail.send(parcel(1)).came == "sent"
    assert box.got == {"c0@example.com": 1, "c1@example.com": 1}
    mail.close()


def test_who_waits_behind_a_lost_connection_gets_theirs_by_a_new_one(
    put: Callable[..., Delivery], box: Postbox
) -> None:
    box.answer = lambda at, count, to: HANG_UP if (at, count) == ("data", 1) else None
    for number in range(3):
        put(number)
    assert outbox.deliver(NOW) == {State.UNKNOWN: 1, State.SENT: 2}
    assert box.got == {"c1@example.com": 1, "c2@example.com": 1}
    assert box.connections == 2


def test_a_server_that_is_full_is_left_alone_for_a_minute(
    put: Callable[..., Delivery], box: Postbox
) -> None:
    box.answer = lambda at, count, to: "421 too many" if (at, count) == ("rcpt", 1) else None
    for number in range(3):
        put(number)
    assert outbox.deliver(NOW) == {State.FAILED: 1}
    assert Attempt.objects.count() == 1
    assert outbox.deliver(NOW + A_MINUTE) == {State.SENT: 3}
    assert set(box.got.values()) == {1}


def test_a_server_that_refuses_us_refuses_no_customer(
    put: Callable[..., Delivery], box: Postbox
) -> None:
    """What it says of the sender says nothing of the recipient, who is tried again."""
    box.answer = lambda at, count, to: (
        "550 5.1.8 who are you" if (at, count) == ("mail", 1) else None
    )
    for number in range(2):
        put(number)
    assert outbox.deliver(NOW) == {State.FAILED: 1}
    assert not Suppression.objects.exists()
    assert outbox.deliver(NOW + A_MINUTE) == {State.SENT: 2}


def test_what_goes_wrong_while_sending_is_told_and_leaves_nothing_open(
    box: Postbox, written: object
) -> None:
    opened = Channels()

    def breaks() -> None:
        with opened:
            mail = opened.of("email")
            assert mail is not None
            assert mail.send(parcel(0)).came == "sent"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks()
    mail = opened.of("email")
    assert isinstance(mail, Mail)
    assert mail._link is None
