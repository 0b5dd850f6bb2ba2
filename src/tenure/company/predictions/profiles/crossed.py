"""Writing who crossed a band of risk or of health since the last time, and why."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tenure.company.predictions.days import CROSSED, Day
from tenure.company.predictions.scoring import Scoring
from tenure.predict.changed import changed
from tenure.predict.health.changes import change_said, changes
from tenure.predict.wording import LANGUAGES

if TYPE_CHECKING:
    import pyarrow as pa

BANDS = ("risk_band", "health_band")
_NUMBERS = ("risk", "health")
_SCORE = "health_computed"
_SPOKEN: tuple[Literal["en", "ko"], ...] = ("en", "ko")


def write_crossed(scoring: Scoring, folder: Path, before: Day) -> None:
    """Write who is in another band than the last time, with what moved their risk and health.

    Grain out: a unit in another band (unit_id; each band, risk and health now and before;
    risk_why_en, risk_why_ko, health_why_en, health_why_ko: null where nobody can tell).
    """
    import pyarrow.parquet as pq

    now, then = Day(folder).table(), before.table()
    assert now is not None
    assert then is not None
    both = _both(now, then)
    told = [_why_risk(scoring, both), _why_health(scoring, both)]
    for one in told:
        both = both.join(one, "unit_id", join_type="left outer").sort_by("unit_id")
    names = [name for name in (*BANDS, *_NUMBERS) if f"{name}_before" in both.column_names]
    kept = [one for name in names for one in (name, f"{name}_before")]
    why = [name for one in told for name in one.column_names if name != "unit_id"]
    pq.write_table(both.select(["unit_id", *kept, *why]), folder / CROSSED)


def _both(now: "pa.Table", then: "pa.Table") -> "pa.Table":
    """Return the profiles of who is in another band, beside what they were the last time."""
    parts = [one for one in now.column_names if one.startswith("health") and one not in BANDS]
    shared = [name for name in (*BANDS, "risk", *parts) if name in then.column_names]
    shared = [name for name in shared if name in now.column_names]
    named = then.select(["unit_id", *shared])
    named = named.rename_columns(["unit_id", *[f"{one}_before" for one in shared]])
    both = now.join(named, "unit_id", join_type="inner").sort_by("unit_id")
    moved = np.zeros(both.num_rows, bool)
    for name in shared:
        if name in BANDS:
            new, old = (_texts(both, one) for one in (name, f"{name}_before"))
            moved |= new != old
    return both.take(np.flatnonzero(moved))


def _texts(table: "pa.Table", name: str) -> Any:
    found = np.empty(table.num_rows, object)
    found[:] = table[name].to_pylist()
    return found


def _why_risk(scoring: Scoring, both: "pa.Table") -> "pa.Table":
    """Return what moved the risk of each unit most (unit_id, risk_why_en, risk_why_ko)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = []
    for now, then in scoring.moved():
        today, before = (
            one.filter(pc.is_in(one["unit_id"], both["unit_id"])) for one in (now, then)
        )
        found.append(changed(scoring.bundle.risk, today, before, scoring.bundle.features))
    told = pa.concat_tables(found)
    names = [f"says_{language}" for language in LANGUAGES]
    return told.select(["unit_id", *names]).rename_columns(
        ["unit_id", *[f"risk_why_{language}" for language in LANGUAGES]]
    )


def _why_health(scoring: Scoring, both: "pa.Table") -> "pa.Table":
    """Return what moved the health of each unit most (unit_id, health_why_en, health_why_ko).

    Of the scores that were computed: what a person set is told beside them.
    """
    import pyarrow as pa

    health, since = scoring.bundle.health, scoring.since
    names = [f"health_why_{language}" for language in _SPOKEN]
    parts = [] if health is None else [f"health_{one.name}" for one in health.components]
    if health is None or since is None or f"{_SCORE}_before" not in both.column_names:
        return pa.table({"unit_id": both["unit_id"]})
    if not {f"{one}_before" for one in parts} <= set(both.column_names):
        return pa.table({"unit_id": both["unit_id"]})
    called = ["unit_id", "as_of", "score", *[one.name for one in health.components]]
    days = [pa.repeat(day, both.num_rows) for day in (scoring.outlook.grid.today.as_of, since)]
    sides = [
        pa.table([both["unit_id"], day, *[both[f"{one}{end}"] for one in (_SCORE, *parts)]], called)
        for day, end in zip(days, ("", "_before"), strict=True)
    ]
    apart = (scoring.outlook.grid.today.as_of - since).days
    moved = changes(health, pa.concat_tables(sides), days=apart).slice(0, both.num_rows).to_pylist()
    said = [
        [
            None if row["most"] is None else change_said(row, days=apart, language=language)
            for row in moved
        ]
        for language in _SPOKEN
    ]
    return pa.table(
        [both["unit_id"], *[pa.array(one, pa.string()) for one in said]], ["unit_id", *names]
    )
