"""Many tests at once: p-values corrected for how many were tried."""

from collections.abc import Sequence


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return p-values corrected so that a threshold bounds the share of false discoveries.

    Source: Y. Benjamini and Y. Hochberg, Controlling the false discovery rate,
    JRSS B 57 (1995); computed by SciPy.
    """
    if not len(p_values):
        return []
    from scipy.stats import false_discovery_control

    corrected = false_discovery_control(list(p_values), method="bh")
    return [float(value) for value in corrected]


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values corrected so that a threshold bounds the chance of any false discovery.

    The k-th smallest of m is multiplied by m − k + 1, and is no smaller than the
    one before it. Source: S. Holm, A simple sequentially rejective multiple test
    procedure, Scandinavian Journal of Statistics 6 (1979).
    """
    if any(not 0 <= p <= 1 for p in p_values):
        raise ValueError("p-values must lie between 0 and 1")
    corrected = [0.0] * len(p_values)
    reached = 0.0
    for rank, at in enumerate(sorted(range(len(p_values)), key=lambda at: p_values[at])):
        reached = max(reached, min(1.0, p_values[at] * (len(p_values) - rank)))
        corrected[at] = reached
    return corrected
