"""Confidence intervals of a share."""

from typing import Any

Z95 = 1.959963984540054
"""The 97.5 % point of the standard normal: two-sided 95 %."""


def wilson_bounds(successes: Any, trials: Any, z: float = Z95) -> tuple[Any, Any]:
    """Return the lower and upper Wilson bound of successes / trials.

    Arithmetic alone, so the arguments may be floats, arrays or columns of a
    table; trials must not be zero (a column: null where it is zero).

    With s successes of n trials:  (s + z²/2 ± z √(s (n − s) / n + z²/4)) / (n + z²)

    Source: E. B. Wilson, Probable inference, the law of succession, and
    statistical inference, JASA 22 (1927).
    """
    square = z * z
    half = (successes * (trials - successes) / trials + square / 4) ** 0.5 * z
    centre = successes + square / 2
    return (centre - half) / (trials + square), (centre + half) / (trials + square)


def wilson(successes: int, trials: int, z: float = Z95) -> tuple[float, float] | None:
    """Return the Wilson interval of successes / trials, or None when nobody was tried.

    Units: shares between 0 and 1. Raises ValueError when successes are not
    between 0 and trials.

    >>> low, high = wilson(20, 100)
    >>> round(low, 4), round(high, 4)
    (0.1334, 0.2888)
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"successes must lie between 0 and {trials}, not {successes}")
    if trials == 0:
        return None
    low, high = wilson_bounds(float(successes), float(trials), z)
    return (low if successes else 0.0), (high if successes < trials else 1.0)


def clopper_pearson(successes: int, trials: int, level: float = 0.95) -> tuple[float, float] | None:
    """Return the exact interval of successes / trials, or None when nobody was tried.

    It holds the true share at least as often as `level` says, and so is wider
    than Wilson's. Source: C. J. Clopper and E. S. Pearson, The use of confidence
    or fiducial limits, Biometrika 26 (1934); computed by SciPy.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"successes must lie between 0 and {trials}, not {successes}")
    if trials == 0:
        return None
    from scipy.stats import binomtest

    found = binomtest(successes, trials).proportion_ci(confidence_level=level, method="exact")
    return float(found.low), float(found.high)
