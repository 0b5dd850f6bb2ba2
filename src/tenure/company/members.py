"""The members of a saved cohort, as a table on the engine."""

from pathlib import Path
from typing import TYPE_CHECKING

from tenure.company.units import Rule
from tenure.errors import MetricError, suggest
from tenure.store import PARTIAL

if TYPE_CHECKING:
    import ibis.expr.types as ir

FOLDER, FILE = "cohorts", "members.parquet"


def folders(store: Path) -> list[Path]:
    """Return the folders of the saved cohorts of a store, by name."""
    found = sorted(path.parent for path in store.glob(f"{FOLDER}/*/{FILE}"))
    return [folder for folder in found if folder.suffix != PARTIAL]


def members_of(rule: Rule, name: str) -> "ir.Table":
    """Return the units (unit_id) of a saved cohort.

    Raises MetricError, with the one that was meant, when there is none of this name, and
    for one of accounts where customers are counted, or the other way round.
    """
    there = {folder.name: folder for folder in folders(rule.data.store.root)}
    if name not in there:
        near = suggest(name, there)
        raise MetricError(
            f"there is no cohort {name!r}; there are: {', '.join(there) or 'none'}",
            hint=f"did you mean {near!r}?" if near else "save one: tenure measure … --save-cohort",
        )
    rows = rule.data.engine.scan_parquet([there[name] / FILE], name=f"cohort {name}")
    called = f"{rule.unit}_id"
    if called not in rows.columns:
        raise MetricError(f"the cohort {name!r} is not one of {rule.unit}s")
    return rows.select(unit_id=rows[called])
