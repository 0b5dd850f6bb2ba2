"""What a metric says of itself: how it is asked for, what its columns mean, how it is computed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from tenure.errors import MetricError, suggest

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from tenure.company.asked import Asked

When = Literal["period", "start", "end"]
OptionKind = Literal["text", "count", "number", "share", "days", "flag", "date", "money"]
Unit = Literal[
    "text", "count", "number", "customers", "share", "days", "hours", "minutes", "flag", "date",
    "money",
]  # fmt: skip
"""`customers`: an estimate of how many, with one decimal; `count`: counted ones."""
Words = Mapping[str, str]
"""A text by language: en and ko."""

COMMON = ("period", "by", "where")
PERIODS = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True)
class Option:
    """A setting of one metric, beside those that all have."""

    name: str
    kind: OptionKind = "text"
    default: object = None
    choices: tuple[str, ...] = ()
    help: Words = field(default_factory=dict)

    def read(self, value: object) -> object:
        """Return a value, or a text that stands for one, as the option's kind.

        Raises MetricError: not of the kind, out of range, or not among the choices.
        """
        if value is None or (self.choices and value in self.choices):
            return value
        if self.choices:
            named = str(value).replace("-", "_")
            if named in self.choices:
                return named
            raise self._wrong(value, f"allowed: {', '.join(self.choices)}", self.choices)
        try:
            return _READERS[self.kind](value)
        except (KeyError, TypeError, ValueError):
            raise self._wrong(value, f"allowed: {_ALLOWED[self.kind]}") from None

    def _wrong(self, value: object, allowed: str, near: tuple[str, ...] = ()) -> MetricError:
        close = suggest(str(value), near) if near else None
        return MetricError(
            f"{self.name} cannot be {value!r}; {allowed}",
            hint=f"did you mean {close!r}?" if close else None,
        )


@dataclass(frozen=True)
class Column:
    """A column of a metric's rows: its unit and its meaning."""

    name: str
    unit: Unit
    en: str
    ko: str


@dataclass(frozen=True)
class Metric:
    """One metric. What it computes lies in `measure`; here is how it is asked of a company.

    `rows` gives the expression, `finish` what is worked out from its few rows afterwards;
    `words` says the definition as this company computes it; `members` gives the customers
    (unit_id) behind one count of one row, who are accounts where `unit` says so whatever
    the company counts. `when` says as of when attributes that change are taken: when each
    period begins, when a unit's history does, or at the end of the observation. `ids` are
    those of the mission, `periods` the ones that it can be cut by, `needs` the tables without
    which it cannot be computed.
    """

    name: str
    ids: tuple[str, ...]
    title: Words
    about: Words
    source: str
    columns: tuple[Column, ...]
    rows: "Callable[[Asked], ir.Table]"
    words: "Callable[[Asked, str], str]"
    options: tuple[Option, ...] = ()
    common: tuple[str, ...] = COMMON
    periods: tuple[str, ...] = PERIODS
    needs: tuple[str, ...] = ()
    snapshot: bool = False
    when: When = "start"
    unit: str | None = None
    counts_of: str | None = None
    """What is counted, where it is no customers: then there are no `members`."""
    finish: "Callable[[pa.Table, Asked], pa.Table] | None" = None
    members: "Callable[[Asked, Mapping[str, object], str], ir.Table] | None" = None
    of_people: bool = False
    """Whether each person counts, of whom an account may have several: its list may be shorter."""

    def settings(self, given: Mapping[str, object]) -> dict[str, object]:
        """Return every option's value: as given, else its default.

        Raises MetricError for an option that the metric does not have, or a value it cannot have.
        """
        known = {option.name: option for option in self.options}
        for name in given:
            if name not in known:
                near = suggest(name, known)
                allowed = ", ".join(known) or "none"
                raise MetricError(
                    f"{self.name} has no option {name!r}; it has: {allowed}",
                    hint=f"did you mean {near!r}?" if near else None,
                )
        return {
            name: option.read(given.get(name, option.default)) for name, option in known.items()
        }


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    return {"true": True, "yes": True, "false": False, "no": False}[str(value).lower()]


def _positive(value: object) -> int:
    number = int(str(value))
    if number < 1:
        raise ValueError(value)
    return number


def _share(value: object) -> float:
    number = float(str(value))
    if not 0 <= number <= 1:
        raise ValueError(value)
    return number


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


_READERS: Mapping[str, Callable[[object], object]] = {
    "text": str,
    "count": _positive,
    "days": _positive,
    "number": lambda value: float(str(value)),
    "money": lambda value: float(str(value)),
    "share": _share,
    "flag": _flag,
    "date": _day,
}
_ALLOWED = {
    "text": "any text",
    "count": "a whole number from 1",
    "days": "a whole number of days from 1",
    "number": "a number",
    "money": "a number",
    "share": "a number from 0 to 1",
    "flag": "yes or no",
    "date": "a day such as 2026-03-31",
}
