"""What the walk knows of each unit between one month and the next."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tenure.simulate.crowd import NEVER, Crowd
from tenure.simulate.draws import Bools, Floats, Ints

if TYPE_CHECKING:
    from tenure.simulate.approach import Planned

LONG_AGO = -9_999


@dataclass
class State:
    """One entry a unit, in pairs one a spell; `carried` is what contacts still add this month."""

    start: tuple[Floats, Floats]
    left: tuple[Floats, Floats]
    involuntary: tuple[Bools, Bools]
    driver: tuple[Ints, Ints]
    slow_month: Ints
    wish: Floats
    fail: Floats
    carried: Floats
    at_renewal: Floats
    renewal_until: Ints
    last_contacts: tuple[Floats, Floats]
    unsubscribed: Floats
    worked_in: npt.NDArray[np.int16]
    enrolled_in: npt.NDArray[np.int16]

    @classmethod
    def at_start(cls, crowd: Crowd, plays: int) -> "State":
        """Return the state in which nobody has left and nothing has happened."""
        size = crowd.size

        def full(value: float) -> Floats:
            return np.full(size, value)

        def months(shape: int | tuple[int, int] = size) -> Ints:
            return np.full(shape, LONG_AGO, np.int64)

        return cls(
            (crowd.joined.copy(), full(NEVER)), (full(NEVER), full(NEVER)),
            (np.zeros(size, bool), np.zeros(size, bool)),
            (np.full(size, -1, np.int64), np.full(size, -1, np.int64)),
            months(), full(0.0), full(0.0), full(0.0), full(0.0), months(),
            (full(-NEVER), full(-NEVER)), full(NEVER),
            months((plays, size)).astype(np.int16), months((plays, size)).astype(np.int16),
        )  # fmt: skip

    def at_risk(self, spell: int, end: float) -> Ints:
        """Return who is there, or comes, before `end`."""
        there = (self.start[spell] < end) & (self.left[spell] == NEVER)
        return np.flatnonzero(there).astype(np.int64)

    def persuaded(self, who: Ints, month: int) -> Floats:
        """Return what a check-in before the renewal still adds to the log of the wish to leave."""
        return np.where(self.renewal_until[who] >= month, self.at_renewal[who], 0.0)

    def next_month(self, planned: "Planned") -> None:
        """Carry what this month's contacts add over to the next."""
        self.carried[:] = 0.0
        np.add.at(self.carried, planned.unit, planned.carries)
        self.worked_in[planned.play, planned.unit] = planned.month
        checked = planned.renewal != 0.0
        self.at_renewal[planned.unit[checked]] = planned.renewal[checked]
        self.renewal_until[planned.unit[checked]] = planned.month + 1
