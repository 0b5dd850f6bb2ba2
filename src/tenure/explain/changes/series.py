"""A rate over time, day by day, and cut into bins that begin with the day of a change."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Daily:
    """How many left on each day, of how many who were there when it began.

    `rest_lost` and `rest_there` are those of a comparison group, where there is one. The last
    day is the last whose leaving is fully known.
    """

    first: date
    lost: Floats
    there: Floats
    rest_lost: Floats | None = None
    rest_there: Floats | None = None

    @property
    def days(self) -> int:
        """How many days are known."""
        return len(self.lost)

    def day(self, at: date) -> int:
        """Return the position of a day; below 0 or past the end where nothing is known of it."""
        return (at - self.first).days

    @property
    def alone(self) -> "Daily":
        """The same without its comparison group."""
        return Daily(self.first, self.lost, self.there)


@dataclass(frozen=True)
class Series:
    """Leavers per bin of `width` days; bin `origin` is the first after the change.

    Of one group, `trials` are customer-days. Of two, `lost` are the leavers of the group that
    the change concerns, `trials` those of both, and `offset` is the log of the ratio of their
    customer-days: a binomial share whose odds are the ratio of the two hazards.
    """

    start: npt.NDArray[np.int64]
    width: int
    origin: int
    lost: Floats
    trials: Floats
    exposed: Floats
    offset: Floats | None = None

    @property
    def bins(self) -> int:
        """How many bins there are."""
        return len(self.lost)

    @property
    def paired(self) -> bool:
        """Whether it compares two groups."""
        return self.offset is not None


def binned(daily: Daily, at: date, width: int) -> Series:
    """Cut days into bins of `width` from the day of a change, to both sides; ragged ends fall off.

    A bin that a change would fall into the middle of does not exist: none mixes before and after.
    """
    place = daily.day(at)
    before, after = place // width, max(0, (daily.days - place) // width)
    begin = place - before * width
    bins = before + after
    start = begin + width * np.arange(bins, dtype=np.int64)
    lost, there = _summed(daily.lost, begin, bins, width), _summed(daily.there, begin, bins, width)
    if daily.rest_lost is None or daily.rest_there is None:
        return Series(start, width, before, lost, there, there)
    rest_lost = _summed(daily.rest_lost, begin, bins, width)
    rest_there = _summed(daily.rest_there, begin, bins, width)
    offset = np.log(np.maximum(there, 0.5) / np.maximum(rest_there, 0.5))
    return Series(start, width, before, lost, lost + rest_lost, there, offset)


def day_of(daily: Daily, position: int) -> date:
    """Return the day at a position."""
    return daily.first + timedelta(days=int(position))


def _summed(values: Floats, begin: int, bins: int, width: int) -> Floats:
    total: Floats = values[begin : begin + bins * width].reshape(bins, width).sum(axis=1)
    return total
