"""Two proportions compared: difference, ratio, odds ratio, test."""

from math import exp, hypot, log, sqrt

from tenure.stats.estimate import Estimate, Test, check_counts, two_sided
from tenure.stats.intervals import Z95, wilson


def newcombe(
    successes: int, trials: int, other: int, other_trials: int, z: float = Z95
) -> Estimate | None:
    """Return successes / trials − other / other_trials with Newcombe's interval.

    None when either was not tried. Units: shares of 1. Raises ValueError when
    successes are not between 0 and trials.
    """
    first, second = wilson(successes, trials, z), wilson(other, other_trials, z)
    if first is None or second is None:
        return None
    return newcombe_bounds(successes / trials, first, other / other_trials, second)


def newcombe_bounds(
    share: float, interval: tuple[float, float], other: float, other_interval: tuple[float, float]
) -> Estimate:
    """Return the difference of two shares whose Wilson intervals are known.

    With p the shares and [l, u] their intervals, d = p1 − p2 lies between
    d − √((p1 − l1)² + (u2 − p2)²) and d + √((u1 − p1)² + (p2 − l2)²).

    Source: R. G. Newcombe, Interval estimation for the difference between independent
    proportions, Statistics in Medicine 17 (1998), method 10.
    """
    value = share - other
    below = hypot(share - interval[0], other_interval[1] - other)
    above = hypot(interval[1] - share, other - other_interval[0])
    return Estimate(value, value - below, value + above)


def two_proportion_test(successes: int, trials: int, other: int, other_trials: int) -> Test | None:
    """Test whether two proportions are equal: z with the pooled variance.

    z² is Pearson's χ² of the 2 × 2 table. None when either was not tried, or
    when all or none succeeded, so that nothing varies.
    """
    check_counts((successes, trials), (other, other_trials))
    if not trials or not other_trials:
        return None
    pooled = (successes + other) / (trials + other_trials)
    variance = pooled * (1 - pooled) * (1 / trials + 1 / other_trials)
    if variance <= 0:
        return None
    return two_sided((successes / trials - other / other_trials) / sqrt(variance))


def risk_ratio(
    successes: int, trials: int, other: int, other_trials: int, z: float = Z95
) -> Estimate | None:
    """Return (successes / trials) / (other / other_trials) with its log-normal interval.

    SE of the log: √(1/a − 1/n1 + 1/b − 1/n2). None when either has no success
    or was not tried, or all succeeded: the ratio or its interval is then not defined.

    Source: D. Katz et al., Obtaining confidence intervals for the risk ratio in
    cohort studies, Biometrics 34 (1978).
    """
    check_counts((successes, trials), (other, other_trials))
    if not successes or not other:
        return None
    spread = 1 / successes - 1 / trials + 1 / other - 1 / other_trials
    if successes == trials and other == other_trials:
        return None
    return _log_normal((successes / trials) / (other / other_trials), sqrt(spread), z)


def odds_ratio(
    successes: int, trials: int, other: int, other_trials: int, z: float = Z95
) -> Estimate | None:
    """Return the odds of success among trials over those among other_trials, with Woolf's interval.

    SE of the log: √(1/a + 1/b + 1/c + 1/d). None when a cell of the 2 × 2 table
    is empty.

    Source: B. Woolf, On estimating the relation between blood group and disease,
    Annals of Human Genetics 19 (1955).
    """
    check_counts((successes, trials), (other, other_trials))
    cells = (successes, trials - successes, other, other_trials - other)
    if not all(cells):
        return None
    a, b, c, d = cells
    return _log_normal(a * d / (b * c), sqrt(sum(1 / cell for cell in cells)), z)


def _log_normal(value: float, error: float, z: float) -> Estimate:
    centre = log(value)
    return Estimate(value, exp(centre - z * error), exp(centre + z * error))
