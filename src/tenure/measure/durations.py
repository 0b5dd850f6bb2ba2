"""Finish counts of durations: quantiles, shares by a day, and the restricted mean.

The counts (time, events, censored) come from an expression; here are the few rows that are
told of them. Kaplan–Meier, so what is not over yet counts for as long as it was seen.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from tenure.stats.survival_counts import Curve, survival_curve

if TYPE_CHECKING:
    import pyarrow as pa

QUANTILES = (0.25, 0.5, 0.75, 0.9)
TOO_FEW = "fewer than a share asked for are over"
NOTHING = "there is none"
TOO_SHORT = "nobody was seen for as long as the horizon"


def curves(counts: "pa.Table") -> dict[str | None, Curve]:
    """Return the curve of each group of counts; of all of them, under None."""
    parts: dict[str | None, list[tuple[float, int, int]]] = {}
    for row in counts.to_pylist():
        parts.setdefault(row.get("group"), []).append(
            (row["time"], int(row["events"]), int(row["censored"]))
        )
    return {group: survival_curve(part) for group, part in parts.items()}


def finish_quantiles(
    counts: "pa.Table", shares: Sequence[float] = QUANTILES, *, scale: float = 1.0
) -> "pa.Table":
    """Return one row a group: how many are over, how many open, and when a share of all is.

    Columns over, open, mean_over (of those over alone, so too low where many are open), and
    p25 … for each share: the time by which that share is over, by Kaplan–Meier; null, with a
    reason, where fewer are. Times are multiplied by `scale`.
    """
    rows = []
    for group, part in _by_group(counts):
        over = sum(row["events"] for row in part)
        curve = survival_curve((row["time"], row["events"], row["censored"]) for row in part)
        found = {f"p{round(100 * share)}": curve.quantile(share) for share in shares}
        total = sum(row["time"] * row["events"] for row in part)
        rows.append(
            _keyed(counts, group)
            | {
                "over": over,
                "open": sum(row["censored"] for row in part),
                "mean_over": total * scale / over if over else None,
                **{name: None if at is None else at * scale for name, at in found.items()},
                "reason": _reason(over, found),
            }
        )
    numbers = ["mean_over", *[f"p{round(100 * share)}" for share in shares]]
    return _table(counts, rows, counts_=["over", "open"], numbers=numbers)


def finish_bands(counts: "pa.Table", edges: Sequence[int]) -> "pa.Table":
    """Return a histogram: one row a group and band of days, [from_days, to_days).

    over and open say how many ended, or were seen last, within the band; share_over, with its
    95 % interval, the share of all that is over before the band ends, by Kaplan–Meier.
    """
    bounds = [*zip(edges, [*edges[1:], None], strict=True)]
    rows = []
    for group, part in _by_group(counts):
        curve = survival_curve((row["time"], row["events"], row["censored"]) for row in part)
        for low, high in bounds:
            inside = [r for r in part if r["time"] >= low and (high is None or r["time"] < high)]
            rows.append(
                _keyed(counts, group)
                | {"from_days": low, "to_days": high}
                | {
                    "over": sum(row["events"] for row in inside),
                    "open": sum(row["censored"] for row in inside),
                }
                | _over_by("share_over", curve, None if high is None else high - 1)
            )
    return _table(
        counts,
        rows,
        counts_=["from_days", "to_days", "over", "open"],
        numbers=["share_over", "share_over_low", "share_over_high"],
    )


def finish_lifetimes(counts: "pa.Table", *, horizon: int) -> "pa.Table":
    """Return one row a group: the mean of min(lifetime, horizon) in days, and the median.

    The restricted mean with its 95 % interval; null, with a reason, when nobody was seen for
    as long as the horizon. `lost` are those whose lifetime is over, `there` those it is not.
    """
    rows = []
    for group, part in _by_group(counts):
        curve = survival_curve((row["time"], row["events"], row["censored"]) for row in part)
        mean = curve.restricted_mean(horizon)
        low_high = (None, None, None) if mean is None else mean
        lost, there = sum(r["events"] for r in part), sum(r["censored"] for r in part)
        rows.append(
            _keyed(counts, group)
            | {"customers": lost + there, "lost": lost, "there": there, "horizon": horizon}
            | dict(zip(("mean_days", "mean_days_low", "mean_days_high"), low_high, strict=True))
            | {"median_days": curve.quantile(0.5)}
            | {"reason": TOO_SHORT if mean is None else None}
        )
    names = ["mean_days", "mean_days_low", "mean_days_high", "median_days"]
    return _table(counts, rows, counts_=["customers", "lost", "there", "horizon"], numbers=names)


def _over_by(name: str, curve: Curve, time: float | None) -> dict[str, float | None]:
    known = None if time is None else curve.surviving(time)
    bounds = None if time is None or known is None else curve.interval(time)
    if known is None or bounds is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    return {name: 1 - known, f"{name}_low": 1 - bounds[1], f"{name}_high": 1 - bounds[0]}


def _reason(over: int, found: dict[str, float | None]) -> str | None:
    if not over:
        return NOTHING
    return TOO_FEW if None in found.values() else None


def _by_group(counts: "pa.Table") -> Iterable[tuple[str | None, list[dict[str, Any]]]]:
    parts: dict[str | None, list[dict[str, Any]]] = {}
    if "group" not in counts.column_names:
        parts[None] = []
    for row in counts.to_pylist():
        parts.setdefault(row.get("group"), []).append(row)
    return parts.items()


def _keyed(counts: "pa.Table", group: str | None) -> dict[str, Any]:
    return {"group": group} if "group" in counts.column_names else {}


def _table(
    counts: "pa.Table", rows: list[dict[str, Any]], *, counts_: list[str], numbers: list[str]
) -> "pa.Table":
    import pyarrow as pa

    kinds: dict[str, pa.DataType] = {"group": pa.string(), "reason": pa.string()}
    kinds |= dict.fromkeys(counts_, pa.int64())
    kinds |= dict.fromkeys(numbers, pa.float64())
    names = list(rows[0]) if rows else [*(["group"] if "group" in counts.column_names else [])]
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, kinds[name]) for name in names]))
