"""What the tests of reading share."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tables.support import Read, read


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Callable[..., Read]]:
    """Return what writes a company's files and reads them; see `tables.support.read`."""
    opened: list[Read] = []

    def made(*args: Any, **options: Any) -> Read:
        folder = tmp_path / str(len(opened))
        opened.append(read(folder, *args, **options))
        return opened[-1]

    yield made
    for one in opened:
        one.data.engine.close()
