"""What became of each customer after a date, as arrays: how long they were seen, why they left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tenure.errors import MetricError

if TYPE_CHECKING:
    import pyarrow as pa

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

UNKNOWN = "unknown"
"""The cause of those who left and of whom nobody says why."""
UNDER_NOTICE = "under notice"
"""The state of labels whose rows are no question for a forecast: they have said that they leave."""


@dataclass(frozen=True)
class FollowUp:
    """A row per unit and date (n,): what was seen of it afterwards.

    days: until it left, or as long as it was watched; cause: 0 while it had not left, else
    1 … of `causes`; unit: the number of its customer; weight: 1 / sampling probability.
    """

    days: Floats
    cause: Integers
    causes: tuple[str, ...]
    unit: Integers
    weight: Floats

    def __len__(self) -> int:
        return len(self.days)

    @property
    def gone(self) -> Flags:
        """Who was seen to leave (n,)."""
        return self.cause > 0

    def rows(self, keep: npt.NDArray[Any]) -> "FollowUp":
        """Return the rows that a mask or an index keeps."""
        return replace(
            self,
            days=self.days[keep],
            cause=self.cause[keep],
            unit=self.unit[keep],
            weight=self.weight[keep],
        )

    def left(self) -> dict[str, int]:
        """Return how many customers were seen to leave, by cause."""
        found = range(1, len(self.causes) + 1)
        own = (len(np.unique(self.unit[self.cause == number])) for number in found)
        return dict(zip(self.causes, own, strict=True))


def follow_up(table: "pa.Table", causes: Sequence[str] | None = None) -> FollowUp:
    """Return the follow-up of a table of labels: unit_id, days_left, followed_days, cause, weight.

    days_left is null where the unit was not seen to leave within followed_days; cause and
    weight need not be there. Without `causes`, those that occur are taken, in alphabetical
    order; who left without one left for "unknown", the only cause where nobody left. Raises
    MetricError for missing columns, days below 0, somebody who left after the end of the watch,
    and an unknown cause.
    """
    for name in ("unit_id", "days_left", "followed_days"):
        if name not in table.column_names:
            raise MetricError(
                f"there is no column {name!r}",
                where="follow-up",
                hint="it takes the columns of the labels",
            )
    ended, watched = _numbers(table, "days_left"), _numbers(table, "followed_days")
    left = ~np.isnan(ended)
    days = np.where(left, ended, watched)
    if np.isnan(days).any() or (days < 0).any():
        raise MetricError(
            "a row has neither days_left nor followed_days, or one below 0", where="follow-up"
        )
    if (left & (ended > watched)).any():
        raise MetricError("days_left is beyond followed_days", where="follow-up")
    why = _causes(table, left)
    found = sorted({*why} - {""})
    names = tuple(found if causes is None else causes) or (UNKNOWN,)
    if missing := [one for one in found if one not in names]:
        raise MetricError(f"causes that are not among {names}: {missing}", where="cause")
    code = {"": 0} | {name: number for number, name in enumerate(names, 1)}
    cause = np.array([code[one] for one in why], np.int64)
    unit = table["unit_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    weight = _numbers(table, "weight") if "weight" in table.column_names else np.ones(len(days))
    return FollowUp(days, cause, names, unit.astype(np.int64), weight)


def known_by(table: "pa.Table", day: date) -> "pa.Table":
    """Return labels as they were known at the start of a day: what came later is not seen yet.

    Rows whose as_of is not before the day are left out.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    at = pa.scalar(day, table.schema.field("as_of").type)
    table = table.filter(pc.less(table["as_of"], at))
    until = pc.days_between(table["as_of"], at)
    watched = pc.min_element_wise(table["followed_days"].cast(pa.int64()), until)
    seen = pc.less_equal(table["days_left"].cast(pa.int64()), watched)
    changed: dict[str, Any] = {"followed_days": watched}
    for name in ("days_left", "cause"):
        if name in table.column_names:
            nothing = pa.scalar(None, table.schema.field(name).type)
            changed[name] = pc.if_else(seen, table[name], nothing)
    for name, column in changed.items():
        table = table.set_column(table.column_names.index(name), name, column)
    return table


def noticed(table: "pa.Table") -> Flags:
    """Return which rows are of those who have said that they leave, where `state` says so."""
    if "state" not in table.column_names:
        return np.zeros(table.num_rows, bool)
    return np.array([one == UNDER_NOTICE for one in table["state"].to_pylist()], bool)


def _numbers(table: "pa.Table", name: str) -> Floats:
    import pyarrow as pa

    return np.asarray(table[name].cast(pa.float64()).to_numpy(), np.float64)


def _causes(table: "pa.Table", left: Flags) -> list[str]:
    """Return the cause of each who left, "" of who did not."""
    if "cause" not in table.column_names:
        return [UNKNOWN if gone else "" for gone in left]
    why = table["cause"].to_pylist()
    return [(one or UNKNOWN) if gone else "" for one, gone in zip(why, left, strict=True)]
