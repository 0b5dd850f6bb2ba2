"""The outbox with a real mail server: once, never twice, nobody forgotten, reasons kept."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.contacted import NOW
from support.mail_server import HANG_UP, Postbox
from tenure_web.lib.watching import JsonLines
from tenure_web.messages import consents, outbox, ruling, unsubscribing
from tenure_web.messages.channels import Channels, Parcel
from tenure_web.messages.channels.mail import Mail
from tenure_web.messages.models import Attempt, Delivery, Ruled, Suppression

State = Delivery.State


def test_a_message_goes_out_once_with_everything_a_mail_needs(
    put: Callable[..., Delivery], box: Postbox
) -> None:
    row = put()
    assert put(subject="another") == row
    others = [put(step="1"), put(version=2), put(occurrence="2026-08"), put(play="other")]
    assert len({row.pk, *(one.pk for one in others)}) == 5
    Delivery.objects.exclude(pk=row.pk).delete()
    assert outbox.deliver(NOW) == {State.SENT: 1}
    assert outbox.deliver(NOW) == {}
    (mail,) = box.mails
    assert mail["Message-ID"] == f"<{row.uid}@lumen.example>"
    assert mail["Subject"] == "고객 0님께"
    assert str(mail["From"]) == "루멘 <hello@lumen.example>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith("<http")
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert text.get_content().splitlines()[:3] == ["프로를 쓰고 계시네요.", ".점으로 시작", ""]
    assert "<p>프로를 쓰고 계시네요.<br>" in html.get_content()
    assert "<img" not in html.get_content()
    row.refresh_from_db()
    assert (row.state, row.tries, row.sent_subject) == (State.SENT, 1, "고객 0님께")
    assert [one.outcome for one in row.attempts.all()] == ["sent"]


def test_one_connection_serves_many(put: Callable[..., Delivery], box: Postbox) -> None:
    for number in range(3):
        put(number)
    assert outbox.deliver(NOW) == {State.SENT: 3}
    assert box.connections == 1


def test_who_lacks_a_value_or_an_address_is_skipped_with_the_reason(
    put: Callable[..., Delivery], box: Postbox
) -> None:
    rows = [put(3), put(4), put(99), put(0, channel="sms"), put(1, body="{{ nam }}")]
    outbox.deliver(NOW)
    for row in rows:
        row.refresh_from_db()
    assert [(one.state, one.reason) for one in rows] == [
        (State.SKIPPED, "no_address"),
        (State.SKIPPED, "missing_values"),
        (State.SKIPPED, "no_address"),
        (State.SKIPPED, "no_address"),
        (State.SKIPPED, "bad_text"),
    ]
    assert rows[1].numbers == {"missing": ["name"]}
    assert box.mails == []
    assert not Ruled.objects.filter(ruled="send").exists()


def test_the_customers_language_comes_first(put: Callable[..., Delivery], box: Postbox) -> None:
    put(4, subject="Hello", body='{{ name | or("there") }}, hello')
    outbox.deliver(NOW)
    text = box.mails[0].get_body(("plain",))
    assert text is not None
    assert "there, hello" in text.get_content()
    assert "수신" not in text.get_content()


def test_who_withdraws_between_putting_and_sending_is_not_written_to(
    put: Callable[..., Delivery], box: Postbox
) -> None:
    row = put()
    consents.write("C0", consents.Said("service", "email", False, "page", NOW))
    assert outbox.deliver(NOW) == {State.SKIPPED: 1}
    row.refresh_from_db()
    assert (row.reason, box.mails) == ("no_consent", [])


def test_what_happens_while_others_of_a_batch_are_sent_is_heeded(
    put: Callable[..., Delivery], box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read once a batch forbids nothing: each ruling reads anew, under its own lock."""
    rows = [put(number) for number in range(3)]
    ended = outbox._ended

    def meanwhile(*told: Any) -> str:
        consents.write("C1", consents.Said("service", "email", False, "page", NOW))
        unsubscribing.complained("c2@example.com", NOW)
        return ended(*told)

    monkeypatch.setattr(outbox, "_ended", meanwhile)
    assert outbox.deliver(NOW) == {State.SENT: 1, State.SKIPPED: 2}
    for row in rows:
        row.refresh_from_db()
    assert [one.reason for one in rows] == ["", "no_consent", "suppressed"]
    assert box.got == {"c0@example.com": 1}


