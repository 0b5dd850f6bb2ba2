"""Columns that many metrics have in common."""

from tenure.company.metrics.contract import Column

START = Column("period_start", "date", "first day of the period", "기간의 첫날")
END = Column("period_end", "date", "the day after its last", "기간이 끝난 다음 날")
COMPLETE = Column("complete", "flag", "whether the period is over", "기간이 끝났는지")
REASON = Column("reason", "text", "why something is not known", "알 수 없는 이유")


def wilson(name: str) -> tuple[Column, Column]:
    """Return the columns of the ends of a share's interval."""
    return (
        Column(f"{name}_low", "share", "lower end, 95 % Wilson", "95% Wilson 구간의 하한"),
        Column(f"{name}_high", "share", "upper end, 95 % Wilson", "95% Wilson 구간의 상한"),
    )
