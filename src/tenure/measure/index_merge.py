"""Building an activity index and bringing it up to date: both are a merge of packed days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from tenure.measure.index import LEVELS, MIDNIGHT, ONLY_MIDNIGHT, ActivityIndex, Key
from tenure.measure.index_bits import Kept, blank, encoded, turned
from tenure.measure.presence import WORD

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    from tenure.measure.index_bits import Bitmap, Positions

    Words = npt.NDArray[np.int64]


@dataclass(frozen=True)
class PackedDays:
    """Who did something on each of 62 days in a row: bit b of a word is day first + b.

    One entry a unit: its position, and its words of `days_of`.
    """

    first: int
    positions: "Positions"
    days: "Words"
    midnights: "Words"

    def bitmaps(self, words: int) -> "Iterator[tuple[int, Bitmap, Bitmap | None]]":
        """Yield each day with events: who did anything but at its midnight, and who at it."""
        import numpy as np

        some = np.flatnonzero(self.midnights)
        sharp = dict(turned(self.positions[some], self.midnights[some], words))
        for bit, bitmap in turned(self.positions, self.days, words):
            yield self.first + bit, bitmap, sharp.pop(bit, None)
        for bit, at_midnight in sharp.items():
            yield self.first + bit, blank(words), at_midnight


def packed_days(table: "pa.Table", positions: "Positions", *, origin: int = 0) -> list[PackedDays]:
    """Take the packed days out of a table of `days_of`, whose rows are at those positions."""
    import numpy as np

    block, days, midnights = (table[name].to_numpy() for name in ("block", "days", "midnights"))
    least = int(block.min(initial=0))
    found = []
    for number in np.flatnonzero(np.bincount(block - least)).tolist():
        own = np.flatnonzero(block == least + number)
        first = origin + (least + number) * WORD
        found.append(PackedDays(first, positions[own], days[own], midnights[own]))
    return found


def placed(table: "pa.Table", there: int) -> "tuple[pa.Array[Any], Positions]":
    """Give units without a position the next ones, those who came first first.

    Takes rows of `days_of` with their units' position, null where it has none yet, and
    how many positions there are. Returns the new units in order, so that a cohort lies
    together, and the position of every row.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    known: Any = table["position"].combine_chunks().cast(pa.int64())
    filled: Any = pc.fill_null(known, -1)
    positions = filled.to_numpy()
    rows = np.flatnonzero(positions < 0)
    units, codes = _distinct(table["unit_id"].combine_chunks(), rows, table["block"].to_numpy())
    first = np.full(len(units), np.iinfo(np.int64).max)
    np.minimum.at(first, codes, _first_days(table, rows))
    order = _in_order(first)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(there, there + len(order))
    positions = positions.copy()
    positions[rows] = place[codes]
    return units.take(cast("Any", order)), positions


def merged(index: ActivityIndex, customers: int, parts: Iterable[PackedDays]) -> dict[Key, Kept]:
    """Return the bitmaps that new days change, each as it is with them.

    `customers` counts all positions with the new ones, which come after those
    there were. No two parts are about the same days.
    """
    grown = ActivityIndex(index.calendar, customers, index.rows)
    changed: dict[Key, Kept] = {}
    longer: dict[Key, Bitmap] = {}
    for part in parts:
        for day, new, sharp in part.bitmaps(grown.words):
            there = _on_day(grown, day, new, sharp, changed)
            date = index.calendar.start(day, "day")
            for level in LEVELS[1:]:
                key = level, index.calendar.number(date, level)
                if key not in longer:
                    longer[key] = grown.bitmap(*key)
                longer[key] |= there
    return changed | {key: Kept(*encoded(bitmap)) for key, bitmap in longer.items()}


def _distinct(
    units: "pa.Array[Any]", rows: "Positions", block: "Words"
) -> "tuple[pa.Array[Any], Positions]":
    """Return the units of some rows, each once, and which of them each row is about."""
    import numpy as np

    own = units.take(cast("Any", rows))
    if not len(block) or block.min() == block.max():  # so none of them comes twice
        return own, np.arange(len(own))
    coded = own.dictionary_encode()
    return coded.dictionary, coded.indices.to_numpy()


def _first_days(table: "pa.Table", rows: "Positions") -> "Words":
    """Return the first day, from the origin on, that each of some rows is about."""
    import numpy as np

    block, days, midnights = (
        table[name].to_numpy()[rows] for name in ("block", "days", "midnights")
    )
    both = days | midnights
    return np.asarray(block * WORD + np.bitwise_count((both & -both) - 1), np.int64)


def _in_order(first: "Words") -> "Positions":
    """Return the order of units by their first day."""
    import numpy as np

    if len(first) and int(first.max() - first.min()) < 1 << 16:
        return np.argsort((first - first.min()).astype(np.uint16), kind="stable")
    return np.argsort(first, kind="stable")


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
