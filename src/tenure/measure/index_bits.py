"""Sets of customers as bitmaps: bit p of a bitmap stands for the customer at position p.

Bitmaps are arrays of 64-bit words, the first customer in the lowest bit of the first
word. A stored one ends with its last word that is not 0; a sparse one is kept as the
list of its positions instead.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Bitmap = npt.NDArray[np.uint64]
    Positions = npt.NDArray[np.int64]

BITS = 64
SPARSE = 8
"""How many times smaller a list of positions has to be to be kept instead of a bitmap."""


def words_for(customers: int) -> int:
    """Return how many words a bitmap of so many customers has."""
    return -(-customers // BITS)


def blank(words: int) -> "Bitmap":
    """Return a bitmap with nobody in it."""
    import numpy as np

    return np.zeros(words, np.uint64)


def put(bitmap: "Bitmap", positions: "Positions") -> None:
    """Add the customers at some positions to a bitmap."""
    import numpy as np

    at = positions.astype(np.int64, copy=False)
    np.bitwise_or.at(bitmap, at >> 6, np.uint64(1) << (at & 63).astype(np.uint64))


def bitmap_of(positions: "Positions", words: int) -> "Bitmap":
    """Return the bitmap of the customers at some positions."""
    bitmap = blank(words)
    put(bitmap, positions)
    return bitmap


def positions_of(bitmap: "Bitmap") -> "Positions":
    """Return the positions of the customers in a bitmap, in order."""
    import numpy as np

    return np.flatnonzero(np.unpackbits(bitmap.view(np.uint8), bitorder="little"))


def size(bitmap: "Bitmap") -> int:
    """Return how many customers are in a bitmap."""
    import numpy as np

    return int(np.bitwise_count(bitmap).sum(dtype=np.int64))


def trimmed(bitmap: "Bitmap") -> "Bitmap":
    """Return a bitmap without the words after its last customer."""
    import numpy as np

    used = bitmap != 0
    after = int(np.argmax(used[::-1])) if used.any() else len(bitmap)
    return bitmap[: len(bitmap) - after].copy()


def encoded(bitmap: "Bitmap") -> tuple[str, bytes]:
    """Return a bitmap as it is kept: `bits`, or `positions` where that is much smaller."""
    import numpy as np

    short = trimmed(bitmap)
    number = size(short)
    if number and 4 * number * SPARSE < 8 * len(short):
        at = positions_of(short).astype("<u4")
        even = at if number % 2 == 0 else np.append(at, at[-1])  # bitmaps lie on whole words
        return "positions", even.tobytes()
    return "bits", short.astype("<u8").tobytes()


@dataclass(frozen=True)
class Kept:
    """A bitmap as it is kept, unread until it is used."""

    kind: str
    content: "memoryview | bytes"

    def into(self, bitmap: "Bitmap") -> None:
        """Add its customers to a bitmap that is long enough."""
        import numpy as np

        if self.kind == "positions":
            put(bitmap, np.frombuffer(self.content, "<u4"))
        else:
            own = np.frombuffer(self.content, "<u8")
            part = bitmap[: len(own)]
            np.bitwise_or(part, own, out=part)


def turned(
    positions: "Positions", packed: "npt.NDArray[np.int64]", words: int
) -> "Iterator[tuple[int, Bitmap]]":
    """Turn one word a customer into one bitmap a bit, for every bit that somebody has."""
    import numpy as np

    used = int(np.bitwise_or.reduce(packed, initial=0))
    placed = np.zeros(words * BITS, "<i8")
    placed[positions] = packed
    each = placed.view(np.uint8).reshape(len(placed), 8)
    for number in (one for one in range(8) if used >> 8 * one & 0xFF):
        own = np.ascontiguousarray(each[:, number])
        for bit in (one for one in range(8) if used >> 8 * number + one & 1):
            there = own & np.uint8(1 << bit)
            yield 8 * number + bit, np.packbits(there, bitorder="little").view(np.uint64)


class Members:
    """Disjoint sets of customers, and how many of each are in a bitmap.

    Only the words in which a set has members are looked at: where customers are in
    order of their sets, all of them together cost as much as one bitmap.
    """

    def __init__(self, sets: "Iterable[Bitmap]") -> None:
        import numpy as np

        words, masks = [np.zeros(0, np.int64)], [np.zeros(0, np.uint64)]
        for one in sets:
            words.append(np.flatnonzero(one))
            masks.append(one[words[-1]])
        self.number = len(words) - 1
        self._words, self._masks = np.concatenate(words), np.concatenate(masks)
        self._ends = np.cumsum([len(at) for at in words])

    def sizes(self) -> "npt.NDArray[np.int64]":
        """Count the members of each set."""
        return self._counted(self._masks, self.number)

    def within(self, bitmap: "Bitmap", until: int | None = None) -> "npt.NDArray[np.int64]":
        """Count the members of each set, or of the first `until`, that are in a bitmap."""
        last = self.number if until is None else until
        stop = int(self._ends[last])
        return self._counted(bitmap[self._words[:stop]] & self._masks[:stop], last)

    def _counted(self, both: "Bitmap", last: int) -> "npt.NDArray[np.int64]":
        import numpy as np

        running = np.zeros(len(both) + 1, np.int64)
        np.cumsum(np.bitwise_count(both), dtype=np.int64, out=running[1:])
        return np.asarray(np.diff(running[self._ends[: last + 1]]))
