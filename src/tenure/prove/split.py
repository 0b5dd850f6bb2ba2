"""Whether as many units are in each arm as were meant to be: the sample-ratio check."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from tenure.errors import MetricError
from tenure.prove.telling import Note, note

ALARM = 0.001
"""Below this p-value nothing is analysed: so rarely would a fair draw look like it."""


@dataclass(frozen=True)
class ArmSize:
    """How many units are in an arm, how many were to be expected, and how far apart (a z)."""

    arm: str
    units: int
    expected: float
    apart: float


@dataclass(frozen=True)
class Split:
    """The sizes of the arms against their meant shares; `p` None where nobody was assigned."""

    arms: tuple[ArmSize, ...]
    statistic: float | None
    p: float | None
    says: Note

    @property
    def sound(self) -> bool:
        """Whether the sizes can be those of a fair draw."""
        return self.p is None or self.p >= ALARM


def check_split(counts: Mapping[str, int], meant: Mapping[str, float]) -> Split:
    """Test that the sizes of arms are as meant: χ² = Σ (n − e)² / e, arms − 1 degrees of freedom.

    `counts`: what was assigned (accounts, where these are), not customers; an arm that is
    missing has 0. `meant`: shares that add up to 1. Below p = 0.001 the trial is not to be
    analysed. Raises MetricError for shares that are none and arms that were not meant.

    >>> check_split({"treatment": 9210, "holdout": 790}, {"treatment": 0.9, "holdout": 0.1}).sound
    False

    Source: A. Fabijan et al., Diagnosing sample ratio mismatch in online controlled
    experiments, KDD (2019).
    """
    _check(counts, meant)
    whole = sum(counts.values())
    if not whole:
        return Split((), None, None, note("split_nobody"))
    arms = tuple(_size(arm, counts.get(arm, 0), whole, share) for arm, share in meant.items())
    statistic = sum((one.units - one.expected) ** 2 / one.expected for one in arms)
    p = _tail(statistic, len(arms) - 1)
    return Split(arms, statistic, p, _said(arms, p))


def _size(arm: str, units: int, whole: int, share: float) -> ArmSize:
    expected = whole * share
    return ArmSize(arm, units, expected, (units - expected) / sqrt(expected * (1 - share)))


def _said(arms: tuple[ArmSize, ...], p: float) -> Note:
    worst = max(arms, key=lambda one: abs(one.apart))
    code = "split_sound" if p >= ALARM else "split_broken"
    return note(
        code, arm=worst.arm, units=worst.units, expected=round(worst.expected), p=f"{p:.2g}"
    )


def _tail(statistic: float, freedom: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(freedom, statistic))


def _check(counts: Mapping[str, int], meant: Mapping[str, float]) -> None:
    if len(meant) < 2 or any(not 0 < share < 1 for share in meant.values()):
        raise MetricError("two arms or more, each with a share between 0 and 1", where="meant")
    if abs(sum(meant.values()) - 1) > 1e-6:
        raise MetricError(f"the shares add up to {sum(meant.values()):g}, not 1", where="meant")
    if unknown := [arm for arm in counts if arm not in meant]:
        raise MetricError(
            f"nobody was meant to be in {', '.join(unknown)}",
            where="counts",
            hint=f"the arms are {', '.join(meant)}",
        )
