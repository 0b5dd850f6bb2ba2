"""In which periods each unit was active, packed into bits: one pass, one row a unit.

Grouping events by unit and period makes a group for every period of every unit;
grouping by unit alone, and setting one bit a period, makes a tenth of them.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

WORD = 62
"""Periods in one signed 64-bit word, leaving its sign and one bit unused."""


def words(first: int, last: int) -> dict[str, int]:
    """Name the columns that hold the periods from first to last, with the period of bit 0."""
    return {f"word_{n}": first + n * WORD for n in range((last - first) // WORD + 1)}


def packed(seen: "ir.Table", first: int, last: int) -> "ir.Table":
    """Pack the periods in which each unit was seen.

    Grain in: (unit_id, seen), as often as it comes, seen being no later than
    last; rows in which either is null are nobody's. Grain out: a unit, with
    first_seen, last_seen and word_0, word_1, …: bit b of word n is set when the
    unit was seen in period first + 62 n + b. A period before first has no bit,
    and still counts for first_seen.
    """
    import ibis

    bits = {}
    for name, start in words(first, last).items():
        inside = seen.seen >= start
        if last - first >= WORD:
            inside = inside & (seen.seen < start + WORD)
        bits[name] = ibis.ifelse(inside, ibis.literal(1, "int64") << (seen.seen - start), 0)
    return _by_unit(seen, seen.seen, seen.seen, bits)


def packed_ranges(marks: "ir.Table", first: int, last: int) -> "ir.Table":
    """Pack ranges of periods: as `packed`, every period from from_mark to to_mark being seen.

    Grain in: (unit_id, from_mark, to_mark), both inclusive; a range that ends
    before it begins sets no bit, and still counts for first_seen. What lies
    outside of [first, last] is cut off.
    """
    import ibis

    one = ibis.literal(1, "int64")
    bits = {}
    for name, start in words(first, last).items():
        low = ibis.greatest(marks.from_mark, start) - start
        high = ibis.least(marks.to_mark, start + WORD - 1) - start
        inside = marks.from_mark.notnull() & (low <= high)
        bits[name] = ibis.ifelse(inside, (one << (high + 1)) - (one << low), 0)
    return _by_unit(marks, marks.from_mark, marks.to_mark, bits)


def _by_unit(
    rows: "ir.Table",
    begins: "ir.IntegerValue",
    ends: "ir.IntegerValue",
    bits: "dict[str, ir.IntegerValue]",
) -> "ir.Table":
    units = rows.group_by("unit_id").agg(
        first_seen=begins.min(),
        last_seen=ends.max(),
        **{name: word.bit_or() for name, word in bits.items()},
    )
    return units.filter(units.unit_id.notnull(), units.first_seen.notnull())


def alike(units: "ir.Table") -> "ir.Table":
    """Count the units (units) that share everything but their name.

    Grain in: a packed unit. Grain out: first_seen, last_seen, the words and
    whatever was added, such as a group.
    """
    same = [name for name in units.columns if name != "unit_id"]
    return units.group_by(*same).agg(units=units.count())


def is_set(units: "ir.Table", period: "ir.IntegerValue", first: int) -> "ir.BooleanValue":
    """Say whether the bit of a period, no earlier than `first`, is set; null without words."""
    import ibis

    names = [name for name in units.columns if name.startswith("word_")]
    parts = [
        (period < first + (number + 1) * WORD, units[name])
        for number, name in enumerate(names[:-1])
    ]
    word = ibis.cases(*parts, else_=units[names[-1]]) if parts else units[names[-1]]
    return ((word >> ((period - first) % WORD)) & 1) == 1
