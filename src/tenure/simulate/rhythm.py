"""When in a day and in a month things happen: inverse cumulative weights, interpolated."""

from collections.abc import Sequence

import numpy as np

from tenure.simulate.draws import Each, Floats, Ints


def time_of_day(hours: Sequence[float], uniform: Floats) -> Floats:
    """Turn uniform draws into fractions of a day that follow the weights of the 24 hours."""
    mass = np.concatenate(([0.0], np.cumsum(np.asarray(hours, dtype=np.float64))))
    fraction: Floats = np.interp(uniform, mass / mass[-1], np.arange(25) / 24.0)
    return fraction


class MonthRhythm:
    """Draws instants inside parts of one month: by weekday, then by hour of the day."""

    def __init__(
        self, start: float, weekdays: Ints, week: Sequence[float], hours: Sequence[float]
    ) -> None:
        weights = np.asarray(week, dtype=np.float64)[weekdays]
        self._mass: Floats = np.concatenate(([0.0], np.cumsum(weights))) / weights.sum()
        self._days: Floats = start + np.arange(len(weekdays) + 1, dtype=np.float64)
        self._hours = hours

    def share(self, times: Floats) -> Floats:
        """Return the share of the month's activity that falls before each time."""
        share: Floats = np.interp(times, self._days, self._mass)
        return share

    def draw(self, low: Floats, high: Floats, draws: Each) -> Floats:
        """Draw an instant in each [low, high); where its hour falls outside, keep the plain one."""
        before, after = self.share(low), self.share(high)
        plain = np.interp(before + (after - before) * draws.random(), self._mass, self._days)
        plain = np.clip(plain, low, np.nextafter(high, low))
        timed = np.floor(plain) + time_of_day(self._hours, draws.random())
        instant: Floats = np.where((timed >= low) & (timed < high), timed, plain)
        return instant
