"""Results of `tenure predict` and `tenure explain`, printed for people or written for programs."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.cli.outlook import spoken

if TYPE_CHECKING:
    from tenure.measure.result import Result


def say(found: "Sequence[Result]", form: str | None, out: Path | None) -> None:
    """Print results as tables; what programs read is one table, the first."""
    from tenure.cli import printing

    for one in found if spoken(form, out) else found[:1]:
        printing.result(_in_short(one) if spoken(form, out) else one, form, out)


def _in_short(found: "Result") -> "Result":
    """Leave out columns without a value, and sentences, which are printed beneath the table."""
    table = found.table
    told = [name for name in table.column_names if table[name].null_count < table.num_rows]
    return replace(found, table=table.select([one for one in told if one[:5] != "says_"]))
