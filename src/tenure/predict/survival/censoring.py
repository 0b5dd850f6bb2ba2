"""Who was still watched, and so by how much those seen to leave stand for those who were not."""

from dataclasses import dataclass

import numpy as np

from tenure.predict.survival.followup import Flags, Floats
from tenure.stats import Surviving, risk_sets, survival_of


def known_until(days: Floats, gone: Flags) -> float:
    """Return the last day as of which something is known of who had not left: the longest watch.

    Infinity where the last to be watched left, so that nothing is unknown afterwards.
    """
    last = days.max(initial=0.0)
    return float("inf") if gone[days == last].all() else float(last)


@dataclass(frozen=True)
class Censoring:
    """The share still watched: Kaplan–Meier of the end of the watch.

    Who leaves on the day on which another's watch ends is taken to have left before. Source:
    E. Graf et al., Assessment and comparison of prognostic classification schemes for survival
    data, Statistics in Medicine 18 (1999).
    """

    days: Floats
    curve: Surviving

    @classmethod
    def of(cls, days: Floats, gone: Flags, weight: Floats | None = None) -> "Censoring":
        """Learn it from days until leaving, or as long as watched, and who left (n,)."""
        distinct, place = np.unique(days, return_inverse=True)
        return cls(distinct, survival_of(risk_sets(2 * place + ~gone, ~gone, 1, weight)))

    def before(self, days: Floats) -> Floats:
        """Return the share still watched just before each of some days."""
        return np.asarray(self.curve.at(2 * np.searchsorted(self.days, days) - 1))

    def weights(self, days: Floats, gone: Flags, day: float) -> Floats:
        """Return what each (n,) stands for as of a day: 1 / the share watched when it was told.

        0 for who was lost from sight by then; known are those who left by the day, and those
        watched beyond it, or through it.
        """
        left = gone & (days <= day)
        there = ~left & (days >= day)
        share = self.before(np.where(left, days, day))
        return np.divide(1.0, share, out=np.zeros(len(days)), where=(left | there) & (share > 0))
