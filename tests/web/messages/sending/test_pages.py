"""The log: what was sent and what not, with reasons; trying again; links that are followed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from support.contacted import NOW
from support.mail_server import Postbox
from tenure_web.messages import consents, links, outbox
from tenure_web.messages.models import Delivery
from tenure_web.people.models import Written

Put = Callable[..., Delivery]
PERSON = {"user-agent": "Mozilla/5.0 (Macintosh) Safari/605"}


@pytest.mark.parametrize(("language", "word"), [("en", "No address"), ("ko", "주소 없음")])
def test_the_log_says_who_was_not_written_to_and_why(
    put: Put, client_of: Any, language: str, word: str
) -> None:
    put(0)
    put(3)
    outbox.deliver(NOW)
    client = client_of("admin", language=language)
    assert word in client.get("/messages/").content.decode()
    only = client.get("/messages/?state=sent").content.decode()
    assert "고객 0" in only
    assert "고객 3" not in only
    assert client.get("/messages/?state=nonsense&page=99").status_code == 200


def test_one_message_tells_its_tries_and_what_it_said(
    put: Put, box: Postbox, client_of: Any
) -> None:
    box.answer = lambda stage, count, to: {"rcpt": "550 5.7.1 <c0@example.com> no"}.get(stage)
    row = put()
    outbox.deliver(NOW)
    client: Client = client_of("admin")
    said = client.get(f"/messages/{row.pk}/").content.decode()
    assert "Refused by the server" in said
    assert "550" in said
    assert "c0@example.com" not in said
    assert client.post(f"/messages/{row.pk}/again/").status_code == 302
    assert Written.objects.filter(action="message.again", what=row.uid).exists()
    box.answer = lambda stage, count, to: None
    outbox.deliver(outbox.timezone.now().replace(hour=3))
    assert client.get("/messages/999/").status_code == 404


@pytest.mark.parametrize(("language", "word"), [("en", "No consent"), ("ko", "동의 없음")])
def test_one_that_was_not_sent_says_why(put: Put, client_of: Any, language: str, word: str) -> None:
    """What the arbiter reckoned with is kept beside the reason: it is no list of missing values."""
    row = put()
    Delivery.objects.filter(pk=row.pk).update(
        state="skipped", reason="no_consent", numbers={"consent": "unknown"}
    )
    found = client_of("admin", language=language).get(f"/messages/{row.pk}/")
    assert found.status_code == 200
    assert word in found.content.decode()


def test_what_was_said_is_for_who_may_see_personal_data(put: Put, client_of: Any) -> None:
    row = put()
    outbox.deliver(NOW)
    assert "고객 0님께" in client_of("leader").get(f"/messages/{row.pk}/").content.decode()
    said = client_of("marketer").get(f"/messages/{row.pk}/").content.decode()
    assert "고객 0" not in said
    assert "{{ name }}님께" in said
    assert client_of("account_manager").get(f"/messages/{row.pk}/").status_code == 403
    assert client_of("service").post(f"/messages/{row.pk}/again/").status_code == 403


def test_a_test_goes_to_oneself_and_counts_as_no_contact(
    put: Put, box: Postbox, client_of: Any, person: Any
) -> None:
    row = put()
    client = Client()
    client.force_login(
        person("김하나", "admin", email="hana@lumen.example"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    client.post(f"/messages/{row.pk}/test/")
    assert box.got == {"hana@lumen.example": 1}
    row.refresh_from_db()
    assert row.state == "waiting"


def followed(put: Put, box: Postbox) -> tuple[Delivery, list[str]]:
    row = put(body="보세요 https://shop.example/?a=1&b=2", subject="안내")
    outbox.deliver(NOW)
    html = box.mails[0].get_body(("html",))
    assert html is not None
    import re
    from html import unescape

    found = re.findall(r'(?:href|src)="([^"]+)"', html.get_content())
    return row, [unescape(one).removeprefix("http://localhost:8000") for one in found]


def test_nobody_is_followed_who_did_not_agree(put: Put, box: Postbox) -> None:
    _, found = followed(put, box)
    assert found[0] == "https://shop.example/?a=1&b=2"
    assert len(found) == 2  # and the one to unsubscribe


def test_opens_and_clicks_are_seen_where_a_person_made_them(put: Put, box: Postbox) -> None:
    consents.write("C0", consents.Said(links.TRACKING, "email", True, "page", NOW))
    row, (click, stop, pixel) = followed(put, box)
    assert "/messages/choices/" in stop
    client = Client(headers=PERSON)
    assert client.head(pixel).status_code == 200
    Client(headers={"user-agent": "Googlebot/2.1"}).get(click)
    Client(headers=PERSON | {"sec-purpose": "prefetch"}).get(click)
    row.refresh_from_db()
    assert (row.opened_at, row.clicked_at) == (None, None)
    assert client.get(pixel).headers["Content-Type"] == "image/gif"
    row.refresh_from_db()
    first = row.opened_at
    assert first is not None
    assert row.clicked_at is None
    answer = client.get(click)
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "https://shop.example/?a=1&b=2",
    )
    row.refresh_from_db()
    assert row.opened_at == first
    assert row.clicked_at is not None


def test_no_link_leads_where_it_was_not_signed_to_lead(put: Put, db: None) -> None:
    client = Client(headers=PERSON)
    assert client.get("/messages/c/https:evil.example/").status_code == 404
    assert client.get("/messages/c/WyJhIiwiaHR0cHM6Ly9ldmlsLmV4YW1wbGUiXQ:1:x/").status_code == 404
    assert client.get("/messages/o/nonsense.gif").status_code == 200
