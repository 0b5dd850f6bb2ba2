"""Retention: of those who started together, the share active again period by period."""

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from tenure.measure.moving import with_groups_at
from tenure.measure.presence import alike, is_set, packed
from tenure.measure.rates import rate
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

Mode = Literal["exact", "on_or_after"]

COLUMNS = (
    "cohort",
    "size",
    "period",
    "eligible",
    "returned",
    "retention",
    "retention_low",
    "retention_high",
    "complete",
    "reason",
)

UNFINISHED = "the period is not over for everyone"
NOBODY = "nobody started in this period"
UNSEEN = "the data begin too late to see this period"

_EARLIER = timedelta(days=20 * 365)
"""How long before the data a start may lie and still be dated by the clock of its season."""


def retention(
    activity: "ir.Table",
    *,
    period: Period = "month",
    mode: Mode = "exact",
    calendar: Calendar,
    observed: Observation,
    starts: "ir.Table | None" = None,
    at_least: int = 1,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Count, for every cohort and every period since, who came back.

    Grain in: an event of the return activity (unit_id, occurred_at), or a period
    in which a unit was active (unit_id, seen), as `spell_activity` gives; `starts`
    (unit_id, started_at) says when each unit started, else its first event in
    the data does; `groups` (unit_id, group) splits, or groups over time
    (`moving.placed`), of which the one when the cohort's period began counts, else the
    first known in it. Grain out: a cohort, times a period number counted from 0, times
    a group.

    exact: returned in period k = at least `at_least` events within it.
    on_or_after: returned = active in period k or in any later one.
    retention = returned / eligible with its 95 % Wilson interval. Periods are
    those of the calendar, so all members of a cohort reach the end of period k
    together: eligible is the cohort's size once the observation reaches it, and
    0 before, when the rate is null and complete is false; so it is in a period
    that began before the data did, for a cohort that started earlier still.
    Events without a unit, or after the observation, are not counted.

    Source: definitions, "Retention by cohort".
    """
    keys = ["group"] if groups is not None else []
    first = calendar.number(observed.first, period)
    current = calendar.number(observed.last, period)
    if "seen" not in activity.columns:
        activity = event_activity(activity, period, calendar, observed, at_least=at_least)
    seen = packed(activity, first, current)
    started = cohorts_started(seen, starts, period, calendar, observed)
    units = with_groups_at(
        started, groups, "number", period=period, calendar=calendar, observed=observed
    )
    same = alike(units.drop("first_seen"))
    returned = _returned(same, keys, mode, first, current)
    return retention_of_cells(same, returned, period=period, calendar=calendar, observed=observed)


def retention_of_cells(
    same: "ir.Table",
    returned: "ir.Table",
    *,
    period: Period = "month",
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return the triangle of `retention` from counts of units.

    Grain in: `same`, how many (units) started in each period (number), as several
    rows as may be; `returned`, how many (came) of a period's starters (number)
    were there so many periods later (period); both by group when split. Grain
    out: as `retention`.
    """
    keys = ["group"] if "group" in same.columns else []
    first = calendar.number(observed.first, period)
    current = calendar.number(observed.last, period)
    cells = _cells(same, keys, first, current)
    on = [*keys, "number", "period"]
    joined = cells.left_join(returned, on).select(*on, "size", "came")
    return _rates(joined, keys, period, calendar, observed)


def event_activity(
    activity: "ir.Table",
    period: Period,
    calendar: Calendar,
    observed: Observation,
    *,
    at_least: int = 1,
) -> "ir.Table":
    """Return the period of every event (unit_id, seen), as often as it comes.

    Grain in: an event (unit_id, occurred_at). With `at_least`, only periods with
    that many events, each once.

    It is null for events after the observation: leaving them out with a filter
    first would cost more than the whole aggregation.
    """
    import ibis

    number = calendar.numbers_at(activity.occurred_at, period, observed)
    known = activity.occurred_at < calendar.midnight(observed.end)
    marks = activity.select("unit_id", seen=ibis.ifelse(known, number, ibis.null("int64")))
    if at_least == 1:
        return marks
    counted = marks.group_by("unit_id", "seen").agg(times=marks.count())
    return counted.filter(counted.times >= at_least).select("unit_id", "seen")


def spell_activity(
    spells: "ir.Table", period: Period, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Return the periods in which each unit was active at any time: a distinct (unit_id, seen).

    Grain in: a spell (unit_id, from_local, to_local), half-open. One that is over with the
    first instant of a period is not in it: an end on the 1st, which as a day without a time
    lies a microsecond inside, is no activity in that month.
    """
    import ibis

    end = ibis.literal(observed.end).cast("timestamp")
    begun = spells.filter(spells.from_local < end)
    last = ibis.least(begun.to_local.fill_null(end), end) - ibis.interval(microseconds=2)
    until = ibis.greatest(last, begun.from_local)
    first = calendar.numbers(begun.from_local, period)
    seen = ibis.range(first, calendar.numbers(until, period) + 1).unnest()
    return begun.select("unit_id", seen=seen).distinct()


def cohorts_started(
    seen: "ir.Table",
    starts: "ir.Table | None",
    period: Period,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Give each unit the number of the period in which it started; one row a unit.

    A unit with a recorded start and no activity is there, too. A start may lie
    long before the data, so the clock is followed back for years.
    """
    own = seen.mutate(number=seen.first_seen)
    if starts is None:
        return own
    known = starts.filter(
        starts.unit_id.notnull(), starts.started_at < calendar.midnight(observed.end)
    )
    ever = Observation(observed.first - _EARLIER, observed.last)
    dated = known.select("unit_id", number=calendar.numbers_at(known.started_at, period, ever))
    told = dated.group_by("unit_id").agg(number=dated.number.min())
    followed = told.left_join(seen, "unit_id").select(*own.columns)
    return followed.union(own.anti_join(starts.filter(starts.started_at.notnull()), "unit_id"))


def _returned(
    same: "ir.Table", keys: list[str], mode: Mode, first: int, current: int
) -> "ir.Table":
    """Count the units of each cohort by the period, since their start, in which they returned."""
    import ibis

    periods = ibis.range(first, current + 1).unnest().name("seen").as_table()
    each = same.cross_join(periods)
    later = (
        (each.seen <= each.last_seen) if mode == "on_or_after" else is_set(each, each.seen, first)
    )
    came = each.filter(each.seen >= each.number, later)
    came = came.mutate(period=came.seen - came.number)
    return came.group_by(*keys, "number", "period").agg(came=came.units.sum())


def _cells(same: "ir.Table", keys: list[str], began: int, current: int) -> "ir.Table":
    """List every cell of the triangle: each cohort's size, times the periods up to the current.

    A cohort that nobody joined has the size 0, if it lies between the first that
    somebody did and the current one, and not before the data: one start that is
    typed wrong must not make a thousand cohorts.
    """
    import ibis

    sizes = same.group_by(*keys, "number").agg(size=same.units.sum())
    earliest = same.number.min()
    reach = same.agg(first=ibis.ifelse(earliest < began, began, earliest))
    spine = reach.select(number=ibis.range(reach.first, current + 1).unnest())
    spine = spine.union(same.select("number"), distinct=True)
    if keys:
        spine = spine.cross_join(same.select(*keys).distinct())
    every = spine.left_join(sizes, [*keys, "number"]).select(*keys, "number", "size")
    filled = every.mutate(size=every["size"].fill_null(0))
    return filled.mutate(period=ibis.range(0, current - filled.number + 1).unnest())


def _rates(
    cells: "ir.Table", keys: list[str], period: Period, calendar: Calendar, observed: Observation
) -> "ir.Table":
    import ibis

    at, began = cells.number + cells.period, calendar.number(observed.first, period)
    first_whole = calendar.number(observed.first - timedelta(days=1), period) + 1
    over = at < calendar.number(observed.end, period)
    unseen = (cells.number < began) & (at < first_whole)
    complete = over & ~unseen
    counted = cells.select(
        *keys,
        "size",
        "period",
        cohort=calendar.starts(cells.number, period),
        complete=complete,
        eligible=ibis.ifelse(complete, cells["size"], 0),
        returned=ibis.ifelse(complete, cells.came.fill_null(0), 0),
        reason=ibis.cases(
            (~over, UNFINISHED),
            (unseen, UNSEEN),
            (cells["size"] == 0, NOBODY),
            else_=ibis.null("string"),
        ),
    )
    rows = counted.mutate(**rate("retention", counted.returned, counted.eligible))
    return rows.select(*keys, *COLUMNS).order_by(*keys, "cohort", "period")
