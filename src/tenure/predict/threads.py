"""How many threads learning takes: few rows are learned with one, and fits beside each other."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Made = TypeVar("Made")

MANY_ROWS = 50_000
"""Up to so many rows several threads wait for one another more than they work."""


def threads_for(rows: int) -> int:
    """Return how many threads grow trees of so many rows; 0: one a core."""
    return 0 if rows > MANY_ROWS else 1


@contextmanager
def linear_algebra(rows: int) -> Iterator[None]:
    """Keep the linear algebra of few rows to one thread while this lasts."""
    import scipy.linalg  # noqa: F401 - its own library must be there to be limited
    from threadpoolctl import threadpool_limits

    with threadpool_limits(threads_for(rows) or None, user_api="blas"):
        yield


def side_by_side(tasks: Sequence[Callable[[], Made]], rows: int) -> list[Made]:
    """Return what tasks that learn from so many rows give, in their order.

    One a core at a time; of many rows one after another, each with all cores.
    """
    if rows > MANY_ROWS:
        return [task() for task in tasks]
    with linear_algebra(rows), ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda task: task(), tasks))
