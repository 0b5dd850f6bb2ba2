"""Signed webhooks: as the standard says, by its own library; nothing of one's own network."""

import base64
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks import Webhook as Standard
from standardwebhooks import WebhookVerificationError

from support.listening import SECRET, Endpoint, listening
from tenure.errors import TenureError
from tenure_web.messages.channels.base import Parcel
from tenure_web.messages.channels.webhook import Webhook, payload, signed


def parcel(**more: Any) -> Parcel:
    told: dict[str, Any] = {"uid": "msg_1", "to": "C1", "subject": "안녕하세요", "text": "본문"}
    told |= {"html": "<p>본문</p>", "sender": "루멘", "at": datetime.now(UTC)}
    return Parcel(**told | more)


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with listening() as told:
        yield told


@pytest.fixture
def webhook(endpoint: Endpoint) -> Callable[..., Webhook]:
    def make(**more: str) -> Webhook:
        said = {"TENURE_WEBHOOK_URL": endpoint.url, "TENURE_WEBHOOK_SECRET": SECRET}
        found = Webhook.of(said | {"TENURE_WEBHOOK_PRIVATE": "yes"} | more)
        assert found is not None
        return found

    return make


def test_the_standards_own_example() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    secret = base64.b64decode(SECRET.removeprefix("whsec_"))
    head = signed(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')
    assert head["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_standards_library_verifies_what_was_sent(
    webhook: Callable[..., Webhook], endpoint: Endpoint
) -> None:
    assert webhook().send(parcel()).came == "sent"
    ((head, body),) = endpoint.calls
    verified = Standard(SECRET).verify(body, head)
    assert verified["type"] == "message.send"
    assert verified["data"]["subject"] == "안녕하세요"
    assert json.loads(body)["data"]["id"] == head["webhook-id"] == "msg_1"
    with pytest.raises(WebhookVerificationError):
        Standard(SECRET).verify(body + b" ", head)


@pytest.mark.parametrize(
    ("status", "came"),
    [(204, "sent"), (400, "refused"), (410, "refused"), (429, "failed"), (503, "failed")],
)
def test_what_an_answer_means(
    webhook: Callable[..., Webhook], endpoint: Endpoint, status: int, came: str
) -> None:
    endpoint.status = status
    assert webhook().send(parcel()).came == came


def test_a_redirect_is_not_followed(webhook: Callable[..., Webhook], endpoint: Endpoint) -> None:
    endpoint.status, endpoint.location = 307, endpoint.url
    assert webhook().send(parcel()).came == "failed"
    assert len(endpoint.calls) == 1


def test_no_answer_is_unknown_but_where_a_second_is_left_aside(
    webhook: Callable[..., Webhook], endpoint: Endpoint
) -> None:
    endpoint.hang_up = True
    assert webhook().send(parcel()).came == "unknown"
    assert webhook(TENURE_WEBHOOK_DEDUPLICATES="yes").send(parcel()).came == "failed"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]"],
)
def test_ones_own_network_is_not_called(host: str, endpoint: Endpoint) -> None:
    port = endpoint.url.split(":")[2].split("/")[0]
    said = {"TENURE_WEBHOOK_URL": f"http://{host}:{port}/", "TENURE_WEBHOOK_SECRET": SECRET}
    found = Webhook.of(said)
    assert found is not None
    outcome = found.send(parcel())
    assert (outcome.came, outcome.said) == ("failed", "BlockedError")
    assert endpoint.calls == []


@pytest.mark.parametrize(
    "said",
    [
        {"TENURE_WEBHOOK_URL": "ftp://example.com", "TENURE_WEBHOOK_SECRET": SECRET},
        {"TENURE_WEBHOOK_URL": "https://a:b@example.com", "TENURE_WEBHOOK_SECRET": SECRET},
        {"TENURE_WEBHOOK_URL": "https://example.com", "TENURE_WEBHOOK_SECRET": "short"},
        {"TENURE_WEBHOOK_URL": "https://example.com"},
    ],
)
def test_settings_that_cannot_be_are_refused_without_showing_them(said: dict[str, str]) -> None:
    with pytest.raises(TenureError) as caught:
        Webhook.of(said)
    assert "short" not in str(caught.value)
    assert "a:b" not in str(caught.value)


def test_the_same_message_is_the_same_at_every_try() -> None:
    at = datetime(2026, 7, 1, tzinfo=UTC)
    assert payload(parcel(at=at)) == payload(parcel(at=at))
    assert Webhook.of({}) is None
