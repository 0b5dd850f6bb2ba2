"""Frequency of return: how many customers were active on how many days of a period."""

from datetime import timedelta
from typing import TYPE_CHECKING

from tenure.measure.rates import rate, with_groups
from tenure.measure.stickiness import (
    NOBODY,
    TRUNCATED,
    UNFINISHED,
    WEEK,
    active_days,
    in_periods,
)
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir


def frequency(
    activity: "ir.Table",
    *,
    period: Period = "week",
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Count, for every number of days, the customers active on so many days of a period.

    Grain in: as `stickiness`. Grain out: a period, times a number of days from 1 to
    those of the period, times a group.

    customers = active on exactly so many days; or_more = on so many or more;
    active = on one or more; share = customers / active with its 95 % Wilson
    interval. A period that is not over, or not observed from its first day, has
    no counts of days: a day that is still to come cannot be told from a day away.

    Source: the field's "frequency of return".
    """
    days = with_groups(active_days(activity, calendar, observed), groups)
    keys = ["group"] if groups is not None else []
    each = in_periods(days, keys, period, calendar)
    found = each.group_by(*keys, "number", "own").agg(customers=each.count())
    return frequency_of_counts(found, period=period, calendar=calendar, observed=observed)


def frequency_of_counts(
    counted: "ir.Table",
    *,
    period: Period = "week",
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return `frequency` from how many customers were active on how many days.

    Grain in: a period (number), times a number of days (own) with anyone (customers), and
    group when split.
    """
    import ibis

    keys = ["group"] if "group" in counted.columns else []
    first, current = (calendar.number(day, period) for day in (observed.first, observed.last))
    longest = {"day": 1, "week": WEEK, "month": 31, "quarter": 92, "year": 366}[period]
    spine = ibis.range(first, current + 1).unnest().name("number").as_table()
    spine = spine.cross_join(ibis.range(1, longest + 1).unnest().name("days_active").as_table())
    if keys:
        spine = spine.cross_join(counted.select(*keys).distinct())
    on = [*keys, "number", "days_active"]
    every = spine.left_join(counted.rename(days_active="own"), on)
    filled = every.select(*on, customers=every.customers.fill_null(0).cast("int64"))
    return _histogram(filled, keys, period, calendar, observed)


def _histogram(
    rows: "ir.Table", keys: list[str], period: Period, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Add who was active on so many days or more, and each number's share of all active."""
    import ibis

    start, end = calendar.starts(rows.number, period), calendar.starts(rows.number + 1, period)
    complete = rows.number < calendar.number(observed.end, period)
    first_whole = calendar.number(observed.first - timedelta(days=1), period) + 1
    whole = complete & (rows.number >= first_whole)
    own = ibis.window(group_by=[*keys, "number"])
    upwards = ibis.window(
        group_by=[*keys, "number"], order_by=ibis.desc("days_active"), preceding=(None, 0)
    )
    counted = rows.select(
        *keys,
        "days_active",
        period_start=start,
        period_end=end,
        complete=complete,
        whole=whole,
        length=end.delta(start, unit="day").cast("int64"),
        customers=rows.customers,
        or_more=rows.customers.sum().over(upwards).cast("int64"),
        active=rows.customers.sum().over(own).cast("int64"),
    )
    there = counted.filter(counted.days_active <= counted.length)
    told = there.mutate(
        customers=ibis.ifelse(there.whole, there.customers, ibis.null()),
        or_more=ibis.ifelse(there.whole, there.or_more, ibis.null()),
    )
    shares = told.mutate(**rate("share", told.customers, told.active))
    return shares.select(
        *keys,
        "period_start",
        "period_end",
        "complete",
        "days_active",
        "customers",
        "or_more",
        "active",
        "share",
        "share_low",
        "share_high",
        reason=ibis.cases(
            (~shares.complete, UNFINISHED),
            (~shares.whole, TRUNCATED),
            (shares.active == 0, NOBODY),
            else_=ibis.null("string"),
        ),
    ).order_by(*keys, "period_start", "days_active")
