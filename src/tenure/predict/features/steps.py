"""Onboarding: which of its steps a unit has reached."""

from typing import TYPE_CHECKING

from tenure.predict.features.contract import features_of, part_of_name
from tenure.predict.features.recipes import KEYS, Asked, Family, Recipe, before, counted
from tenure.predict.features.sources import Plan, Sources

if TYPE_CHECKING:
    import ibis.expr.types as ir

_feature = features_of("use", "events")


def _columns(asked: Asked) -> "ir.Table":
    import ibis

    done = asked.sources.table("steps")
    done = done.filter(done.unit_id.notnull())
    keys = ["unit_id", "step", *(["known_at"] if "known_at" in done.columns else [])]
    firsts = done.group_by(*keys).agg(occurred_at=done.occurred_at.min())
    rows = before(firsts, "occurred_at", asked, days=None)
    return rows.group_by(*KEYS).agg(
        **{
            f"step_{at}": ibis.ifelse(rows.step == at, 1, 0).max().cast("float64")
            for at in range(1, len(asked.plan.steps) + 1)
        },
        steps=rows.step.nunique().cast("float64"),
    )


def _recipes(sources: Sources, plan: Plan) -> list[Recipe]:
    if sources.steps is None or not plan.steps:
        return []
    number = _feature("steps_reached", "times", "steps_reached", about=str(len(plan.steps)))
    return [
        Recipe(number, counted("steps")),
        *(
            Recipe(
                _feature(f"step_{part_of_name(name)}", "", "step", about=name, kind="flag"),
                counted(f"step_{at}"),
            )
            for at, name in enumerate(plan.steps, 1)
        ),
    ]


STEPS = Family(_recipes, _columns)
