"""What a computation on a sample gives: a value with its interval, or a test with its p-value."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Estimate:
    """A value between the bounds of its confidence interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Test:
    """The statistic of a test and its two-sided p-value."""

    __test__ = False  # to pytest: no class of tests

    statistic: float
    p: float


def two_sided(z: float) -> Test:
    """Return a standard normal statistic with its two-sided p-value."""
    from math import erfc, sqrt

    return Test(z, erfc(abs(z) / sqrt(2)))


def check_counts(*pairs: tuple[float, float]) -> None:
    """Raise ValueError unless every (successes, trials) has 0 ≤ successes ≤ trials."""
    for successes, trials in pairs:
        if not 0 <= successes <= trials:
            raise ValueError(f"successes must lie between 0 and {trials}, not {successes}")
