"""Writing who crossed a band of risk or of health since the last time, and why."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

import numpy as np

from tenure.company.predictions.days import CROSSED, PROFILES, Day
from tenure.company.predictions.profiles.scoring import Scoring
from tenure.predict.changed import changed
from tenure.predict.health.changes import change_said, changes
from tenure.predict.health.said import say
from tenure.predict.wording import LANGUAGES

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from tenure.engines.base import Engine

BANDS = ("risk_band", "health_band")
_NUMBERS = ("risk", "health")
_SCORE = "health_computed"
_MOST = 50_000
"""Who is told why their risk is in another band: more than anybody reads."""
_PART = 20_000
"""Customers whose change of health is put into words at once, to bound what is in memory."""
_Language = Literal["en", "ko"]
_SPOKEN: tuple[_Language, ...] = ("en", "ko")


def write_crossed(scoring: Scoring, folder: Path, before: Day) -> None:
    """Write who is in another band than the last time, with what moved their risk and health.

    Grain out: a unit in another band (unit_id; each band, risk and health now and before;
    risk_why_en, risk_why_ko, health_why_en, health_why_ko: null where nobody can tell).
    """
    import pyarrow.parquet as pq

    both = moved(scoring.outlook.rule.data.engine, Day(folder), before)
    told = [_why_risk(scoring, both), _why_health(scoring, both)]
    for one in told:
        both = both.join(one, "unit_id", join_type="left outer").sort_by("unit_id")
    names = [name for name in (*BANDS, *_NUMBERS) if f"{name}_before" in both.column_names]
    kept = [one for name in names for one in (name, f"{name}_before")]
    why = [name for one in told for name in one.column_names if name != "unit_id"]
    pq.write_table(both.select(["unit_id", *kept, *why]), folder / CROSSED)


def moved(engine: "Engine", now: Day, before: Day) -> "pa.Table":
    """Return who is in another band, beside what they were the last time (…_before), by name.

    What is compared are bands, risk, and all about health. The engine puts the days beside each
    other: of those who did not move nothing comes to Python.
    """
    import ibis

    today, then = (_compared(engine, day) for day in (now, before))
    shared = [one for one in today.columns if one in then.columns and one != "unit_id"]
    named = then.select(_whose=then.unit_id, **{f"{one}_before": then[one] for one in shared})
    both = today.inner_join(named, today.unit_id == named["_whose"])
    apart = [~both[one].identical_to(both[f"{one}_before"]) for one in BANDS if one in shared]
    found = both.filter(ibis.or_(*apart)).order_by("unit_id")
    kept = ["unit_id", *(one for one in today.columns if one != "unit_id")]
    return engine.execute(
        found.select(*kept, *(f"{one}_before" for one in shared)), metric="who crossed"
    )


def _compared(engine: "Engine", day: Day) -> "ir.Table":
    table = engine.scan_parquet([day.folder / PROFILES], name=f"compared_{uuid4().hex[:8]}")
    wanted = ("unit_id", "risk", "risk_band")
    names = [one for one in table.columns if one in wanted or one.startswith("health")]
    return table.select(*names)


def _texts(table: "pa.Table", name: str) -> Any:
    found = np.empty(table.num_rows, object)
    found[:] = table[name].to_pylist()
    return found


def _explained(both: "pa.Table") -> "pa.Array[Any]":
    """Return the units in another band of risk, `_MOST` of them whose risk moved most."""
    import pyarrow as pa

    new, old = (_texts(both, name) for name in ("risk_band", "risk_band_before"))
    risk, before = (both[name].to_numpy().astype(float) for name in ("risk", "risk_before"))
    far = np.where(new != old, np.nan_to_num(np.abs(risk - before)), -1.0)
    order = np.argsort(-far, kind="stable")[:_MOST]
    chosen = order[far[order] >= 0]
    return pa.array(_texts(both, "unit_id")[chosen].tolist(), pa.string())


def _why_risk(scoring: Scoring, both: "pa.Table") -> "pa.Table":
    """Return what moved their risk most (unit_id, risk_why_en, risk_why_ko)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found, wanted = [], _explained(both)
    for now, then in scoring.moved():
        today, before = (one.filter(pc.is_in(one["unit_id"], wanted)) for one in (now, then))
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

    if "health" not in both.column_names:
        return both.select(["unit_id"])
    firsts = range(0, max(both.num_rows, 1), _PART)
    return pa.concat_tables(_why_of(scoring, both.slice(first, _PART)) for first in firsts)


def _why_of(scoring: Scoring, both: "pa.Table") -> "pa.Table":
    import pyarrow as pa

    names = [one for one in both.column_names if one.startswith(("health_set", "health_before"))]
    rows = both.select(["health", *names]).to_pylist()
    found, apart = _changes(scoring, both), _apart(scoring)
    said: dict[_Language, list[str | None]] = {language: [] for language in _SPOKEN}
    for at, row in enumerate(rows):
        for language, told in said.items():
            told.append(_set(row, language) or _change(found, at, apart, language))
    columns = {f"health_why_{one}": pa.array(told, pa.string()) for one, told in said.items()}
    return pa.table({"unit_id": both["unit_id"], **columns})


def _changes(scoring: Scoring, both: "pa.Table") -> list[dict[str, Any]]:
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


def _change(found: list[dict[str, Any]], at: int, apart: int, language: _Language) -> str | None:
    if not found or found[at]["most"] is None:
        return None
    return change_said(found[at], days=apart, language=language)


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
