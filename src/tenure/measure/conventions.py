"""The published conventions of customer churn beside each other, gross and net."""

from typing import TYPE_CHECKING

from tenure.measure.attrition import NOBODY, TRUNCATED, UNFINISHED
from tenure.measure.rates import rate

if TYPE_CHECKING:
    import ibis.expr.types as ir

GROSS = ("cohort", "baremetrics", "stripe", "profitwell")
NET = ("net_of_won_back", "net_of_won_back_and_joined")
CONVENTIONS = (*GROSS, *NET)

NO_SHARE = "the numerator is no part of the denominator: no interval of a share applies"

_BARE, _STRIPE = 1, 2
"""Places in CONVENTIONS, in which joiners who left count as lost, too."""


def conventions(counts: "ir.Table") -> "ir.Table":
    """Show every period under each published convention, and net of who came.

    Grain in: a row of `attrition` with the convention stripe, whose rate is null only
    where no convention has one. Grain out: a period, times a convention, times a group.

    churned / base, where churned and base are: cohort and profitwell lost / at_start;
    baremetrics (lost + joined_and_lost) / at_start; stripe the same over at_start +
    joined + joined_and_lost; net_of_won_back (lost − won_back) / at_start;
    net_of_won_back_and_joined (lost − won_back − joined) / at_start. A net rate is
    below zero when more came than left. The 95 % Wilson interval, where churned is a
    part of base; else it is null and the reason says so. Units: shares.

    Source: definitions, "The same month under four published conventions".
    """
    import ibis

    keys = ["group"] if "group" in counts.columns else []
    places = ibis.range(len(CONVENTIONS)).unnest().name("place").as_table()
    each = counts.cross_join(places)
    place = each.place
    counted = each.mutate(
        convention=_text(place, CONVENTIONS),
        kind=ibis.ifelse(place < len(GROSS), "gross", "net"),
        churned=_churned(each),
        base=each.at_start + ibis.ifelse(place == _STRIPE, each.joined + each.joined_and_lost, 0),
    )
    rows = _rates(counted)
    return rows.order_by(*keys, "period_start", "place").select(
        *keys,
        "period_start",
        "period_end",
        "complete",
        "convention",
        "kind",
        "churned",
        "base",
        "attrition",
        "attrition_low",
        "attrition_high",
        "reason",
    )


def _text(place: "ir.IntegerValue", names: tuple[str, ...]) -> "ir.StringValue":
    import ibis

    return ibis.cases(*((place == at, name) for at, name in enumerate(names)), else_=names[-1])


def _churned(each: "ir.Table") -> "ir.IntegerValue":
    import ibis

    place = each.place
    net = each.lost - each.won_back
    return ibis.cases(
        (place.isin((_BARE, _STRIPE)), each.lost + each.joined_and_lost),
        (place == CONVENTIONS.index("net_of_won_back"), net),
        (place == CONVENTIONS.index("net_of_won_back_and_joined"), net - each.joined),
        else_=each.lost,
    )


def _rates(rows: "ir.Table") -> "ir.Table":
    """Add the rate, the interval where there is one, and the reason.

    The interval is of a share clipped to 0…1, so that no engine takes the root of a
    negative number in a row where it is not shown.
    """
    import ibis

    no_share = (rows.kind == "net") | (rows.place == _BARE)
    part = ibis.least(ibis.greatest(rows.churned, 0), rows.base)
    shares = rate("attrition", part, rows.base)
    low, high = shares["attrition_low"], shares["attrition_high"]
    nothing = ibis.null("float64")
    return rows.mutate(
        attrition=rows.churned / rows.base.nullif(0),
        attrition_low=ibis.ifelse(no_share, nothing, low),
        attrition_high=ibis.ifelse(no_share, nothing, high),
        reason=ibis.cases(
            (~rows.complete, UNFINISHED),
            (rows.base == 0, NOBODY),
            (rows.reason == TRUNCATED, TRUNCATED),
            (no_share, NO_SHARE),
            else_=ibis.null("string"),
        ),
    )
