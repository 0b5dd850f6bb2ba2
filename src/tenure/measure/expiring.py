"""What ends without being renewed, and what has ended so."""

from typing import TYPE_CHECKING

from tenure.measure.rates import with_groups
from tenure.measure.window import MIXED, UNPRICED, in_force
from tenure.periods import Calendar, Observation

if TYPE_CHECKING:
    import ibis.expr.types as ir

HORIZONS = (30, 60, 90)


def ending(contracts: "ir.Table", *, calendar: Calendar, observed: Observation) -> "ir.Table":
    """Return the contracts that end, or ended, within 90 days without being renewed.

    Grain in: `contracts_at`. Grain out: a contract (unit_id, contract, status, away, noticed,
    mrr, leaving). A contract is renewed when another one of the same unit begins within a
    day of its end and goes on longer; one that runs beside it is no renewal. expiring: in
    force, with a known end, `away` days ahead; leaving when nothing that the unit holds is
    without an end. expired: over for `away` days (0: on the last observed day), and the unit
    has nothing in force now.
    """
    import ibis

    end = ibis.literal(calendar.midnight(observed.end))
    next_ = contracts.select(other="unit_id", which="contract", begun="started_at", until="ends")
    furthest = max(HORIZONS)
    known = contracts.filter(contracts.days >= -furthest, contracts.days <= furthest)
    pairs = known.inner_join(next_, known.unit_id == next_.other)
    followed = pairs.filter(
        pairs.begun >= pairs.ends - ibis.interval(days=1),
        pairs.begun <= pairs.ends + ibis.interval(days=1),
        pairs.until.isnull() | (pairs.until > pairs.ends),
    ).select("unit_id", "ends")
    last = known.anti_join(followed, ["unit_id", "ends"])
    force = contracts.filter(in_force(contracts, calendar, observed))
    there = force.group_by(holder="unit_id").agg(endless=force.ends.isnull().any())
    both = last.left_join(there, last.unit_id == there.holder)
    ahead = both.ends > end
    told = both.mutate(
        status=ibis.ifelse(ahead, "expiring", "expired"),
        away=ibis.ifelse(ahead, both.days, -both.days),
        leaving=~both.endless.fill_null(False),
    )
    shown = told.filter((told.status == "expiring") | told.holder.isnull())
    return shown.select("unit_id", "contract", "status", "away", "noticed", "mrr", "leaving")


def expiring(
    contracts: "ir.Table",
    *,
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Count what ends without renewal within 30, 60 and 90 days, and what has ended so.

    Grain in: `contracts_at`; `groups` splits. Grain out: a status and a number of days, times
    a group: within 60 includes within 30. customers, leaving of them (see `ending`),
    contracts, with_notice of those, and their mrr; null, with a reason, in several currencies.

    Source: definitions, "Attrition of customers".
    """
    import ibis

    keys = [] if groups is None else ["group"]
    found = with_groups(ending(contracts, calendar=calendar, observed=observed), groups)
    spine = _horizons()
    if keys:
        spine = spine.cross_join(found.select(*keys).distinct())
    late = found.rename({f"own_{name}": name for name in (*keys, "status")})
    on = [
        spine.status == late.own_status,
        late.away < spine.within_days + ibis.ifelse(spine.status == "expiring", 1, 0),
        *(spine[name] == late[f"own_{name}"] for name in keys),
    ]
    each = spine.left_join(late, on)
    counted = each.group_by(*keys, "status", "within_days").agg(
        customers=each.unit_id.nunique(),
        leaving=each.unit_id.nunique(where=each.leaving),
        contracts=each.away.count(),
        with_notice=each.noticed.cast("int64").sum().fill_null(0).cast("int64"),
        mrr=each.mrr.sum(),
    )
    rows = counted.cross_join(contracts.agg(kinds=contracts.currency.nunique()))
    several, none = rows.kinds > 1, rows.contracts == 0
    told = rows.mutate(
        mrr=ibis.cases(
            (several, ibis.null(rows.mrr.type())),
            (none, ibis.literal(0).cast(rows.mrr.type())),
            else_=rows.mrr,
        ),
        reason=ibis.cases(
            (several, MIXED),
            (rows.mrr.isnull() & ~none, UNPRICED),
            else_=ibis.null("string"),
        ),
    )
    return told.order_by(*keys, ibis.desc("status"), "within_days").drop("kinds")


def within(found: "ir.Table", status: str, days: int) -> "ir.BooleanValue":
    """Say of each contract of `ending` whether it is behind a row of `expiring`."""
    return (found.status == status) & (found.away < days + (status == "expiring"))


def _horizons() -> "ir.Table":
    """List every status with every number of days."""
    import ibis

    places = ibis.range(2 * len(HORIZONS)).unnest().name("at").as_table()
    later = places["at"] >= len(HORIZONS)
    days = ibis.cases(
        *((places["at"] % len(HORIZONS) == n, day) for n, day in enumerate(HORIZONS)),
        else_=HORIZONS[-1],
    )
    return places.select(
        status=ibis.ifelse(later, "expired", "expiring"), within_days=days.cast("int64")
    )
