"""Groups that units move between: which group each was in when a period began."""

from typing import TYPE_CHECKING

from tenure.measure.rates import UNKNOWN, with_groups
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

STRETCH = ("_since", "_until", "_entry", "_first")
"""Columns by which groups say for how long they hold; see `placed`."""
FITS = "_fits"
"""Column by which groups say that who is in none of them is left out."""

_NUMBERS = ("_opens", "_closes", "_entered", "_first")


def is_moving(groups: "ir.Table | None") -> bool:
    """Say whether units may move between groups."""
    return groups is not None and STRETCH[0] in groups.columns


def placed(
    units: "ir.Table",
    groups: "ir.Table | None",
    period: Period,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Add the column `group` to a table of units, one row for every stretch of its groups.

    Grain in: rows with unit_id; `groups` has one row a unit (unit_id, group), or stretches of
    time, [_since, _until) in naive UTC, that cover all of it, _until being null for the last:
    (unit_id, group, _since, _until, _entry, _first), with `_entry` the instant from which
    anything is known of the unit and `_first` on the stretch that begins then. Where units are
    chosen by what changes, stretches in which they do not fit are not there, and the column
    `_fits` says that those who have none are left out.

    Grain out: a row times a stretch, with the numbers of the first and the last period that
    begins in it (_opens, _closes), and of the period of the entry (_entered); `of_period`
    leaves the one stretch of a period.
    """
    import ibis

    if groups is None or not is_moving(groups):
        return with_groups(units, groups)
    tick = ibis.interval(microseconds=1)

    def number(at: "ir.TimestampValue") -> "ir.IntegerValue":
        return calendar.numbers(calendar.local(at, observed), period)

    numbered = groups.select(
        "unit_id",
        "group",
        "_first",
        _opens=number(groups["_since"] - tick) + 1,
        _closes=number(groups["_until"] - tick),
        _entered=number(groups["_entry"]),
    )
    if FITS in groups.columns:
        joined = units.inner_join(numbered, "unit_id")
    else:
        joined = units.left_join(numbered, "unit_id").drop("unit_id_right")
    return joined.mutate(group=joined.group.fill_null(UNKNOWN))


def of_period(
    rows: "ir.Table", number: "ir.IntegerValue", newcomer: "ir.BooleanValue"
) -> "ir.Table":
    """Leave of rows that are `placed` the stretch of a period; others are as they were.

    The one that holds when the period begins. Of a `newcomer`, who was not there then, it is
    the first one known, where that begins within the period: what was known of them before
    they came is nothing.
    """
    import ibis

    if _NUMBERS[0] not in rows.columns:
        return rows
    opens, closes = rows["_opens"], rows["_closes"]
    holds = (opens.isnull() | (opens <= number)) & (closes.isnull() | (number <= closes))
    came = newcomer & (rows["_entered"] == number).fill_null(False)
    own = rows.filter(ibis.ifelse(came, rows["_first"].fill_null(False), holds))
    return own.drop(*_NUMBERS)


def with_groups_at(
    units: "ir.Table",
    groups: "ir.Table | None",
    number: str,
    *,
    period: Period,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Add the group of each row's period, in the column `number`, in which its unit is new."""
    import ibis

    if not is_moving(groups):
        return with_groups(units, groups)
    every = placed(units, groups, period, calendar, observed)
    return of_period(every, every[number], ibis.literal(True))
