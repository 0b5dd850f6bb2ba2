"""Quantiles that every engine computes alike: from ranks, by linear interpolation."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir


def ranked(rows: "ir.Table", value: str, *keys: str) -> "ir.Table":
    """Number the rows of each group by a value: `_rank` from 0, `_last` the highest rank.

    Rows whose value is null have neither, and count for nothing.
    """
    import ibis

    known = rows[value].notnull()
    own = [*keys, known]
    ranks = ibis.window(group_by=own, order_by=value)
    numbered = rows.mutate(
        _rank=ibis.row_number().over(ranks), _last=rows[value].count().over(group_by=own) - 1
    )
    return numbered.mutate(
        _rank=ibis.ifelse(known, numbered._rank, ibis.null("int64")),
        _last=ibis.ifelse(known, numbered._last, ibis.null("int64")),
    )


def quantile(rows: "ir.Table", value: str, share: float) -> "ir.FloatingValue":
    """Aggregate ranked rows to a quantile; null when no value is known.

    With n values in order, x₀ ≤ … , and h = (n − 1) · share, it lies between the two whose
    ranks enclose h, in proportion (type 7 of Hyndman and Fan).
    """
    import ibis

    away = (rows._rank - rows._last * share).abs()
    weight = ibis.greatest(1 - away, 0.0)
    return (rows[value] * weight).sum()