def test_a_message_more_is_eight_statements_more(
    put: Callable[..., Delivery], box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(0)
    with CaptureQueriesContext(connection) as one:
        outbox.deliver(NOW)
    put(1), put(2)
    with CaptureQueriesContext(connection) as two:
        outbox.deliver(NOW)
    assert box.got.total() == 3
    assert _statements(two) - _statements(one) <= 8


def _statements(seen: CaptureQueriesContext) -> int:
    """Return how many there were; in a test, a transaction's begin and end are savepoints."""
    return sum("SAVEPOINT" not in one["sql"] for one in seen.captured_queries)


def test_quiet_hours_defer_and_are_asked_again(put: Callable[..., Delivery], box: Postbox) -> None:
    night = datetime(2026, 7, 1, 14, tzinfo=UTC)  # 23:00 in Seoul
    row = put(now=night)
    assert outbox.deliver(night) == {State.DEFERRED: 1}
    row.refresh_from_db()
    assert row.due_at == datetime(2026, 7, 1, 23, tzinfo=UTC)  # 08:00 in Seoul
    assert outbox.deliver(row.due_at - timedelta(seconds=1)) == {}
    assert outbox.deliver(row.due_at) == {State.SENT: 1}


def test_a_second_contact_on_a_day_exceeds_the_cap(
    put: Callable[..., Delivery], box: Postbox
) -> None:
    put()
    put(step="1")
    assert outbox.deliver(NOW) == {State.SENT: 1, State.SKIPPED: 1}
    assert Delivery.objects.get(state=State.SKIPPED).reason == "frequency"


def test_what_the_server_cannot_take_now_is_tried_again_under_the_same_name(
    put: Callable[..., Delivery], box: Postbox
) -> None:
    box.answer = lambda stage, count, to: "451 c0@example.com: later" if count == 1 else None
    row = put()
    assert outbox.deliver(NOW) == {State.FAILED: 1}
    assert outbox.deliver(NOW + timedelta(seconds=59)) == {}
    row.refresh_from_db()
    assert "example.com" not in row.attempts.get().said
    box.answer = lambda stage, count, to: None
    assert outbox.deliver(NOW + timedelta(minutes=1)) == {State.SENT: 1}
    assert [one.outcome for one in row.attempts.all()] == ["failed", "sent"]
    assert box.mails[0]["Message-ID"] == f"<{row.uid}@lumen.example>"
    assert Ruled.objects.filter(ruled="send", undone_at=None).count() == 1


def test_a_refused_recipient_is_dead_and_stops_no_other(
    put: Callable[..., Delivery], box: Postbox
) -> None:
    box.answer = lambda stage, count, to: (
        "550 5.1.1 nobody" if stage == "rcpt" and to == "c1@example.com" else None
    )
    rows = [put(number) for number in range(3)]
    assert outbox.deliver(NOW) == {State.SENT: 2, State.DEAD: 1}
    assert outbox.deliver(NOW + timedelta(days=1)) == {}
    assert box.got == {"c0@example.com": 1, "c2@example.com": 1}
    rows[1].refresh_from_db()
    assert (rows[1].reason, rows[1].attempts.get().code) == ("refused", "550")
    assert Suppression.objects.get().reason == "hard_bounce"
    assert set(Ruled.objects.filter(undone_at=None).values_list("key", flat=True)) == {
        rows[0].uid,
        rows[2].uid,
    }, "who was not reached was not contacted"


@pytest.mark.parametrize(
    ("stage", "state"), [("rcpt", State.FAILED), ("data", State.UNKNOWN), ("kept", State.UNKNOWN)]
)
def test_a_connection_lost_before_the_end_may_be_tried_again_after_it_not(
    put: Callable[..., Delivery], box: Postbox, stage: str, state: str
) -> None:
    box.answer = lambda at, count, to: HANG_UP if at == stage else None
    row = put()
    assert outbox.deliver(NOW) == {state: 1}
    counts = Ruled.objects.filter(ruled="send", undone_at=None).exists()
    assert counts == (state == State.UNKNOWN), "what may have been sent counts"
    box.answer = lambda at, count, to: None
    outbox.deliver(NOW + timedelta(days=1))
    row.refresh_from_db()
    assert row.state == (State.SENT if state == State.FAILED else State.UNKNOWN)
    assert len(box.mails) == (0 if stage == "data" else 1)


def test_a_server_that_is_away_costs_one_try_of_one_message(
    put: Callable[..., Delivery], written: Path, settings: Any
) -> None:
    away = replace(settings.ENVIRONMENT.mail, port=1)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mail=away)
    for number in range(3):
        put(number)
    assert outbox.deliver(NOW) == {State.FAILED: 1}
    assert Attempt.objects.count() == 1
    assert outbox.due(NOW).count() == 0
    assert outbox.due(NOW + timedelta(minutes=1)).count() == 3


def test_after_its_last_try_it_is_dead_and_goes_again_by_hand(
    put: Callable[..., Delivery], box: Postbox
) -> None:
    box.answer = lambda stage, count, to: "451 later"
    row = put(purpose="notice")  # that quiet hours do not defer
    for _ in range(len(outbox.BACKOFF) + 1):
        row.refresh_from_db()
        assert outbox.deliver(row.due_at)
    row.refresh_from_db()
    assert (row.state, row.reason, row.tries) == (State.DEAD, "tries", 7)
    box.answer = lambda stage, count, to: None
    assert outbox.again(row, NOW)
    assert outbox.deliver(NOW) == {State.SENT: 1}
    assert not outbox.again(row, NOW)


