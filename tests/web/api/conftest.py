"""A token of somebody of some groups, and a program that uses it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tenure_web.people import tokens
from tenure_web.people.models import User
from tenure_web.people.rights import Right


@dataclass
class Program:
    """What asks the API."""

    client: Client
    user: User | None

    def get(self, path: str, **given: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", given)

    def send(self, method: str, path: str, told: Any = None) -> Any:
        content = {} if told is None else {"data": told, "content_type": "application/json"}
        return getattr(self.client, method)(f"/api/v1/{path}", **content)

    def told(self, path: str, **given: Any) -> Any:
        found = self.get(path, **given)
        assert found.status_code == 200, found.content.decode()
        return found.json()


def program_for(user: User, scopes: Collection[Right]) -> Program:
    """Make a program of somebody with some rights."""
    _, text = tokens.make(user, "program", scopes, 30)
    return Program(Client(headers={"authorization": f"Bearer {text}"}), user)


@pytest.fixture
def program_of(person: Callable[..., User], workspace: Any) -> Callable[..., Program]:
    """Make a program of somebody of some groups; `scopes` are all of their rights but told."""
    cache.clear()

    def make(*groups: str, name: str = "", scopes: set[Right] | None = None) -> Program:
        user = person(name or "-".join(groups), *groups)
        return program_for(user, user.rights if scopes is None else scopes)

    return make


@pytest.fixture
def admin(program_of: Callable[..., Program]) -> Program:
    return program_of("admin")
