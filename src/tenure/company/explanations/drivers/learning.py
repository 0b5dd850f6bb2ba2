"""Learning a company's drivers once: kept in its store until its data or definitions change."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tenure.company.asked import Question
from tenure.company.explanations.drivers.dates import points_of
from tenure.company.explanations.drivers.places import parts_of
from tenure.company.explanations.drivers.rows import Seen, panel_of, seen
from tenure.company.explanations.drivers.told import (
    area_rows,
    driver_rows,
    effect_rows,
    left_out_rows,
    segment_rows,
)
from tenure.company.predictions.outlook import Outlook
from tenure.company.questions import answer
from tenure.errors import MetricError
from tenure.explain.drivers.learnt import LEAST_ALL, learn
from tenure.predict.threads import linear_algebra
from tenure.store import write_text

KIND, FILE = "drivers", "drivers.json"
CODE = (
    "explain/drivers", "company", "predict", "measure", "tables", "engines", "conditions",
    "stats", "periods.py",
)  # fmt: skip
_MOST_SPLIT = 10
"""Drivers that are shown by segment."""


def learnt(
    outlook: Outlook, *, by: str | None = None, where: str | None = None, seed: int = 0
) -> dict[str, Any]:
    """Return what was learnt as plain rows by kind, from the store where it is there already.

    Raises MetricError when fewer than 30 customers left, or there is nothing to look at.
    """
    data = outlook.rule.data

    def build(folder: Path) -> None:
        told = _learnt(outlook, by, where, seed)
        write_text(folder / FILE, json.dumps(told, ensure_ascii=False))

    key = outlook.key(KIND, by, where, seed, code=CODE)
    folder = data.store.entry(KIND, key, build)
    return dict(json.loads((folder / FILE).read_text("utf-8")))


def _learnt(outlook: Outlook, by: str | None, where: str | None, seed: int) -> dict[str, Any]:
    told = seen(outlook, by=by, where=where, seed=seed)
    if told.sample.events < LEAST_ALL:
        raise MetricError(
            f"only {told.sample.events} customers left: too few to tell what goes with it",
            where=where and f"where = {where!r}",
            hint=f"at least {LEAST_ALL} are needed: a longer history, or more customers",
        )
    panel = panel_of(told)
    names, segment = _segments(told)
    with linear_algebra(len(panel)):
        found = learn(
            panel, parts_of(told.features), segment=segment, segments=len(names), seed=seed
        )
    points = points_of(outlook)
    return {
        "drivers": driver_rows(found, told, panel.levels, _behaviour(outlook)),
        "areas": area_rows(found, told),
        "segments": segment_rows(found, told, panel.levels, names, _MOST_SPLIT),
        "left_out": left_out_rows(told),
        "effects": effect_rows(found, told, panel.levels),
        "sql": told.sql,
        "about": {
            "customers": found.customers,
            "seen": found.rows,
            "left": found.leavers,
            "rate": found.rate,
            "penalty": found.penalty,
            "tested": len(found.drivers),
            "dates": len(told.sample.dates) or 1,
            "gap": (points[0].begins - points[0].as_of).days,
            "horizon": (points[0].until - points[0].begins).days,
            "young": told.young,
        },
    }


def _segments(told: Seen) -> tuple[Sequence[str], Any]:
    if told.segment is None:
        return (), None
    names, code = np.unique(np.asarray(told.segment.to_pylist()), return_inverse=True)
    return [str(one) for one in names], code


def _behaviour(outlook: Outlook) -> dict[str, str]:
    """Return Measure's verdict on each event; none where it cannot be asked."""
    if outlook.snapshot or "events" not in outlook.rule.data.tables:
        return {}
    try:
        found = answer(outlook.rule, Question("features", as_of=outlook.observed.last))
    except MetricError:
        return {}
    return {str(row["feature"]): str(row["verdict"]) for row in found.rows if row["verdict"]}
