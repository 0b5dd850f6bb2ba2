"""Customers and those lost, counted by how much they used each feature beforehand."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from tenure.measure.behaviour_use import Window, population, use_of
from tenure.periods import Calendar

if TYPE_CHECKING:
    import ibis.expr.types as ir

NonUsers = Literal["apart", "with"]

NEWCOMERS = -1
"""The segment number of those who came too late to have used anything for the whole time."""


def behaviour_counts(
    spells: "ir.Table",
    events: "ir.Table",
    *,
    windows: Sequence[Window],
    calendar: Calendar,
    feature: str | None = None,
    cuts: Sequence[float] = (0.25, 0.75),
    non_users: NonUsers = "apart",
    strata: int = 5,
) -> "ir.Table":
    """Count customers, and those lost, by feature and by how much they used it before.

    Grain in: a spell (unit_id, from_local, to_local); an event (unit_id,
    occurred_at, feature) with, where use is a sum and no count, its `value`.
    Grain out: a feature, times a window (its position), a stratum of tenure and
    of all other activity, and a segment of use, with n, users (of these), lost,
    use_from, use_to.

    Counted are units active when the window began, lost being those no longer
    active at its end. Who was first active after the use began to be counted is
    in segment −1, without a feature. Segments: users are put in order of use
    and cut at the shares `cuts`; equal use is never parted, its place being the
    middle of those who share it. Non-users are segment 0 and users from 1 on;
    with non_users = "with" all are cut together, from 1 on. Strata: by
    `TENURE_DAYS`, and by the number of all other events in the same days, cut at
    equal shares of customers.
    """
    each = _joined(population(spells, windows), use_of(events, windows, calendar))
    same = _placed(each, strata)
    users = same.filter(same.feature.notnull())
    if feature is not None:
        users = users.filter(users.feature == feature)
    used = users.group_by("feature", "window", "use", stratum="other").agg(
        n=users.units.sum(),
        users=users.units.sum(),
        lost=users.units.sum(where=users.lost == 1),
    )
    idle = _idle(same, users)
    if non_users == "with":
        counted = _segmented(used.union(idle), cuts)
    else:
        counted = _segmented(used, cuts).union(idle.mutate(segment=_integer(0)))
    keys = ("feature", "window", "stratum", "segment")
    rows = counted.group_by(*keys).agg(
        n=counted.n.sum().cast("int64"),
        users=counted.users.sum().cast("int64"),
        lost=counted.lost.fill_null(0).sum().cast("int64"),
        use_from=counted.use.min(),
        use_to=counted.use.max(),
    )
    return rows.union(_newcomers(each)).order_by(*keys)


def _joined(units: "ir.Table", used: "ir.Table") -> "ir.Table":
    """Count units alike in window, outcome, feature, use and activity.

    `units` counts them once for every feature, `heads` once in all.
    """
    import ibis

    joined = units.left_join(used, ["unit_id", "window"])
    known = joined.fresh == 0
    rows = joined.select(
        "unit_id",
        "window",
        "fresh",
        "lost",
        tenure=ibis.ifelse(known, joined.tenure, 0).cast("int64"),
        feature=ibis.ifelse(known, joined.feature, ibis.null("string")),
        use=ibis.ifelse(known, joined.use.fill_null(0.0), 0.0),
        times=ibis.ifelse(known, joined.times.fill_null(0), 0).cast("int64"),
        total=ibis.ifelse(known, joined.total.fill_null(0), 0).cast("int64"),
    )
    order = ibis.window(group_by=["unit_id", "window"], order_by="feature")
    numbered = rows.mutate(head=ibis.ifelse(ibis.row_number().over(order) == 0, 1, 0))
    alike = [name for name in rows.columns if name != "unit_id"]
    return numbered.group_by(*alike).agg(
        units=numbered.count().cast("int64"), heads=numbered["head"].sum().cast("int64")
    )


def _placed(each: "ir.Table", strata: int) -> "ir.Table":
    """Add the stratum by all activity (all) and by all but the feature's own (other).

    Each is the place in the strata of activity, and beyond it the band of tenure.
    """
    import ibis

    here = each.filter(each.fresh == 0)
    counted = here.group_by("window", "total").agg(n=here["heads"].sum())
    totals = counted.filter(counted.n > 0)
    upto = totals.n.sum().over(_up_to("total", "window"))
    everyone = totals.n.sum().over(ibis.window(group_by="window"))
    placed = totals.mutate(place=(upto - totals.n / 2) / everyone)
    names = [f"bound_{k}" for k in range(1, strata)]
    least = ibis.literal(-1, "int64")
    bounds = placed.group_by("window").agg(
        tops=placed.total.max(),
        **{
            name: placed.total.max(where=placed.place < (k + 1) / strata).fill_null(least)
            for k, name in enumerate(names)
        },
    )
    joined = here.join(bounds, "window")

    def stratum(amount: "ir.IntegerValue") -> "ir.IntegerValue":
        parts = [ibis.ifelse(amount > joined[name], 1, 0) for name in names]
        return sum(parts, start=joined.tenure * strata).cast("int64")

    return joined.mutate(all=stratum(joined.total), other=stratum(joined.total - joined.times))


def _idle(same: "ir.Table", users: "ir.Table") -> "ir.Table":
    """Count those who did not use each feature: everyone of a stratum less its users."""
    everyone = same.group_by("window", stratum="all").agg(
        n=same["heads"].sum(), lost=(same["heads"] * same.lost).sum()
    )
    active = users.group_by("feature", "window", stratum="all").agg(
        n_used=users.units.sum(), lost_used=(users.units * users.lost).sum()
    )
    cells = users.select("feature").distinct().cross_join(everyone)
    joined = cells.left_join(active, ["feature", "window", "stratum"])
    rows = joined.select(
        "feature",
        "window",
        use=_float(0.0),
        stratum="stratum",
        n=joined.n - joined.n_used.fill_null(0),
        users=joined.n - joined.n,
        lost=joined["lost"] - joined.lost_used.fill_null(0),
    )
    return rows.filter(rows.n > 0)


def _segmented(counted: "ir.Table", cuts: Sequence[float]) -> "ir.Table":
    """Add the segment of use, from 1 on, within each feature and window."""
    import ibis

    upto = counted.n.sum().over(_up_to("use", "feature", "window"))
    tied = counted.n.sum().over(ibis.window(group_by=["feature", "window", "use"]))
    everyone = counted.n.sum().over(ibis.window(group_by=["feature", "window"]))
    placed = counted.mutate(place=(upto - tied / 2) / everyone)
    above = [ibis.ifelse(placed.place >= cut, 1, 0) for cut in cuts]
    segment = sum(above, start=_integer(1)).cast("int64")
    return placed.mutate(segment=segment).drop("place")


def _newcomers(each: "ir.Table") -> "ir.Table":
    new = each.filter(each.fresh == 1)
    import ibis

    rows = new.group_by("window").agg(
        n=new["heads"].sum().cast("int64"), lost=(new["heads"] * new.lost).sum().cast("int64")
    )
    return rows.select(
        feature=ibis.null("string"),
        window="window",
        stratum=_integer(0),
        segment=_integer(NEWCOMERS),
        n="n",
        users=_integer(0),
        lost="lost",
        use_from=ibis.null("float64"),
        use_to=ibis.null("float64"),
    )


def _up_to(order: str, *group: str) -> "ir.Value":
    """Return the frame of all rows up to and including those that tie with this one."""
    import ibis

    return ibis.range_window(group_by=list(group), order_by=order, preceding=None, following=0)


def _integer(value: int) -> "ir.IntegerScalar":
    import ibis

    return ibis.literal(value, "int64")


def _float(value: float) -> "ir.FloatingScalar":
    import ibis

    return ibis.literal(value, "float64")
