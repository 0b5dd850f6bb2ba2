"""The save window: who has given notice and still has access."""

from datetime import timedelta
from typing import TYPE_CHECKING

from tenure.errors import MetricError
from tenure.measure.rates import with_groups
from tenure.measure.recurring import monthly, paid_for
from tenure.measure.states import effective_end
from tenure.periods import Calendar, Observation

if TYPE_CHECKING:
    import ibis.expr.types as ir

ALL, UNKNOWN = "(all)", "(unknown)"
MIXED = "several currencies: money is not added up"
UNPRICED = "contracts carry no mrr"
NOBODY = "nobody is in the save window"
SPLITS = ("all", "reason", "plan", "days_left")
BANDS = ((7, "1-7"), (30, "8-30"), (90, "31-90"))
LATER = "91+"

_AHEAD = timedelta(days=400)
"""How far ahead the clock's turns are looked up for the days on which terms end."""


def contracts_at(
    subscriptions: "ir.Table", *, unit: str, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Return every paid contract that had begun by the end of the observation.

    Grain in: a contract as it was known then; `unit` names the column of who holds it.
    Grain out: a contract (unit_id, contract, started_at, ends, noticed, days, mrr, currency,
    plan, reason): ends is when it stops being in force, null while that is not known; days
    the local days with access after the last observed one: 1 is the next day, from 0 down it is
    past; noticed whether notice of it was given. One with an MRR of zero is not paid for.

    Source: definitions, "State, the base of everything".
    """
    import ibis

    end = calendar.midnight(observed.end)
    begun = subscriptions.filter(subscriptions[unit].notnull(), subscriptions.started_at < end)
    held = paid_for(begun)

    def column(name: str, kind: str) -> "ir.Value":
        return held[name] if name in held.columns else ibis.null(kind)

    notice = column("cancelled_at", "timestamp")
    ends = effective_end(held)
    ahead = Observation(observed.first, observed.last + _AHEAD)
    last = calendar.local(ends, ahead) - ibis.interval(microseconds=1)
    return held.select(
        unit_id=held[unit],
        contract=column("subscription_id", "string").cast("string"),
        started_at=held.started_at,
        ends=ends,
        noticed=(notice < end).fill_null(False),
        days=last.cast("date").delta(observed.last, unit="day").cast("int64"),
        mrr=monthly(held),
        currency=column("currency", "string").cast("string"),
        plan=column("plan", "string").cast("string"),
        reason=column("end_reason", "string").cast("string"),
    )


def in_window(contracts: "ir.Table", *, calendar: Calendar, observed: Observation) -> "ir.Table":
    """Return who has given notice of a contract and still has access.

    Grain in: `contracts_at`. Grain out: a unit (unit_id, contracts, mrr, currencies, leaving,
    days, plan, reason): contracts of which notice was given and that are in force, their MRR;
    leaving: nothing else that it holds goes on, so it will be lost when they end (else it
    contracts); days until the last of them ends; plan and reason of the dearest one (of
    equals, the first by its name).
    """
    import ibis

    force = contracts.filter(in_force(contracts, calendar, observed))
    noticed = force.filter(force.noticed)
    dearest = ibis.window(
        group_by="unit_id",
        order_by=[ibis.desc(noticed.mrr.fill_null(0)), noticed.contract],
    )
    ranked = noticed.mutate(place=ibis.row_number().over(dearest))
    units = ranked.group_by("unit_id").agg(
        contracts=ranked.count(),
        mrr=ranked.mrr.sum(),
        currencies=ranked.currency.nunique(),
        days=ranked.days.max(),
        plan=ranked.plan.max(where=ranked.place == 0),
        reason=ranked.reason.max(where=ranked.place == 0),
    )
    going = force.filter(~force.noticed).select(other="unit_id").distinct()
    both = units.left_join(going, units.unit_id == going.other)
    return both.mutate(leaving=both.other.isnull()).drop("other")


def in_force(contracts: "ir.Table", calendar: Calendar, observed: Observation) -> "ir.BooleanValue":
    """Say of each contract whether it is in force at the end of the observation."""
    return contracts.ends.isnull() | (contracts.ends > calendar.midnight(observed.end))


def save_window(
    contracts: "ir.Table",
    *,
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Count who can still be kept, as of the end of the observation.

    Grain in: `contracts_at`; `groups` (unit_id, group) splits. Grain out: a value of a split
    (all, reason, plan, days_left), times a group: customers with notice given and access
    left; leaving, those of them with nothing else that goes on, and contracting, the others;
    contracts and mrr under notice; first_days and last_days, the fewest and the most days
    that one of them has left. The values of each split add up to (all). MRR is null, with a
    reason, where it is in several currencies. Units: days, money a month.

    Source: definitions, "Attrition of customers".
    """
    import ibis

    keys = [] if groups is None else ["group"]
    units = with_groups(in_window(contracts, calendar=calendar, observed=observed), groups)
    places = ibis.range(len(SPLITS)).unnest().name("place").as_table()
    each = units.cross_join(places)
    each = each.mutate(
        split=_split_name(each.place), value=_value(each, each.place), number=each.contracts
    )
    counted = each.group_by(*keys, "place", "split", "value").agg(
        customers=each.count(),
        leaving=each.leaving.cast("int64").sum().cast("int64"),
        contracts=each.number.sum().cast("int64"),
        first_days=each.days.min(),
        last_days=each.days.max(),
        mrr=each.mrr.sum(),
    )
    return _priced(counted if keys else _or_nobody(counted), contracts, keys)


def _split_name(place: "ir.IntegerValue") -> "ir.StringValue":
    import ibis

    return ibis.cases(*((place == at, name) for at, name in enumerate(SPLITS)), else_=SPLITS[-1])


def _value(each: "ir.Table", place: "ir.IntegerValue") -> "ir.StringValue":
    import ibis

    return ibis.cases(
        (place == 0, ibis.literal(ALL)),
        (place == 1, each.reason.fill_null(UNKNOWN)),
        (place == 2, each.plan.fill_null(UNKNOWN)),
        else_=_band(each.days),
    )


def in_value(units: "ir.Table", split: str, value: str) -> "ir.BooleanValue":
    """Say of each unit of `in_window` whether it is behind a row of `save_window`."""
    import ibis

    if split not in SPLITS:
        raise MetricError(f"there is no split {split!r}; there are: {', '.join(SPLITS)}")
    place = ibis.literal(SPLITS.index(split))
    return _value(units, place) == value


def _or_nobody(counted: "ir.Table") -> "ir.Table":
    """Add a row of zeros when there is nobody."""
    import ibis

    zero, nothing = ibis.literal(0, "int64"), ibis.null("int64")
    size = counted.agg(rows=counted.count())
    empty = size.filter(size.rows == 0).select(
        place=zero.cast(counted.place.type()),
        split=ibis.literal(SPLITS[0]),
        value=ibis.literal(ALL),
        customers=zero,
        leaving=zero,
        contracts=zero,
        first_days=nothing,
        last_days=nothing,
        mrr=ibis.literal(0).cast(counted.mrr.type()),
    )
    return counted.union(empty)


def _priced(counted: "ir.Table", contracts: "ir.Table", keys: list[str]) -> "ir.Table":
    """Add up money only where it is known and in one currency."""
    import ibis

    rows = counted.cross_join(contracts.agg(kinds=contracts.currency.nunique()))
    several = rows.kinds > 1
    reason = ibis.cases(
        (several, MIXED),
        (rows.customers == 0, NOBODY),
        (rows.mrr.isnull(), UNPRICED),
        else_=ibis.null("string"),
    )
    told = rows.mutate(
        contracting=rows.customers - rows.leaving,
        mrr=ibis.ifelse(several, ibis.null(rows.mrr.type()), rows.mrr),
        reason=reason,
    )
    return told.order_by(*keys, "place", "first_days", "value").select(
        *keys,
        "split",
        "value",
        "customers",
        "leaving",
        "contracting",
        "contracts",
        "mrr",
        "first_days",
        "last_days",
        "reason",
    )


def _band(days: "ir.IntegerValue") -> "ir.StringValue":
    import ibis

    return ibis.cases(*((days <= top, name) for top, name in BANDS), else_=LATER)
