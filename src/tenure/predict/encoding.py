"""From a table of features to a matrix of numbers, the same way in training and in scoring."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
import numpy.typing as npt

from tenure.errors import MetricError, suggest

if TYPE_CHECKING:
    import pyarrow as pa

Floats = npt.NDArray[np.floating[Any]]
Kind = Literal["number", "flag", "category"]
Precision = Literal["float64", "float32"]
Dropped = Literal["empty", "constant", "identifier"]

MISSING, OTHER = "(missing)", "(other)"
"""The first two levels of every category; the kept ones follow, from the most frequent."""

RARE_ROWS, RARE_SHARE, MOST_LEVELS = 20, 0.002, 40
IDENTIFIER_SHARE = 0.5
"""A category with more distinct values than this share of the rows tells units apart, no more."""


class NoFeatureError(MetricError):
    """Every feature is empty, has one value, or names every row."""


@dataclass(frozen=True)
class Design:
    """A matrix (n rows, p columns) of numbers, NaN where undefined, and what its columns are.

    `levels` are the names of a category's codes 0, 1, …, and () for numbers and flags;
    `source` is the feature that each column comes from.
    """

    values: Floats
    names: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    source: tuple[str, ...]

    def __len__(self) -> int:
        return int(self.values.shape[0])

    @property
    def categorical(self) -> tuple[bool, ...]:
        """Which columns hold codes of a category."""
        return tuple(bool(levels) for levels in self.levels)

    @property
    def features(self) -> tuple[str, ...]:
        """The features, in the order in which contributions are given."""
        return tuple(dict.fromkeys(self.source))

    def rows(self, keep: npt.NDArray[Any]) -> "Design":
        """Return the rows that a mask or an index keeps."""
        return Design(np.asfortranarray(self.values[keep]), self.names, self.levels, self.source)

    def joined(self, name: str, values: Floats, levels: tuple[str, ...] = ()) -> "Design":
        """Return the design with one more column (n,) of a feature of its own."""
        column = np.asarray(values, self.values.dtype).reshape(len(self), 1)
        return Design(
            np.asfortranarray(np.hstack([self.values, column])),
            (*self.names, name),
            (*self.levels, levels),
            (*self.source, name),
        )


@dataclass(frozen=True)
class Column:
    """How one feature becomes a column; `kept` are a category's own levels."""

    name: str
    kind: Kind
    kept: tuple[str, ...] = ()

    @property
    def levels(self) -> tuple[str, ...]:
        """The names of the codes 0, 1, …; () unless a category."""
        return (MISSING, OTHER, *self.kept) if self.kind == "category" else ()


@dataclass(frozen=True)
class Encoding:
    """What was learned from the training rows about how to make a matrix of them.

    A category keeps its frequent levels (at least 20 rows and 0.2 %, at most 40); the
    others and those never seen are "other", and missing is a level of its own. Columns
    without values, with one value, or with a name for nearly every row are dropped.
    """

    columns: tuple[Column, ...]
    dropped: Mapping[str, Dropped] = field(default_factory=dict)
    precision: Precision = "float64"

    @classmethod
    def fit(
        cls, table: "pa.Table", features: Sequence[str], precision: Precision = "float64"
    ) -> Self:
        """Learn the columns of `features` from a table with a row per unit and date.

        Errors: a feature that the table lacks, or one that is neither a number, a flag
        nor text (a date, say), or no feature that is left.
        """
        columns: list[Column] = []
        dropped: dict[str, Dropped] = {}
        for name in features:
            found = _column(name, _taken(table, name))
            if isinstance(found, Column):
                columns.append(found)
            else:
                dropped[name] = found
        if not columns:
            raise NoFeatureError(
                "no feature is left to learn from",
                hint="each of them is empty, has one value, or names every row",
            )
        return cls(tuple(columns), dropped, precision)

    @property
    def features(self) -> tuple[str, ...]:
        """The features that became columns."""
        return tuple(column.name for column in self.columns)

    def apply(self, table: "pa.Table") -> Design:
        """Return the matrix of a table that has the same features; columns lie in one piece."""
        values = np.empty((table.num_rows, len(self.columns)), self.precision, order="F")
        for at, column in enumerate(self.columns):
            values[:, at] = _encoded(column, _taken(table, column.name))
        return Design(
            values, self.features, tuple(column.levels for column in self.columns), self.features
        )

    def to_dict(self) -> dict[str, Any]:
        """Return what `from_dict` reads, of plain values only."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the encoding that `to_dict` wrote."""
        columns = tuple(
            Column(one["name"], one["kind"], tuple(one["kept"])) for one in plain["columns"]
        )
        return cls(columns, dict(plain["dropped"]), plain["precision"])


