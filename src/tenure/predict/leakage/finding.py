"""One suspicion: the column, the reason and the evidence."""

from dataclasses import dataclass
from typing import Any, Literal

from tenure.predict.wording import said

Kind = Literal[
    "too_good",
    "perfect",
    "known_later",
    "save_desk",
    "lifetime",
    "only_leavers",
    "same_for_leavers",
    "identity",
    "clock",
]


@dataclass(frozen=True)
class Finding:
    """What speaks against a column, in numbers; one that does not block is only told."""

    column: str
    kind: Kind
    evidence: tuple[tuple[str, Any], ...]
    blocks: bool = True

    def says(self, language: str = "en") -> str:
        """Return column, reason and evidence as a sentence."""
        return said(f"leakage.{self.kind}", language, column=self.column, **dict(self.evidence))


def finding(column: str, kind: Kind, *, blocks: bool = True, **evidence: Any) -> Finding:
    """Return a finding with its evidence by name."""
    return Finding(column, kind, tuple(evidence.items()), blocks)
