"""Rates of money: what share of it was lost, kept and gained, with intervals that hold.

Customers, not dollars, decide independently of each other; so one large customer
counts as one, and the interval of a rate of money is wider than that of a count.
"""

from typing import TYPE_CHECKING

from tenure.stats import Z95, wilson_bounds

if TYPE_CHECKING:
    import ibis.expr.types as ir

RETENTION_RATES = tuple(
    f"{name}{end}"
    for name in ("gross_churn", "net_churn", "grr", "nrr")
    for end in ("", "_low", "_high")
)

_DIGITS = 10


def loss_and_gain(
    before: "ir.NumericValue",
    lost: "ir.NumericValue",
    gained: "ir.NumericValue",
    back: "ir.NumericValue",
) -> "dict[str, ir.NumericValue]":
    """Return the columns of one customer whose sums `with_retention_rates` needs.

    What they paid before, lost, gained, and what came back from nothing.
    """
    x, y, g, b = (value.cast("float64") for value in (before, lost, gained, back))
    return {"lost_2": y * y, "lost_x": y * x, "gain_2": g * g, "gain_x": g * x, "back_2": b * b}


def with_retention_rates(sums: "ir.Table", *, base: str, customers: str) -> "ir.Table":
    """Add gross and net churn, GRR and NRR over a base, each with its 95 % interval.

    `sums` has, beside the base and the number of its customers, lost, gained, back,
    `squares` (Σ x², x being what a customer paid at the base) and the sums of
    `loss_and_gain`. With X = Σ x:

        gross_churn = L = lost / X         grr = 1 − L
        net_churn = L − (gained + back) / X
        nrr = 1 − L + gained / X

    L and gains have Wilson's interval at an effective number of customers: the smaller
    of Kish's X² / Σ x² and R (1 − R) / V, with V the linearised variance of a ratio,
    n / (n − 1) · Σ (y − R x)² / X². Those of differences and sums are put together from
    the distances to these bounds (MOVER). All are null where the base is 0.

    Sources: L. Kish, Survey Sampling (1965), 11.7; W. G. Cochran, Sampling Techniques
    (3rd ed. 1977), 2.11 and 6.3; G. Y. Zou and A. Donner, Construction of confidence
    limits about effect measures, Statistics in Medicine 27 (2008).
    """
    total = sums[base].cast("float64").nullif(0)
    more = sums.gained + sums.back
    rows = sums.mutate(
        _total=total,
        _kish=sums.squares / (total * total),
        _again=(sums[customers] / (sums[customers] - 1).nullif(0)).fill_null(0.0),
        _loss=sums.lost / total,
        _gain=sums.gained / total,
        _more=more / total,
        _more_2=sums.gain_2 + sums.back_2,
    )
    for name, squares, products in (
        ("_loss", "lost_2", "lost_x"),
        ("_gain", "gain_2", "gain_x"),
        ("_more", "_more_2", "gain_x"),
    ):
        rows = _bounded(rows, name, squares, products)
    gross, low, high = rows._loss, rows._loss_low, rows._loss_high
    net = _difference(rows, "_loss", "_more")
    kept = _difference(rows, "_gain", "_loss")
    return rows.mutate(
        **_named("gross_churn", gross, low, high),
        **_named("net_churn", *net),
        **_named("grr", 1 - gross, 1 - high, 1 - low),
        **_named("nrr", *(1 + bound for bound in kept)),
    )


def _bounded(rows: "ir.Table", name: str, squares: str, products: str) -> "ir.Table":
    """Add the bounds of a ratio of money, step by step, so that SQL stays short.

    A ratio beyond 1, which is no share, has the linearised variance alone.
    """
    import ibis

    ratio = rows[name]
    residuals = rows[squares] - 2 * ratio * rows[products] + ratio * ratio * rows.squares
    straight = rows._again * ibis.greatest(residuals, 0.0) / (rows._total * rows._total)
    rows = rows.mutate(_straight=straight)
    share = (ratio > 0) & (ratio < 1)
    alone = ibis.ifelse(share, ratio * (1 - ratio), 1.0)  # no division by 0 where it is not used
    widest = ibis.greatest(rows._straight, alone * rows._kish)
    rows = rows.mutate(
        _trials=ibis.ifelse(share, alone / widest, 1 / rows._kish.nullif(0)),
        _half=rows._straight**0.5 * Z95,
    )
    low, high = wilson_bounds(ibis.least(rows[name], 1.0) * rows._trials, rows._trials)
    rows = rows.mutate(_low=low, _high=high)
    ratio, nothing = rows[name], ibis.null("float64")
    lower = ibis.cases((ratio == 0, 0.0), (ratio > 1, ratio - rows._half), else_=rows._low)
    upper = ibis.cases((ratio == 1, 1.0), (ratio > 1, ratio + rows._half), else_=rows._high)
    rows = rows.mutate(_low=lower, _high=upper)
    known = rows[name].notnull()
    return rows.mutate(
        **{
            f"{name}_low": ibis.ifelse(
                known, ibis.least(ibis.greatest(rows._low, 0.0), rows[name]), nothing
            ),
            f"{name}_high": ibis.ifelse(known, ibis.greatest(rows._high, rows[name]), nothing),
        }
    )


def _difference(
    rows: "ir.Table", left: str, right: str
) -> "tuple[ir.FloatingValue, ir.FloatingValue, ir.FloatingValue]":
    """Return left − right with bounds from the distances of each to its own."""
    a, a_low, a_high = (rows[f"{left}{end}"] for end in ("", "_low", "_high"))
    b, b_low, b_high = (rows[f"{right}{end}"] for end in ("", "_low", "_high"))
    down = ((a - a_low) ** 2 + (b_high - b) ** 2) ** 0.5
    up = ((a_high - a) ** 2 + (b - b_low) ** 2) ** 0.5
    return a - b, a - b - down, a - b + up


def _named(
    name: str, value: "ir.FloatingValue", low: "ir.FloatingValue", high: "ir.FloatingValue"
) -> "dict[str, ir.FloatingValue]":
    return {
        name: value,
        f"{name}_low": low.round(_DIGITS),
        f"{name}_high": high.round(_DIGITS),
    }
