"""Contracts as they were known: what is paid, against peers, for how long, and until when.

A recorded contract tells more than was known at a date: its end, its notice, the renewal that
moved the end of its term, and whether it renews itself, which a notice switches off. So ends
and notices count from their own day, the next renewal is reckoned from the start and the
length of a term, and a contract of which notice came later still renewed itself.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from tenure.periods import Calendar
from tenure.predict.features.contract import features_of
from tenure.predict.features.recipes import (
    KEYS,
    Asked,
    Family,
    Recipe,
    changed,
    counted,
    day_of,
    taken,
)
from tenure.predict.features.sources import Plan, Sources
from tenure.predict.grid import spine

if TYPE_CHECKING:
    import ibis.expr.types as ir

PEERS = 20
"""Units with the same plan at a date below which nobody is compared with them."""
_AGO = 90
_feature = features_of("contract", "subscriptions")
_money = features_of("money", "subscriptions")


def _columns(asked: Asked) -> "ir.Table":
    import ibis

    each = _at_dates(asked.sources, asked)
    order = [ibis.desc(each.mrr.fill_null(0.0)), ibis.desc("since"), "plan"]
    order += ["term", "renewal", "renews"]  # of equals the same one on every engine
    dearest = ibis.window(group_by=[*KEYS, "now"], order_by=order)
    ranked = each.mutate(_place=ibis.row_number().over(dearest))
    now, first = ranked.now, ranked.now & (ranked["_place"] == 0)
    age = ranked.day - ranked.since
    units = ranked.group_by(*KEYS).agg(
        contracts=ranked.count(where=now).cast("float64"),
        contracts_mrr=ranked.mrr.sum(where=now),
        mrr_then=ranked.mrr.sum(where=ranked.then),
        contract_days=age.max(where=now),
        plan_days=age.min(where=now),
        plan=ranked.plan.max(where=first),
        price=ranked.mrr.max(where=first),
        term=ranked.term.max(where=first),
        renewal=ranked.renewal.max(where=first),
        renews=ranked.renews.max(where=first),
    )
    held = units.filter(units.contracts > 0)
    prices = _prices(asked)
    same = [held.as_of == prices["_as_of"], held.plan == prices["_plan"]]
    joined = held.left_join(prices, [*same, held.price == prices["_mrr"]])
    return joined.drop("price", "_as_of", "_plan", "_mrr")


def _prices(asked: Asked) -> "ir.Table":
    """Return the share of contracts in force with a plan that cost less than each price.

    Of all units, whatever part of them is asked for. Grain out: a date, plan and price
    (_as_of, _plan, _mrr, price_rank); null where there are fewer than `PEERS`.
    """
    import ibis

    whole = asked.whole
    everyone = whole if whole.peers is None else replace(whole, subscriptions=whole.peers)
    each = _at_dates(everyone, asked)
    priced = each.filter(each.now, each.mrr.notnull())
    prices = priced.group_by(_as_of="as_of", _plan="plan", _mrr="mrr").agg(times=priced.count())
    plan = ["_as_of", "_plan"]
    below = ibis.window(group_by=plan, order_by="_mrr", preceding=(None, 1))
    told = prices.mutate(
        below=prices.times.sum().over(below).fill_null(0).cast("float64"),
        every=prices.times.sum().over(ibis.window(group_by=plan)).cast("float64"),
    )
    rank = ibis.ifelse(told.every >= PEERS, told.below / (told.every - 1.0), ibis.null("float64"))
    return told.select(*plan, "_mrr", price_rank=rank)


def _at_dates(sources: Sources, asked: Asked) -> "ir.Table":
    """Return the contracts in force at each date, or 90 days before, as they were known.

    Grain out: a contract and a date: (unit_id, as_of, day, now, then, since, plan, mrr, term,
    renewal, renews), since being the day's number from which it was in force, renewal the days
    until its term ends, renews 1 or 0.
    """
    import ibis

    contracts = _terms(sources)
    each = contracts.cross_join(spine(asked.points).select("as_of", "day"))
    nothing = ibis.null("int64")
    noticed = (each.noticed < each.day).fill_null(False)
    renews = (each.noticed.notnull() & ~noticed) | each.auto_renew.fill_null(False)
    ended = noticed | (each.ended < each.day).fill_null(False)
    notice = ibis.greatest(each.notice_over, each.term_over.fill_null(each.notice_over))
    gone = ibis.coalesce(
        ibis.ifelse(ended, each.gone, nothing),
        ibis.ifelse(noticed, notice, nothing),
        ibis.ifelse(renews, nothing, each.term_over),
    )

    def holds(day: "ir.IntegerValue") -> "ir.BooleanValue":
        return (each.since <= day) & (gone.isnull() | (gone > day))

    told = each.mutate(
        now=holds(each.day),
        then=holds(each.day - _AGO),
        renews=ibis.ifelse(renews, 1, 0).cast("float64"),
    )
    told = told.filter(told.now | told.then)
    return told.mutate(renewal=_renewal(told))


def _terms(sources: Sources) -> "ir.Table":
    """Return contracts with the numbers of the days on which something happened to them.

    since, gone, notice_over and term_over are the first days at whose midnight a contract was
    in force, and no longer was: by its recorded end, by its notice, by the end of its term.
    """
    import ibis

    rows = sources.table("subscriptions")
    rows = rows.filter(rows.unit_id.notnull(), rows.started_at.notnull())

    def column(name: str, kind: str) -> "ir.Value":
        return rows[name].cast(kind) if name in rows.columns else ibis.null(kind)

    def opens(instant: "ir.TimestampValue") -> "ir.IntegerValue":
        local = sources.calendar.local(instant, sources.observed)
        return sources.calendar.numbers(local - ibis.interval(microseconds=1), "day") + 1

    cancelled, ended = column("cancelled_at", "timestamp"), column("ended_at", "timestamp")
    start = sources.calendar.local(rows.started_at, sources.observed)
    return rows.select(
        "unit_id",
        plan=column("plan", "string").fill_null(""),
        mrr=column("mrr", "float64"),
        term=column("term_months", "int64").nullif(0),
        auto_renew=column("auto_renew", "boolean"),
        since=opens(rows.started_at),
        noticed=day_of(cancelled, sources),
        ended=day_of(ended, sources),
        gone=opens(ended),
        notice_over=opens(cancelled),
        term_over=opens(column("ends_at", "timestamp")),
        month=sources.calendar.numbers(start, "month"),
        place=start.day().cast("int64"),
    )


def _renewal(rows: "ir.Table") -> "ir.IntegerValue":
    """Return the days until the term that runs at the date is over.

    Terms follow each other from the start of the contract, on the same day of the month or on
    the last where there is none; without a length of the term, until the recorded end of it.
    """
    import ibis

    calendar, date = Calendar(), rows.as_of.cast("timestamp")
    short = ibis.ifelse(rows.as_of.day() < rows.place, 1, 0)
    months = calendar.numbers(date, "month") - rows.month - short
    term = rows.term.fill_null(1)
    following = rows.month + ((months // term).cast("int64") + 1) * term

    def starts(month: "ir.IntegerValue") -> "ir.IntegerValue":
        return calendar.numbers(calendar.starts(month, "month").cast("timestamp"), "day")

    length = starts(following + 1) - starts(following)
    over = starts(following) + ibis.least(rows.place, length) - 1
    recorded = ibis.ifelse(rows.term_over >= rows.day, rows.term_over, ibis.null("int64"))
    return ibis.ifelse(rows.term.notnull(), over, recorded) - rows.day


def _recipes(sources: Sources, plan: Plan) -> list[Recipe]:
    if sources.subscriptions is None:
        return []
    found = [
        Recipe(_feature("contracts", "times", "contracts"), counted("contracts")),
        Recipe(_feature("contract_days", "days", "contract_days"), taken("contract_days")),
        Recipe(_feature("plan_days", "days", "plan_days"), taken("plan_days")),
    ]
    if sources.has("subscriptions", "plan"):
        feature = _feature("plan", "", "plan", kind="category")
        found.append(Recipe(feature, lambda row: row.plan.nullif("")))
    if sources.has("subscriptions", "mrr"):
        change = _money("mrr_change_90d", "change", "mrr_change", days=_AGO)
        found += [
            Recipe(_money("mrr", "money", "mrr"), taken("contracts_mrr")),
            Recipe(change, changed("contracts_mrr", "mrr_then")),
            Recipe(_money("price_rank", "share", "price_rank"), taken("price_rank")),
        ]
    if sources.has("subscriptions", "term_months"):
        found.append(Recipe(_feature("term_months", "months", "term_months"), taken("term")))
    if sources.has("subscriptions", "term_months") or sources.has("subscriptions", "ends_at"):
        feature = _feature("days_to_renewal", "days", "days_to_renewal")
        found.append(Recipe(feature, taken("renewal")))
    if sources.has("subscriptions", "auto_renew"):
        feature = _feature("auto_renew", "", "auto_renew", kind="flag")
        found.append(Recipe(feature, taken("renews")))
    return found


SUBSCRIPTIONS = Family(_recipes, _columns)
