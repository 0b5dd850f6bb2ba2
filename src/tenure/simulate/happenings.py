"""What befalls the whole company, by month: a price change, a bad release, an experiment."""

from dataclasses import dataclass

import numpy as np

from tenure.simulate.clock import Clock
from tenure.simulate.draws import Floats, Ints
from tenure.simulate.spec import Preset

SHOCK_MONTHS = 2
TOUCH_MONTHS = 2
_SHORTEST = 6


@dataclass(frozen=True)
class Happenings:
    """Month indices of what befalls everyone; None in a simulation too short for it."""

    price: int | None
    release: int | None
    experiment: int

    @classmethod
    def of(cls, clock: Clock) -> "Happenings":
        """Place the happenings within the months of a simulation."""
        enough = clock.months >= _SHORTEST
        return cls(
            price=round(0.5 * clock.months) if enough else None,
            release=round(0.7 * clock.months) if enough else None,
            experiment=max(1, round(0.35 * clock.months)),
        )

    def price_shock(self, month: int) -> bool:
        """Say whether the price change still drives customers away in that month."""
        return self.price is not None and 0 <= month - self.price < SHOCK_MONTHS

    def release_shock(self, month: int) -> bool:
        """Say whether the bad release still drives customers away in that month."""
        return self.release is not None and 0 <= month - self.release < SHOCK_MONTHS


def season(preset: Preset, clock: Clock, month: int) -> float:
    """Return the planted seasonal term of the log hazard in that month."""
    return preset.effects.season[int(clock.month_of_year[month])]


def tenure_term(preset: Preset, ages: Ints) -> Floats:
    """Return the planted tenure term of the log hazard at each age in months."""
    curve: Floats = np.asarray(preset.effects.tenure, dtype=np.float64)
    return curve[np.clip(ages, 0, len(curve) - 1)]
