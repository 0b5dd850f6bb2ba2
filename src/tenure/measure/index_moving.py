"""Attrition from an activity index when customers move between groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenure.measure.attrition import COUNTS
from tenure.measure.index import ActivityIndex
from tenure.measure.index_answers import states
from tenure.measure.index_bits import bitmap_of, size
from tenure.periods import Observation, Period

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    from tenure.measure.index_bits import Bitmap

    Numbers = npt.NDArray[np.int64]

_NUMBERS = ("number", *COUNTS)


@dataclass(frozen=True)
class Stretches:
    """For how long who was in which group: one place in every array a stretch; see `placed`.

    `positions` are customers', `codes` places in `names`; `opens` and `closes` are the first
    and the last period that begins in the stretch, `entered` the one in which the customer
    came (`NEVER`: not known), `first` marks the stretch that begins then. Who has none is not
    counted.
    """

    names: Sequence[str]
    codes: "Numbers"
    positions: "Numbers"
    opens: "Numbers"
    closes: "Numbers"
    entered: "Numbers"
    first: "npt.NDArray[np.bool_]"

    def holding(self, number: int, words: int) -> "list[Bitmap]":
        """Return who was in which group when a period began."""
        return self._groups((self.opens <= number) & (number <= self.closes), words)

    def came(self, number: int, words: int) -> "tuple[Bitmap, list[Bitmap]]":
        """Return who came in a period, and in which group each of them was first."""
        own = self.entered == number
        return bitmap_of(self.positions[own], words), self._groups(own & self.first, words)

    def _groups(self, chosen: "npt.NDArray[np.bool_]", words: int) -> "list[Bitmap]":
        positions, codes = self.positions[chosen], self.codes[chosen]
        return [bitmap_of(positions[codes == code], words) for code in range(len(self.names))]


def stretches_of(rows: "pa.Table") -> Stretches:
    """Return stretches from a table (position, group, opens, closes, entered, first)."""
    coded = rows["group"].combine_chunks().dictionary_encode()
    numbers = {name: rows[name].to_numpy() for name in ("opens", "closes", "entered", "first")}
    return Stretches(
        names=[str(name) for name in coded.dictionary.to_pylist()],
        codes=coded.indices.to_numpy(),
        positions=rows["position"].to_numpy(),
        **numbers,
    )


def moving_counts(
    index: ActivityIndex,
    stretches: Stretches,
    *,
    window: int,
    period: Period,
    observed: Observation,
) -> "pa.Table":
    """Count what happened in every period, everyone in the group they had when it began.

    By the rule `inactive` with a window of days. Grain out: (group, number) with the counts
    of `attrition`, for groups in which anybody ever was; see `attrition_of_periods`.
    """
    import pyarrow as pa

    marks = states(index, window=window, period=period, observed=observed)
    number, start, _ = next(marks)
    rows: list[dict[str, object]] = []
    for mark, end, new in marks:
        came, firsts = stretches.came(number, index.words)
        held = stretches.holding(number, index.words)
        for name, hold, own in zip(stretches.names, held, firsts, strict=True):
            there = start & hold
            others = ~start & ((came & own) | (~came & hold))
            rows.append({"group": name, "number": number, **_counts(there, others, end, new)})
        number, start = mark, end
    seen = {row["group"] for row in rows if any(row[count] for count in COUNTS)}
    kept = [row for row in rows if row["group"] in seen]
    columns = {name: pa.array([row[name] for row in kept], pa.int64()) for name in _NUMBERS}
    return pa.table({"group": pa.array([row["group"] for row in kept], pa.string()), **columns})


def _counts(there: "Bitmap", others: "Bitmap", end: "Bitmap", new: "Bitmap") -> dict[str, int]:
    """Count what became, in a period, of those there when it began and of the others."""
    retained, joined, back = size(there & end), size(others & end & new), size(others & end & ~new)
    return {
        "at_start": size(there),
        "retained": retained,
        "lost": size(there & ~end),
        "joined": joined,
        "won_back": back,
        "at_end": retained + joined + back,
        "joined_and_lost": size(others & new & ~end),
    }
