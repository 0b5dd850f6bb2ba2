"""Users lost inside a logo, as a leading indicator of losing the logo."""

from collections.abc import Sequence
from itertools import groupby
from math import sqrt
from typing import TYPE_CHECKING, Any

from tenure.measure.attrition import marks_of
from tenure.measure.presence import is_set, packed_ranges
from tenure.periods import Calendar, Observation
from tenure.stats import Z95, wilson_bounds

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

NO_LOSS = "no logo was lost, or none was kept, in the months that can be looked at"

Group = tuple[float, int, int, float]
"""Logo-months alike in the share of users lost: (share, lost, kept, lead days of the lost)."""


def logo_lead(
    logos: "ir.Table",
    users: "ir.Table",
    seats: "ir.Table",
    *,
    lags: int = 6,
    over: int = 1,
    lookback: int = 28,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Count, for every lag, logos lost and kept by the users that they had lost before.

    Grain in: spells of logos, spells of users (each unit_id, from_local, to_local), and the
    logo of each user (unit_id, account_id). Grain out: a lag, times a pair (users,
    users_lost): logos_lost, logos_kept and lead_days (summed over the logos lost).

    A logo-month is a complete month at whose start the logo was active; it is lost when the
    logo is not active at its end. For lag k, `users` were active `over` months before the
    end of the k-th month before it, `users_lost` of them no longer at that end; lead_days:
    from that end to the end of the logo's last contract. Months are left out that lie so
    early that users cannot be seen (before the observation, or `lookback` days after their
    first spell). users = 0:
    there was nobody to lose.

    Source: definitions, "Logos".
    """
    import ibis

    first = calendar.number(observed.first, "month")
    final = calendar.number(observed.end, "month")
    lost = _logo_months(logos, first, final, calendar, observed)
    people = _users_lost(users, seats, first, final, over, calendar, observed)
    begun = users.agg(seen=_first_seen(users, lookback, calendar))
    spine = ibis.range(1, lags + 1).unnest().name("lag").as_table()
    each = lost.cross_join(spine).cross_join(begun)
    reach = each.month - each.lag - over + 1
    each = each.filter(reach >= each.seen, reach >= first)
    each = each.mutate(at=each.month - each.lag)
    both = each.left_join(people, [each.unit_id == people.account_id, each.at == people.at])
    known = both.select(
        "lag",
        "lost",
        users=both.users.fill_null(0),
        users_lost=both.users_lost.fill_null(0),
        days=both.ended_day - _day(both.month - both.lag + 1, calendar),
    )
    counted = known.group_by("lag", "users", "users_lost").agg(
        logos_lost=known.lost.cast("int64").sum().cast("int64"),
        logos_kept=(~known.lost).cast("int64").sum().cast("int64"),
        lead_days=known.days.sum(where=known.lost).fill_null(0).cast("int64"),
    )
    return counted.order_by("lag", "users", "users_lost")


def _first_seen(users: "ir.Table", lookback: int, calendar: Calendar) -> "ir.IntegerValue":
    """Return the first month at whose start every active user can be seen."""
    import ibis

    since = users.from_local.min() + ibis.interval(days=lookback) - ibis.interval(microseconds=1)
    return calendar.numbers(since, "month") + 1


def _logo_months(
    logos: "ir.Table", first: int, final: int, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Return every complete month at whose start a logo was active, and whether it was lost in it.

    Grain out: (unit_id, month, lost, ended_day): the day, as a number, on which its last
    contract of that month ended.
    """
    import ibis

    units = packed_ranges(marks_of(logos, "month", calendar, observed), first - 1, final)
    spine = ibis.range(first, final).unnest().name("month").as_table()
    each = units.cross_join(spine)
    there = each.filter(is_set(each, each.month, first - 1))
    months = there.select("unit_id", "month", lost=~is_set(there, there.month + 1, first - 1))
    tick = ibis.interval(microseconds=1)
    closed = logos.filter(logos.to_local.notnull())
    dated = closed.select(
        ended_unit="unit_id",
        ended_month=calendar.numbers(closed.to_local - tick, "month"),
        day=calendar.numbers(closed.to_local, "day"),
    )
    ends = dated.group_by("ended_unit", "ended_month").agg(ended_day=dated.day.max())
    on = [months.unit_id == ends.ended_unit, months.month == ends.ended_month]
    return months.left_join(ends, on).select("unit_id", "month", "lost", "ended_day")


def _users_lost(
    users: "ir.Table",
    seats: "ir.Table",
    first: int,
    final: int,
    over: int,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Count, per logo and month, users active `over` months before its end, and who is gone.

    Grain out: (account_id, at, users, users_lost): at is the month.
    """
    import ibis

    units = packed_ranges(marks_of(users, "month", calendar, observed), first - 1, final)
    seat = (
        seats.filter(seats.account_id.notnull())
        .group_by(_user="unit_id")
        .agg(account_id=seats.account_id.min())
    )
    seated = units.inner_join(seat, units.unit_id == seat._user).drop("_user")
    spine = ibis.range(first, final).unnest().name("at").as_table()
    each = seated.cross_join(spine)
    begins = each.at - over + 1
    there = (begins >= first) & is_set(each, ibis.greatest(begins, first - 1), first - 1)
    gone = there & ~is_set(each, each.at + 1, first - 1)
    return each.group_by("account_id", "at").agg(
        users=there.cast("int64").sum().cast("int64"),
        users_lost=gone.cast("int64").sum().cast("int64"),
    )


def _day(month: "ir.IntegerValue", calendar: Calendar) -> "ir.IntegerValue":
    """Return the number of the first day of a month."""
    return calendar.numbers(calendar.starts(month, "month").cast("timestamp"), "day")


def finish_logo_lead(table: "pa.Table", *, top: float = 0.1) -> "pa.Table":
    """Say how well each lag told the logos that were lost from those that were kept.

    Grain in: the rows of `logo_lead`. Grain out: a lag.

    auc: the chance that a logo lost in the month had lost a larger share of its users than
    one that was kept (ties count half); 0.5 is chance. Its 95 % interval is that of Newcombe
    (score method on the exponential model); it takes logo-months as independent. Of the `top`
    logo-months by that share (those at the cut in proportion): flagged, caught (lost),
    precision = caught / flagged with its Wilson interval, recall = caught / lost with users.
    base_rate: lost / all. lead_days: the mean, over those caught, of the days from when the
    share was known to the end of the logo. Logo-months without users are in none of these but
    in no_users and no_users_lost.

    Source: R. G. Newcombe, Confidence intervals for an effect size measure based on the
    Mann–Whitney statistic, Statistics in Medicine 25 (2006), method 5.
    """
    import pyarrow as pa

    rows = [
        _judged(lag, list(members), top)
        for lag, members in groupby(table.to_pylist(), lambda row: row["lag"])
    ]
    return pa.Table.from_pylist(rows, _schema())


def _schema() -> "pa.Schema":
    import pyarrow as pa

    counts = ("lag", "logo_months", "logos_lost", "no_users", "no_users_lost")
    shares = (
        "auc", "auc_low", "auc_high", "base_rate", "flagged", "caught",
        "precision", "precision_low", "precision_high", "recall", "lead_days",
    )  # fmt: skip
    columns = [(name, pa.int64()) for name in counts] + [(name, pa.float64()) for name in shares]
    return pa.schema([*columns, ("reason", pa.string())])


def _judged(lag: int, rows: list[dict[str, Any]], top: float) -> dict[str, Any]:
    empty = [row for row in rows if not row["users"]]
    groups = by_share(rows)
    lost, kept = sum(one[1] for one in groups), sum(one[2] for one in groups)
    judged: dict[str, Any] = {
        "lag": lag,
        "logo_months": lost + kept,
        "logos_lost": lost,
        "no_users": sum(row["logos_lost"] + row["logos_kept"] for row in empty),
        "no_users_lost": sum(row["logos_lost"] for row in empty),
        "reason": None if lost and kept else NO_LOSS,
    }
    if not lost or not kept:
        return judged
    area = auc(groups)
    low, high = auc_interval(area, lost, kept)
    flagged, caught, days = flags(groups, top)
    precise = wilson_bounds(caught, flagged)
    return judged | {
        "auc": area,
        "auc_low": low,
        "auc_high": high,
        "base_rate": lost / (lost + kept),
        "flagged": flagged,
        "caught": caught,
        "precision": caught / flagged,
        "precision_low": max(0.0, precise[0]),
        "precision_high": min(1.0, precise[1]),
        "recall": caught / lost,
        "lead_days": days / caught if caught else None,
    }


def by_share(rows: Sequence[dict[str, Any]]) -> list[Group]:
    """Add up the rows with users by the exact share of them that was lost, the highest first."""
    from fractions import Fraction

    sums: dict[Fraction, tuple[int, int, float]] = {}
    for row in rows:
        if row["users"]:
            share = Fraction(row["users_lost"], row["users"])
            lost, kept, days = sums.get(share, (0, 0, 0))
            new = (lost + row["logos_lost"], kept + row["logos_kept"], days + row["lead_days"])
            sums[share] = new
    ordered = sorted(sums.items(), reverse=True)
    return [(float(share), *counts) for share, counts in ordered]


def auc(groups: Sequence[Group]) -> float:
    """Return the chance that a lost one had a higher share than a kept one, ties half."""
    lost, kept = sum(one[1] for one in groups), sum(one[2] for one in groups)
    above, wins = 0, 0.0
    for _, gone, stayed, _ in groups:
        wins += stayed * (above + gone / 2)
        above += gone
    return wins / (lost * kept)


def auc_interval(area: float, lost: int, kept: int) -> tuple[float, float]:
    """Return the 95 % interval of an area: all θ with |θ − area| ≤ z √V(θ), by bisection."""
    half = (lost + kept) / 2 - 1

    def outside(theta: float) -> bool:
        shape = 2 * half + 1 - 3 * half / ((2 - theta) * (1 + theta))
        spread = Z95 * sqrt(max(0.0, theta * (1 - theta) * shape / (lost * kept)))
        return abs(theta - area) > spread

    def edge(far: float) -> float:
        near = area
        if not outside(far):
            return far
        for _ in range(60):
            middle = (near + far) / 2
            near, far = (near, middle) if outside(middle) else (middle, far)
        return near

    return edge(0.0), edge(1.0)


def flags(groups: Sequence[Group], top: float) -> tuple[float, float, float]:
    """Return how many the `top` share flags, how many of those were lost, and their lead days.

    A group at the cut counts in proportion.
    """
    wanted = top * sum(one[1] + one[2] for one in groups)
    flagged = caught = days = 0.0
    for _, gone, stayed, lead in groups:
        part = min(1.0, (wanted - flagged) / (gone + stayed)) if gone + stayed else 0.0
        flagged += part * (gone + stayed)
        caught += part * gone
        days += part * lead
    return flagged, caught, days
