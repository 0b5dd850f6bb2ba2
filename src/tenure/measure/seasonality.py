"""The same period a year before, a smoothed rate that is marked as one, and the season in it."""

from collections.abc import Sequence
from itertools import groupby
from math import exp, log
from typing import TYPE_CHECKING, Any, Literal

from tenure.measure.attrition import NOBODY
from tenure.periods import Period

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

Smoothing = Literal["trailing", "centred"]

A_YEAR: dict[Period, int] = {"day": 364, "week": 52, "month": 12, "quarter": 4, "year": 1}
"""Periods back to the same one a year before; of days and weeks, on the same weekday."""

CYCLE: dict[Period, int] = {"day": 7, "week": 52, "month": 12, "quarter": 4}
"""Periods in one cycle: of days a week, else a year."""

NO_YEAR = "no year of data before it"
NOT_SEEN = "a year before, "
TOO_SHORT = "seasonality needs two full cycles of complete periods: {needed}; there are {known}"
NO_SEASON = "a year has no season"
OUTSIDE = "not among the complete periods without a gap that are decomposed"
SEASON = ("trend", "seasonal", "adjusted", "season_p")


def year_on_year(rows: "ir.Table", *, period: Period) -> "ir.Table":
    """Set every period beside the same one a year before.

    Grain in: the rows of `attrition`, every period there is. Grain out: a period,
    times a group, with at_start, lost and attrition, the same a year before
    (`before_…`), and

    difference = attrition − before_attrition, with its 95 % interval by Newcombe's
    hybrid of the two Wilson intervals: with p₁ ∈ [l₁, u₁] and p₂ ∈ [l₂, u₂] the ends are
    p₁ − p₂ − √((p₁ − l₁)² + (u₂ − p₂)²) and p₁ − p₂ + √((u₁ − p₁)² + (p₂ − l₂)²).

    Units: shares; the difference is one of shares (percentage points / 100). It is null,
    with a reason, until a year exists and where one of both is unfinished, truncated or
    without anybody at the start. A year is 12 months, 4 quarters, 52 weeks or 364 days,
    so weekdays meet.

    Source: R. G. Newcombe, Interval estimation for the difference between independent
    proportions, Statistics in Medicine 17 (1998), method 10.
    """
    import ibis

    keys = ["group"] if "group" in rows.columns else []
    order = ibis.window(group_by=keys or None, order_by="period_start")
    taken = ("period_start", "at_start", "lost", "attrition", "reason")
    ends = ("attrition_low", "attrition_high")
    back = {f"before_{n}": rows[n].lag(A_YEAR[period]).over(order) for n in (*taken, *ends)}
    each = rows.mutate(**back)
    reason = ibis.cases(
        (each.reason.notnull(), each.reason),
        (each.before_period_start.isnull(), NO_YEAR),
        (each.before_reason.notnull(), ibis.literal(NOT_SEEN) + each.before_reason),
        else_=ibis.null("string"),
    )
    told = reason.isnull()
    return (
        each.mutate(**_difference(each, told), reason=reason)
        .select(
            *keys,
            "period_start",
            "period_end",
            "complete",
            "at_start",
            "lost",
            "attrition",
            *ends,
            *(f"before_{name}" for name in taken[:-1]),
            "difference",
            "difference_low",
            "difference_high",
            "reason",
        )
        .order_by(*keys, "period_start")
    )


def _difference(each: "ir.Table", told: "ir.BooleanValue") -> "dict[str, ir.Value]":
    import ibis

    now, then = each.attrition, each.before_attrition
    down = ((now - each.attrition_low) ** 2 + (each.before_attrition_high - then) ** 2) ** 0.5
    up = ((each.attrition_high - now) ** 2 + (then - each.before_attrition_low) ** 2) ** 0.5
    found = {
        "difference": now - then,
        "difference_low": now - then - down,
        "difference_high": now - then + up,
    }
    return {name: ibis.ifelse(told, value, ibis.null("float64")) for name, value in found.items()}


def smoothed(rows: "ir.Table", *, over: int = 3, smoothing: Smoothing = "trailing") -> "ir.Table":
    """Add a moving rate, marked as smoothed, to the rows of `attrition`.

    Grain in and out: a period, times a group. smoothed = Σ lost / Σ at_start over `over`
    periods, the row's own being the last (trailing) or the middle one (centred; of an even
    number, the later of the two in the middle). Null unless all of them are complete and
    fully seen. smoothed_over: how many, null where there is no smoothed rate. Neighbours
    share periods, so the smoothed rates of two rows are not two observations.
    """
    import ibis

    keys = ["group"] if "group" in rows.columns else []
    usable = rows.complete & (rows.reason.isnull() | (rows.reason == NOBODY))
    after = 0 if smoothing == "trailing" else (over - 1) // 2
    window = ibis.window(
        group_by=keys or None,
        order_by="period_start",
        preceding=over - 1 - after,
        following=after,
    )
    each = rows.mutate(
        _lost=ibis.ifelse(usable, rows.lost, 0),
        _base=ibis.ifelse(usable, rows.at_start, 0),
        _one=usable.fill_null(False).cast("int64"),
    )
    sums = each.mutate(
        _lost=each._lost.sum().over(window),
        _base=each._base.sum().over(window),
        _one=each._one.sum().over(window),
    )
    whole = (sums._one == over) & (sums._base > 0)
    found = sums.mutate(
        smoothed=ibis.ifelse(whole, sums._lost / sums._base.nullif(0), ibis.null("float64")),
        smoothed_over=ibis.ifelse(whole, ibis.literal(over, "int64"), ibis.null("int64")),
    )
    return found.select(
        *keys,
        "period_start",
        "period_end",
        "complete",
        "at_start",
        "lost",
        "attrition",
        "attrition_low",
        "attrition_high",
        "smoothed",
        "smoothed_over",
        "reason",
    ).order_by(*keys, "period_start")


