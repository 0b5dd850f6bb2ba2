"""Proportions over ordered groups, and over strata: trend tests and a common odds ratio."""

from collections.abc import Iterable, Sequence
from math import exp, log, sqrt

from tenure.stats.estimate import Estimate, Test, check_counts, two_sided
from tenure.stats.intervals import Z95

Groups = Sequence[tuple[int, int]]
"""(successes, trials) of each group, in their order."""

Table = tuple[int, int, int, int]
"""(successes, trials, other successes, other trials): a 2 × 2 table."""


def cochran_armitage(groups: Groups, scores: Sequence[float] | None = None) -> Test | None:
    """Test whether the proportion rises or falls over ordered groups.

    z = Σ xᵢ (aᵢ − nᵢ p) / √(p (1 − p) (Σ nᵢ xᵢ² − (Σ nᵢ xᵢ)² / N)), with a the
    successes, n the trials, p the pooled proportion and x the scores, by default
    0, 1, 2, …; above 0 when the proportion rises. None when nothing varies.

    Source: P. Armitage, Tests for linear trends in proportions and frequencies,
    Biometrics 11 (1955).
    """
    total, spread, everyone = _deviation(groups, _scores(groups, scores))
    if not spread:
        return None
    return two_sided(total / sqrt(spread * (everyone - 1) / everyone))


def mantel_trend(strata: Iterable[Groups], scores: Sequence[float] | None = None) -> Test | None:
    """Test for a trend over ordered groups within strata: Mantel's extension test.

    In each stratum the deviation is that of Cochran and Armitage, its variance
    the exact one given the margins, with N − 1 for N; both add up over the
    strata. With two groups it is the Cochran–Mantel–Haenszel test without
    continuity correction; with strata in time, the log-rank test for a trend.
    None when nothing varies within any stratum.

    Source: N. Mantel, Chi-square tests with one degree of freedom; extensions of
    the Mantel–Haenszel procedure, JASA 58 (1963).
    """
    total = spread = 0.0
    for groups in strata:
        deviation, variance, _ = _deviation(groups, _scores(groups, scores))
        total, spread = total + deviation, spread + variance
    return two_sided(total / sqrt(spread)) if spread else None


def mantel_haenszel(tables: Iterable[Table], z: float = Z95) -> Estimate | None:
    """Return the odds ratio common to strata, each a 2 × 2 table.

    Σ aᵢ dᵢ / nᵢ over Σ bᵢ cᵢ / nᵢ; the interval is that of J. Robins, N. Breslow
    and S. Greenland, Biometrics 42 (1986). None when no stratum has both
    outcomes on both sides as they are needed.
    """
    up = down = pr = mixed = qs = 0.0
    for successes, trials, other, others in tables:
        check_counts((successes, trials), (other, others))
        n = trials + others
        if not trials or not others:
            continue
        a, b, c, d = successes, trials - successes, other, others - other
        p, q, r, s = (a + d) / n, (b + c) / n, a * d / n, b * c / n
        up, down = up + r, down + s
        pr, mixed, qs = pr + p * r, mixed + p * s + q * r, qs + q * s
    if not up or not down:
        return None
    error = sqrt(pr / (2 * up**2) + mixed / (2 * up * down) + qs / (2 * down**2))
    centre = log(up / down)
    return Estimate(up / down, exp(centre - z * error), exp(centre + z * error))


def _scores(groups: Groups, scores: Sequence[float] | None) -> Sequence[float]:
    if scores is None:
        return range(len(groups))
    if len(scores) != len(groups):
        raise ValueError(f"{len(groups)} groups need as many scores, not {len(scores)}")
    return scores


def _deviation(groups: Groups, scores: Sequence[float]) -> tuple[float, float, int]:
    """Return Σ x (a − n p), its variance given the margins, and how many were tried."""
    check_counts(*groups)
    everyone = sum(trials for _, trials in groups)
    present = {x for x, (_, trials) in zip(scores, groups, strict=True) if trials}
    if len(present) < 2:
        return 0.0, 0.0, everyone
    success = sum(successes for successes, _ in groups)
    pairs = list(zip(scores, groups, strict=True))
    mean = sum(x * trials for x, (_, trials) in pairs) / everyone
    total = sum((x - mean) * successes for x, (successes, _) in pairs)
    squares = sum(trials * (x - mean) ** 2 for x, (_, trials) in pairs)
    share = success / everyone
    return total, share * (1 - share) * squares * everyone / (everyone - 1), everyone
