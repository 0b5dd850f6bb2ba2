"""Whether as many units are in each arm as were meant to be: the sample-ratio check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from tenure.errors import MetricError
from tenure.prove.telling import Language, Note, note

ALARM = 0.001
"""Below this p-value nothing is analysed: so rarely would a fair draw look like it."""


Drawn = tuple[Mapping[str, int], Mapping[str, float]]
"""(arm → how many are in it, arm → its share): a draw by one set of shares."""


@dataclass(frozen=True)
class ArmSize:
    """How many units are in an arm, how many were to be expected, and how far apart (a z)."""

    arm: str
    units: int
    expected: float
    apart: float


@dataclass(frozen=True)
class Split:
    """The sizes of the arms against their meant shares; `p` None where nobody was assigned.

    `notes`: by which shares, where it was not the same one for all.
    """

    arms: tuple[ArmSize, ...]
    statistic: float | None
    p: float | None
    says: Note
    notes: tuple[Note, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether the sizes can be those of a fair draw."""
        return self.p is None or self.p >= ALARM

    def told(self, language: Language = "en") -> str:
        """Return all there is to say of the sizes."""
        return " ".join(one.says(language) for one in (self.says, *self.notes))


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
    return check_splits([(counts, meant)])


def check_splits(drawn: Sequence[Drawn]) -> Split:
    """Test as `check_split` does where shares changed: each draw is held against its own.

    `drawn`: for each of the shares that were in force, how many are in each arm, and those shares;
    all of the same arms. With e = Σ n_s m_s and V = Σ n_s (diag(m_s) − m_s m_s'), χ² = (n − e)'
    V⁻ (n − e), arms − 1 degrees of freedom; of one draw it is that of `check_split`. Draws of few
    count for little, however lopsided.

    >>> early = ({"treatment": 90, "holdout": 10}, {"treatment": 0.9, "holdout": 0.1})
    >>> late = ({"treatment": 50, "holdout": 50}, {"treatment": 0.5, "holdout": 0.5})
    >>> check_splits([early, late]).sound
    True
    """
    import numpy as np

    for counts, meant in drawn:
        _check(counts, meant)
    names = list(drawn[0][1]) if drawn else []
    units = np.array([[counts.get(arm, 0) for arm in names] for counts, _ in drawn])
    if not units.sum():
        return Split((), None, None, note("split_nobody"))
    shares = np.array([[meant[arm] for arm in names] for _, meant in drawn])
    sizes = units.sum(axis=1)
    expected, each = sizes @ shares, units.sum(axis=0)
    spread = np.diag(expected) - (shares * sizes[:, None]).T @ shares
    arms = tuple(
        ArmSize(name, int(each[at]), float(expected[at]), float(apart / sqrt(spread[at, at])))
        for at, (name, apart) in enumerate(zip(names, each - expected, strict=True))
    )
    free = (each - expected)[:-1]  # the last arm has what the others leave
    statistic = float(free @ np.linalg.solve(spread[:-1, :-1], free))
    p = _tail(statistic, len(arms) - 1)
    return Split(arms, statistic, p, _said(arms, p))


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
