"""How one table's columns are read: what the company said, completed by what the data show."""

from dataclasses import dataclass, field
from typing import Literal

Source = Literal["id", "text", "number", "integer", "flag", "time", "as_is"]

ISO = "iso"
"""The name of ISO 8601 among time formats; the engine's own cast reads it."""

EPOCH = "%s"
"""Seconds since 1970 in UTC among time formats; milli-, micro- and nanoseconds by their digits."""


@dataclass(frozen=True)
class Recipe:
    """What tenure.toml says about reading one table.

    `trusted`: text comes from Parquet, so it is used as it lies, without trimming
    or normalising every value on every read.
    """

    columns: dict[str, str] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    time_zone: str = "UTC"
    company_zone: str = "UTC"
    decimal: str = "."
    thousands: str | None = None
    trusted: bool = False


@dataclass(frozen=True)
class Reading:
    """How one column is read: its source, the kind it becomes, and how times are written.

    `whole_days`: every value is a day without a time of day, so it is a day of
    the company's time zone; `some_days`: some are written as one. `offsets`: some
    values say their offset from UTC; `zoned`: the source's type says that all are
    instants. `strays`: some instants lie outside the years
    that a calendar holds. `first` and `last` bound what was seen. `floats`:
    identifiers went through a spreadsheet or data frame that made 17850.0 of 17850.
    """

    name: str
    source: str
    kind: Source
    textual: bool
    formats: tuple[str, ...] = ()
    whole_days: bool = False
    some_days: bool = False
    offsets: bool = False
    zoned: bool = False
    strays: bool = False
    first: str | None = None
    last: str | None = None
    ambiguous: tuple[str, ...] = ()
    floats: bool = False
