"""What the tests of decisions share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.deciding import opened
from tenure.company.predictions.outlook import Outlook


@pytest.fixture
def outlook(tmp_path: Path) -> Iterator[Outlook]:
    yield from opened(tmp_path)
