"""Drawing the rows to learn from: those who left and some of those who stayed, with weights."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tenure.predict.labels import IN_THE_GAP, KNOWN

if TYPE_CHECKING:
    import ibis.expr.types as ir


def known(labels: "ir.Table") -> "ir.Table":
    """Leave the rows whose outcome is known, and say in `_left` what it is: 1 left, 0 stayed.

    Who was lost in the gap left, too: too soon to be learnt from when asking who will, but not
    when asking in how many days.
    """
    import ibis

    seen = labels.filter(labels.state.isin([KNOWN, IN_THE_GAP]))
    return seen.mutate(_left=ibis.ifelse(seen.state == KNOWN, seen.left, 1))


def counted(labels: "ir.Table") -> "ir.Table":
    """Count the rows of each outcome (left, rows)."""
    rows = known(labels)
    return rows.group_by(left=rows["_left"]).agg(rows=rows.count()).order_by("left")


def shares(rows: Mapping[int, int], most: int) -> dict[int, float]:
    """Return the share of each outcome's rows to draw, so that they are no more than `most`.

    The rarer outcome gets half of the room, or all of itself where that is less.
    """
    rare, common = sorted((rows.get(one, 0), one) for one in (0, 1))
    kept = min(rare[0], (most + 1) // 2)
    room = min(common[0], most - kept)
    return {
        one: kept_of / number if number else 0.0
        for (number, one), kept_of in ((rare, kept), (common, room))
    }


def drawn(labels: "ir.Table", share: Mapping[int, float]) -> "ir.Table":
    """Draw rows of known outcome, each stratum evenly, with `weight` = 1 / its share.

    Grain in and out: a unit at a date. Within a date and an outcome every so manieth unit is
    taken, in the order of their names: the same ones on every engine, and in every run.
    """
    import ibis

    rows = known(labels)
    order = ibis.window(group_by=["as_of", "_left"], order_by="unit_id")
    placed = rows.mutate(
        _place=ibis.row_number().over(order),
        _share=ibis.ifelse(rows["_left"] == 1, share.get(1, 0.0), share.get(0, 0.0)),
    )
    before = (placed._place * placed._share).floor()
    after = ((placed._place + 1) * placed._share).floor()
    taken = placed.filter((after > before) | (placed._share == 1.0))
    return taken.mutate(weight=1.0 / taken._share).drop("_place", "_share", "_left")
