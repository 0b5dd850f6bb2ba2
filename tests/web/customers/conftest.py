"""What tests of customers may use: the profiles of the last day as plain rows, and portfolios."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tenure_web.customers import former, story
from tenure_web.lib import company
from tenure_web.people.models import Portfolio, User

Rows = list[dict[str, Any]]


@pytest.fixture
def rows(workspace: Path) -> Rows:
    """The profiles of the last day, read by Arrow alone."""
    day = company.last_day()
    assert day is not None
    table = day.table()
    assert table is not None
    return list(table.to_pylist())


@pytest.fixture
def manager(client_of: Callable[..., Client], db: None) -> Callable[..., Client]:
    """Give the browser of an account manager whose portfolio a condition makes."""

    def make(condition: str, name: str = "이담당") -> Client:
        client = client_of("account_manager", name=name)
        mine = Portfolio.objects.create(name=f"of {name}", condition=condition)
        mine.owners.add(User.objects.get(username=name))
        return client

    return make


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Forget what this process has kept of stories."""
    for kept in (story._story, story._contracts, story._users, story._contacted, story._arms):
        kept.cache_clear()
    former._asked.cache_clear()
    former._leaving.cache_clear()
    story._KEPT.clear()
