"""How often each reason was stated by those who left in some time: what two times are told by."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from tenure.company.explanations.reasons.leaving import MOST, Leaving
from tenure.company.explanations.reasons.said import Said, said_by, taxonomy_of
from tenure.company.predictions.outlook import Outlook

Time = tuple[date, date]


@dataclass(frozen=True)
class Stated:
    """How many who left clearly said why, and how many of them gave each first-level reason."""

    of: int
    counts: Mapping[str, int]


def stated(outlook: Outlook, times: Sequence[Time], where: str | None = None) -> list[Stated]:
    """Return which reasons were stated by those who left, for each time [start, end).

    Only what they said themselves is read: of the other sources, and of who did not answer,
    `reasons` tells. Where few left from the first day to the last, all times are read at once.
    """
    whole = Leaving(outlook, "month", min(a for a, _ in times), max(b for _, b in times), where)
    if whole.number > MOST:
        apart = [_read(Leaving(outlook, "month", *one, where)) for one in times]
        return [_counted(said, one) for said, one in zip(apart, times, strict=True)]
    said = _read(whole)
    return [_counted(said, one) for one in times]


def _read(leaving: Leaving) -> list[Said]:
    return list(said_by(leaving, taxonomy_of(leaving.outlook)).values())


def _counted(said: Sequence[Said], between: Time) -> Stated:
    """Count what was said by those who left in a part of the time; a day ends at its midnight."""
    low, high = (datetime.combine(day, time()) for day in between)
    own = [one for one in said if one.left_local and low < one.left_local <= high]
    tops = Counter(one.answer.code.partition("/")[0] for one in own if one.answer.code)
    return Stated(tops.total(), tops)
