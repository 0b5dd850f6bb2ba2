"""How many more tasks people can take, and the bound that decisions have by it."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.act.budget import Bound
from tenure.act.play import Play
from tenure.company.acts.people import People
from tenure.company.acts.tables import CAPACITY, beside
from tenure.company.acts.weighing import tasks
from tenure.errors import MetricError
from tenure.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

Room = Mapping[str | None, float]
"""By owner, how many more tasks; None: every owner that is not named."""
_COLUMNS = ("owner", "tasks")
_HOW = "the workspace writes it from what people say they can do in a day (Tasks, capacity)"


def room(store: Store) -> Room | None:
    """Return how many more tasks owners can take, as the workspace wrote it, None if it has not.

    Raises MetricError for a file without the columns owner and tasks, an owner in two rows, and
    tasks that are no number from 0 up.
    """
    told = beside(store, CAPACITY)
    if told is None:
        return None
    _has_columns(told)
    found: dict[str | None, float] = {}
    for row in told.select(list(_COLUMNS)).to_pylist():
        owner, number = row["owner"], row["tasks"]
        if owner in found:
            raise MetricError(f"the owner {owner!r} has two rows", where=CAPACITY, hint=_HOW)
        if not _is_number(number):
            raise MetricError(
                f"the tasks of {owner!r} must be a number from 0 up, not {number!r}",
                where=CAPACITY,
                hint=_HOW,
            )
        found[owner] = float(number)
    return found


def bound(people: People, plays: Sequence[Play], most: Room) -> Bound:
    """Return the bound of owners' days: a play's own queue, else that of the customer.

    A play uses as many tasks of its owner as it has steps that are tasks.
    """
    own = people.texts("owner").to_pylist()
    named = sorted({one for one in [*own, *(p.owner for p in plays)] if one is not None})
    number = {name: at for at, name in enumerate(named)}
    of_unit = np.array([number.get(one, -1) for one in own], np.int32)
    use = np.array([[float(tasks(one))] for one in plays])
    group = np.stack([
        of_unit if one.owner is None else np.full(len(own), number[one.owner], np.int32)
        for one in plays
    ])  # fmt: skip
    group[use[:, 0] == 0] = -1
    left = np.array([most.get(name, most.get(None, np.inf)) for name in named], np.float64)
    return Bound("capacity", group, use, left)


def _has_columns(told: "pa.Table") -> None:
    for name in _COLUMNS:
        if name not in told.column_names:
            known = ", ".join(told.column_names)
            raise MetricError(
                f"there is no column {name!r}; there are: {known}", where=CAPACITY, hint=_HOW
            )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and isfinite(value) and value >= 0
