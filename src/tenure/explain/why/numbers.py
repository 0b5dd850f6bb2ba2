"""Numbers and periods as sentences say them."""

from datetime import date

from tenure.periods import Period

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def number(value: float) -> str:
    """Write a count: 1,037."""
    return f"{value:,.0f}"


def rate(value: float) -> str:
    """Write a share of 1 as a percentage: 4.9%."""
    return f"{value:.1%}" if value >= 0.001 or not value else "<0.1%"


def points(value: float, *, signed: bool = False) -> str:
    """Write a difference of shares in percentage points: 0.4; a small one, -0.05."""
    told = f"{100 * value:+.{1 if abs(value) >= 0.001 else 2}f}"
    if float(told) == 0:
        return "0"
    return told.replace("-", "−") if signed else told.lstrip("+-")


def label(first: date, kind: Period, language: str) -> str:
    """Name a period by its first day: June 2026, Q2 2026, the week of 2026-06-01."""
    quarter = (first.month + 2) // 3
    if language == "ko":
        month, week = f"{first.year}년 {first.month}월", f"{first} 주"
        told = {"year": f"{first.year}년", "quarter": f"{first.year}년 {quarter}분기"}
    else:
        month, week = f"{_MONTHS[first.month - 1]} {first.year}", f"the week of {first}"
        told = {"year": f"{first.year}", "quarter": f"Q{quarter} {first.year}"}
    return {**told, "month": month, "week": week, "day": f"{first}"}[kind]
