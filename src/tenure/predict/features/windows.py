"""Runs of days that lie in the same windows of all dates: what lets one pass serve every date."""

from bisect import bisect_right
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from tenure.predict.grid import EPOCH, Point, day_number

if TYPE_CHECKING:
    import ibis.expr.types as ir

WINDOWS = (7, 28, 56, 90)
"""Days before a date at which windows begin."""
LONGEST, RECENT = 90, 56
OUTSIDE = -1
"""The run of days that lie in no window."""

_WEEKEND = (5, 6)


@lru_cache(maxsize=8)  # the same table each time, so that what is joined to it is worked out once
def days(points: tuple[Point, ...]) -> "ir.Table":
    """Return every day up to the last date: (day, bucket, bit, weekend, next).

    bucket: the first day of the run of days that it belongs to, or `OUTSIDE`. bit: 1 shifted by
    the day's place in the run. weekend: 1 or 0. next: the first date after the day. The first
    row stands for itself and every earlier day.
    """
    import ibis

    dates = sorted({day_number(point.as_of) for point in points})
    edges = sorted({date - window for date in dates for window in (0, *WINDOWS)})
    rows = []
    for day in range(edges[0] - 1, dates[-1]):
        after = dates[bisect_right(dates, day)]
        inside = after - day <= LONGEST
        bucket = edges[bisect_right(edges, day) - 1] if inside else OUTSIDE
        bit = 1 << (day - bucket) if inside else 0
        weekend = (EPOCH + timedelta(days=day)).weekday() in _WEEKEND
        rows.append((day, bucket, bit, int(weekend), after))
    return ibis.memtable(
        rows, schema=dict.fromkeys(("day", "bucket", "bit", "weekend", "next"), "int64")
    )


@lru_cache(maxsize=8)
def windows(points: tuple[Point, ...]) -> "ir.Table":
    """Return which runs of days lie in which window of which date.

    Grain out: a run and a date before which it ends: (bucket, as_of, day, in_7, in_28, before_28,
    in_56, recent, older), with day the date's number; before_28: in the 28 days before the last
    28. recent and older: by what a run's bits are multiplied to get their places in the last
    56 days, and in the 34 before those; 0 where they have none.
    """
    import ibis

    dates = sorted({point.as_of for point in points})
    edges = sorted({day_number(date) - window for date in dates for window in (0, *WINDOWS)})
    rows = []
    for date in dates:
        day = day_number(date)
        for bucket in (edge for edge in edges if day - LONGEST <= edge < day):
            age = day - bucket
            rows.append(
                {
                    "bucket": bucket,
                    "as_of": date,
                    "day": day,
                    "in_7": age <= 7,
                    "in_28": age <= 28,
                    "before_28": 28 < age <= 56,
                    "recent": 1 << (RECENT - age) if age <= RECENT else 0,
                    "older": 1 << (LONGEST - age) if age > RECENT else 0,
                }
            )
    kinds = {"bucket": "int64", "as_of": "date", "day": "int64"}
    kinds |= dict.fromkeys(("in_7", "in_28", "before_28"), "boolean")
    return ibis.memtable(rows, schema=kinds | {"recent": "int64", "older": "int64"})


def bits(word: "ir.IntegerValue", least: int, width: int) -> "ir.IntegerValue":
    """Count the bits of a word that lie in `width` places from `least` on.

    Engines have no common word for it. Fourteen bits at a time are copied beside each other so
    that each copy shows some of them in every fourth place, which a remainder adds up:
    S. E. Anderson, Bit Twiddling Hacks, "Counting bits set in 14-bit words".
    """
    found = []
    for place in range(least, least + width, 14):
        mask = (1 << min(14, least + width - place)) - 1
        spread = ((word >> place) & mask) * 0x200040008001
        found.append((spread & 0x111111111111111) % 15)
    return sum(found[1:], start=found[0])
