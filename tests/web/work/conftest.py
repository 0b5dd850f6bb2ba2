"""A workspace whose company may be run."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from support.companies import CompanyOf, company_of, prepared  # noqa: F401
from tenure_web.lib import company


@pytest.fixture
def own(company_of: CompanyOf, settings: Any) -> Iterator[Path]:
    """A tiny company of one's own, its tenure.toml; it has not been run."""
    place = company_of("contract")
    shutil.rmtree(place.parent / "store" / "runs", ignore_errors=True)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, definitions=place)
    company.forget()
    yield place
    company.forget()


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let runs be a shell script instead: what they say and how they end."""
    from tenure_web.work import running

    def be(script: str) -> None:
        monkeypatch.setattr(running, "_command", lambda: ["sh", "-c", script])

    return be


@pytest.fixture(autouse=True)
def audited(trail: Any) -> None:
    """Whatever is written here has a line in the audit trail."""
