"""Pages drawn once a session: drawing takes longest."""

from collections.abc import Callable
from functools import cache

import pytest

from support.reported_companies import company, hard, snapshot, unfinished
from tenure.report import ReportData, render

COMPANIES: dict[str, Callable[[str], ReportData]] = {
    "plain": company,
    "hard": hard,
    "unfinished": unfinished,
    "snapshot": snapshot,
}


@cache
def drawn(name: str, language: str) -> str:
    return render(COMPANIES[name](language))


@pytest.fixture(scope="session")
def page() -> Callable[[str, str], str]:
    """Return the page of a made-up company in a language."""
    return drawn
