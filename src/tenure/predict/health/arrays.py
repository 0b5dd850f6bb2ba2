"""Columns of tables as arrays of numbers."""

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tenure.errors import MetricError, suggest

if TYPE_CHECKING:
    import pyarrow as pa

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def numbers(table: "pa.Table", name: str) -> Floats:
    """Return a column (n,) as numbers, NaN where it is null; raises MetricError without it."""
    import pyarrow as pa

    found = column(table, name)
    try:
        values = np.array(found.cast(pa.float64()).to_numpy(), np.float64)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise MetricError(
            f"{name!r} holds {found.type}, no numbers",
            where="health",
            hint="signals of health are numbers and flags",
        ) from error
    values[~np.isfinite(values)] = np.nan
    return values


def codes(table: "pa.Table", name: str) -> Integers:
    """Return the number (n,) of each row's value, in order of appearance; null is a value."""
    whole = column(table, name).combine_chunks().dictionary_encode(null_encoding="encode")
    return np.asarray(whole.indices.to_numpy(), np.int64)


def texts(table: "pa.Table", name: str) -> npt.NDArray[np.object_]:
    """Return a column (n,) as texts, None where it is null."""
    found = np.empty(table.num_rows, object)
    found[:] = [None if one is None else str(one) for one in column(table, name).to_pylist()]
    return found


def column(table: "pa.Table", name: str) -> "pa.ChunkedArray[Any]":
    """Return a column; raises MetricError, with a suggestion, when there is none."""
    if name not in table.column_names:
        near = suggest(name, table.column_names)
        raise MetricError(
            f"there is no column {name!r}",
            where="health",
            hint=f"did you mean {near!r}?" if near else None,
        )
    return table.column(name)


def dates(table: "pa.Table", name: str) -> list[date]:
    """Return a column of dates; raises MetricError where one is missing."""
    found = [one for one in column(table, name).to_pylist() if one is not None]
    if len(found) < table.num_rows:
        raise MetricError(f"{name!r} is missing in a row", where="health")
    return found


def nullable(values: Floats) -> "pa.Array[Any]":
    """Return numbers with null for NaN."""
    import pyarrow as pa

    return pa.array(values, pa.float64(), from_pandas=True)
