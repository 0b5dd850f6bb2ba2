"""Brackets: spans of days (or periods) since the start, within which a return is looked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenure.errors import MetricError

if TYPE_CHECKING:
    import ibis.expr.types as ir

_EXAMPLE = "write, for instance: 1, 2-7, 8-14, 15-28"
_DASHES = str.maketrans("–—~", "---")


@dataclass(frozen=True)
class Bracket:
    """The days from low to high after the start, both inclusive; day 0 is the start's own."""

    low: int
    high: int

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


def parse_brackets(text: str) -> tuple[Bracket, ...]:
    """Read `1, 2-7, 8-14`; raises MetricError for what are no ascending, disjoint spans.

    >>> [str(one) for one in parse_brackets("1, 2-7")]
    ['1', '2–7']
    """
    spans = []
    for part in text.translate(_DASHES).split(","):
        low, _, high = part.partition("-")
        try:
            spans.append((int(low), int(high or low)))
        except ValueError:
            raise MetricError(f"{part.strip()!r} is no span of days", hint=_EXAMPLE) from None
    return checked(spans)


def checked(spans: "Iterable[Bracket | tuple[int, int]]") -> tuple[Bracket, ...]:
    """Return spans as brackets; raises MetricError unless they ascend and are apart."""
    found = tuple(span if isinstance(span, Bracket) else Bracket(*span) for span in spans)
    if not found:
        raise MetricError("there is no bracket", hint=_EXAMPLE)
    before = -1
    for one in found:
        if one.low > one.high:
            raise MetricError(f"the bracket {one} ends before it begins", hint=_EXAMPLE)
        if one.low <= before:
            raise MetricError(
                f"the bracket {one} does not come after the one before it", hint=_EXAMPLE
            )
        before = one.high
    return found


def bracket_of(
    offset: "ir.IntegerValue", brackets: tuple[Bracket, ...] | None
) -> "ir.IntegerValue":
    """Return the number of the bracket, from 0, that holds a day; null in none of them."""
    import ibis

    if brackets is None:
        return ibis.ifelse(offset >= 0, offset, ibis.null("int64"))
    cases = [
        (offset.between(one.low, one.high), ibis.literal(place, "int64"))
        for place, one in enumerate(brackets)
    ]
    return ibis.cases(*cases, else_=ibis.null("int64"))


def bracket_count(
    offsets: "ir.IntegerValue", brackets: tuple[Bracket, ...] | None, *, edge: str
) -> "ir.IntegerValue":
    """Count the brackets that lie before a day: wholly (`high`), or from their beginning (`low`).

    As they ascend, these are the first so many.
    """
    import ibis

    if brackets is None:
        return ibis.greatest(offsets, ibis.literal(0, "int64"))
    cases = [
        (offsets <= getattr(one, edge), ibis.literal(place, "int64"))
        for place, one in enumerate(brackets)
    ]
    return ibis.cases(*cases, else_=ibis.literal(len(brackets), "int64"))
