"""Columns of a table as drift counts them: numbers, or codes of texts."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from tenure.errors import MetricError, suggest
from tenure.predict.evaluate.rows import Floats, Integers, vector

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["number", "category"]


@dataclass(frozen=True)
class Texts:
    """A column of texts: the number of each row's text in `names`, −1 where missing."""

    code: Integers
    names: tuple[str, ...]


def column_of(table: "pa.Table", name: str, kind: Kind | None = None) -> Floats | Texts:
    """Return a column as numbers with NaN where missing, or as texts.

    Raises MetricError when there is none, when it is neither, or not of the `kind` it was.
    """
    if name not in table.column_names:
        near = suggest(name, table.column_names)
        hint = f"did you mean {near!r}?" if near else "the table must hold every feature"
        raise MetricError(f"there is no feature {name!r}", hint=hint)
    column = table.column(name)
    found = _kind(name, column.type) or kind or "number"
    if kind is not None and found != kind:
        raise MetricError(f"the feature {name!r} was a {kind} and is a {found}")
    return _numbers(column) if found == "number" else _texts(column)


def weights_of(weight: ArrayLike | None, length: int) -> Floats:
    """Return the weights of `length` rows, 1 each without any; not all may be 0."""
    found = np.ones(length) if weight is None else vector("weight", weight, like=np.ones(length))
    if (found < 0).any():
        raise MetricError("a weight is below 0", where="weight")
    if not found.sum():
        raise MetricError("there are no rows", where="table")
    return found


def effective(weight: Floats) -> float:
    """Return how many rows of equal weight say as much: (Σ w)² / Σ w² (Kish)."""
    return float(weight.sum() ** 2 / (weight @ weight))


def _kind(name: str, kind: "pa.DataType") -> Kind | None:
    """Return the kind of a type; None of a column without any value."""
    import pyarrow.types as types

    if types.is_null(kind):
        return None
    if types.is_string(kind) or types.is_large_string(kind) or types.is_dictionary(kind):
        return "category"
    if types.is_boolean(kind) or types.is_integer(kind) or types.is_floating(kind):
        return "number"
    raise MetricError(
        f"the feature {name!r} holds {kind}", hint="a feature is a number, a flag or text"
    )


def _numbers(column: "pa.ChunkedArray[Any]") -> Floats:
    import pyarrow as pa

    found = np.asarray(column.cast(pa.float64()).to_numpy(), np.float64)
    return np.where(np.isfinite(found), found, np.nan)


def _texts(column: "pa.ChunkedArray[Any]") -> Texts:
    import pyarrow as pa

    coded = pa.array(column.cast(pa.string()).to_numpy(), pa.string()).dictionary_encode()
    code = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return Texts(code.astype(np.int64), tuple(str(name) for name in coded.dictionary.to_pylist()))
