"""What was proved of plays, kept as a small table of the store, by which the next are chosen."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.company.acts.proved import COLUMNS
from tenure.company.acts.tables import PROVED, place
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs.proof import Proof
from tenure.store import writing

if TYPE_CHECKING:
    import pyarrow as pa


def keep(outlook: Outlook, proofs: Sequence[Proof]) -> Path:
    """Write a row a treatment whose effect is known so far, in place of those of the same day.

    Of the longest horizon: the effect on the share that stays with the interval that holds at
    every look, and the share of those held out that left.
    """
    import pyarrow.parquet as pq

    day = outlook.observed.end
    path = place(outlook.rule.data.store, PROVED, day)
    with writing(path) as stream:
        pq.write_table(_table(outlook, proofs), stream)
    return path


def _table(outlook: Outlook, proofs: Sequence[Proof]) -> "pa.Table":
    import pyarrow as pa

    kinds: dict[str, pa.DataType] = {
        "string": pa.string(),
        "int64": pa.int64(),
        "float64": pa.float64(),
    }
    rows = []
    for one in proofs:
        main, always = one.main, one.main.look.interval if one.main else None
        if main is None or always is None:
            continue
        held = main.effect.control.mean
        rows.append(
            {
                "experiment": one.experiment.name,
                "treatment": one.treatment,
                "verdict": one.verdict.verdict,
                "days": main.days,
                "effect": -always.value,
                "low": -always.high,
                "high": -always.low,
                "held_left": held.value if held else None,
            }
        )
    schema = pa.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])
    return pa.Table.from_pylist(rows, schema)
