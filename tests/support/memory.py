"""How much memory a task takes."""

import tracemalloc
from collections.abc import Callable
from typing import Any


def peak(task: Callable[[], Any]) -> int:
    """Return the most bytes that Python held at a time."""
    tracemalloc.start()
    try:
        task()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
