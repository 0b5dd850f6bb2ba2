"""Rows of customers as the engine wrote them: some to learn from, all of them a part at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from tenure.company.predictions.outlook import Outlook

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

MOST = 500_000
"""Customers that are learnt from, at most: more make no estimate clearer, and fill the memory."""
_KEYS = ("unit_id", "product_id", "item")
_ROWS = 100_000
"""Rows that are in memory at once."""


@dataclass(frozen=True)
class Batches:
    """Rows on disk, one or several a customer, in the order of `unit_id`.

    Iterating gives them a part at a time; those of a customer are in one part.
    """

    path: Path
    rows: int = _ROWS

    @classmethod
    def of(cls, outlook: Outlook, rows: "ir.Table", what: str) -> "Batches":
        """Run an expression in the engine, and write what it gives; `what` names it in errors."""
        data = outlook.rule.data
        path = data.store.scratch / f"batches-{uuid4().hex[:8]}.parquet"
        keys = [one for one in _KEYS if one in rows.columns]
        data.engine.write_parquet(rows.order_by(keys), path, metric=what)
        return cls(path)

    @property
    def names(self) -> list[str]:
        """The columns that there are."""
        import pyarrow.parquet as pq

        return list(pq.read_schema(self.path).names)

    def __iter__(self) -> "Iterator[pa.Table]":
        import pyarrow as pa
        import pyarrow.parquet as pq

        rest: pa.Table | None = None
        with pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches(batch_size=self.rows):
                table = pa.Table.from_batches([batch])
                whole = table if rest is None else pa.concat_tables([rest, table])
                last = int(_begins(whole)[-1])
                rest = whole.slice(last).combine_chunks()
                if last:
                    yield whole.slice(0, last)
        if rest is not None:
            yield rest

    def some(self, most: int = MOST) -> "pa.Table":
        """Return the rows of some customers, evenly every so manieth; of all where they are few."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        step = max(1, ceil(sum(len(_begins(one)) for one in self) / most))
        if step == 1:
            return pq.read_table(self.path)
        kept, done = [], 0
        for one in self:
            number = np.zeros(one.num_rows, np.int64)
            number[_begins(one)[1:]] = 1
            place = done + np.cumsum(number)
            kept.append(one.filter(pa.array(place % step == 0)))
            done = int(place[-1]) + 1
        return pa.concat_tables(kept)

    def between(self, units: "pa.Table") -> "pa.Table":
        """Return the rows of the customers of a part of another table in the same order."""
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        ends: Any = pc.min_max(units["unit_id"])
        name = pc.field("unit_id")
        inside = (name >= ends["min"]) & (name <= ends["max"])
        return self._within(pq.read_table(self.path, filters=inside), units)

    def of_units(self, units: "pa.Table") -> "pa.Table":
        """Return the rows of some customers, whichever they are."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        parts = [self._within(one, units) for one in self]
        return pa.concat_tables(parts) if parts else pq.read_table(self.path)

    @staticmethod
    def _within(rows: "pa.Table", units: "pa.Table") -> "pa.Table":
        import pyarrow.compute as pc

        return rows.filter(pc.is_in(rows["unit_id"], units["unit_id"].combine_chunks()))


def _begins(table: "pa.Table") -> Any:
    """Return where the rows of each customer begin."""
    import pyarrow.compute as pc

    units = table["unit_id"].combine_chunks()
    other = pc.not_equal(units[1:], units[:-1]).to_numpy(zero_copy_only=False)
    return np.concatenate([[0], np.flatnonzero(other) + 1]) if len(units) else np.zeros(0, np.int64)
