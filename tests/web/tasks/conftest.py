"""What tests of tasks may use: somebody with a profile, bounds that let through, a task."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.utils import timezone

from support.contacted import contacted, customer
from tenure_web.lib import company

ZONE = ZoneInfo("Asia/Seoul")
CAPS = 'caps = { all = [ { most = 1, within = "30 days" } ] }\n'


def quiet(hours: float) -> str:
    """Return two hours about so many from now, as they are written: tests run at any time."""
    middle = timezone.now().astimezone(ZONE) + timedelta(hours=hours)
    return f"{middle - timedelta(hours=1):%H:%M}-{middle + timedelta(hours=1):%H:%M}"


@pytest.fixture
def unit(workspace: Path) -> str:
    """Somebody who has a profile."""
    day = company.last_day()
    assert day is not None
    table = day.table()
    assert table is not None
    return str(table["unit_id"][0])


@pytest.fixture
def small(tmp_path: Path, settings: Any, db: None) -> Iterator[Path]:
    """Make the workspace about a company with two customers, each contacted once in thirty days."""
    rows = [customer(1, account_id="A1", role="sponsor"), customer(2, account_id="A1")]
    place = contacted(tmp_path, rows, f'[contact]\nquiet = "{quiet(12)}"\n{CAPS}')
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, definitions=place)
    yield place
    company.forget()
    cache.clear()
