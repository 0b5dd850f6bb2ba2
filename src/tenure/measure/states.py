"""Spells of being active: the one answer that every churn rule gives.

A spell is a half-open range of local time [from_local, to_local) during which a
unit (a customer, or an account) was active; to_local is null while it lasts.
A unit is active at an instant t when some spell of it holds t.
"""

from datetime import timedelta
from math import log
from typing import TYPE_CHECKING

from tenure.measure.recurring import paid_for
from tenure.periods import Calendar, Observation

if TYPE_CHECKING:
    import ibis.expr.types as ir


def activity_spells(
    activity: "ir.Table",
    *,
    days: int,
    at_least: int = 1,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return the spells of the rule `inactive`.

    Grain in: a qualifying event (unit_id, occurred_at). Grain out: a spell; one
    per event, so spells overlap. A unit is active at t when at least `at_least`
    of its events lie in (t − days, t], days being local calendar days.

    Source: definitions, "State, the base of everything".
    """
    import ibis

    events = activity.select("unit_id", from_local=calendar.local(activity.occurred_at, observed))
    lasting = ibis.interval(days=days)
    if at_least == 1:
        return events.mutate(to_local=events.from_local + lasting)
    own = ibis.window(group_by="unit_id", order_by="from_local")
    oldest = events.mutate(oldest=events.from_local.lag(at_least - 1).over(own))
    spells = oldest.select("unit_id", "from_local", to_local=oldest.oldest + lasting)
    return spells.filter(spells.to_local > spells.from_local)


def contract_spells(
    subscriptions: "ir.Table", *, unit: str, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Return the spells of the rule `contract`.

    Grain in: a contract period; `unit` names the column of who holds it. Grain
    out: a spell in which contracts follow each other; none touches another. A
    contract is in force from its start until it ended; if that is not recorded,
    until the paid term is over after notice, or until the term ends without automatic
    renewal. One that is not paid for (`recurring.paid_for`) is none. Up to a day
    between two contracts is no gap: a term written as its last day meets the one that
    starts on the next; which is why contracts that begin on the day after the
    observation are looked at, too.

    Source: definitions, "Attrition of customers" and "Logos".
    """
    import ibis

    paid = paid_for(subscriptions.filter(subscriptions[unit].notnull()))
    day_after = observed.end + timedelta(days=1)
    known = paid.filter(paid.started_at < calendar.midnight(day_after))
    ended = effective_end(known)
    spells = known.select(
        unit_id=known[unit],
        from_local=calendar.local(known.started_at, observed),
        to_local=calendar.local(ended, observed),
    )
    open_ = spells.filter(spells.to_local.isnull() | (spells.to_local > spells.from_local))
    bridged = merged(open_, days=1)
    return bridged.filter(bridged.from_local < ibis.literal(observed.end).cast("timestamp"))


def effective_end(subscriptions: "ir.Table") -> "ir.TimestampValue":
    """Return when each contract stops being in force; null while it goes on.

    The recorded end; else, after notice, the end of the paid term but not
    before the notice; else the end of a term that does not renew itself.
    """
    import ibis

    nothing = ibis.null("timestamp")

    def column(name: str) -> "ir.TimestampValue":
        return subscriptions[name] if name in subscriptions.columns else nothing

    term, notice = column("ends_at"), column("cancelled_at")
    renews = (
        subscriptions.auto_renew.fill_null(False)
        if "auto_renew" in subscriptions.columns
        else ibis.literal(False)
    )
    return ibis.coalesce(
        column("ended_at"),
        ibis.ifelse(notice.notnull(), ibis.greatest(notice, term.fill_null(notice)), nothing),
        ibis.ifelse(renews, nothing, term),
    )


def purchase_spells(
    purchases: "ir.Table",
    *,
    typical_days: float,
    share: float = 0.9,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return the spells of the rule `purchase`.

    Grain in: a purchase (unit_id, occurred_at); several on one local day are
    one. Grain out: a spell a purchase day, from it until the customer's own
    expected gap is over or the next purchase comes.

    After n gaps that add up to S days, a rate of purchase with a Gamma prior of
    shape 2 whose mean gap is G = `typical_days` makes the next gap Lomax:
    P(gap > x) = ((G + S) / (G + S + x))^(2 + n). The expected gap is the one
    that `share` of gaps stay within:  x = (G + S) · ((1 − share)^(−1/(2 + n)) − 1).
    A customer without a gap of their own gets the company's; with every gap it
    becomes more their own.
    """
    import ibis

    local = purchases.select("unit_id", from_local=calendar.local(purchases.occurred_at, observed))
    days = local.group_by("unit_id", day=local.from_local.truncate("D")).agg(
        from_local=local.from_local.min()
    )
    own = ibis.window(group_by="unit_id", order_by="day")
    since = days.mutate(
        gaps=ibis.row_number().over(own),
        spread=days.day.cast("date").delta(
            days.day.min().over(group_by="unit_id").cast("date"), unit="day"
        ),
        following=days.from_local.lead().over(own),
    )
    expected = (since.spread + typical_days) * ((-log(1 - share) / (since.gaps + 2)).exp() - 1)
    silent = since.from_local + (expected * 86400).round().cast("int64").as_interval("s")
    return since.select(
        "unit_id",
        "from_local",
        to_local=ibis.least(silent, since.following.fill_null(silent)),
    )


def first_gap(typical_days: float, share: float = 0.9) -> float:
    """Return the expected gap, in days, after a first purchase; see `purchase_spells`."""
    return typical_days * float((1 - share) ** -0.5 - 1)


def column_spells(
    customers: "ir.Table", *, ended: str, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Return the spells of the rule `column`: from started_at until the date in `ended`.

    Grain in: a customer. Grain out: a spell a customer whose start is known; none
    for one whose end is not after it.
    """
    known = customers.filter(customers.started_at.notnull())
    spells = known.select(
        unit_id=known.customer_id,
        from_local=calendar.local(known.started_at, observed),
        to_local=calendar.local(known[ended], observed),
    )
    return spells.filter(spells.to_local.isnull() | (spells.to_local > spells.from_local))


def overlap(left: "ir.Table", right: "ir.Table") -> "ir.Table":
    """Return the spells during which a unit was active in both of two sets of spells.

    Grain in and out: a spell; merge each side first, or rows multiply.
    """
    import ibis

    other = right.rename(other_from="from_local", other_to="to_local")
    both = left.inner_join(
        other,
        [
            left.unit_id == other.unit_id,
            (other.other_to > left.from_local) | other.other_to.isnull(),
            (left.to_local > other.other_from) | left.to_local.isnull(),
        ],
    )
    return both.select(
        "unit_id",
        from_local=ibis.greatest(both.from_local, both.other_from),
        to_local=ibis.least(
            both.to_local.fill_null(both.other_to), both.other_to.fill_null(both.to_local)
        ),
    )


def merged(spells: "ir.Table", *, days: int = 0) -> "ir.Table":
    """Return spells that neither overlap nor touch, covering the same time.

    Grain in and out: a spell. A gap of at most `days` between two is none.
    """
    import ibis

    far = ibis.timestamp("9999-12-31 00:00:00")
    closed = spells.mutate(to_local=spells.to_local.fill_null(far))
    before = ibis.window(
        group_by="unit_id", order_by=["from_local", "to_local"], preceding=(None, 1)
    )
    reach = closed.mutate(reach=closed.to_local.max().over(before))
    begins = reach.from_local - ibis.interval(days=days) if days else reach.from_local
    apart = begins > reach.reach
    opens = reach.mutate(opens=(reach.reach.isnull() | apart).cast("int64"))
    running = ibis.window(
        group_by="unit_id", order_by=["from_local", "to_local"], preceding=(None, 0)
    )
    numbered = opens.mutate(island=opens.opens.sum().over(running))
    islands = numbered.group_by("unit_id", "island").agg(
        from_local=numbered.from_local.min(), to_local=numbered.to_local.max()
    )
    return islands.select("unit_id", "from_local", to_local=islands.to_local.nullif(far))
