"""Throttling goes by the address of who knocks; a proxy is believed only where it is configured."""

import http.client
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axes.helpers import get_client_ip_address
from django.core.handlers.wsgi import WSGIRequest
from waitress import create_server

from tenure_web.work.serving import _proxied

Ask = Callable[[str], str]


def throttled_by(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    """Answer with the address that the login is throttled by."""
    start("200 OK", [("Content-Type", "text/plain")])
    return [str(get_client_ip_address(WSGIRequest(environ))).encode()]


@pytest.fixture
def behind() -> Iterator[Callable[..., Ask]]:
    """Serve as `tenure serve` does, behind a proxy or none; the test is who connects."""
    opened: list[Any] = []

    def serve(proxy: str, *, https: bool) -> Ask:
        told = _proxied(proxy, https=https)
        server: Any = create_server(throttled_by, host="127.0.0.1", port=0, **told)
        threading.Thread(target=server.run, daemon=True).start()
        opened.append(server)

        def ask(forwarded: str) -> str:
            connection = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=10)
            connection.request("GET", "/", headers={"X-Forwarded-For": forwarded})
            return connection.getresponse().read().decode()

        return ask

    yield serve
    for server in opened:
        server.close()


def test_the_configured_proxy_is_believed(behind: Callable[..., Ask]) -> None:
    ask = behind("127.0.0.1", https=True)
    assert ask("192.0.2.7") == "192.0.2.7"
    assert ask("203.0.113.9, 192.0.2.7") == "192.0.2.7", "what the client itself said is not taken"


def test_nobody_else_is(behind: Callable[..., Ask]) -> None:
    assert behind("10.0.0.1", https=True)("192.0.2.7") == "127.0.0.1"
    assert behind("127.0.0.1", https=False)("192.0.2.7") == "127.0.0.1"
