"""What the tests of texts share: one reader, for Kiwi takes two seconds to load."""

import pytest

from tenure.explain.text import Reader


@pytest.fixture(scope="session")
def reader():
    return Reader(workers=1)
