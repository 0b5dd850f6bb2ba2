"""Writing who crossed a band of risk or of health since the last time, and why."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tenure.company.predictions.days import CROSSED, Day
from tenure.company.predictions.scoring import Scoring
from tenure.predict.changed import changed
from tenure.predict.health.changes import change_said, changes
from tenure.predict.health.said import say
from tenure.predict.wording import LANGUAGES

if TYPE_CHECKING:
    import pyarrow as pa

BANDS = ("risk_band", "health_band")
_NUMBERS = ("risk", "health")
_SCORE = "health_computed"
_Language = Literal["en", "ko"]
_SPOKEN: tuple[_Language, ...] = ("en", "ko")


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
    """Return why health is another (unit_id, health_why_en, health_why_ko): null where nobody can.

    What a person has set since; else what moved the computed score most.
    """
    import pyarrow as pa

    rows, moved, apart = both.to_pylist(), _moved(scoring, both), _apart(scoring)
    said: dict[_Language, list[str | None]] = {language: [] for language in _SPOKEN}
    for at, row in enumerate(rows):
        for language, told in said.items():
            told.append(_set(row, language) or _change(moved, at, apart, language))
    columns = {f"health_why_{one}": pa.array(told, pa.string()) for one, told in said.items()}
    return pa.table({"unit_id": both["unit_id"], **columns})


def _moved(scoring: Scoring, both: "pa.Table") -> list[dict[str, Any]]:
    """Return how the computed scores differ (`changes`); nothing where health is made otherwise."""
    import pyarrow as pa

    health, since = scoring.bundle.health, scoring.since
    if health is None or since is None:
        return []
    columns = [_SCORE, *[f"health_{one.name}" for one in health.components]]
    if not {f"{one}_before" for one in columns} <= set(both.column_names):
        return []
    called = ["unit_id", "as_of", "score", *[one.name for one in health.components]]
    sides = [
        pa.table(
            [both["unit_id"], pa.repeat(day, both.num_rows), *[both[one + end] for one in columns]],
            called,
        )
        for day, end in ((scoring.outlook.grid.today.as_of, ""), (since, "_before"))
    ]
    found = changes(health, pa.concat_tables(sides), days=_apart(scoring))
    return list(found.slice(0, both.num_rows).to_pylist())


def _apart(scoring: Scoring) -> int:
    today = scoring.outlook.grid.today.as_of
    return (today - (scoring.since or today)).days


def _change(moved: list[dict[str, Any]], at: int, apart: int, language: _Language) -> str | None:
    if not moved or moved[at]["most"] is None:
        return None
    return change_said(moved[at], days=apart, language=language)


def _set(row: dict[str, Any], language: _Language) -> str | None:
    """Return what a person has set since the last time."""
    names = [f"health_set_{one}" for one in ("by", "why", "until")]
    told = [row.get(name) for name in names]
    if not told[0] or told == [row.get(f"{name}_before") for name in names]:
        return None
    author, reason, until = told
    return say(
        *("override", "says", language),
        author=author,
        score=row["health"],
        reason=reason,
        until=until,
    )
