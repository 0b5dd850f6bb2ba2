"""What tests of the workspace may use: a company with a run, people of every group, a client."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models.signals import post_save
from django.test import Client
from playwright.sync_api import Browser

from support.audited import Trail
from support.browsing import launched
from support.companies import lumen, made_once  # noqa: F401
from support.decided import decided
from tenure_web.lib import company
from tenure_web.people.audit import AuditMiddleware
from tenure_web.people.models import User, Written

PASSWORD = "correct horse battery staple"


@pytest.fixture
def workspace(lumen: Path, settings: Any) -> Iterator[Path]:
    """A workspace about the simulated company; its tenure.toml is not to be changed."""
    place = lumen / "tenure.toml"
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, definitions=place)
    yield place
    company.forget()


@pytest.fixture
def browser(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """The machine's browser, begun after the database: it has a loop of its own."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with launched() as opened:
        yield opened


@pytest.fixture
def unit(workspace: Path) -> str:
    """Somebody who has a profile."""
    day = company.last_day()
    assert day is not None
    table = day.table()
    assert table is not None
    return str(table["unit_id"][0])


@pytest.fixture
def trail(monkeypatch: pytest.MonkeyPatch) -> Iterator[Trail]:
    """Hold every request of a test to the audit trail: what is written has a line there."""
    kept = Trail()
    monkeypatch.setattr(AuditMiddleware, "__call__", kept.around(AuditMiddleware.__call__))

    def wrote(sender: Any, instance: Written, **more: Any) -> None:
        kept.wrote(instance)

    post_save.connect(wrote, sender=Written)
    yield kept
    post_save.disconnect(wrote, sender=Written)
    assert kept.silent == []
    assert kept.without_before == set()


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Make somebody of some groups."""

    def make(name: str = "김하나", *groups: str, **more: Any) -> User:
        user = User.objects.create_user(name, password=PASSWORD, **more)
        # A test with a server of its own empties every table at its end.
        user.groups.set([Group.objects.get_or_create(name=one)[0] for one in groups])
        return user

    return make


@pytest.fixture
def client_of(person: Callable[..., User]) -> Callable[..., Client]:
    """Give a browser in which somebody of some groups is signed in."""

    def make(*groups: str, name: str = "", language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(
            person(name or "-".join(groups) or "nobody", *groups, language=language),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        return client

    return make


@pytest.fixture
def decided_of(tmp_path: Path, settings: Any, db: None) -> Iterator[Path]:
    """Make the workspace about a tiny company about which it was decided; give its tenure.toml."""
    place = decided(tmp_path)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, definitions=place, home=tmp_path / "home")
    yield place
    company.forget()
