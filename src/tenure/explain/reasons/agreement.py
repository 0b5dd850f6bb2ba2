"""Whether two answers to the same question agree: a table, and Cohen's kappa with its interval."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from tenure.stats import Z95

NOBODY = "nobody has both"
ALL_ALIKE = "everyone has the same reason on both sides, so chance cannot be told from agreement"


@dataclass(frozen=True)
class Agreement:
    """How often two answers are the same, and how much more often than by chance.

    n: those who have both; same: of those, alike; kappa with its 95 % interval, None with
    the reason where it is not defined.
    """

    n: int
    same: int
    kappa: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str | None = None


def kappa(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """Return Cohen's kappa of pairs of codes, with its large-sample interval.

    κ = (p_o − p_e) / (1 − p_e), p_o the share alike, p_e = Σ p_i· p_·i the share expected of
    two who answer independently. The variance is that of J. L. Fleiss, J. Cohen and
    B. S. Everitt, Large sample standard errors of kappa and weighted kappa, Psychological
    Bulletin 72 (1969), eq. 13:
    n (1 − p_e)⁴ var = Σ_i p_ii ((1 − p_e) − (p_i· + p_·i)(1 − p_o))²
    + (1 − p_o)² Σ_{i≠j} p_ij (p_·i + p_j·)² − (p_o p_e − 2 p_e + p_o)².

    >>> kappa([("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15).kappa
    0.4
    """
    counts = Counter(pairs)
    n = sum(counts.values())
    same = sum(number for (left, right), number in counts.items() if left == right)
    if not n:
        return Agreement(0, 0, reason=NOBODY)
    left = Counter[str]()
    right = Counter[str]()
    for (one, other), number in counts.items():
        left[one] += number
        right[other] += number
    chance = sum(left[code] * right[code] for code in left) / n**2
    alike = same / n
    if chance >= 1:
        return Agreement(n, same, reason=ALL_ALIKE)
    value = round((alike - chance) / (1 - chance), 12)
    width = Z95 * sqrt(max(_variance(counts, left, right, alike, chance), 0.0))
    return Agreement(n, same, value, max(value - width, -1.0), min(value + width, 1.0))


def _variance(
    counts: Counter[tuple[str, str]],
    left: Counter[str],
    right: Counter[str],
    alike: float,
    chance: float,
) -> float:
    n = sum(counts.values())
    on = apart = 0.0
    for (one, other), number in counts.items():
        share = number / n
        if one == other:
            both = (left[one] + right[one]) / n
            on += share * ((1 - chance) - both * (1 - alike)) ** 2
        else:
            apart += share * ((right[one] + left[other]) / n) ** 2
    rest = (alike * chance - 2 * chance + alike) ** 2
    return (on + (1 - alike) ** 2 * apart - rest) / (n * (1 - chance) ** 4)


def disagreements(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """Return the pairs that differ with how often they occur, the most frequent first."""
    counts = Counter(pair for pair in pairs if pair[0] != pair[1])
    return [(*pair, number) for pair, number in sorted(counts.items(), key=lambda x: (-x[1], x[0]))]
