"""Columns that many metrics have in common."""

from tenure.company.metrics.contract import Column, Unit

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


def with_ends(name: str, unit: Unit, en: str, ko: str) -> tuple[Column, Column, Column]:
    """Return a column and those of the ends of its interval."""
    return (
        Column(name, unit, en, ko),
        Column(f"{name}_low", unit, "lower end", "하한"),
        Column(f"{name}_high", unit, "upper end", "상한"),
    )
