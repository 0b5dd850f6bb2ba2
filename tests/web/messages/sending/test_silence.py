"""A letter to who has been silent says for how long, by what their turn is about."""

from collections.abc import Callable

from support.contacted import NOW
from support.mail_server import Postbox
from tenure_web.messages import outbox
from tenure_web.messages.models import Delivery

SILENT = '{{ days_quiet | or("몇") }}일 동안 못 뵈었네요.'


def test_days_of_silence_are_counted_to_the_day_of_sending(
    put: Callable[..., Delivery], box: Postbox
) -> None:
    """By hand: active last on 10 June, sent on 1 July."""
    put(0, body=SILENT, occurrence="2026-06-10")
    put(1, body=SILENT, occurrence="contract:7")
    outbox.deliver(NOW)
    told = {str(one["To"]): one.get_body(("plain",)).get_content() for one in box.mails}
    assert "21일 동안" in told["c0@example.com"]
    assert "몇일 동안" in told["c1@example.com"]
