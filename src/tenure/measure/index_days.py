"""What is told day by day from an activity index: days of activity, and since when until when."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tenure.measure.index import ActivityIndex
from tenure.measure.index_answers import BEGINNING, EVERYONE, NEVER, Rows, Split
from tenure.measure.index_bits import blank, positions_of
from tenure.periods import Observation, Period

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    from tenure.measure.index_bits import Bitmap


def active_days(
    index: ActivityIndex, *, period: Period, observed: Observation, split: Split = EVERYONE
) -> "pa.Table":
    """Count, for every period, the customers active on so many of its days, from 1 on.

    Grain out: (group, number, own, customers). Sets are added up bit by bit: the
    planes of a binary counter, one a power of two.
    """
    calendar = index.calendar
    first, current = (calendar.number(day, period) for day in (observed.first, observed.last))
    end = calendar.number(observed.end, "day")
    found = Rows(split, "number", "own", "customers")
    for number in range(first, current + 1):
        start, after = (index.first_day(number + step, period) for step in (0, 1))
        planes: list[Bitmap] = []
        for day in range(start, min(after, end)):
            if ("day", day) in index.rows:
                _count_in(planes, index.bitmap("day", day))
        for own in range(1, 1 << len(planes)):
            exactly = _exactly(planes, own)
            if exactly is not None:
                found.put((number, own), split.sizes(exactly), skip_zero=True)
    return found.table()


def daily(
    index: ActivityIndex,
    *,
    lengths: "Mapping[str, int]",
    observed: Observation,
    split: Split = EVERYONE,
) -> "pa.Table":
    """Count, for every observed day, who was active in the days that end with it.

    `lengths` names each count and says of how many days it is. Grain out: (group, at, and
    the counts). Days are taken together in blocks as long as a count's own: whoever was
    active in the last days is in the end of one block or in the beginning of the next, so
    a day costs three unions whatever the length.
    """
    first, last = (index.calendar.number(day, "day") for day in (observed.first, observed.last))
    split = split.present(index.span(BEGINNING, last + 1, blank(index.words)))
    windows = [_windows(index, first, last, length) for length in lengths.values()]
    found = Rows(split, "at", *lengths)
    for at, bitmaps in enumerate(zip(*windows, strict=True), first):
        found.add(at, *bitmaps)
    return found.table()


def lapsing_counts(
    index: ActivityIndex,
    *,
    window: int,
    within: Sequence[int],
    observed: Observation,
    split: Split = EVERYONE,
) -> "pa.Table":
    """Count who is active when the observation ends and will not be later; see `lapsing`."""
    end = index.calendar.number(observed.end, "day")
    active = index.active_at(end, window, end)
    split = split.present(active)
    found = Rows(split, "within_days", "customers", "active")
    for days in within:
        left = window - days
        still = index.active_at(end, left, end) if left > 0 else blank(index.words)
        found.add(days, active & ~still, active)
    return found.table()


def midnight_spells(index: ActivityIndex, *, window: int, observed: Observation) -> "pa.Table":
    """Return from which midnight to which each customer was active, by the rule `inactive`.

    Grain out: (position, from_day, to_day), day numbers; active at the midnights of the days
    from from_day up to, not including, to_day, which is null for who still is when the
    observation ends. The spells of the rule, their ends put off to the next midnight: who
    was active at any midnight is the same.
    """
    import numpy as np
    import pyarrow as pa

    first, end = (index.calendar.number(day, "day") for day in (observed.first, observed.end))
    began: list[tuple[int, npt.NDArray[np.int64]]] = []
    ended: list[tuple[int, npt.NDArray[np.int64]]] = []
    before = blank(index.words)
    for day in range(first, end + 1):
        active = index.active_at(day, window, end)
        began.append((day, positions_of(active & ~before)))
        ended.append((day, positions_of(before & ~active)))
        before = active
    ended.append((NEVER, positions_of(before)))
    position, start = _in_order(began)
    _, until = _in_order(ended)
    return pa.table(
        {
            "position": position,
            "from_day": start,
            "to_day": pa.array(until, pa.int64(), mask=until == NEVER),
        }
    )


def _in_order(
    days: "list[tuple[int, npt.NDArray[np.int64]]]",
) -> "tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]":
    """Return positions, each with its days in order: each start lies beside its own end."""
    import numpy as np

    at = np.concatenate([positions for _, positions in days]).astype(np.int64)
    sizes = [len(positions) for _, positions in days]
    day = np.repeat(np.array([day for day, _ in days], np.int64), sizes)
    order = np.argsort(at, kind="stable")
    return at[order], day[order]


def _windows(index: ActivityIndex, first: int, last: int, length: int) -> "Iterator[Bitmap]":
    """Yield, for every day from first to last, who was active in the days that end with it."""
    ends: list[Bitmap] = [blank(index.words)] * length
    for start in range(first - length, last + 1, length):
        days = [index.bitmap("day", day) for day in range(start, start + length)]
        begun = blank(index.words)
        for day, (bitmap, earlier) in enumerate(zip(days, ends, strict=True), start):
            begun |= bitmap
            if first <= day <= last:
                yield begun | earlier
        ends = _ends(days)


def _ends(days: "list[Bitmap]") -> "list[Bitmap]":
    """Return, for every day of a block, who was active on a later day of it."""
    ends = [days[0] ^ days[0]]
    for bitmap in reversed(days[1:]):
        ends.append(ends[-1] | bitmap)
    return ends[::-1]


def _count_in(planes: "list[Bitmap]", bitmap: "Bitmap") -> None:
    """Add one to the counter of everyone in a bitmap."""
    carry = bitmap
    for at, plane in enumerate(planes):
        planes[at], carry = plane ^ carry, plane & carry
        if not carry.any():
            return
    if carry.any():
        planes.append(carry)


def _exactly(planes: "list[Bitmap]", own: int) -> "Bitmap | None":
    """Return those whose counter stands at a number; None when nobody's does."""
    found = None
    for at, plane in enumerate(planes):
        part = plane if own >> at & 1 else ~plane
        found = part if found is None else found & part
    return found if found is not None and found.any() else None
