"""Tables as a template prints them: text, classes and what a screen reader adds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tenure.charts.formats import NULL
from tenure.charts.words import Words


@dataclass(frozen=True)
class Cell:
    """A cell: its text, its explanation on hover, and words for those who do not see it.

    A cell of a count that a row of a result states says which: `count` is the count's name,
    `of` the values that name the row. `whose`: the customer or account whose id it is.
    """

    text: str
    title: str = ""
    said: str = ""
    style: str = ""
    header: bool = False
    count: str = ""
    of: Mapping[str, object] = field(default_factory=dict)
    whose: str = ""

    @property
    def behind(self) -> str:
        """The row's name and the count's as one text, as addresses write it."""
        named = [(name, "" if value is None else value) for name, value in self.of.items()]
        return urlencode([*named, ("", self.count)])


@dataclass(frozen=True)
class Head:
    """A column's heading."""

    text: str
    numeric: bool = True
    title: str = ""
    style: str = ""


@dataclass(frozen=True)
class Row:
    """A row of cells."""

    cells: Sequence[Cell]
    style: str = ""


@dataclass(frozen=True)
class TableView:
    """A table with its caption."""

    caption: str
    heads: Sequence[Head]
    rows: Sequence[Row] = field(default=())
    style: str = ""
    caption_shown: bool = False


def name(text: str, title: str = "") -> Cell:
    """Make the cell that names its row."""
    return Cell(text, title=title, header=True)


def count(value: int | None, words: Words, why: str = "") -> Cell:
    """Make a cell of a count; one that cannot be stated is a dash with its reason."""
    return null(words, why) if value is None else Cell(words.formats.number(value))


def rate(value: float | None, words: Words, why: str = "") -> Cell:
    """Make a cell of a share."""
    return null(words, why) if value is None else Cell(words.formats.percent(value))


def interval(low: float | None, high: float | None, words: Words, why: str = "") -> Cell:
    """Make a cell of an interval of shares."""
    if low is None or high is None:
        return null(words, why)
    return Cell(words.formats.interval(low, high), style="light")


def null(words: Words, why: str = "") -> Cell:
    """Make the cell of what cannot be stated."""
    reason = why or words("sign.null")
    return Cell(NULL, title=reason, said=reason, style="null")
