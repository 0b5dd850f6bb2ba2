"""What befalls the whole company, by month: a price change, a bad release, an experiment."""

from dataclasses import dataclass

import numpy as np

from tenure.simulate.clock import Clock
from tenure.simulate.draws import Bools, Floats, Ints
from tenure.simulate.spec import Preset

SHOCK_MONTHS = 2
TOUCH_MONTHS = 2
_SHORTEST = 6
CUT_RIVAL = 1
"""Which of the competitors cuts its price."""


@dataclass(frozen=True)
class Happenings:
    """Month indices of what befalls everyone; None in a simulation too short for it."""

    price: int | None
    release: int | None
    experiment: int
    cut: int | None

    @classmethod
    def of(cls, clock: Clock) -> "Happenings":
        """Place the happenings within the months of a simulation."""
        enough = clock.months >= _SHORTEST
        return cls(
            price=round(0.5 * clock.months) if enough else None,
            release=round(0.7 * clock.months) if enough else None,
            experiment=max(1, round(0.35 * clock.months)),
            cut=round(0.85 * clock.months) if enough else None,
        )

    def price_shock(self, month: int) -> bool:
        """Say whether the price change still drives customers away in that month."""
        return self.price is not None and 0 <= month - self.price < SHOCK_MONTHS

    def after_cut(self, months: Ints) -> Bools:
        """Say which months are those in which a competitor's price cut is talked about."""
        if self.cut is None:
            return np.zeros(len(months), bool)
        talked: Bools = (months >= self.cut) & (months < self.cut + SHOCK_MONTHS)
        return talked

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
