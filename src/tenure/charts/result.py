"""What a chart needs of a result, and its rows as typed objects."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa


class Result(Protocol):
    """A measured table with the words and the SQL it came from."""

    @property
    def metric(self) -> str:
        """Name of the metric: attrition or retention."""

    @property
    def definition(self) -> str:
        """The definition in words."""

    @property
    def as_of(self) -> date:
        """The last day observed."""

    @property
    def options(self) -> dict[str, object]:
        """How it was measured: period, mode, by and so on."""

    @property
    def table(self) -> "pa.Table":
        """The rows."""

    @property
    def sql(self) -> str:
        """The query that gave the rows."""


SNAPSHOT = "snapshot"
"""The kind of period of a result that knows only who had left when the data were taken."""


@dataclass(frozen=True)
class AttritionRow:
    """One period (of one segment); a count or rate that cannot be stated is None."""

    segment: str | None
    start: date
    end: date
    complete: bool
    at_start: int | None
    retained: int | None
    lost: int | None
    joined: int | None
    won_back: int | None
    at_end: int | None
    joined_and_lost: int | None
    rate: float | None
    low: float | None
    high: float | None
    reason: str | None

    @property
    def sure(self) -> bool:
        """Whether the period is over and nothing stands against comparing it."""
        return self.complete and self.rate is not None and not self.reason


@dataclass(frozen=True)
class RetentionRow:
    """One cell of the triangle (of one segment)."""

    segment: str | None
    cohort: date
    size: int
    period: int
    eligible: int | None
    returned: int | None
    rate: float | None
    low: float | None
    high: float | None
    complete: bool
    reason: str | None


def period_kind(result: Result) -> str:
    """Return the period the result was cut by; `snapshot` for one without dates."""
    return str(result.options.get("period") or SNAPSHOT)


def split_by(result: Result) -> str | None:
    """Return the column that the result is split by, if any."""
    by = result.options.get("by")
    return str(by) if by else None


def attrition_rows(result: Result) -> list[AttritionRow]:
    """Read an attrition result, ordered by segment and period.

    A snapshot's row has no dates; it takes the last day observed.
    """
    by = split_by(result)
    counts = ("at_start", "retained", "lost", "joined", "won_back", "at_end", "joined_and_lost")
    rows = [
        AttritionRow(
            segment=_segment(row, by),
            start=row["period_start"] or result.as_of,
            end=row["period_end"] or result.as_of,
            complete=bool(row["complete"]),
            rate=_rate(row["attrition"]),
            low=_rate(row["attrition_low"]),
            high=_rate(row["attrition_high"]),
            reason=row.get("reason"),
            **{name: row[name] for name in counts},
        )
        for row in result.table.to_pylist()
    ]
    return sorted(rows, key=lambda row: (row.segment is None, row.segment or "", row.start))


def retention_rows(result: Result) -> list[RetentionRow]:
    """Read a retention result, ordered by segment, cohort and period."""
    by = split_by(result)
    rows = [
        RetentionRow(
            segment=_segment(row, by),
            cohort=row["cohort"],
            size=int(row["size"]),
            period=int(row["period"]),
            eligible=row["eligible"],
            returned=row["returned"],
            rate=_rate(row["retention"]),
            low=_rate(row["retention_low"]),
            high=_rate(row["retention_high"]),
            complete=bool(row["complete"]),
            reason=row.get("reason"),
        )
        for row in result.table.to_pylist()
    ]
    return sorted(
        rows, key=lambda row: (row.segment is None, row.segment or "", row.cohort, row.period)
    )


def _segment(row: dict[str, Any], by: str | None) -> str | None:
    value = row[by] if by else None
    return None if value is None or value == "" else str(value)


def _rate(value: float | None) -> float | None:
    """Treat NaN as not stated."""
    return None if value is None or value != value else float(value)
