"""Headers that name months: which column is which month, and what is wrong with them."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from tenure.errors import SourceError
from tenure.periods import Calendar

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_YEAR = r"['’]?(\d{4}|\d{2})"
_NAMED = re.compile(rf"([A-Za-z]{{3,9}})\.?[\s\-_/',]*{_YEAR}")
_NAMED_LAST = re.compile(r"(\d{4})[\s\-_/,.]*([A-Za-z]{3,9})\.?")
_KOREAN = re.compile(rf"{_YEAR}\s*년?\s*[-_/.]?\s*(\d{{1,2}})\s*월")
_NUMBERED = re.compile(r"(\d{4})\s*[-_/.년]\s*(\d{1,2})")
_TOGETHER = re.compile(r"((?:19|20)\d\d)(\d\d)")
_BACKWARDS = re.compile(r"(\d{1,2})\s*[-_/.]\s*(\d{4})")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00:00)?")
_NO_YEAR = re.compile(r"\d{1,2}\s*월|[A-Za-z]{3,9}\.?|\d{1,2}[-/.]\d{1,2}")
_FEW = 6


def month_of(name: str) -> date | None:
    """Return the month that a column is named after, or None when it names none.

    Read are Jan-2024, January 2024, Jan-24, 2024 Jan, 2024-01, 2024/1, 2024.01, 202401,
    01/2024, 2024년 1월, 24년 1월 and the first or the last day of a month, 2024-01-31, as
    workbooks have it. Two numbers of two digits name none: 03-04 could be anything.
    """
    text = name.strip()
    if day := _DAY.fullmatch(text):
        return _edge(int(day[1]), int(day[2]), int(day[3]))
    if named := _NAMED.fullmatch(text):
        return _valid(named[2], _named(named[1]))
    if named := _NAMED_LAST.fullmatch(text):
        return _valid(named[1], _named(named[2]))
    for form in (_KOREAN, _NUMBERED, _TOGETHER):
        if found := form.fullmatch(text):
            return _valid(found[1], int(found[2]))
    if backwards := _BACKWARDS.fullmatch(text):
        return _valid(backwards[2], int(backwards[1]))
    return None


def month_columns(names: Iterable[str], *, where: str) -> dict[str, date]:
    """Return the columns that are months, in the order of time.

    Raises SourceError when there is none, when two name the same month, when one names a
    month and no year, or when a month between the first and the last is missing: every
    account would seem lost in it.
    """
    names = list(names)
    found = {name: month for name in names if (month := month_of(name)) is not None}
    ordered = dict(sorted(found.items(), key=lambda pair: pair[1]))
    unsure = [name for name in names if name not in found and _names_no_year(name)]
    if unsure and (len(unsure) > 1 or not ordered):
        raise SourceError(
            f"these columns may be months, but no year is said: {_listed(unsure)}",
            where=where,
            hint="write the year in the header, for instance 2026-03 or 2026년 3월",
        )
    if not ordered:
        raise SourceError(
            f"no column is named after a month; there are: {_listed(names)}",
            where=where,
            hint="name them Jan-2024, 2024-01 or 2024년 1월; if the header stands further down, "
            "say: skip_rows = …",
        )
    months = list(ordered.values())
    doubled = [name for name, month in ordered.items() if months.count(month) > 1]
    if doubled:
        raise SourceError(f"these columns name the same month: {_listed(doubled)}", where=where)
    numbers = [number(month) for month in months]
    gaps = sorted(set(range(numbers[0], numbers[-1] + 1)) - set(numbers))
    if gaps:
        missing = [f"{Calendar().start(gap, 'month'):%Y-%m}" for gap in gaps]
        raise SourceError(
            f"between the first and the last month there is no column for {_listed(missing)}",
            where=where,
            hint="add it: without it every account would seem lost then",
        )
    return ordered


def number(month: date) -> int:
    """Return the number of a month, as `Calendar.number` counts them."""
    return Calendar().number(month, "month")


def looks_like_months(names: Iterable[str], *, least: int = 3) -> bool:
    """Say whether a sheet has a column a month: several headers name one."""
    return sum(month_of(name) is not None for name in names) >= least


def _edge(year: int, month: int, day: int) -> date | None:
    """Return the month of its first or last day; any other day is no header of a month."""
    first = _valid(str(year), month)
    return first if first and day in (1, monthrange(year, month)[1]) else None


def _named(word: str) -> int:
    """Return the number of a month by its English name, whole or cut off; 0 for none."""
    known = [n for n, name in enumerate(_MONTHS, 1) if word.lower() in (name, name[:3], name[:4])]
    return known[0] if known else 0


def _valid(year: str, month: int) -> date | None:
    whole = int(year) + (2000 if len(year) == 2 else 0)
    return date(whole, month, 1) if 1 <= month <= 12 and whole else None


def _names_no_year(name: str) -> bool:
    text = name.strip()
    if not _NO_YEAR.fullmatch(text):
        return False
    return not text[0].isalpha() or bool(_named(text.rstrip(".")))


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return ", ".join(names[:_FEW]) + more
