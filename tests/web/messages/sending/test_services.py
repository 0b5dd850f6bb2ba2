"""Services through Apprise, against a real server: sent, tried again, dead, or not known."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import pytest

from support.contacted import NOW
from tenure_web.messages import outbox
from tenure_web.messages.channels import Channels
from tenure_web.messages.models import Delivery

State = Delivery.State


@dataclass
class Gateway:
    """What sends text messages: it answers with a status, or hangs up."""

    port: int = 0
    status: int = 200
    got: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    told = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if not told.status:
                self.connection.close()
                return
            told.got += [(self.path, json.loads(body))] if told.status == 200 else []
            self.send_response(told.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield told
    server.shutdown()
    server.server_close()


@pytest.fixture
def deliver(gateway: Gateway) -> Callable[..., Any]:
    def run(now: Any = NOW, port: int = 0) -> Any:
        url = f"json://127.0.0.1:{port or gateway.port}/push/{{to}}"
        return outbox.deliver(now, channels=Channels({"TENURE_CHAT_URL": url}))

    return run


@pytest.fixture
def chat(put: Callable[..., Delivery], monkeypatch: pytest.MonkeyPatch) -> Delivery:
    """A message to somebody's chat, whose address is the column of their mail."""
    from tenure_web.messages import composing

    monkeypatch.setitem(composing.ADDRESSES, "chat", ("email",))
    return put(channel="chat", purpose="notice")  # which quiet hours do not defer


def test_a_service_gets_subject_and_text_for_its_recipient(
    chat: Delivery, deliver: Callable[..., Any], gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert deliver() == {State.SENT: 1}
    ((path, body),) = gateway.got
    assert unquote(path) == "/push/c0@example.com"
    assert body["title"] == "고객 0님께"
    assert "프로를 쓰고 계시네요." in body["message"]
    assert "고객 0님께" not in caplog.text


def test_what_fails_for_certain_is_tried_again_till_it_is_dead(
    chat: Delivery, deliver: Callable[..., Any], gateway: Gateway
) -> None:
    gateway.status = 503
    for _ in range(len(outbox.BACKOFF) + 1):
        chat.refresh_from_db()
        assert deliver(chat.due_at)
    chat.refresh_from_db()
    assert (chat.state, chat.reason, chat.tries) == (State.DEAD, "tries", 7)
    assert {(one.outcome, one.code) for one in chat.attempts.all()} == {("failed", "503")}
    gateway.status = 200
    assert outbox.again(chat, NOW)
    assert deliver() == {State.SENT: 1}
    assert len(gateway.got) == 1


@pytest.mark.parametrize(
    ("status", "state"), [(404, State.DEAD), (429, State.FAILED), (0, State.UNKNOWN)]
)
def test_what_an_answer_means(
    chat: Delivery, deliver: Callable[..., Any], gateway: Gateway, status: int, state: str
) -> None:
    gateway.status = status
    assert deliver() == {state: 1}


def test_a_service_that_is_away_is_tried_again(
    chat: Delivery, deliver: Callable[..., Any], gateway: Gateway
) -> None:
    assert deliver(port=1) == {State.FAILED: 1}
    chat.refresh_from_db()
    assert deliver(chat.due_at) == {State.SENT: 1}
