"""What Tenure itself did, as further rows of the canonical tables: touches and assignments."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.tables import TABLES

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.engines import Engine

OWN = ("touches", "assignments")
_KINDS = {"time": "timestamp(6)", "number": "float64"}


def own_files(root: Path, name: str, today: date) -> list[Path]:
    """Return the files of days before today of which the store has rows of a table."""
    found = sorted((root / "acts" / name).glob("????-??-??.parquet"))
    return [one for one in found if one.stem < today.isoformat()]


def own_rows(engine: "Engine", name: str, files: Sequence[Path]) -> "ir.Table":
    """Return the rows of files, with the canonical columns that they have, of their kinds."""
    raw = engine.scan_parquet(files, name=f"{name}_of_store")
    there = [one for one in TABLES[name].columns if one.name in raw.columns]
    return raw.select(
        **{one.name: raw[one.name].cast(_KINDS.get(one.kind, "string")) for one in there}
    )


def with_own(rows: "ir.Table", own: "ir.Table") -> "ir.Table":
    """Put the store's own rows below those of a source; what they lack is null."""
    import ibis

    more = [name for name in own.columns if name not in rows.columns]
    wide = rows.mutate(**{name: ibis.null(own[name].type()) for name in more})
    same = {
        name: (own[name] if name in own.columns else ibis.null(kind)).cast(kind)
        for name, kind in wide.schema().items()
    }
    return wide.union(own.select(**same))
