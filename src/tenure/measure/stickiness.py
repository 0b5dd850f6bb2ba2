"""Stickiness: on how many of a period's days its customers were active."""

from datetime import timedelta
from typing import TYPE_CHECKING

from tenure.measure.rates import with_groups
from tenure.measure.retention import event_activity
from tenure.periods import Calendar, Observation, Period
from tenure.stats.intervals import Z95

if TYPE_CHECKING:
    import ibis.expr.types as ir

WEEK = 7
UNFINISHED = "the period is not over"
TRUNCATED = "the data begin within the period"
NOBODY = "nobody was active in the period"
NO_WINDOW = "the data begin too late for the days before each day of the period"


def active_days(activity: "ir.Table", calendar: Calendar, observed: Observation) -> "ir.Table":
    """Return the local days on which each unit was active: a distinct (unit_id, day), day a number.

    Grain in: an event (unit_id, occurred_at), or a day (unit_id, seen).
    """
    seen = activity
    if "seen" not in activity.columns:
        seen = event_activity(activity, "day", calendar, observed)
    last = calendar.number(observed.last, "day")
    known = seen.filter(seen.unit_id.notnull(), seen.seen.notnull(), seen.seen <= last)
    return known.select("unit_id", day=known.seen).distinct()


def stickiness(
    activity: "ir.Table",
    *,
    period: Period = "month",
    month_days: int = 28,
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Measure on how many days of a period its active customers were active.

    Grain in: an event (unit_id, occurred_at), or a day (unit_id, seen); to split,
    `groups` (unit_id, group). Grain out: a period, times a group.

    active = customers active in the period, on at least one day;
    active_days = Σ over the days of those active on it (DAU);
    stickiness = active_days / (active · days): the share of the period's days on
    which an active customer was active; it equals the mean DAU over the active of
    the calendar period. Its 95 % interval is that of a mean over customers, days of
    one customer not being independent: p ± 1.96 · s / √active, within 0 and 1.
    dau_wau and dau_mau: for each day, the active of that day over those active in
    the 7 (`month_days`) days that end with it; averages of these daily rates over
    the days of the period, and averages of rates is what they are. A day whose
    window begins before the data, or is empty, is in no average; averaged_days
    counts those of dau_mau.

    A period that is not over, or not observed from its first day, has counts and
    no rates. Raises nothing.

    Source: definitions, "Repeat purchase, value, timing" and the field's DAU/MAU.
    """
    keys = ["group"] if groups is not None else []
    days = with_groups(active_days(activity, calendar, observed), groups)
    each = in_periods(days, keys, period, calendar)
    return stickiness_of_counts(
        each.group_by(*keys, "number", "own").agg(customers=each.count()),
        _by_day(days, keys, month_days, calendar, observed),
        period=period,
        month_days=month_days,
        calendar=calendar,
        observed=observed,
    )


def stickiness_of_counts(
    counted: "ir.Table",
    daily: "ir.Table",
    *,
    period: Period = "month",
    month_days: int = 28,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return `stickiness` from counts of customers.

    Grain in: `counted`, a period (number), times a number of active days (own) with anyone
    (customers); `daily`, every observed day (at) with who was active on it (dau), in the
    week (wau) and the `month_days` (mau) that end with it; both with group when split.
    """
    keys = ["group"] if "group" in counted.columns else []
    whole = _by_period(counted, keys, period, calendar, observed)
    averages = _averaged(daily, keys, period, month_days, calendar, observed)
    on = [*keys, "number"]
    joined = whole.left_join(averages, on).select(
        *whole.columns, "dau_wau", "dau_mau", "averaged_days"
    )
    return _rates(joined, keys, period, calendar, observed)


def _by_period(
    each: "ir.Table", keys: list[str], period: Period, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Count, for every period and group, the active and their days: sums and sums of squares."""
    import ibis

    first, current = (calendar.number(day, period) for day in (observed.first, observed.last))
    own = each.own * each.customers
    found = each.group_by(*keys, "number").agg(
        active=each.customers.sum(), sum_days=own.sum(), sum_squares=(each.own * own).sum()
    )
    spine = ibis.range(first, current + 1).unnest().name("number").as_table()
    if keys:
        spine = spine.cross_join(each.select(*keys).distinct())
    on = [*keys, "number"]
    every = spine.left_join(found, on)
    counts = ("active", "sum_days", "sum_squares")
    return every.select(*on, **{name: every[name].fill_null(0).cast("int64") for name in counts})


def in_periods(days: "ir.Table", keys: list[str], period: Period, calendar: Calendar) -> "ir.Table":
    """Count the days on which each unit was active in each period: (unit_id, number, own)."""
    local = calendar.starts(days.day, "day").cast("timestamp")
    placed = days.mutate(number=calendar.numbers(local, period))
    return placed.group_by(*keys, "unit_id", "number").agg(own=placed.count())


def active_members(
    activity: "ir.Table",
    *,
    number: int,
    at_least: int = 1,
    at_most: int | None = None,
    period: Period,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return the units (unit_id) active on some number of the days of a period.

    Grain in: as `stickiness`; `number` is that of the period. These are the units that
    counts of `stickiness` and `frequency` are made of.
    """
    days = active_days(activity, calendar, observed)
    each = in_periods(days, [], period, calendar)
    here = each.filter(each.number == number, each.own >= at_least)
    return (here if at_most is None else here.filter(here.own <= at_most)).select("unit_id")


def _by_day(
    days: "ir.Table", keys: list[str], month_days: int, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Count, for every day, who was active on it, in its week and in its month of days.

    A day on which a unit was active puts it into the windows of that day and of
    those after it, until the unit's next active day does so again, or the window
    has passed: what enters minus what leaves, summed up, is who is inside.
    """
    import ibis

    first, last = (calendar.number(day, "day") for day in (observed.first, observed.last))
    own = ibis.window(group_by=[*keys, "unit_id"], order_by="day")
    following = days.mutate(following=days.day.lead().over(own))
    moves = [following.select(*keys, at="day", dau=_one(), wau=_one(), mau=_one())]
    for name, length in (("wau", WEEK), ("mau", month_days)):
        after = following.day + length
        leaves = ibis.ifelse(following.following < after, following.following, after)
        steps = {column: _one() * (-1 if column == name else 0) for column in ("dau", "wau", "mau")}
        moves.append(following.select(*keys, at=leaves, **steps))
    counts = ("dau", "wau", "mau")
    moved = moves[0].union(*moves[1:])
    moved = moved.filter(moved["at"] <= last)
    earliest = moved.mutate(at=ibis.greatest(moved["at"], ibis.literal(first - 1, "int64")))
    on = [*keys, "at"]
    sums = earliest.group_by(*on).agg(**{name: earliest[name].sum() for name in counts})
    spine = ibis.range(first - 1, last + 1).unnest().name("at").as_table()
    if keys:
        spine = spine.cross_join(days.select(*keys).distinct())
    every = spine.left_join(sums, on)
    filled = every.select(*on, **{name: every[name].fill_null(0).cast("int64") for name in counts})
    running = ibis.window(group_by=keys or None, order_by="at", preceding=(None, 0))
    inside = filled.mutate(wau=filled.wau.sum().over(running), mau=filled.mau.sum().over(running))
    return inside.filter(inside["at"] >= first)


def _one() -> "ir.IntegerScalar":
    import ibis

    return ibis.literal(1, "int64")


def _averaged(
    daily: "ir.Table",
    keys: list[str],
    period: Period,
    month_days: int,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Average the daily rates over the days of each period whose windows are observed whole."""
    first = calendar.number(observed.first, "day")
    local = calendar.starts(daily["at"], "day").cast("timestamp")
    placed = daily.mutate(number=calendar.numbers(local, period))
    week = (placed["at"] >= first + WEEK - 1) & (placed.wau > 0)
    month = (placed["at"] >= first + month_days - 1) & (placed.mau > 0)
    return placed.group_by(*keys, "number").agg(
        dau_wau=(placed.dau / placed.wau.nullif(0)).mean(where=week),
        dau_mau=(placed.dau / placed.mau.nullif(0)).mean(where=month),
        averaged_days=placed.count(where=month),
    )


def _rates(
    rows: "ir.Table", keys: list[str], period: Period, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Add the share of days with the interval of a mean, and say what is not known."""
    import ibis

    start, end = calendar.starts(rows.number, period), calendar.starts(rows.number + 1, period)
    complete = rows.number < calendar.number(observed.end, period)
    first_whole = calendar.number(observed.first - timedelta(days=1), period) + 1
    whole = complete & (rows.number >= first_whole)
    days = end.delta(start, unit="day").cast("int64")
    n = rows.active.nullif(0)
    mean = rows.sum_days / n
    square = (rows.sum_squares - mean * rows.sum_days) / (rows.active - 1).nullif(0)
    half = (ibis.greatest(square, 0.0) / n).sqrt() * Z95
    nothing = ibis.null("float64")

    def known(value: "ir.FloatingValue") -> "ir.FloatingValue":
        return ibis.ifelse(whole & (rows.active > 0), value, nothing)

    sure = whole & (rows.active > 1)
    return rows.select(
        *keys,
        period_start=start,
        period_end=end,
        complete=complete,
        days=days,
        active=rows.active,
        active_days=rows.sum_days,
        stickiness=known(mean / days),
        stickiness_low=ibis.ifelse(sure, ibis.greatest((mean - half) / days, 0.0), nothing),
        stickiness_high=ibis.ifelse(sure, ibis.least((mean + half) / days, 1.0), nothing),
        dau_wau=known(rows.dau_wau),
        dau_mau=known(rows.dau_mau),
        averaged_days=ibis.ifelse(whole, rows.averaged_days, 0),
        reason=ibis.cases(
            (~complete, UNFINISHED),
            (~whole, TRUNCATED),
            (rows.active == 0, NOBODY),
            (rows.dau_mau.isnull(), NO_WINDOW),
            else_=ibis.null("string"),
        ),
    ).order_by(*keys, "period_start")
