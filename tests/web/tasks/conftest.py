"""What tests of tasks may use: somebody with a profile, bounds that let through, a task."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from support.contacted import contacted, customer, quiet
from tenure_web.lib import company

CAPS = 'caps = { all = [ { most = 1, within = "30 days" } ] }\n'


@pytest.fixture
def small(tmp_path: Path, settings: Any, db: None) -> Iterator[Path]:
    """Make the workspace about a company with two customers, each contacted once in thirty days."""
    rows = [customer(1, account_id="A1", role="sponsor"), customer(2, account_id="A1")]
    place = contacted(tmp_path, rows, f'[contact]\nquiet = "{quiet(12)}"\n{CAPS}')
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, definitions=place)
    yield place
    company.forget()
    cache.clear()
