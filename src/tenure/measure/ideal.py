"""Regrettable attrition, and the sample from which the ideal customer is learnt."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tenure.measure.moving import STRETCH, is_moving
from tenure.measure.rates import UNKNOWN, rate
from tenure.measure.recurring import monthly
from tenure.periods import Calendar, Observation

if TYPE_CHECKING:
    import ibis.expr.types as ir

FITS, OTHER, UNTOLD = "f", "o", "u"
MONTH_DAYS = 30.4375


def regrettable(whole: "ir.Table", parts: "ir.Table") -> "ir.Table":
    """Tell those lost who fit the ideal customer from those who do not.

    Grain in: `attrition`, and the same split by `fit_groups`. Grain out: a period, times a
    group, as `attrition` counts it, with

    regrettable: lost who fit, of fit_at_start; other_lost: lost who do not, of
    other_at_start; unknown_lost: lost of whom it is not known, of unknown_at_start. The
    three add up to lost. regrettable_share = regrettable / lost; regrettable_attrition =
    regrettable / fit_at_start; other_attrition = other_lost / other_at_start; each with its
    95 % Wilson interval, null where nobody is in the denominator.

    Source: definitions, "Logos" (regrettable).
    """
    keys = ["group"] if "group" in whole.columns else []
    coded = parts.mutate(code=_code(parts.group), group=_rest(parts.group))
    sums = {
        f"{name}_{count}": coded[count].sum(where=coded.code == code)
        for name, code in (("fit", FITS), ("other", OTHER), ("unknown", UNTOLD))
        for count in ("at_start", "lost")
    }
    on = [*keys, "period_start"]
    each = whole.left_join(coded.group_by(*on).agg(**sums), on)
    told = each.select(
        *whole.columns, **{name: each[name].fill_null(0).cast("int64") for name in sums}
    )
    rows = told.mutate(
        regrettable=told.fit_lost,
        **rate("regrettable_attrition", told.fit_lost, told.fit_at_start),
        **rate("other_attrition", told.other_lost, told.other_at_start),
        **rate("regrettable_share", told.fit_lost, told.lost),
    )
    return rows.select(
        *keys,
        *("period_start", "period_end", "complete", "at_start", "lost"),
        *("attrition", "attrition_low", "attrition_high"),
        *("fit_at_start", "regrettable"),
        *_ends("regrettable_attrition"),
        *("other_at_start", "other_lost"),
        *_ends("other_attrition"),
        *("unknown_at_start", "unknown_lost"),
        *_ends("regrettable_share"),
        "reason",
    ).order_by(*keys, "period_start")


def _ends(name: str) -> tuple[str, str, str]:
    return name, f"{name}_low", f"{name}_high"


def fit_groups(fits: "ir.Table", groups: "ir.Table | None" = None) -> "ir.Table":
    """Put whether a unit fits, as one letter, before its group: (unit_id, group).

    `fits` (unit_id, fits): null where what the rule asks for is not known of it. Both may be
    over time (`measure.moving`): then of the same stretches, which the result keeps.
    """
    import ibis

    code = ibis.cases((fits.fits.isnull(), UNTOLD), (fits.fits, FITS), else_=OTHER)
    stretch = [name for name in fits.columns if name not in ("unit_id", "fits")]
    coded = fits.select("unit_id", *stretch, code=code)
    if groups is None:
        return coded.select("unit_id", *stretch, group=coded.code)
    since = {"_from": STRETCH[0]} if is_moving(groups) else {}
    own = groups.select(of="unit_id", group="group", **since)
    on = [coded.unit_id == own.of, *(coded[STRETCH[0]] == own[name] for name in since)]
    both = coded.left_join(own, on)
    return both.select("unit_id", *stretch, group=both.code + both.group.fill_null(UNKNOWN))


def _code(group: "ir.StringValue") -> "ir.StringValue":
    import ibis

    return ibis.ifelse(group == UNKNOWN, UNTOLD, group.substr(0, 1))


def _rest(group: "ir.StringValue") -> "ir.StringValue":
    import ibis

    return ibis.ifelse(group == UNKNOWN, UNKNOWN, group.substr(1))


def stays(spells: "ir.Table", *, months: int, observed: Observation) -> "ir.Table":
    """Return whether each unit was still active some months after it began.

    Grain in: a spell. Grain out: a unit (unit_id, began_local, due_local, stayed) that was
    first active within the observation and whose `months` are over by its end: one who has
    not had the time is neither. stayed: active at due_local = began_local + months.
    """
    import ibis

    end = ibis.literal(observed.end).cast("timestamp")
    first = ibis.literal(observed.first).cast("timestamp")
    began = spells.group_by(of="unit_id").agg(began_local=spells.from_local.min())
    due = began.mutate(due_local=began.began_local + ibis.interval(months=months))
    grown = due.filter(due.began_local >= first, due.due_local <= end)
    both = spells.inner_join(grown, spells.unit_id == grown.of)
    there = (both.from_local <= both.due_local) & (
        both.to_local.isnull() | (both.to_local > both.due_local)
    )
    return both.group_by("unit_id", "began_local", "due_local").agg(stayed=there.any())


def profile_sample(
    stayed: "ir.Table",
    known: "ir.Table",
    *,
    attributes: Sequence[str],
    value: "ir.Table | None" = None,
    limit: int = 20_000,
) -> "ir.Table":
    """Return a bounded sample of units with their attributes, and whether they stayed.

    Grain in: `stays`, and what is known of each unit (unit_id, attributes); `value`
    (unit_id, value) what each was worth until due. Grain out: at most `limit` units (unit_id,
    stayed, value, the attributes): all of them, or every so manieth in the order in which
    they began, so that old and new ones are there in proportion.
    """
    import ibis

    order = ibis.window(order_by=["began_local", "unit_id"])
    numbered = stayed.mutate(place=ibis.row_number().over(order))
    counted = numbered.cross_join(stayed.agg(total=stayed.count()))
    step = ibis.greatest(counted.total, limit)
    taken = (counted.place + 1) * limit // step > counted.place * limit // step
    chosen = counted.filter(taken).select("unit_id", "stayed")
    about = known.select(*attributes, of="unit_id")
    rows = chosen.left_join(about, chosen.unit_id == about.of).drop("of")
    if value is None:
        worth = rows.mutate(value=ibis.null("float64"))
    else:
        worths = value.select(of="unit_id", value=value.value.cast("float64"))
        worth = rows.left_join(worths, rows.unit_id == worths.of).drop("of")
    return worth.select("unit_id", "stayed", "value", *attributes).order_by("unit_id")


def contract_value(
    contracts: "ir.Table",
    stayed: "ir.Table",
    *,
    unit: str,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return what each unit's contracts brought from its beginning until due (unit_id, value).

    value = Σ mrr · days in force within [began, due) / 30.4375. Amounts are added up as they
    are: ask only where there is one currency.
    """
    import ibis

    from tenure.measure.states import effective_end

    paid = contracts.filter(contracts[unit].notnull(), monthly(contracts) > 0)
    dated = paid.select(
        of=paid[unit],
        mrr=monthly(paid),
        opens=calendar.local(paid.started_at, observed),
        closes=calendar.local(effective_end(paid), observed),
    )
    both = dated.inner_join(stayed, dated.of == stayed.unit_id)
    low = ibis.greatest(both.opens, both.began_local)
    high = ibis.least(both.closes.fill_null(both.due_local), both.due_local)
    seconds = ibis.greatest(high.epoch_seconds() - low.epoch_seconds(), 0)
    worth = both.mutate(worth=both.mrr * seconds / (86400 * MONTH_DAYS))
    return worth.group_by("unit_id").agg(value=worth.worth.sum())
