"""What was worked out of each text once, in parts of an entry of the store; new texts add parts."""

import fcntl
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
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

Tables = Mapping[str, "pa.Table"]
Of = Callable[[dict[str, list[Any]]], Tables]
"""From the columns of a batch of texts to tables by name."""


@dataclass(frozen=True)
class Parts:
    """Tables that grow by parts, each of which is complete or absent.

    `kind` names the entry, `key` what it depends on, `schemas` its tables.
    """

    outlook: Outlook
    kind: str
    key: str
    schemas: "Mapping[str, pa.Schema]"

    def rows(self, name: str) -> "ir.Table":
        """Return the rows of a table, of all parts so far."""
        parts = sorted(
            one for one in self._folder.iterdir() if one.is_dir() and not one.name.startswith(".")
        )
        view = f"{name}_{self._folder.name[:8]}_{len(parts)}"
        paths = [one / f"{name}.parquet" for one in parts]
        table = self.outlook.rule.data.engine.scan_parquet(paths, name=view)
        return table.select(*self.schemas[name].names)

    def add(self, new: "Callable[[], ir.Table]", of: Of, *, batch: int, most: int) -> int:
        """Work on the rows that `new` says are missing, in batches, `most` of them in a part.

        Returns how many rows there were. A killed run loses no more than the part that it is
        at; what another process is adding is waited for, and then there already. Rows come from
        what is known as of the outlook: once all of that is there, nothing is asked again.
        """
        import pyarrow.parquet as pq

        data = self.outlook.rule.data
        whole = self._folder / f".whole-{self.outlook.key(self.kind)}"
        if whole.exists():
            return 0
        waiting = data.store.scratch / f"{self.kind}-{uuid4().hex[:8]}.parquet"
        with self._alone():
            data.engine.write_parquet(new(), waiting, metric=self.kind)
            with pq.ParquetFile(waiting) as file:
                number: int = file.metadata.num_rows
                batches = file.iter_batches(batch)
                while part := list(islice(batches, most)):
                    self._part(of(one.to_pydict()) for one in part)
            whole.touch()
        waiting.unlink()
        return number

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the parts, so that nobody else adds the same rows; a killed one lets go."""
        with (self._folder / ".adding").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    @cached_property
    def _folder(self) -> Path:
        def build(folder: Path) -> None:
            self._write(folder / "none", iter(()))

        return self.outlook.rule.data.store.entry(self.kind, self.key, build)

    def _part(self, tables: Iterator[Tables]) -> None:
        partial = self._folder / f".{uuid4().hex}"
        self._write(partial, tables)
        partial.rename(self._folder / uuid4().hex)

    def _write(self, folder: Path, tables: Iterator[Tables]) -> None:
        import pyarrow.parquet as pq

        folder.mkdir()
        with ExitStack() as open_files:
            writers = {
                name: open_files.enter_context(
                    pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd")
                )
                for name, schema in self.schemas.items()
            }
            for told in tables:
                for name, table in told.items():
                    writers[name].write_table(table.cast(self.schemas[name]))
