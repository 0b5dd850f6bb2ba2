"""Fixtures of messages: a mail server, a company with customers to write to, rows put."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from support.contacted import FEW, NOW, contacted, customer
from support.mail_server import Postbox, postbox
from tenure_web.environment import Mail
from tenure_web.lib import company
from tenure_web.messages import outbox
from tenure_web.messages.models import Delivery


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as running:
        yield running


@pytest.fixture
def written(tmp_path: Path, settings: Any, box: Postbox, db: None) -> Iterator[Path]:
    rows = [customer(one) for one in range(FEW)]
    rows[3] |= {"email": None}
    rows[4] |= {"name": None, "language": "en"}
    place = contacted(tmp_path, rows)
    server = Mail("127.0.0.1", box.port, "", "", False, False)
    settings.ENVIRONMENT = replace(
        settings.ENVIRONMENT, definitions=place, mail=server, mail_from="hello@lumen.example"
    )
    yield place
    company.forget()


@pytest.fixture
def put(written: Path) -> Callable[..., Delivery]:
    def make(number: int = 0, **more: Any) -> Delivery:
        told: dict[str, Any] = {
            "unit": f"C{number}",
            "customer": f"C{number}",
            "play": "first_month",
            "version": 1,
            "step": "0",
            "occurrence": "2026-07",
            "channel": "email",
            "subject": "{{ name }}님께",
            "body": "{{ plan | 을/를 }} 쓰고 계시네요.\n.점으로 시작",
            "language": "ko",
            "purpose": "service",
            "now": NOW,
        }
        return outbox.put(**told | more)

    return make
