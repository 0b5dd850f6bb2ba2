"""Time to first value: from a customer's start until they first got what they came for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tenure.measure.durations import finish_quantiles
from tenure.measure.members import known_count
from tenure.measure.onboarding import since_start, started
from tenure.measure.rates import with_groups
from tenure.periods import Calendar, Observation
from tenure.stats import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

QUARTILES = (0.25, 0.5, 0.75)


def first_value(
    activity: "ir.Table",
    starts: "ir.Table",
    *,
    within: int = 7,
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Count the hours from each unit's start to its first value, and those without one yet.

    Grain in: what gives value (unit_id, occurred_at), such as the qualifying activity;
    `starts` (unit_id, started_at). Grain out: whole hours, times a group: (time, events,
    censored, ripe_events, ripe), the last two of units seen for at least `within` days.

    A unit without it is open for as long as it has been seen, whether it left or not: who
    left has not had it, and does not count as if it could still come.
    """
    keys = ["group"] if groups is not None else []
    units = value_times(activity, starts, within=within, calendar=calendar, observed=observed)
    timed = with_groups(units, groups)
    counted = timed.group_by(*keys, "time").agg(
        events=timed.over.sum(),
        censored=(1 - timed.over).sum(),
        ripe_events=(timed.over * timed.ripe).sum(),
        ripe=timed.ripe.sum(),
    )
    return counted.order_by(*keys, "time")


def value_times(
    activity: "ir.Table",
    starts: "ir.Table",
    *,
    within: int = 7,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return each unit's hours to its first value (unit_id, time, over, ripe); see `first_value`.

    over: it had it, else time is for how long it was seen; ripe: seen for `within` days.
    """
    done = since_start(activity, starts, calendar=calendar, observed=observed)
    first = done.group_by("unit_id").agg(elapsed=done.elapsed.min())
    begun = started(starts, calendar=calendar, observed=observed)
    both = begun.left_join(first, "unit_id").drop("unit_id_right")
    return both.select(
        "unit_id",
        time=(both.elapsed.fill_null(both.seen) // 3600).cast("int64"),
        over=both.elapsed.notnull().cast("int64"),
        ripe=(both.seen >= within * 86400).cast("int64"),
    )


def value_members(times: "ir.Table", *, count: str, within: int = 7) -> "ir.Table":
    """Return the units (unit_id) of `value_times` that one count of `first_value` is made of."""
    over, ripe = times.over == 1, times.ripe == 1
    chosen = {
        "over": over,
        "open": ~over,
        "judged": ripe,
        "within": ripe & over & (times.time < 24 * within),
    }
    known_count(count, tuple(chosen))
    return times.filter(chosen[count]).select("unit_id")


def finish_first_value(
    counts: "pa.Table", *, within: int = 7, shares: Sequence[float] = QUARTILES
) -> "pa.Table":
    """Return one row a group: when a quarter, half … had it, and the share within some days.

    over: had it; open: not yet; mean_over: mean days of those who had it; p25, p50, p75: days
    by which that share of all had it, by Kaplan–Meier. within: had it in the first `within`
    days, of the judged, who were seen for as long; within_share with its Wilson interval.
    """
    import pyarrow as pa

    rows: list[dict[str, Any]] = []
    for row in finish_quantiles(counts, shares, scale=1 / 24).to_pylist():
        own = [one for one in counts.to_pylist() if one.get("group") == row.get("group")]
        judged = int(sum(one["ripe"] for one in own))
        soon = int(sum(one["ripe_events"] for one in own if one["time"] < 24 * within))
        low, high = wilson(soon, judged) or (None, None)
        reason = row.pop("reason")
        rows.append(
            row
            | {"within_days": within, "judged": judged, "within": soon}
            | {"within_share": soon / judged if judged else None}
            | {"within_share_low": low, "within_share_high": high, "reason": reason}
        )
    kinds: dict[str, Any] = {"group": pa.string(), "reason": pa.string()}
    kinds |= dict.fromkeys(("over", "open", "within_days", "judged", "within"), pa.int64())
    names = list(rows[0]) if rows else []
    schema = pa.schema([(name, kinds.get(name, pa.float64())) for name in names])
    return pa.Table.from_pylist(rows, schema=schema)
