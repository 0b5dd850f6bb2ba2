"""What was worked out of each text once, kept by the digest of its words; new texts are added."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tenure.company.predictions.outlook import Outlook

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_BATCH = 20_000
"""Texts that are worked on at once."""
_PART = 10
"""Batches in a part: so much a killed run loses at most."""
_FILE = "marks.parquet"

Of = Callable[[dict[str, list[Any]]], "pa.Table"]
"""From the columns digest, language, text and lemmas (parted by spaces) to rows with `digest`."""


@dataclass(frozen=True)
class Marks:
    """Rows of one kind, each with the digest of its text; `key`: what they depend on."""

    outlook: Outlook
    kind: str
    key: str
    schema: "pa.Schema"

    def add(self, texts: "ir.Table", of: Of) -> int:
        """Work on the texts that have no rows yet, in batches; return how many there were."""
        import pyarrow.parquet as pq

        data = self.outlook.rule.data
        told = texts.select("digest", "language", "text", "lemmas").distinct()
        new = told.anti_join(self.rows(), "digest").order_by("digest")
        waiting = data.store.scratch / f"{self.kind}-{uuid4().hex[:8]}.parquet"
        data.engine.write_parquet(new, waiting, metric=self.kind)
        with pq.ParquetFile(waiting) as file:
            number: int = file.metadata.num_rows
            batches = file.iter_batches(_BATCH)
            while part := list(islice(batches, _PART)):
                self._write(of(batch.to_pydict()) for batch in part)
        waiting.unlink()
        return number

    def rows(self) -> "ir.Table":
        """Return the rows of every text so far."""
        parts = self._folder.glob(f"*/{_FILE}")
        paths = sorted(path for path in parts if not path.parent.name.startswith("."))
        name = f"{self.kind}_{self._folder.name[:8]}_{len(paths)}"
        table = self.outlook.rule.data.engine.scan_parquet(paths, name=name)
        return table.select(*self.schema.names)

    @cached_property
    def _folder(self) -> Path:
        def build(folder: Path) -> None:
            self._part(folder / "none", iter(()))

        store = self.outlook.rule.data.store
        return store.entry(self.kind, store.key(self.kind, self.key), build)

    def _write(self, tables: "Iterator[pa.Table]") -> None:
        partial = self._folder / f".{uuid4().hex}"
        self._part(partial, tables)
        partial.rename(self._folder / uuid4().hex)

    def _part(self, folder: Path, tables: "Iterator[pa.Table]") -> None:
        import pyarrow.parquet as pq

        folder.mkdir()
        with pq.ParquetWriter(folder / _FILE, self.schema, compression="zstd") as writer:
            for table in tables:
                writer.write_table(table.cast(self.schema))
