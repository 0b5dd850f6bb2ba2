"""Numbers, rates, dates and periods as people write them in English and Korean."""

import datetime as dt
import math

LANGUAGES = ("en", "ko")
NULL = "–"
MINUS = "\N{MINUS SIGN}"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SCALES = {
    "en": ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")),
    "ko": ((1e12, "조"), (1e8, "억"), (1e4, "만")),
}


class Formats:
    """Write values for one language; None is written as a dash."""

    def __init__(self, language: str) -> None:
        self.korean = language == "ko"
        self._scales = _SCALES[language]
        self._to = "~" if self.korean else "–"

    def number(self, value: float | None) -> str:
        """Write a count in full, with separators."""
        return NULL if value is None else f"{round(value):,}".replace("-", MINUS)

    def decimal(self, value: float | None) -> str:
        """Write an estimate of how many with one decimal: 22.7, −7.0."""
        if value is None:
            return NULL
        return f"{round(value, 1) + 0.0:,.1f}".replace("-", MINUS)

    def hundredths(self, value: float) -> str:
        """Write a small mean of a unit with two decimals: 0.05, −0.12."""
        return f"{round(value, 2) + 0.0:,.2f}".replace("-", MINUS)

    def compact(self, value: float) -> str:
        """Write a count in at most four figures: 9,500, 1.2M, 120만."""
        for size, sign in self._scales:
            if abs(value) >= max(size, 10_000):
                scaled = value / size
                text = f"{scaled:,.0f}" if abs(scaled) >= 100 else f"{scaled:.3g}"
                return f"{text}{sign}".replace("-", MINUS)
        return f"{value:,.6g}".replace("-", MINUS)

    def percent(self, share: float | None, digits: int | None = None) -> str:
        """Write a share of 1 as a percentage, never rounded to a bare 0 or 100 it is not."""
        if share is None:
            return NULL
        if share in (0.0, 1.0):
            return f"{share:.0%}"
        digits = _digits(share) if digits is None else digits
        text = f"{share:.{digits}%}"
        least = 10.0 ** -(digits + 2)
        if 0 < share < least / 2:
            return f"<{least:.{digits}%}"
        if 1 - least / 2 < share < 1:
            return f">{1 - least:.{digits}%}"
        return text.replace("-", MINUS)

    def interval(self, low: float | None, high: float | None) -> str:
        """Write an interval of two shares: 4.1–5.6% (Korean: 4.1~5.6%)."""
        if low is None or high is None:
            return NULL
        digits = max(_digits(low), _digits(high)) if high < 0.1 else 1
        digits = max(digits, _fine(low * 100, high * 100))
        ends = (f"{end * 100:.{digits}f}".replace("-", MINUS) for end in (low, high))
        return f"{self.ends(*ends)}%"

    def ends(self, low: str, high: str) -> str:
        """Write an interval of values that are written already: 3–7, −3 to 7 (Korean: 3~7, −3 ~ 7).

        A dash beside a sign would be read as another.
        """
        if any(one[:1] in ("+", MINUS) for one in (low, high)):
            return f"{low} ~ {high}" if self.korean else f"{low} to {high}"
        return f"{low}{self._to}{high}"

    def change(self, share: float | None) -> str:
        """Write a relative change with its sign: +6.1%."""
        if share is None:
            return NULL
        text = f"{share:+,.0%}" if abs(share) >= 10 else f"{share:+.1%}"
        return "±0%" if text in ("+0.0%", "-0.0%") else text.replace("-", MINUS)

    def points(self, difference: float, low: float, high: float) -> tuple[str, str, str]:
        """Write a difference of two shares and its interval in percentage points: +0.4, -0.1, +0.9.

        The unit is left out.
        """
        values = [value * 100 for value in (difference, low, high)]
        digits = _fine(values[1], values[2])
        value, least, most = (f"{value:+.{digits}f}".replace("-", MINUS) for value in values)
        return value, least, most

    def width(self, share: float) -> str:
        """Write a difference of shares without a sign or its unit, in points: 5.0, 0.01."""
        digits = 1 if share >= 0.001 else 2 if share >= 0.0001 else 3
        return f"{share * 100:.{digits}f}"

    def date(self, day: dt.date | None) -> str:
        """Write a day in full."""
        if day is None:
            return NULL
        if self.korean:
            return f"{day.year}년 {day.month}월 {day.day}일"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def period(self, start: dt.date, kind: str) -> str:
        """Name a period by its first day: May 2025, Q2 2025, week of 5 May 2025."""
        quarter = (start.month + 2) // 3
        if self.korean:
            names = {
                "month": f"{start.year}년 {start.month}월",
                "quarter": f"{start.year}년 {quarter}분기",
                "year": f"{start.year}년",
                "week": f"{self.date(start)} 주",
            }
        else:
            names = {
                "month": f"{_MONTHS[start.month - 1]} {start.year}",
                "quarter": f"Q{quarter} {start.year}",
                "year": str(start.year),
                "week": f"week of {self.date(start)}",
            }
        return names.get(kind, self.date(start))

    def row(self, start: dt.date, kind: str) -> str:
        """Name a period in a table's first column, short and sortable by eye."""
        return start.isoformat() if kind in ("week", "day") else self.period(start, kind)

    def tick(self, start: dt.date, kind: str) -> str:
        """Name a period under an axis, without its year."""
        if kind == "year":
            return str(start.year)
        if kind == "quarter":
            quarter = (start.month + 2) // 3
            return f"{quarter}분기" if self.korean else f"Q{quarter}"
        return f"{start.month}월" if self.korean else _MONTHS[start.month - 1]


def money(value: float) -> str:
    """Write an amount: from 1,000 on, and where it is whole, without decimals."""
    if not math.isfinite(value):
        return NULL
    whole = abs(value) >= 1_000 or value == round(value)
    return f"{value:,.{0 if whole else 2}f}".replace("-", MINUS)


def _digits(share: float) -> int:
    """Keep two figures of the smaller of a share and its complement."""
    rest = min(abs(share), abs(1 - share))
    return 2 if 0 < rest < 0.00995 else 1


def _fine(low: float, high: float) -> int:
    """Return the digits that an interval of percentages needs, so that its ends differ."""
    width = abs(high - low)
    return max(1, min(5, -math.floor(math.log10(width)))) if width else 1


def nice_ticks(highest: float, count: int = 4) -> list[float]:
    """Return round values from 0 to at least `highest`, about `count` steps apart."""
    if highest <= 0:
        return [0.0, 1.0]
    rough = highest / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * 0.999)
    steps = math.ceil(highest / step - 1e-9)
    return [round(step * i, 12) for i in range(steps + 1)]
