"""What was worked out of each text once, kept by the digest of its words; new texts are added."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tenure.company.explanations.parts import Parts
from tenure.company.predictions.outlook import Outlook

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_BATCH = 20_000
"""Texts that are worked on at once."""
_PART = 10
"""Batches in a part: so much a killed run loses at most."""
_TABLE = "marks"

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
        told = texts.select("digest", "language", "text", "lemmas").distinct()

        def new() -> "ir.Table":
            return told.anti_join(self.rows(), "digest").order_by("digest")

        return self._parts.add(new, lambda batch: {_TABLE: of(batch)}, batch=_BATCH, most=_PART)

    def rows(self) -> "ir.Table":
        """Return the rows of every text so far."""
        return self._parts.rows(_TABLE)

    @cached_property
    def _parts(self) -> Parts:
        key = self.outlook.rule.data.store.key(self.kind, self.key)
        return Parts(self.outlook, self.kind, key, {_TABLE: self.schema})
