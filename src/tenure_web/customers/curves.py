"""The survival curve of one customer: read from what scoring kept, and drawn with its band."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tenure.charts.words import Words
from tenure.company.predictions.days import Day
from tenure.company.predictions.learning.bundle import Bundle
from tenure.company.predictions.learning.shelf import Shelf
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles.explaining import kept_curve
from tenure_web.customers.reading import Row
from tenure_web.customers.scope import unit_of
from tenure_web.lib import company

_LEAVES = re.compile(r"leaves_in_(\d+)_days")
_WIDE, _HIGH, _LEFT, _TOP = 460.0, 180.0, 44.0, 10.0
_WIDTH, _HEIGHT = 400.0, 140.0
_MARKS = 5
"""Days that are written beneath the curve, about so many."""


@dataclass(frozen=True)
class Share:
    """Which share is still there after some days, with its 95 % interval where it is known."""

    days: float
    share: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Curve:
    """The survival curve, drawn: its line, its band (empty without one), and its frame."""

    points: Sequence[Share]
    line: str
    band: str
    marks: Sequence[tuple[float, int]]
    says: str
    left: float = _LEFT
    right: float = _LEFT + _WIDTH
    top: float = _TOP
    bottom: float = _TOP + _HEIGHT
    wide: float = _WIDE
    high: float = _HIGH


def of_profile(row: Row) -> list[Share]:
    """Return the few points that a profile holds, without intervals."""
    found = sorted(
        (int(part[1]), 1 - value)
        for name, value in row.items()
        if (part := _LEAVES.fullmatch(name)) and value is not None
    )
    return [Share(0, 1.0), *(Share(*one) for one in found)] if len(found) >= 2 else []


def kept(day: Day, unit: str, risk: float) -> Sequence[Share]:
    """Return the whole curve with its band; nothing where what it is read from is gone."""
    return _kept(day, day.folder.stat().st_mtime_ns, unit, risk)


@lru_cache(256)
def _kept(day: Day, stamp: int, unit: str, risk: float) -> Sequence[Share]:
    bundle = _bundle(str(company.store().root), unit_of(day), day.about["model"])
    with company.asked() as told:
        rows = kept_curve(Outlook(told.rule), bundle, day, unit, risk)
    return tuple(
        Share(one["day"], one["staying"], one["staying_low"], one["staying_high"]) for one in rows
    )


@lru_cache(1)
def _bundle(root: str, unit: str, model: str) -> Bundle:
    """Return models that lie in a store: loading them takes seconds."""
    return Shelf(company.store(), unit).load(model)


def drawn(points: Sequence[Share], words: Words) -> Curve | None:
    """Return the curve as it is drawn; None where there are too few points."""
    if len(points) < 3:
        return None
    longest = points[-1].days

    def at(days: float, share: float) -> str:
        return f"{_LEFT + _WIDTH * days / longest:.1f},{_TOP + _HEIGHT * (1 - share):.1f}"

    line = " ".join(at(one.days, one.share) for one in points)
    known = [one for one in points if one.low is not None and one.high is not None]
    upper = [at(one.days, one.high or 0) for one in known]
    lower = [at(one.days, one.low or 0) for one in reversed(known)]
    band = " ".join(upper + lower) if len(known) > 2 else ""
    return Curve(points, line, band, _marks(points), _said(points[-1], words))


def _marks(points: Sequence[Share]) -> list[tuple[float, int]]:
    """Return where days are written, and which: some of the points, the last one among them."""
    step = max(1, round((len(points) - 1) / _MARKS))
    chosen = [one for one in reversed(points[::-1][::step]) if one.days]
    longest = points[-1].days
    return [(_LEFT + _WIDTH * one.days / longest, round(one.days)) for one in chosen]


def _said(last: Share, words: Words) -> str:
    formats, days = words.formats, round(last.days)
    share = formats.percent(round(last.share, 3))
    if last.low is None or last.high is None:
        return words("customer.curve_says", days=days, share=share)
    interval = formats.interval(last.low, last.high)
    return words("customer.curve_band", days=days, share=share, interval=interval)
