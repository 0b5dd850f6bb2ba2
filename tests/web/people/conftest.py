"""What tests of people may use: a password, a browser signed in by it, one-time codes, mail."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from tenure_web.environment import Mail
from tenure_web.people.models import User


@pytest.fixture
def password() -> str:
    return "correct horse battery staple"


@pytest.fixture
def signed_in(password: str) -> Callable[..., Client]:
    """Sign somebody in as people do: by the form."""

    def make(user: User, **headers: str) -> Client:
        client = Client(headers={"accept-language": "en", **headers})
        told = {"username": user.username, "password": password}
        assert client.post("/people/sign-in/", told).status_code == 302
        return client

    return make


@pytest.fixture
def code_of() -> Callable[..., str]:
    """What an app shows now, or that many half minutes later."""

    def make(device: TOTPDevice, later: int = 0) -> str:
        totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
        totp.time = time.time() + later * device.step
        return f"{totp.token():06d}"

    return make


@pytest.fixture
def mail(settings: Any) -> None:
    """A workspace that sends mail, under a public name."""
    server = Mail("localhost", 25, "", "", False, False)
    settings.ENVIRONMENT = replace(
        settings.ENVIRONMENT, mail=server, public_url="https://tenure.example.com"
    )


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def audited(trail: Any) -> None:
    """Whatever is written here has a line in the audit trail."""
