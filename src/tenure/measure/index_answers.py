"""What metrics need, counted from an activity index: small tables, equal to those from events."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenure.measure.index import ActivityIndex
from tenure.measure.index_bits import Members, blank, size
from tenure.periods import Observation, Period

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    from tenure.measure.index_bits import Bitmap
    from tenure.measure.retention import Mode


@dataclass(frozen=True)
class Split:
    """Whom to count apart: the members of each group; without groups, everyone or only some.

    `named` says that there are groups, whose names become the column `group`.
    """

    groups: "Mapping[str | None, Bitmap | None]"
    named: bool = True

    def sizes(self, bitmap: "Bitmap") -> list[int]:
        """Count the members of each group that are in a bitmap."""
        return [size(one) for one in self.parts(bitmap)]

    def parts(self, bitmap: "Bitmap") -> "Iterator[Bitmap]":
        """Yield the members of each group that are in a bitmap."""
        for members in self.groups.values():
            yield bitmap if members is None else bitmap & members

    def present(self, bitmap: "Bitmap") -> "Split":
        """Leave the groups that somebody in a bitmap belongs to; all when there are no groups."""
        if not self.named:
            return self
        kept = zip(self.groups.items(), self.sizes(bitmap), strict=True)
        return Split({name: members for (name, members), number in kept if number})


EVERYONE = Split({None: None}, named=False)


def at_marks(
    index: ActivityIndex,
    *,
    window: int,
    period: Period,
    observed: Observation,
    split: Split = EVERYONE,
) -> "pa.Table":
    """Count who is active at the start of every period, and why; see `attrition_of_marks`.

    By the rule `inactive` with a window of days. Grain out: (group, mark) with
    active, stayed, fresh and began; no rows for groups of which nobody ever was.
    """
    end = index.calendar.number(observed.end, "day")
    split = split.present(index.span(BEGINNING, end, blank(index.words)))
    found = Rows(split, "mark", "active", "stayed", "fresh", "began")
    before = blank(index.words)
    for mark, active, new in states(index, window=window, period=period, observed=observed):
        found.add(mark, active, active & before, active & new, new)
        before = active
    return found.table()


def states(
    index: ActivityIndex, *, window: int, period: Period, observed: Observation
) -> "Iterator[tuple[int, Bitmap, Bitmap]]":
    """Yield every mark, who is active at it, and who was first seen since the one before.

    Mark p is the start of period p; the one after the last observed day is judged at that
    day's end.
    """
    calendar = index.calendar
    first, final = calendar.number(observed.first, period), calendar.number(observed.last, period)
    end = calendar.number(observed.end, "day")
    ever, reached = blank(index.words), BEGINNING
    for mark in range(first, final + 2):
        day = end if mark > final else index.first_day(mark, period)
        known = ever.copy()
        index.span(reached, day, ever)
        active = index.active_at(day, window, end)
        ever |= active  # who did something at this very midnight
        reached = day
        yield mark, active, ever & ~known


def lifecycle_counts(
    index: ActivityIndex, *, period: Period, observed: Observation, split: Split = EVERYONE
) -> "pa.Table":
    """Count who is new, returning, resurrected and dormant in every period; see `lifecycle`."""
    calendar = index.calendar
    first, current = (calendar.number(day, period) for day in (observed.first, observed.last))
    end = calendar.number(observed.end, "day")
    ever = index.span(BEGINNING, index.first_day(first, period), blank(index.words))
    before = index.active_in(first - 1, period, end)
    split = split.present(index.span(BEGINNING, end, blank(index.words)))
    found = Rows(
        split,
        "number",
        *("active_before", "active", "new", "returning", "resurrected", "dormant"),
        "dormant_stock",
    )
    for number in range(first, current + 1):
        here = index.active_in(number, period, end)
        new, again = here & ~ever, here & before
        ever |= here
        back = here & ~new & ~again
        found.add(number, before, here, new, again, back, before & ~here, ever & ~here)
        before = here
    return found.table()


def cohorts_of(
    index: ActivityIndex,
    *,
    period: Period,
    observed: Observation,
    start_days: "npt.NDArray[np.int64] | None" = None,
) -> "dict[int, Bitmap]":
    """Return who started in which period, by its number.

    `start_days` is the day on which the company says that each position started,
    `UNKNOWN_START` where it does not: that one started with the first activity.
    A start that is not over by the end of the observation is not known, nor who has it.
    """
    import numpy as np

    calendar, end = index.calendar, index.calendar.number(observed.end, "day")
    found: dict[int, Bitmap] = {}
    placed = blank(index.words)
    if start_days is not None:
        recorded = np.flatnonzero(start_days != UNKNOWN_START)
        found = _by_period(index, start_days, recorded, period, end)
        placed = _some(index, recorded)
    known = index.days
    if known is None:
        return found
    current = calendar.number(observed.last, period)
    for number in range(calendar.number(calendar.start(known[0], "day"), period), current + 1):
        here = index.active_in(number, period, end)
        here &= ~placed
        placed |= here
        if here.any():
            found[number] = found[number] | here if number in found else here
    return dict(sorted(found.items()))


def triangle(
    index: ActivityIndex,
    cohorts: "Mapping[int, Bitmap]",
    *,
    period: Period,
    mode: "Mode" = "exact",
    observed: Observation,
    split: Split = EVERYONE,
) -> "tuple[pa.Table, pa.Table]":
    """Count each cohort's units, and those that came back, period by period.

    Grain out: (group, number, units), and (group, number, period, came).
    """
    import numpy as np

    calendar = index.calendar
    first, current = (calendar.number(day, period) for day in (observed.first, observed.last))
    end, groups = calendar.number(observed.end, "day"), len(split.groups)
    numbers = np.array(sorted(cohorts), np.int64)
    members = Members(part for at in numbers.tolist() for part in split.parts(cohorts[at]))
    each = np.repeat(numbers, groups)
    names = list(split.groups) * len(numbers)
    later = blank(index.words)
    came = []
    for seen in range(current, first - 1, -1):
        here = index.active_in(seen, period, end)
        if mode == "on_or_after":
            later |= here
            here = later
        until = int(np.searchsorted(each, seen, "right"))
        returned = members.within(here, until)
        came.append((np.flatnonzero(returned), seen, returned[returned > 0]))
    sizes = _named(split, names, number=each, units=members.sizes())
    at = np.concatenate([one for one, _, _ in came]).astype(np.int64)
    since = np.concatenate([seen - each[one] for one, seen, _ in came]).astype(np.int64)
    counted = np.concatenate([number for _, _, number in came]).astype(np.int64)
    back = [names[one] for one in at.tolist()] if split.named else []
    return _present(sizes), _named(split, back, number=each[at], period=since, came=counted)


UNKNOWN_START = -(1 << 40)
NEVER = 1 << 40
"""The number of a day or a period that does not come."""
BEGINNING = -NEVER


def _by_period(
    index: ActivityIndex,
    start_days: "npt.NDArray[np.int64]",
    recorded: "npt.NDArray[np.int64]",
    period: Period,
    end: int,
) -> "dict[int, Bitmap]":
    """Return who is said to have started in which period, before `end`."""
    import numpy as np

    calendar = index.calendar
    days = start_days[recorded]
    known = recorded[days < end]
    found: dict[int, Bitmap] = {}
    if not len(known):
        return found
    order = np.argsort(start_days[known], kind="stable")
    starts, at = np.unique(start_days[known][order], return_index=True)
    for day, own in zip(starts.tolist(), np.split(known[order], at[1:]), strict=True):
        number = calendar.number(calendar.start(day, "day"), period)
        if number not in found:
            found[number] = blank(index.words)
        found[number] |= _some(index, own)
    return found


def _some(index: ActivityIndex, positions: "npt.NDArray[np.int64]") -> "Bitmap":
    from tenure.measure.index_bits import bitmap_of

    return bitmap_of(positions, index.words)


def _named(split: Split, names: "list[str | None]", **columns: Any) -> "pa.Table":
    import pyarrow as pa

    own = {"group": pa.array(names, pa.string())} if split.named else {}
    return pa.table(own | {name: pa.array(column, pa.int64()) for name, column in columns.items()})


def _present(sizes: "pa.Table") -> "pa.Table":
    import pyarrow as pa
    import pyarrow.compute as pc

    return sizes.filter(pc.greater(sizes["units"], pa.scalar(0)))


class Rows:
    """Rows of counts, for each group of a split."""

    def __init__(self, split: Split, *names: str) -> None:
        self.split, self.names = split, names
        self.rows: list[tuple[object, ...]] = []

    def add(self, number: int, *bitmaps: "Bitmap") -> None:
        """Add a row a group: its number, and how many of the group are in each bitmap."""
        counts = zip(*(self.split.sizes(bitmap) for bitmap in bitmaps), strict=True)
        for group, row in zip(self.split.groups, counts, strict=True):
            self.rows.append((group, number, *row))

    def put(self, at: tuple[int, ...], counts: list[int], *, skip_zero: bool) -> None:
        """Add a row a group of a single count, unless it is 0."""
        for group, count in zip(self.split.groups, counts, strict=True):
            if count or not skip_zero:
                self.rows.append((group, *at, count))

    def table(self) -> "pa.Table":
        """Return the rows as a table."""
        columns = list(zip(*self.rows, strict=True)) or [()] * (len(self.names) + 1)
        named = dict(zip(self.names, columns[1:], strict=True))
        return _named(self.split, list(columns[0]), **named)
