"""Who will count as lost before long unless they come back: the save window of silence."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import reduce
from typing import TYPE_CHECKING

from tenure.measure.members import in_group, known_count, whole
from tenure.measure.rates import with_groups
from tenure.periods import Observation

if TYPE_CHECKING:
    import ibis.expr.types as ir

HORIZONS = (7, 14, 30)
"""The days looked ahead where each customer has a time of silence of their own."""
NOBODY = "nobody is active when the observation ends"


def horizons(silence: int) -> tuple[int, ...]:
    """Return the days to look ahead where everyone has left after so many days of silence.

    A quarter, half and three quarters of them: after all of them, everyone would have left.
    """
    return tuple(sorted({max(1, silence * part // 4) for part in (1, 2, 3)}))


def lapsing(
    spells: "ir.Table",
    *,
    within: Sequence[int] = HORIZONS,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Count who is active now and will not be so many days later, if nothing happens.

    Grain in: a spell of a rule by which silence is leaving (unit_id, from_local, to_local),
    as known at the end of the observation; `groups` (unit_id, group) splits. Grain out: a
    number of days of `within`, times a group: within_days, customers (who lapse by then:
    within 14 includes within 7), active (everyone active when the observation ends).

    Source: definitions, "Attrition of customers" (save window).
    """
    import ibis

    keys = ["group"] if groups is not None else []
    units = with_groups(_active(spells, observed), groups)

    def counted(days: int) -> "ir.Table":
        rows = units.group_by(*keys) if keys else units
        return rows.agg(
            within_days=ibis.literal(days, "int64"),
            customers=units.count(where=units.until <= _midnight(observed, days)),
            active=units.count(),
        )

    counts = [counted(days) for days in within]
    return lapsing_of_counts(reduce(lambda one, other: one.union(other), counts))


def lapsing_of_counts(counted: "ir.Table") -> "ir.Table":
    """Return `lapsing` from counts (within_days, customers, active, and group when split)."""
    import ibis

    keys = ["group"] if "group" in counted.columns else []
    return counted.select(
        *keys,
        "within_days",
        customers=counted.customers.cast("int64"),
        active=counted.active.cast("int64"),
        reason=ibis.ifelse(counted.active > 0, ibis.null("string"), NOBODY),
    ).order_by(*keys, "within_days")


def lapsing_members(
    spells: "ir.Table",
    *,
    cell: Mapping[str, object],
    count: str,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Return the units (unit_id) behind one count of one row: customers or active."""
    known_count(count, ("customers", "active"))
    units = in_group(_active(spells, observed), groups, cell)
    if count == "customers":
        units = units.filter(units.until <= _midnight(observed, whole(cell, "within_days")))
    return units.select("unit_id")


def _active(spells: "ir.Table", observed: Observation) -> "ir.Table":
    """Return who is active when the observation ends, and until when without doing anything."""
    end = _midnight(observed)
    known = spells.filter(spells.unit_id.notnull(), spells.from_local <= end)
    units = known.group_by("unit_id").agg(until=known.to_local.max())
    return units.filter(units.until > end)


def _midnight(observed: Observation, later: int = 0) -> "ir.TimestampScalar":
    import ibis

    return ibis.literal(datetime.combine(observed.end + timedelta(days=later), time()))
