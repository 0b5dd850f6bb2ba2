"""Building an activity index and bringing it up to date: both are a merge of packed days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenure.measure.index import LEVELS, MIDNIGHT, ONLY_MIDNIGHT, ActivityIndex, Key
from tenure.measure.index_bits import Kept, bitmap_of, blank, encoded, turned, words_for
from tenure.measure.presence import WORD

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    from tenure.measure.index_bits import Bitmap, Positions


@dataclass(frozen=True)
class PackedDays:
    """Rows of `days_of`: bit b of column n is day first + 62 n + b.

    `positions` says at which position each row's unit is; None: row p at position p.
    """

    first: int
    columns: "Sequence[npt.NDArray[np.int64]]"
    positions: "Positions | None" = None

    def bitmaps(self, words: int) -> "Iterator[tuple[int, Bitmap]]":
        """Yield, in their order, the days on which somebody was active, and who was."""
        import numpy as np

        if self.positions is None:
            for at, bit, bitmap in turned(self.columns):
                yield self.first + at * WORD + bit, bitmap
            return
        for number, column in enumerate(self.columns):
            bits = int(np.bitwise_or.reduce(column, initial=0))
            for bit in (one for one in range(WORD) if bits >> one & 1):
                there = np.flatnonzero((column >> bit) & 1)
                yield self.first + number * WORD + bit, bitmap_of(self.positions[there], words)


def packed_days(table: "pa.Table", first: int, positions: "Positions | None" = None) -> PackedDays:
    """Take the packed days out of a table of `days_of` whose first period was `first`."""
    names = sorted(
        (name for name in table.column_names if name.startswith("word_")),
        key=lambda name: int(name.removeprefix("word_")),
    )
    return PackedDays(first, [table[name].to_numpy() for name in names], positions)


def in_order(table: "pa.Table") -> "npt.NDArray[np.int64]":
    """Return the order of new units: by their first day, so that a cohort lies together."""
    import numpy as np

    first = table["first_seen"].to_numpy()
    if len(first) and int(first.max() - first.min()) < 1 << 16:
        return np.argsort((first - first.min()).astype(np.uint16), kind="stable")
    return np.argsort(first, kind="stable")


def merged(
    index: ActivityIndex, customers: int, ordinary: PackedDays, midnight: PackedDays
) -> dict[Key, Kept]:
    """Return the bitmaps that new days change, each as it is with them.

    `customers` counts all positions with the new ones, which come after those
    there were. The days of events exactly at midnight are told apart.
    """
    grown = ActivityIndex(index.calendar, customers, index.rows)
    words = words_for(customers)
    sharp = dict(midnight.bitmaps(words))
    changed: dict[Key, Kept] = {}
    longer: dict[Key, Bitmap] = {}
    for day, new in _every_day(ordinary.bitmaps(words), sharp, words):
        there = _on_day(grown, day, new, sharp.get(day), changed)
        date = index.calendar.start(day, "day")
        for level in LEVELS[1:]:
            key = level, index.calendar.number(date, level)
            if key not in longer:
                longer[key] = grown.bitmap(*key)
            longer[key] |= there
    return changed | {key: Kept(*encoded(bitmap)) for key, bitmap in longer.items()}


def _every_day(
    ordinary: "Iterator[tuple[int, Bitmap]]", sharp: "dict[int, Bitmap]", words: int
) -> "Iterator[tuple[int, Bitmap]]":
    """Yield every day on which anything happened, with who did anything but at its midnight."""
    seen = set()
    for day, new in ordinary:
        seen.add(day)
        yield day, new
    for day in sorted(set(sharp) - seen):
        yield day, blank(words)


def _on_day(
    index: ActivityIndex,
    day: int,
    new: "Bitmap",
    sharp: "Bitmap | None",
    changed: dict[Key, Kept],
) -> "Bitmap":
    """Note the bitmaps of one day with what is new; return who was active on it."""
    before = index.bitmap("day", day)
    if sharp is None and (MIDNIGHT, day) not in index.rows:
        there = before | new
    else:
        at_midnight = index.bitmap(MIDNIGHT, day)
        if sharp is not None:
            at_midnight |= sharp
        otherwise = (before & ~index.bitmap(ONLY_MIDNIGHT, day)) | new
        there = otherwise | at_midnight
        changed[MIDNIGHT, day] = Kept(*encoded(at_midnight))
        changed[ONLY_MIDNIGHT, day] = Kept(*encoded(at_midnight & ~otherwise))
    changed["day", day] = Kept(*encoded(there))
    return there
