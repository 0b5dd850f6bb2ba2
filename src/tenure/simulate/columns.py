"""From NumPy arrays to Arrow columns; the one place that builds them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa

from tenure.simulate.draws import Bools, Codes, Ints

if TYPE_CHECKING:
    Array: TypeAlias = pa.Array[Any]
else:
    Array = pa.Array


def column(values: Any, missing: Bools | None = None, kind: Any = None) -> Array:
    """Build a column from values; `missing` marks the nulls, `kind` is an Arrow type."""
    build: Any = pa.array
    made: Array = build(values, mask=missing, type=kind)
    return made


def numbered(prefix: str, numbers: Codes, width: int = 7) -> Array:
    """Build identifiers such as C0000123 from numbers, without a Python loop over rows."""
    count, lead = len(numbers), prefix.encode()
    size = len(lead) + width
    text = np.empty((count, size), dtype=np.uint8)
    text[:, : len(lead)] = np.frombuffer(lead, dtype=np.uint8)
    rest = numbers.astype(np.int64)
    for place in range(size - 1, len(lead) - 1, -1):
        text[:, place] = 48 + rest % 10
        rest = rest // 10
    offsets = np.arange(count + 1, dtype=np.int64) * size
    large: Any = pa.LargeStringArray.from_buffers(
        count, pa.py_buffer(offsets.tobytes()), pa.py_buffer(text.tobytes())
    )
    made: Array = large.cast(pa.string())
    return made


def identifiers(prefix: str, count: int) -> Array:
    """Number `count` rows from 1, wide enough for all of them."""
    return numbered(prefix, np.arange(1, count + 1), max(7, len(str(count))))


def taken(words: Array, codes: Codes) -> Array:
    """Return the words at those positions."""
    pick: Any = words.take
    made: Array = pick(column(codes))
    return made


def labelled(codes: Codes, labels: Sequence[str | None] | Array) -> Array:
    """Attach labels to codes as a dictionary column; code -1 is null."""
    words = labels if isinstance(labels, pa.Array) else column(labels, kind=pa.string())
    small = codes.astype(np.int32)
    build: Any = pa.DictionaryArray.from_arrays
    made: Array = build(column(small, small < 0), words)
    return made


def constant(value: str, count: int) -> Array:
    """Repeat one word."""
    return labelled(np.zeros(count, dtype=np.int64), [value])


def instants(microseconds: Ints, missing: Bools | None = None) -> Array:
    """Turn UTC microseconds into naive timestamps; `missing` marks the nulls."""
    made: Array = column(microseconds, missing, pa.int64()).cast(pa.timestamp("us"))
    return made


def table_of(columns: Mapping[str, Array]) -> pa.Table:
    """Build a table from named columns."""
    return pa.table(dict(columns))
