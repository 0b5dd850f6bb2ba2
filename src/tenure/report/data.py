"""What a report is made of: results, findings and the names to print them under."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from tenure.charts.changes import Change
from tenure.charts.result import Result

__all__ = ["Change", "Finding", "ReportData", "Severity", "Skipped", "TableSummary"]

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Finding:
    """Something the data-quality check found in a table; message and action are in words."""

    table: str
    code: str
    severity: Severity
    count: int
    share: float | None
    action: str
    message: str
    samples: Sequence[Mapping[str, str]] = ()
    unit: Literal["rows", "days", "months"] = "rows"


@dataclass(frozen=True)
class TableSummary:
    """How many rows of a table were read, kept and set aside, and the days they cover.

    `left_out` rows were not asked for: the table's own condition leaves them out.
    """

    table: str
    read: int
    kept: int
    quarantined: int
    first: dt.date | None = None
    last: dt.date | None = None
    left_out: int = 0


class Skipped(NamedTuple):
    """A metric that cannot be computed from the tables there are, and why."""

    what: str
    why: str


@dataclass(frozen=True)
class ReportData:
    """Everything a report shows, in the order in which it is to be shown."""

    company: str
    as_of: dt.date
    results: Sequence[Result]
    kind: str = ""
    language: str = "en"
    time_zone: str = "UTC"
    currency: str = ""
    generated_by: str = "Tenure 0.1"
    quality: Sequence[Finding] = ()
    tables: Sequence[TableSummary] = ()
    skipped: Sequence[Skipped] = ()
    changes: Sequence[Change] = field(default=())
    small_cell: int = 30
