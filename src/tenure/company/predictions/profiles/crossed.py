"""Writing who crossed a band of risk or of health since the last time, and why."""

from pathlib import Path

import numpy as np

from tenure.company.predictions.days import CROSSED, Day


def write_crossed(folder: Path, before: Day) -> None:
    """Write who is in another band than the last time."""
    import pyarrow.parquet as pq

    now, then = Day(folder).table(), before.table()
    assert now is not None
    assert then is not None
    bands = [name for name in ("risk_band", "health_band") if name in then.column_names]
    names = ["unit_id", *[name for name in bands if name in now.column_names]]
    moved = then.select(names).rename_columns(["unit_id", *[f"{one}_before" for one in names[1:]]])
    both = now.join(moved, "unit_id", join_type="inner").sort_by("unit_id")
    found = np.zeros(both.num_rows, bool)
    for name in names[1:]:
        new, old = (both[one].to_numpy(zero_copy_only=False) for one in (name, f"{name}_before"))
        found |= new != old
    crossed = both.take(np.flatnonzero(found))
    kept = [one for name in names[1:] for one in (name, f"{name}_before")]
    extra = [
        one
        for one in ("risk", "health", "health_change", "health_most")
        if one in crossed.column_names
    ]
    pq.write_table(crossed.select(["unit_id", *kept, *extra]), folder / CROSSED)
