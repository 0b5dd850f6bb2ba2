"""How many examples a property that asks the engine is tried with."""

import os

THOROUGH = os.environ.get("TENURE_EXAMPLES") == "all"
"""Whether all examples are tried: set by `make test-long`, which then runs every property."""


def some(whole: int) -> int:
    """Return how many of all examples to try: with each, the same query is compiled again."""
    return whole if THOROUGH else max(4, whole * 2 // 5)