def _taken(table: "pa.Table", name: str) -> "pa.ChunkedArray[Any]":
    if name not in table.column_names:
        near = suggest(name, table.column_names)
        raise MetricError(
            f"there is no feature {name!r}",
            hint=f"did you mean {near!r}?" if near else "the table must hold every feature",
        )
    return table.column(name)


def _column(name: str, values: "pa.ChunkedArray[Any]") -> Column | Dropped:
    import pyarrow.types as types

    kind = values.type
    if values.null_count == len(values):
        return "empty"
    if types.is_dictionary(kind) or types.is_string(kind) or types.is_large_string(kind):
        return _category(name, values)
    if not (types.is_boolean(kind) or types.is_decimal(kind) or _is_number(kind)):
        raise MetricError(
            f"the feature {name!r} holds {kind}",
            hint="a feature is a number, a flag or text; turn a date into days before as_of",
        )
    numbers = _numbers(values)
    there = numbers[~np.isnan(numbers)]
    if not there.size:
        return "empty"
    low, high = there.min(), there.max()
    if low == high and there.size == numbers.size:
        return "constant"
    return Column(name, "flag" if bool(((there == 0) | (there == 1)).all()) else "number")


def _is_number(kind: "pa.DataType") -> bool:
    import pyarrow.types as types

    return bool(types.is_integer(kind) or types.is_floating(kind))


def _category(name: str, values: "pa.ChunkedArray[Any]") -> Column | Dropped:
    import pyarrow.compute as pc

    text = _text(values)
    counted = pc.value_counts(text.drop_null())
    names, times = counted.field("values").to_pylist(), counted.field("counts").to_pylist()
    counts = {str(name): int(n or 0) for name, n in zip(names, times, strict=True)}
    if len(counts) == 1 and not text.null_count:
        return "constant"
    if len(counts) > max(MOST_LEVELS, IDENTIFIER_SHARE * len(text)):
        return "identifier"
    least = max(RARE_ROWS, RARE_SHARE * len(text)) if len(text) > 10 * RARE_ROWS else 2
    frequent = sorted(
        (level for level, count in counts.items() if count >= least),
        key=lambda level: (-counts[level], level),
    )
    if not frequent and not text.null_count:
        return "constant"  # all of them would be "other"
    return Column(name, "category", tuple(frequent[:MOST_LEVELS]))


def _encoded(column: Column, values: "pa.ChunkedArray[Any]") -> Floats:
    if column.kind != "category":
        return _numbers(values)
    import pyarrow as pa
    import pyarrow.compute as pc

    text = _text(values)
    found = pc.index_in(text, value_set=pa.array(column.kept, pa.string())).fill_null(-1)
    codes = np.asarray(found.to_numpy(), np.float64) + 2
    codes[np.asarray(text.is_null().to_numpy())] = 0
    return codes


def _numbers(values: "pa.ChunkedArray[Any]") -> Floats:
    """Return float64 with NaN for null and for what is not finite."""
    import pyarrow as pa

    try:
        # Not safe: whole numbers beyond 2⁵³ become the nearest that there is.
        numbers = np.asarray(values.cast(pa.float64(), safe=False).to_numpy(), np.float64)
    except pa.ArrowInvalid as error:
        raise MetricError(f"a feature that was a number is no longer one: {error}") from error
    finite = np.isfinite(numbers)
    return numbers if finite.all() else np.where(finite, numbers, np.nan)


def _text(values: "pa.ChunkedArray[Any]") -> "pa.ChunkedArray[Any]":
    import pyarrow as pa

    return values.cast(pa.string())
