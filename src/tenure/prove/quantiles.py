"""Points and tails of the normal and of Student's t, whichever the degrees of freedom ask for."""

from math import inf


def critical(level: float, freedom: float = inf) -> float:
    """Return the two-sided critical value of a level (0.95: 1.96 without few degrees)."""
    from scipy.special import ndtri, stdtrit

    tail = 1 - (1 - level) / 2
    return float(ndtri(tail) if freedom == inf else stdtrit(freedom, tail))


def two_sided_p(statistic: float, freedom: float = inf) -> float:
    """Return how often chance alone gives a statistic as far from 0."""
    from scipy.special import ndtr, stdtr

    far = -abs(statistic)
    return float(2 * (ndtr(far) if freedom == inf else stdtr(freedom, far)))


def satterthwaite(*parts: tuple[float, float]) -> float:
    """Return the degrees of freedom of a sum of independent variances (variance, freedom).

    (Σ v)² / Σ v² / f. Source: F. E. Satterthwaite, An approximate distribution of estimates of
    variance components, Biometrics Bulletin 2 (1946).
    """
    whole = sum(variance for variance, _ in parts)
    apart = sum(variance**2 / freedom for variance, freedom in parts if freedom > 0)
    return whole**2 / apart if apart > 0 else inf
