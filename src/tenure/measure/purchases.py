"""Purchases: who buys again, after how long, and how long customers stay."""

from datetime import timedelta
from functools import reduce
from typing import TYPE_CHECKING

from tenure.measure.rates import rate, with_groups
from tenure.measure.states import merged
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

REPEAT_COUNTS = (
    "buyers",
    "repeat_buyers",
    "buyers_ever",
    "repeat_ever",
    "first_buyers",
    "eligible",
    "repeated_within",
)
UNFINISHED = "the period is not over"
UNSEEN = "the data begin within this period"
NOBODY = "nobody bought in this period"


def bought_lines(orders: "ir.Table") -> "ir.Table":
    """Return the order lines that are purchases, every column kept.

    As `activity.purchases`: none that gives money back (a negative amount) or goods (no
    positive quantity); something for nothing is one.
    """
    bought = orders.filter(orders.customer_id.notnull())
    if "amount" in orders.columns:
        bought = bought.filter(bought.amount.isnull() | (bought.amount >= 0))
    if "quantity" in orders.columns:
        bought = bought.filter(bought.quantity.isnull() | (bought.quantity > 0))
    return bought


def purchase_days(
    purchases: "ir.Table", *, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Return the days on which each unit bought, numbered from 1970-01-01.

    Grain in: a purchase (unit_id, occurred_at). Grain out: (unit_id, day, place), place
    counting a unit's days from 0. Purchases before or after the observation are not seen.
    """
    import ibis

    number = calendar.numbers_at(purchases.occurred_at, "day", observed)
    days = purchases.filter(purchases.unit_id.notnull()).select("unit_id", day=number)
    first, last = calendar.number(observed.first, "day"), calendar.number(observed.last, "day")
    seen = days.filter(days.day >= first, days.day <= last).distinct()
    own = ibis.window(group_by="unit_id", order_by="day")
    return seen.mutate(place=ibis.row_number().over(own))


def repeat_purchase(
    purchases: "ir.Table",
    *,
    period: Period = "month",
    within: int = 90,
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Count who bought again: in the period, ever, and soon after the first time.

    Grain in: a purchase (unit_id, occurred_at); several on one local day are one. Grain out:
    a period, times a group.

    repeat_rate = repeat_buyers / buyers: of those who bought in the period, who did on two
    days of it. repeat_rate_ever = repeat_ever / buyers_ever: of those who had bought by its
    end, who had on two days. repeat_within = repeated_within / eligible: of those whose first
    purchase in the data lies in the period and who have been seen for `within` days since, who
    bought again on one of these days. 95 % Wilson intervals.

    Source: definitions, “Repeat purchase, value, timing”.
    """
    import ibis

    keys = ["group"] if groups is not None else []
    first, last = calendar.number(observed.first, period), calendar.number(observed.last, period)
    days = with_groups(_numbered(purchases, period, calendar, observed), groups)
    spine = ibis.range(first, last + 1).unnest().name("number").as_table()
    if keys:
        spine = spine.cross_join(days.select(*keys).distinct())
    cells = [
        spine,
        _in_period(days, keys),
        _ever(days, keys),
        _soon(days, keys, within, calendar.number(observed.last, "day")),
    ]
    rows = reduce(lambda left, right: beside(left, right, [*keys, "number"]), cells)
    return _repeat_rates(rows, keys, period, calendar, observed)


def _numbered(
    purchases: "ir.Table", period: Period, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Return purchase days with the number of their period and the unit's second day."""
    import ibis

    days = purchase_days(purchases, calendar=calendar, observed=observed)
    local = calendar.starts(days.day, "day").cast("timestamp")
    own = ibis.window(group_by="unit_id", order_by="day")
    return days.mutate(number=calendar.numbers(local, period), following=days.day.lead().over(own))


def _in_period(days: "ir.Table", keys: list[str]) -> "ir.Table":
    each = days.group_by(*keys, "unit_id", "number").agg(times=days.count())
    return each.group_by(*keys, "number").agg(
        buyers=each.count(), repeat_buyers=(each.times > 1).cast("int64").sum()
    )


def _ever(days: "ir.Table", keys: list[str]) -> "ir.Table":
    """Count a first and a second day in the period in which each came; summed up later."""
    early = days.filter(days.place <= 1)
    return early.group_by(*keys, "number").agg(
        buyers_ever=(early.place == 0).cast("int64").sum(),
        repeat_ever=(early.place == 1).cast("int64").sum(),
    )


def _soon(days: "ir.Table", keys: list[str], within: int, last: int) -> "ir.Table":
    fresh = days.filter(days.place == 0)
    seen = fresh.day + within <= last
    again = (fresh.following <= fresh.day + within).fill_null(False)
    return fresh.group_by(*keys, "number").agg(
        first_buyers=fresh.count(),
        eligible=seen.cast("int64").sum(),
        repeated_within=(seen & again).cast("int64").sum(),
    )


def beside(left: "ir.Table", right: "ir.Table", on: list[str]) -> "ir.Table":
    """Join what is known of the same cells; those of the left side are all kept."""
    joined = left.left_join(right, on)
    return joined.drop(*[f"{name}_right" for name in on])


def finished(
    number: "ir.IntegerValue",
    nobody: "ir.BooleanValue",
    period: Period,
    calendar: Calendar,
    observed: Observation,
) -> "tuple[ir.BooleanValue, ir.StringValue]":
    """Say which periods are seen whole, and why what is known of the others is not all."""
    import ibis

    over = number < calendar.number(observed.end, period)
    unseen = number <= calendar.number(observed.first - timedelta(days=1), period)
    reason = ibis.cases(
        (~over, UNFINISHED), (unseen, UNSEEN), (nobody, NOBODY), else_=ibis.null("string")
    )
    return over & ~unseen, reason


def _repeat_rates(
    rows: "ir.Table", keys: list[str], period: Period, calendar: Calendar, observed: Observation
) -> "ir.Table":
    import ibis

    zeros = rows.mutate(**{name: rows[name].fill_null(0) for name in REPEAT_COUNTS})
    running = ibis.window(group_by=keys, order_by="number", preceding=(None, 0))
    summed = zeros.mutate(
        **{name: zeros[name].sum().over(running) for name in ("buyers_ever", "repeat_ever")}
    )
    complete, why = finished(summed.number, summed.buyers == 0, period, calendar, observed)
    told = summed.select(
        *keys,
        period_start=calendar.starts(summed.number, period),
        period_end=calendar.starts(summed.number + 1, period),
        complete=complete,
        buyers=summed.buyers,
        repeat_buyers=summed.repeat_buyers,
        **rate("repeat_rate", summed.repeat_buyers, summed.buyers),
        buyers_ever=summed.buyers_ever,
        repeat_ever=summed.repeat_ever,
        **rate("repeat_rate_ever", summed.repeat_ever, summed.buyers_ever),
        first_buyers=summed.first_buyers,
        eligible=summed.eligible,
        repeated_within=summed.repeated_within,
        **rate("repeat_within", summed.repeated_within, summed.eligible),
        reason=why,
    )
    return told.order_by(*keys, "period_start")


def purchase_gaps(
    purchases: "ir.Table",
    *,
    only_first: bool = False,
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Count the days between one purchase day and the unit's next, and the gaps still open.

    Grain in: a purchase (unit_id, occurred_at). Grain out: a length in days, times a group:
    (time, events, censored). An open gap is as long as its unit has been seen since its last
    purchase, and is known to be longer. With `only_first`, each unit's first gap alone.
    """
    keys = ["group"] if groups is not None else []
    timed = each_gap(purchases, only_first=only_first, calendar=calendar, observed=observed)
    return _counted(with_groups(timed, groups), keys, timed_out="following")


def each_gap(
    purchases: "ir.Table",
    *,
    only_first: bool = False,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return the gaps of `purchase_gaps` one by one (unit_id, time), following null while open."""
    import ibis

    days = purchase_days(purchases, calendar=calendar, observed=observed)
    own = ibis.window(group_by="unit_id", order_by="day")
    gaps = days.mutate(following=days.day.lead().over(own))
    gaps = gaps.filter(gaps.place == 0) if only_first else gaps
    last = calendar.number(observed.last, "day")
    return gaps.mutate(time=gaps.following.fill_null(last) - gaps.day)


def lifetimes(
    spells: "ir.Table",
    *,
    starts: "ir.Table | None" = None,
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Count the days from each unit's start until it was first lost, and those not lost yet.

    Grain in: a spell (unit_id, from_local, to_local) of the company's rule, the first of which
    is the unit's start; `starts` (unit_id, started_at), where known. Grain out: a number of
    whole days, times a group: (time, events, censored).

    Units that started before the data begin are left out: those of them who had left by then
    cannot be seen, and who remain are the ones that last. A unit still there at the end of
    the observation has lasted as long as it was seen. Coming back is not undone.
    """
    keys = ["group"] if groups is not None else []
    timed = each_lifetime(spells, starts=starts, calendar=calendar, observed=observed)
    return _counted(with_groups(timed, groups), keys, timed_out="lost")


def each_lifetime(
    spells: "ir.Table",
    *,
    starts: "ir.Table | None" = None,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return each unit's days (unit_id, time), lost being null while it is there."""
    import ibis

    end = ibis.literal(observed.end).cast("timestamp")
    begin = ibis.literal(observed.first).cast("timestamp")
    whole = merged(spells.filter(spells.from_local < end))
    own = ibis.window(group_by="unit_id", order_by="from_local")
    first = whole.mutate(place=ibis.row_number().over(own)).filter(lambda row: row.place == 0)
    first = first.filter(first.from_local >= begin)
    if starts is not None:
        early = starts.filter(starts.started_at < calendar.midnight(observed.first))
        first = first.anti_join(early, "unit_id")
    lost = ibis.ifelse(first.to_local <= end, first.to_local, ibis.null("timestamp"))
    # A day without a time begins a microsecond late, which must not cost its last day.
    since, until = first.from_local.truncate("s"), ibis.coalesce(lost, end).truncate("s")
    seconds = until.epoch_seconds() - since.epoch_seconds()
    return first.select("unit_id", lost=lost, time=(seconds // 86400).cast("int64"))


def _counted(timed: "ir.Table", keys: list[str], *, timed_out: str) -> "ir.Table":
    over = timed[timed_out].notnull().cast("int64")
    counted = timed.group_by(*keys, "time").agg(events=over.sum(), censored=(1 - over).sum())
    return counted.order_by(*keys, "time")


def repeat_members(
    purchases: "ir.Table",
    *,
    number: int,
    count: str,
    period: Period = "month",
    within: int = 90,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return the units (unit_id) that one count of one period of `repeat_purchase` is made of.

    `number` is that of the period, `count` one of `REPEAT_COUNTS`; of a group, give its
    purchases alone.
    """
    days = _numbered(purchases, period, calendar, observed)
    now, fresh = days.number == number, days.place == 0
    seen = fresh & (days.day + within <= calendar.number(observed.last, "day"))
    chosen = {
        "buyers": now,
        "repeat_buyers": now,
        "buyers_ever": (days.number <= number) & fresh,
        "repeat_ever": (days.number <= number) & (days.place == 1),
        "first_buyers": now & fresh,
        "eligible": now & seen,
        "repeated_within": now & seen & (days.following <= days.day + within).fill_null(False),
    }
    units = days.filter(chosen[count]).group_by("unit_id").agg(times=lambda row: row.count())
    least = 2 if count == "repeat_buyers" else 1
    return units.filter(units.times >= least).select("unit_id")
