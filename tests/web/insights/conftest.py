"""What tests of insights use: pages that may still be computed, and a company of one's own."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tenure_web.lib import company

BUSY = 'http-equiv="refresh"'


def shown(client: Client, address: str, seconds: float = 60) -> str:
    """Return a page as soon as it is no longer being computed."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        found = client.get(address)
        text = found.content.decode()
        if found.status_code != 200 or BUSY not in text:
            assert found.status_code == 200, (address, found.status_code)
            return text
        time.sleep(0.2)
    raise AssertionError(f"{address} is still being computed")


@pytest.fixture
def page_of() -> Callable[..., str]:
    """Give the text of a page, waiting for what is being computed."""
    return shown


@pytest.fixture
def own_workspace(lumen: Path, tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A workspace about a copy of the simulated company, to be written into."""
    left_out = shutil.ignore_patterns("scratch", "*.partial")
    folder = shutil.copytree(lumen, tmp_path / "lumen", symlinks=True, ignore=left_out)
    place = Path(folder) / "tenure.toml"
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, definitions=place)
    yield place
    company.forget()
