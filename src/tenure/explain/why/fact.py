"""One fact about a change of attrition: a sentence, its size, and how certain it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from tenure.stats import Z95
from tenure.stats.estimate import two_sided

Kind = Literal["change", "segment", "driver", "theme", "event", "competitor", "reason"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Certainty = Literal["clear", "likely", "chance", "unknown"]
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)

_CLEAR, _LIKELY = 0.01, 0.05


@dataclass(frozen=True)
class Fact:
    """One fact: what it is about and its sentence by language.

    `size` with its interval [low, high] is in `unit`: points (of attrition, shares of 1), share,
    ratio, count or money. `customers` is of how many it speaks, `ask` the command that shows all
    of it.
    """

    kind: Kind
    says: Mapping[str, str]
    certainty: Certainty
    size: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    customers: int | None = None
    ask: str | None = None

    @property
    def stands(self) -> bool:
        """Say whether it is more than chance."""
        return self.certainty in ("clear", "likely")


def certainty_of(p: float | None, tried: int = 1) -> Certainty:
    """Say how certain a difference is by its p-value and by how many were looked at.

    clear: below 0.01 times `tried` (Bonferroni); likely: below 0.05 likewise; else it may be
    chance. Without a p-value it is not known.
    """
    if p is None:
        return "unknown"
    corrected = p * tried
    if corrected < _CLEAR:
        return "clear"
    return "likely" if corrected < _LIKELY else "chance"


def certainty_within(value: float, low: float, high: float, tried: int = 1) -> Certainty:
    """Say how certain a difference is by its 95 % interval, taken as that of a normal."""
    error = (high - low) / (2 * Z95)
    return certainty_of(two_sided(value / error).p if error > 0 else 1.0, tried)
