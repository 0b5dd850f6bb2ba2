"""What tests of contacts may use: a company with two customers, and the noon of its first day."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from support.contacted import contacted, customer
from tenure_web.lib import company

BOUNDS = """
[contact]
caps = { all = [ { most = 1, per = "day" } ], email = [ { most = 2, within = "7 days" } ] }
"""
Bounded = Callable[..., Path]


@pytest.fixture
def bounded(tmp_path: Path, settings: Any, db: None) -> Iterator[Bounded]:
    """Make the workspace about a company with a section [contact]."""

    def make(bounds: str = BOUNDS, *rows: dict[str, Any]) -> Path:
        place = contacted(tmp_path, rows or (customer(1), customer(2, language="en")), bounds)
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, definitions=place)
        return place

    yield make
    company.forget()
    cache.clear()
