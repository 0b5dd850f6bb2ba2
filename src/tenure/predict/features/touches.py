"""Relationship: contacts that were made, and whether they were answered."""

from typing import TYPE_CHECKING

from tenure.predict.features.contract import features_of
from tenure.predict.features.recipes import (
    KEYS,
    Asked,
    Family,
    Recipe,
    before,
    counted,
    day_of,
    shared,
    taken,
    times,
)
from tenure.predict.features.sources import Plan, Sources

if TYPE_CHECKING:
    import ibis.expr.types as ir

_DAYS = (28, 90)
_ANSWERS = ("opened_at", "clicked_at")
_feature = features_of("relationship", "touches")


def _columns(asked: Asked) -> "ir.Table":
    rows = before(asked.sources.table("touches"), "sent_at", asked, days=_DAYS[-1])
    added = {f"touches_{days}": times(rows, rows.age <= days) for days in _DAYS}
    answers = [
        (day_of(rows[name], asked.sources) < rows.day).fill_null(False)
        for name in _ANSWERS
        if name in rows.columns
    ]
    if answers:
        answered = answers[0] | answers[-1]
        added["answered"] = times(rows, answered)
        added["answered_age"] = rows.age.min(where=answered)
    return rows.group_by(*KEYS).agg(**added, touch_age=rows.age.min())


def _recipes(sources: Sources, plan: Plan) -> list[Recipe]:
    if sources.touches is None:
        return []
    found = [
        Recipe(
            _feature(f"touches_{days}d", "times", "touches", days=days),
            counted(f"touches_{days}"),
        )
        for days in _DAYS
    ]
    found.append(Recipe(_feature("days_since_touch", "days", "since_touch"), taken("touch_age")))
    if any(sources.has("touches", name) for name in _ANSWERS):
        share = _feature("answered_share_90d", "share", "answered_share", days=90)
        last = _feature("days_since_answered_touch", "days", "since_answer")
        number = _feature("answered_touches_90d", "times", "answered", days=90)
        found += [
            Recipe(number, counted("answered")),
            Recipe(share, shared("answered", "touches_90")),
            Recipe(last, taken("answered_age")),
        ]
    return found


TOUCHES = Family(_recipes, _columns)
