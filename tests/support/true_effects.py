"""What a play truly changes in a simulated company: everyone treated, beside everyone left alone.

The same draws make both worlds, so the difference is that of the very units who were assigned.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tenure.simulate.clock import Clock, months_back
from tenure.simulate.company import Company, found
from tenure.simulate.contacts import enrolled
from tenure.simulate.draws import Dice
from tenure.simulate.plays import EXPERIMENT, Enrolments
from tenure.simulate.spec import Preset

NOBODY, EVERYBODY = 0.0, 1.0


@dataclass(frozen=True)
class World:
    """A company to simulate: how large, for how long, by which draws."""

    preset: Preset
    customers: int
    months: int
    seed: int

    def holding_out(self, play: str, share: float) -> "World":
        """Return the same with another share held out of one play."""
        preset = self.preset
        if play == EXPERIMENT:
            return replace(
                self, preset=replace(preset, effects=replace(preset.effects, holdout=share))
            )
        told = tuple(
            replace(one, holdout=share) if one.name == play else one for one in preset.campaigns
        )
        return replace(self, preset=replace(preset, campaigns=told))

    def company(self) -> Company:
        """Draw it, in memory."""
        extra = 3 if self.preset.rule == "contract" else 0
        clock = Clock(months_back(self.months), self.months, self.preset.zone, extra=extra)
        return found(self.preset, self.customers, clock, Dice(self.seed))


@dataclass(frozen=True)
class Tried:
    """Who was assigned to a play, of those whose horizon is over, and who of them left by then."""

    rows: Enrolments
    left: np.ndarray
    treated: np.ndarray


def tried(company: Company, play: str, days: int) -> Tried:
    """Return what became of those assigned, as the company's rule sees it afterwards."""
    rows = enrolled(company, play)
    rows = rows.take(rows.at + days + company.preset.silence <= company.clock.end)
    return Tried(rows, left_by(company, rows, days), rows.treated)


def left_by(company: Company, rows: Enrolments, days: int) -> np.ndarray:
    """Say who was gone so many days after the assignment, and did not come back in the silence."""
    until = rows.at + days
    lives = company.lives
    there = np.zeros(len(until), bool)
    for start, end in zip(lives.start, lives.left, strict=True):
        back = start[rows.unit] <= until + company.preset.silence
        there |= back & (end[rows.unit] > until)
    return ~there


def true_effects(world: World, play: str, horizons: Sequence[int]) -> dict[int, float]:
    """Return by days how much more of those assigned leave when all are treated than when none."""
    real = world.company()
    treated, alone = (world.holding_out(play, share).company() for share in (NOBODY, EVERYBODY))
    found = {}
    for days in horizons:
        rows = tried(real, play, days).rows
        more = left_by(treated, rows, days).mean() - left_by(alone, rows, days).mean()
        found[days] = float(more)
    return found
