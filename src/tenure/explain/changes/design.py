"""What attrition is made of over time: trend, season, other changes, and the change in question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from tenure.explain.changes.series import Daily, Series

Floats = npt.NDArray[np.float64]
YEAR = 365.25
_CYCLES = (1.5, 2.0)
"""Years of data from which the season has one harmonic, and two."""
_ROWS_A_COLUMN = 6


@dataclass(frozen=True)
class Phases:
    """How long a change is looked at, in days.

    `window` is the time in which its effect is looked for, after `washout` days that are left
    aside; `lead` days before it are left aside, too, where leaving is dated too early.
    """

    window: int = 56
    washout: int = 0
    lead: int = 0

    def bins(self, width: int) -> tuple[int, int, int]:
        """Return lead, washout and window in bins, the first two rounded up."""
        window = max(1, round(self.window / width))
        return -(-self.lead // width), -(-self.washout // width), window


@dataclass(frozen=True)
class Base:
    """The columns of everything but the change in question, and what they stand for."""

    columns: Floats
    harmonics: int
    modelled: tuple[int, ...]
    """Which of the other changes have a column."""


def base(daily: Daily, series: Series, others: Sequence[date], phases: Phases) -> Base:
    """Return level, trend, season (of a year and a half or more) and a level for other changes.

    Of two groups the season is that of both, so it is left out. Other changes get a column
    while there are six bins for each column; the nearest first, the rest is part of the noise.
    One whose window meets the change's own lasts to the end of that.
    """
    middle = series.start + series.width / 2
    columns = [np.ones(series.bins), (middle - middle.mean()) / YEAR]
    years = (series.bins + 1) * series.width / YEAR
    harmonics = 0 if series.paired else sum(years >= cycles for cycles in _CYCLES)
    turn = 2 * np.pi * (middle + daily.first.timetuple().tm_yday) / YEAR
    for order in range(1, harmonics + 1):
        columns += [np.sin(order * turn), np.cos(order * turn)]
    if series.width == 1 and not series.paired:
        weekday = (series.start + daily.first.weekday()) % 7
        columns += [(weekday == one).astype(np.float64) for one in range(1, 7)]
    modelled, more = _others(daily, series, others, phases, len(columns))
    return Base(np.column_stack([*columns, *more]), harmonics, modelled)


def _others(
    daily: Daily, series: Series, others: Sequence[date], phases: Phases, taken: int
) -> tuple[tuple[int, ...], list[Floats]]:
    """Return which other changes are modelled, and their columns: the share of each bin's days."""
    origin = series.start[series.origin] if series.origin < series.bins else series.start[-1]
    room = series.bins // _ROWS_A_COLUMN - taken - 3
    places = [daily.day(one) for one in others]
    nearest = sorted(range(len(others)), key=lambda at: abs(places[at] - origin))
    chosen: list[int] = []
    columns: list[Floats] = []
    for at in nearest:
        column = _covered(series, places[at], _lasting(places[at] - origin, phases))
        known = any(np.array_equal(column, one) for one in columns)
        if len(columns) < room and column.sum() >= 1 and not known:
            chosen.append(at)
            columns.append(column)
    return tuple(chosen), columns


def _lasting(after: int, phases: Phases) -> int:
    """Return for how many days another change counts that came so many days after the change.

    Its own window; where both windows meet, to the end of the change's, whatever it did may
    last; what comes then is `later`, of both.
    """
    reach = phases.washout + phases.window
    return reach - after if abs(after) < phases.window else reach


def _covered(series: Series, begin: int, length: int) -> Floats:
    """Return the share of each bin's days that lie within `length` days from `begin`."""
    low = np.maximum(series.start, begin)
    high = np.minimum(series.start + series.width, begin + length)
    share: Floats = np.clip(high - low, 0, None) / series.width
    return share


def window_of(series: Series, origin: int, phases: Phases) -> npt.NDArray[np.bool_]:
    """Return which bins lie in the window of a change at bin `origin`."""
    _, washout, window = phases.bins(series.width)
    place = np.arange(series.bins) - origin
    mask: npt.NDArray[np.bool_] = (place >= washout) & (place < washout + window)
    return mask


def own(series: Series, origin: int, phases: Phases, *, slope: bool = True) -> Floats:
    """Return the columns of a change at bin `origin`: level first, then what else applies.

    Level: 1 within the window. Slope: from −1/2 to 1/2 over it, so that the level stays the
    mean effect. Later: 1 after the window, whatever stayed of the effect. Days left aside
    have a column each, so that they tell nothing.
    """
    lead, washout, window = phases.bins(series.width)
    place = np.arange(series.bins) - origin
    inside = window_of(series, origin, phases)
    columns = [inside.astype(np.float64)]
    seen = int(inside.sum())
    if slope and seen >= 4:
        centred = (place - washout - (seen - 1) / 2) / max(1, seen - 1)
        columns.append(np.where(inside, centred, 0.0))
    aside = ((place >= 0) & (place < washout), (place < 0) & (place >= -lead))
    later = place >= washout + window
    columns += [one.astype(np.float64) for one in (*aside, later) if one.any()]
    return np.column_stack(columns)


def later_column(series: Series, origin: int, phases: Phases) -> int | None:
    """Return the position of `later` among a change's own columns, if it has one."""
    _, washout, window = phases.bins(series.width)
    return -1 if origin + washout + window < series.bins else None
