"""Feedback: the latest score of each source, how it changed, and the mood of what was said."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tenure.predict.features.contract import features_of, part_of_name
from tenure.predict.features.recipes import (
    KEYS,
    YEAR,
    Asked,
    Family,
    Recipe,
    before,
    counted,
    taken,
)
from tenure.predict.features.sources import Plan, Sources

if TYPE_CHECKING:
    import ibis.expr.types as ir

_feature = features_of("sentiment", "feedback")


def _series(sources: Sources, plan: Plan) -> tuple[str, ...]:
    """Name the sources whose scores are told apart; one without a name where there are none."""
    if not sources.has("feedback", "score"):
        return ()
    return plan.scored if sources.has("feedback", "source") else ("",)


def _columns(asked: Asked) -> "ir.Table":
    import ibis

    given, plan = asked.sources.table("feedback"), asked.plan
    rows = before(given, "given_at", asked, days=YEAR)
    moods = "sentiment" in rows.columns
    if "score" in rows.columns:
        named = rows.source if "source" in rows.columns else ibis.literal("")
        rows = _latest(rows.mutate(_series=named), "score", (*KEYS, "_series"))
    if moods:
        rows = _latest(rows, "sentiment", KEYS)
    added = {"feedback": rows.count().cast("float64"), "feedback_age": rows.age.min()}
    for at, name in enumerate(_series(asked.sources, plan)):
        for place in (0, 1):
            own = (rows["_series"] == name) & (rows["_score"] == place)
            added[f"score_{at}_{place}"] = rows.score.max(where=own)
    if moods:
        added["mood"] = rows.sentiment.max(where=rows["_sentiment"] == 0)
        added["mood_mean"] = rows.sentiment.mean()
    return rows.group_by(*KEYS).agg(**added)


def _latest(rows: "ir.Table", column: str, keys: tuple[str, ...]) -> "ir.Table":
    """Number the rows from the latest with a value in a column (`_column`), which is 0."""
    import ibis

    rows = rows.mutate(**{column: rows[column].cast("float64")})
    order = [rows[column].isnull(), ibis.desc("given_at"), column]
    own = ibis.window(group_by=keys, order_by=order)
    return rows.mutate(**{f"_{column}": ibis.row_number().over(own)})


def _recipes(sources: Sources, plan: Plan) -> list[Recipe]:
    if sources.feedback is None:
        return []
    found = [
        Recipe(_feature("feedback_365d", "times", "feedback", days=YEAR), counted("feedback")),
        Recipe(_feature("days_since_feedback", "days", "since_feedback"), taken("feedback_age")),
    ]
    for at, name in enumerate(_series(sources, plan)):
        found += _scores(at, name)
    if sources.has("feedback", "sentiment"):
        mean = _feature("sentiment_365d", "points", "sentiment_mean", days=YEAR)
        found.append(Recipe(_feature("sentiment", "points", "sentiment"), taken("mood")))
        found.append(Recipe(mean, taken("mood_mean")))
    return found


def _scores(at: int, name: str) -> Iterator[Recipe]:
    """The latest score of a source, and by how many points it changed since the one before."""
    part = f"{part_of_name(name)}_score" if name else "feedback_score"
    words = "score" if name else "feedback_score"
    yield Recipe(_feature(part, "points", words, about=name), taken(f"score_{at}_0"))
    change = _feature(f"{part}_change", "difference", f"{words}_change", about=name)
    yield Recipe(change, lambda row: row[f"score_{at}_0"] - row[f"score_{at}_1"])


FEEDBACK = Family(_recipes, _columns)
