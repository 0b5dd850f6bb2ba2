"""Bands of a number that hold equal numbers of units, to split by."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir


def quantile_bands(values: "ir.Table", *, bands: int = 4) -> "ir.Table":
    """Return the band of each unit's number as its group: (unit_id, group), `1 of 4` the lowest.

    Grain in: a unit (unit_id, value). Equal values are never parted: with n units,
    b of them below a value and t at it, the value lies at (b + t / 2) / n, and
    belongs to the band in which that lies; so a band may be empty. A unit without
    a value has the group null. Raises ValueError for fewer than 2 bands.
    """
    import ibis

    if bands < 2:
        raise ValueError(f"at least 2 bands are needed, not {bands}")
    known = values.filter(values["value"].notnull())
    counted = known.group_by("value").agg(n=known.count())
    upto = ibis.range_window(order_by="value", preceding=None, following=0)
    everyone = counted.n.sum().over(ibis.window())
    place = (counted.n.sum().over(upto) - counted.n / 2) / everyone
    placed = counted.select(_value=counted["value"], place=place)
    steps = [
        (placed.place < (number + 1) / bands, f"{number + 1} of {bands}")
        for number in range(bands - 1)
    ]
    named = placed.select("_value", group=ibis.cases(*steps, else_=f"{bands} of {bands}"))
    joined = values.left_join(named, values["value"] == named["_value"])
    return joined.select("unit_id", "group")
