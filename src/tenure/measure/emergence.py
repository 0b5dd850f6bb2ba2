"""When the high-revenue cohorts show themselves: their order after k periods, and at the end."""

from typing import TYPE_CHECKING, Any

from tenure.measure.finished import Kind, as_table
from tenure.stats.intervals import Z95

if TYPE_CHECKING:
    import pyarrow as pa

FEW = "fewer than 4 cohorts can be compared"
SAME = "the cohorts do not differ"
FEWEST = 4
"""Cohorts without which no rank correlation is given."""


def finish_emergence(
    cells: "pa.Table", *, threshold: float = 0.8, horizon: int | None = None
) -> "pa.Table":
    """Tell, from the cells of `revenue_cohorts`, how early the high-revenue cohorts show.

    Grain out: a period k from 0 to the horizon K, times a currency, times a group.
    The cohorts compared are those with people in them that have reached K; without
    `horizon`, K is the last period that at least half of the cohorts have reached.

    rank_correlation = Spearman's, over these cohorts, of the cumulative revenue per
    customer after period k with that after period K. What came up to k is part of
    what came up to K, so it is high by construction and 1 at K; with_rest is that
    with the revenue after k alone, which is not. Its 95 % interval is that of
    Bonett and Wright (2000). shows: the first k, before K, at which
    rank_correlation is at least `threshold`.
    """
    keys = [name for name in ("group", "currency") if name in cells.column_names]
    rows: list[dict[str, Any]] = []
    table = [row for row in cells.to_pylist() if row["size"]]
    for key in sorted({tuple(row[name] for name in keys) for row in table}, key=str):
        own = [row for row in table if tuple(row[name] for name in keys) == key]
        named = dict(zip(keys, key, strict=True))
        rows.extend(named | row for row in _emerging(own, threshold, horizon))
    kinds: dict[str, Kind] = dict.fromkeys(keys, "text")
    return as_table(rows, kinds | _EMERGENCE)


_EMERGENCE: dict[str, Kind] = {
    "period": "count",
    "horizon": "count",
    "cohorts": "count",
    "rank_correlation": "number",
    "rank_correlation_low": "number",
    "rank_correlation_high": "number",
    "with_rest": "number",
    "shows": "flag",
    "reason": "text",
}


def _emerging(
    rows: list[dict[str, Any]], threshold: float, horizon: int | None
) -> list[dict[str, Any]]:
    curves: dict[Any, dict[int, float]] = {}
    for row in rows:
        if row["cumulative_per_customer"] is not None:
            curves.setdefault(row["cohort"], {})[row["period"]] = row["cumulative_per_customer"]
    lengths = sorted((len(curve) for curve in curves.values()), reverse=True)
    if not lengths:
        return []
    last = horizon if horizon is not None else lengths[(len(lengths) - 1) // 2] - 1
    reached = [curve for curve in curves.values() if len(curve) > last]
    found: list[dict[str, Any]] = []
    shown = False
    for k in range(last + 1):
        final = [curve[last] for curve in reached]
        sofar = [curve[k] for curve in reached]
        rest = [end - so for end, so in zip(final, sofar, strict=True)]
        correlation = _spearman(sofar, final)
        shows = not shown and k < last and correlation is not None and correlation >= threshold
        shown = shown or shows
        low, high = _around(correlation, len(reached))
        found.append(
            {
                "period": k,
                "horizon": last,
                "cohorts": len(reached),
                "rank_correlation": correlation,
                "rank_correlation_low": low,
                "rank_correlation_high": high,
                "with_rest": _spearman(sofar, rest) if k < last else None,
                "shows": shows,
                "reason": _why(correlation, len(reached)),
            }
        )
    return found


def _why(correlation: float | None, cohorts: int) -> str | None:
    if correlation is not None:
        return None
    return FEW if cohorts < FEWEST else SAME


def _spearman(left: list[float], right: list[float]) -> float | None:
    """Return the rank correlation, ties sharing their mean rank; None where it is not defined."""
    if len(left) < FEWEST or len(set(left)) < 2 or len(set(right)) < 2:
        return None
    from scipy.stats import spearmanr

    return float(spearmanr(left, right).statistic)


def _around(correlation: float | None, cohorts: int) -> tuple[float | None, float | None]:
    """Return the 95 % interval of a rank correlation; none at ±1, where it has no width."""
    from math import atanh, sqrt, tanh

    if correlation is None or abs(correlation) > 1 - 1e-12:
        return (None, None)
    half = Z95 * sqrt((1 + correlation**2 / 2) / (cohorts - 3))
    centre = atanh(correlation)
    return tanh(centre - half), tanh(centre + half)
