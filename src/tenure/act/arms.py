"""Who is held out: by a hash of a stable name with a salt that never changes."""

from typing import Literal

from tenure.stats.arms import draw

__all__ = ["Arm", "arm_of", "draw"]

Arm = Literal["treatment", "holdout"]


def arm_of(salt: str, unit: str, holdout: float) -> Arm:
    """Return whether a unit is held out of what has a salt."""
    return "holdout" if draw(salt, unit) < holdout else "treatment"
