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

    Of a cohort of accounts where customers are counted, their customers, and the other way
    round. Raises MetricError, with the one that was meant, when there is none of this name.
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
    if called in rows.columns:
        return rows.select(unit_id=rows[called])
    kept = "account_id" if rule.unit == "customer" else "customer_id"
    customers = rule.table("customers")
    if "account_id" not in customers.columns:
        raise MetricError(f"the cohort {name!r} is not one of {rule.unit}s")
    whose = customers.semi_join(rows, kept).filter(customers[called].notnull())
    return whose.select(unit_id=whose[called]).distinct()