def finish_seasonality(table: "pa.Table", *, period: Period) -> "pa.Table":
    """Add trend, seasonal, adjusted and season_p to the rows of `smoothed`, group by group.

    STL (locally weighted regression) of the empirical logit ln((lost + ½) / (stayed + ½)),
    its seasonal part the same in every cycle. On the logit a season multiplies the odds, so
    no part of it leaves 0…1, a month of the same season counts alike in good years and bad
    ones, and a period in which nobody left has a value, which a plain logarithm has not.

    trend and adjusted (the rate without the season) are shares; seasonal is the factor by
    which the season multiplies the odds of leaving (1: none). season_p: the p-value of
    "there is no season", an F test of one effect a season in a quasi-binomial regression on
    a linear trend. All are null, with the reason, until two full cycles of complete periods
    without a gap exist.

    Source: R. B. Cleveland et al., STL, Journal of Official Statistics 6 (1990);
    P. McCullagh and J. A. Nelder, Generalized Linear Models, 1989, chapter 4.
    """
    import pyarrow as pa

    rows = table.to_pylist()
    kind = (lambda row: row["group"]) if "group" in table.column_names else (lambda row: None)
    added: list[dict[str, Any]] = []
    for _, members in groupby(rows, kind):
        added.extend(_seasons(list(members), period))
    finished = table.drop_columns(["reason"])
    for name in SEASON:
        values = pa.array([row[name] for row in added], pa.float64())
        finished = finished.append_column(name, values)
    reasons = pa.array([row["reason"] for row in added], pa.string())
    return finished.append_column("reason", reasons)


def _seasons(rows: list[dict[str, Any]], period: Period) -> list[dict[str, Any]]:
    """Decompose the longest stretch of usable periods that reaches the last of them."""
    blank = dict.fromkeys(SEASON)
    if period not in CYCLE:
        return [{**blank, "reason": row["reason"] or NO_SEASON} for row in rows]
    usable = [bool(row["complete"] and row["reason"] is None and row["at_start"]) for row in rows]
    stop = max((place + 1 for place, use in enumerate(usable) if use), default=0)
    start = stop
    while start and usable[start - 1]:
        start -= 1
    needed = 2 * CYCLE[period]
    if stop - start < needed:
        short = TOO_SHORT.format(needed=f"{needed} {period}s", known=stop - start)
        return [{**blank, "reason": row["reason"] or short} for row in rows]
    inside = _decomposed(rows[start:stop], CYCLE[period])
    return [
        {**inside[place - start], "reason": None}
        if start <= place < stop
        else {**blank, "reason": row["reason"] or OUTSIDE}
        for place, row in enumerate(rows)
    ]


def _decomposed(rows: list[dict[str, Any]], cycle: int) -> list[dict[str, float | None]]:
    import numpy as np
    from statsmodels.tsa.seasonal import STL

    lost = [row["lost"] for row in rows]
    stayed = [row["at_start"] - row["lost"] for row in rows]
    both = zip(lost, stayed, strict=True)
    logits = np.array([log((gone + 0.5) / (kept + 0.5)) for gone, kept in both])
    periodic = 10 * len(rows) + 1  # so wide a seasonal smoother is a mean: the same every cycle
    parts = STL(logits, period=cycle, seasonal=periodic, seasonal_deg=0).fit()
    p_value = season_test(lost, stayed, cycle)
    return [
        {
            "trend": _share(trend),
            "seasonal": exp(season),
            "adjusted": _share(logit - season),
            "season_p": p_value,
        }
        for logit, trend, season in zip(logits, parts.trend, parts.seasonal, strict=True)
    ]


def season_test(lost: Sequence[int], stayed: Sequence[int], cycle: int) -> float | None:
    """Return the p-value of "no season", or None where the rates leave nothing to test.

    Quasi-binomial: F = ((D₀ − D₁) / (cycle − 1)) / φ with the deviances D of a linear trend
    on the logit without and with one effect a season, and φ the Pearson dispersion of the
    latter, but not below 1.
    """
    import warnings

    import numpy as np
    import statsmodels.api as sm
    from scipy.stats import f

    counts = np.column_stack([lost, stayed]).astype(float)
    if counts.sum(axis=0).min() == 0:
        return None
    places = np.arange(len(counts))
    trend = np.column_stack([np.ones(len(counts)), places / len(counts)])
    season = (places[:, None] % cycle == np.arange(1, cycle)[None, :]).astype(float)
    left = len(counts) - trend.shape[1] - season.shape[1]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a season in which nobody ever left has no finite effect
        fits = [
            sm.GLM(counts, design, family=sm.families.Binomial()).fit()
            for design in (trend, np.column_stack([trend, season]))
        ]
    dispersion = max(1.0, float(fits[1].pearson_chi2) / left)
    ratio = max(0.0, float(fits[0].deviance - fits[1].deviance)) / (cycle - 1) / dispersion
    return float(f.sf(ratio, cycle - 1, left))


def _share(logit: float) -> float:
    return 1 / (1 + exp(-logit))
