"""In which periods each unit was active, packed into bits: one pass, one row a unit.

Grouping events by unit and period makes a group for every period of every unit;
grouping by unit alone, and setting one bit a period, makes a tenth of them.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

WORD = 62
"""Periods in one signed 64-bit word, leaving its sign and one bit unused."""


def words(first: int, last: int) -> list[str]:
    """Name the columns that hold the periods from first to last."""
    return [f"word_{number}" for number in range((last - first) // WORD + 1)]


def presence(seen: "ir.Table", first: int, last: int) -> "ir.Table":
    """Pack the periods in which each unit was seen.

    Grain in: (unit_id, seen), as often as it comes; seen lies in [first, last];
    rows in which either is null are nobody's.
    Grain out: a unit, with first_seen, last_seen and word_0, word_1, …: bit b of
    word n is set when the unit was seen in period first + 62 n + b.
    """
    import ibis

    packed = {}
    for number, name in enumerate(words(first, last)):
        start = first + number * WORD
        bit = ibis.literal(1, "int64") << (seen.seen - start)
        inside = (seen.seen >= start) & (seen.seen < start + WORD)
        only = last - first < WORD
        packed[name] = (bit if only else ibis.ifelse(inside, bit, 0)).bit_or()
    units = seen.group_by("unit_id").agg(
        first_seen=seen.seen.min(), last_seen=seen.seen.max(), **packed
    )
    return units.filter(units.unit_id.notnull(), units.first_seen.notnull())


def is_set(packed: "ir.Table", period: "ir.IntegerValue", first: int) -> "ir.BooleanValue":
    """Say whether the bit of a period is set; no word means that nothing is known to be."""
    import ibis

    names = [name for name in packed.columns if name.startswith("word_")]
    parts = [
        (period < first + (number + 1) * WORD, packed[name])
        for number, name in enumerate(names[:-1])
    ]
    word = ibis.cases(*parts, else_=packed[names[-1]]) if parts else packed[names[-1]]
    return ((word >> ((period - first) % WORD)) & 1) == 1