def test_what_was_being_sent_when_a_lease_ended_is_unknown(
    put: Callable[..., Delivery], box: Postbox
) -> None:
    row = put()
    (claimed,) = outbox.claim("worker", NOW, 10)
    Delivery.objects.filter(pk=claimed.pk).update(state=State.SENDING)
    assert outbox.deliver(NOW + outbox.LEASE) == {}
    assert outbox.deliver(NOW + outbox.LEASE + timedelta(seconds=1)) == {}
    row.refresh_from_db()
    assert (row.state, row.reason, box.mails) == (State.UNKNOWN, "lost", [])


def test_what_was_claimed_and_not_begun_is_sent_by_the_next(
    put: Callable[..., Delivery], box: Postbox
) -> None:
    put()
    assert len(outbox.claim("gone", NOW, 10)) == 1
    assert outbox.deliver(NOW) == {}
    assert outbox.deliver(NOW + outbox.LEASE + timedelta(seconds=1)) == {State.SENT: 1}


def test_of_two_workers_one_has_the_row_and_who_lost_it_sends_nothing(
    put: Callable[..., Delivery], box: Postbox
) -> None:
    """A worker that was slow looks again, right before it hands a message over."""
    row, late = put(), NOW + outbox.LEASE + timedelta(seconds=1)

    def goes_on(at: datetime) -> Counter[str]:
        with Channels() as opened:
            return outbox._sent([row], "slow", opened, lambda: at)

    assert outbox.claim("slow", NOW, 10) == [row]
    assert outbox.claim("quick", NOW, 10) == []
    assert goes_on(late) == {}, "its lease is over"
    assert outbox.claim("quick", late, 10) == [row]
    assert goes_on(NOW) == goes_on(late) == {}
    assert box.mails == []
    assert outbox.deliver(late + outbox.LEASE + timedelta(seconds=1)) == {State.SENT: 1}
    assert box.got == {"c0@example.com": 1}


def test_a_fault_of_ours_in_one_message_stops_no_other(
    put: Callable[..., Delivery],
    box: Postbox,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is tried as often as any other, and dead in the end: nobody waits behind it for ever."""
    rows = [put(number) for number in range(3)]
    made = outbox.compose

    def compose(delivery: Delivery, *told: Any) -> Any:
        return 1 / 0 if delivery.customer == "C0" else made(delivery, *told)

    monkeypatch.setattr(outbox, "compose", compose)
    assert outbox.deliver(NOW) == {State.FAILED: 1, State.SENT: 2}
    (line,) = (one for one in caplog.records if one.name == "tenure_web.messages")
    assert '"error": "ZeroDivisionError"' in JsonLines().format(line)
    assert not Ruled.objects.filter(key=rows[0].uid).exists()
    for _ in outbox.BACKOFF:
        rows[0].refresh_from_db()
        outbox.deliver(rows[0].due_at)
    rows[0].refresh_from_db()
    assert (rows[0].state, rows[0].reason) == (State.DEAD, "tries")
    assert {one.said for one in rows[0].attempts.all()} == {"ZeroDivisionError"}


def test_a_channel_that_breaks_may_have_sent_it_and_others_wait(
    put: Callable[..., Delivery], box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, sends = [put(number) for number in range(2)], Mail.send

    def broken(mail: Mail, parcel: Parcel) -> Any:
        return 1 / 0

    monkeypatch.setattr(Mail, "send", broken)
    assert outbox.deliver(NOW) == {State.UNKNOWN: 1}
    monkeypatch.setattr(Mail, "send", sends)
    assert outbox.deliver(NOW + timedelta(minutes=1)) == {State.SENT: 1}
    assert box.got == {"c1@example.com": 1}
    assert rows[0].attempts.get().said == "ZeroDivisionError"


def test_who_is_erased_leaves_no_words_behind(put: Callable[..., Delivery], box: Postbox) -> None:
    row = put()
    outbox.deliver(NOW)
    put(step="2")
    assert outbox.forget("C0", NOW) == 2
    row.refresh_from_db()
    assert (row.sent_subject, row.sent_body) == ("", "")
    assert outbox.deliver(NOW) == {}


def test_best_is_the_channel_that_was_followed(put: Callable[..., Delivery], box: Postbox) -> None:
    assert put(channel="best").channel == "email"
    row = put(1, channel="push")
    Delivery.objects.filter(pk=row.pk).update(state=State.SENT, clicked_at=NOW)
    assert put(1, channel="best", step="9").channel == "push"


def test_a_company_without_mail_says_so(put: Callable[..., Delivery], settings: Any) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mail=None)
    row = put()
    assert outbox.deliver(NOW) == {State.DEAD: 1}
    row.refresh_from_db()
    assert row.reason == "not_set_up"
    assert ruling.look(ruling.Asked("C0", "service", "email", "x"), NOW).ruled == "send"
