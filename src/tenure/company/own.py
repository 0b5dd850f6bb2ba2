"""What Tenure itself did and was told, as further rows of the canonical tables.

Contacts, assignments, and what customers said in interviews.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.tables import TABLES

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.engines import Engine

OWN = ("touches", "assignments", "feedback")
SAID = "feedback"
"""What people say is judged row by row: it is typed in, and may be of somebody who is gone."""
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


def judged(
    rows: "ir.Table", name: str, tables: "Mapping[str, ir.Table]", today: date
) -> "ir.Table":
    """Add `reason` to the store's own rows of a table: why one is not used, null where it is.

    Something required is missing, it is of the future, its key is in the source, too, or, of
    what somebody said, there is no such customer.
    """
    import ibis

    schema = TABLES[name]
    cases = [(rows[one].isnull(), f"no {one}") for one in schema.required]
    if schema.instant:
        after = ibis.timestamp(f"{today + timedelta(days=2)} 00:00:00")
        cases.append((rows[schema.instant] >= after, f"{schema.instant} is in the future"))
    key, source = schema.key, tables.get(name)
    if key and source is not None and key in source.columns:
        cases.append((rows[key].isin(source[key]), f"{key} came before"))
    known = tables.get("customers")
    if name == SAID and known is not None:
        cases.append((rows.customer_id.notin(known.customer_id), "no such customer"))
    return rows.mutate(reason=ibis.cases(*cases, else_=ibis.null("string")))


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
