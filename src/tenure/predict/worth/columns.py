"""Columns of result tables as arrays."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tenure.errors import MetricError
from tenure.predict.worth.types import Flags, Floats, Integers

NONE = ""
"""Stands for a currency that is not told."""

Texts = NDArray[np.object_]


def column(table: pa.Table, name: str) -> "pa.ChunkedArray[Any]":
    """Return a column; raises MetricError, which lists those there are, without it."""
    if name not in table.column_names:
        raise MetricError(
            f"there is no column {name!r}; there are: {', '.join(table.column_names)}",
            where="worth",
        )
    return table[name]


def numbers(table: pa.Table, name: str) -> Floats:
    """Return a column of numbers, NaN where it is null; dates as days since 1970."""
    told = column(table, name)
    if pa.types.is_date(told.type):
        told = told.cast(pa.date32()).cast(pa.int32())
    found = told.cast(pa.float64()).to_numpy()
    return np.asarray(found, dtype=float)


def texts(table: pa.Table, name: str) -> Texts:
    """Return a column of texts, None where it is null."""
    return np.array(column(table, name).cast(pa.string()).to_pylist(), dtype=object)


def coded(table: pa.Table, name: str) -> tuple[Texts, Integers]:
    """Return the distinct texts of a column without nulls, sorted, and each row's number."""
    told = column(table, name).cast(pa.string()).combine_chunks()
    code = told.dictionary_encode()
    names = np.array(code.dictionary.to_pylist(), dtype=object)
    order = np.argsort(names.astype(str), kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return names[order], place[code.indices.to_numpy()]


def currencies(table: pa.Table) -> Texts:
    """Return the currency of each row, `NONE` where it is not told."""
    if "currency" not in table.column_names:
        return np.full(table.num_rows, NONE, dtype=object)
    return np.array([one or NONE for one in texts(table, "currency")], dtype=object)


def found_in(ordered: NDArray[Any], wanted: NDArray[Any]) -> tuple[Integers, Flags]:
    """Return where each wanted value stands in ordered ones, and whether it does."""
    if not len(ordered):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=bool)
    where = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return where, ordered[where] == wanted


def table_of(columns: Mapping[str, Any]) -> pa.Table:
    """Return columns as a table: NaN of numbers and None of texts become null."""
    arrays = {name: _array(values) for name, values in columns.items()}
    return pa.table(arrays)


def _array(values: Any) -> Any:
    if isinstance(values, np.ndarray) and values.dtype == object:
        return pa.array(values.tolist(), pa.string())
    return pa.array(values, from_pandas=True) if isinstance(values, np.ndarray) else values
