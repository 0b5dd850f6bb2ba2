"""Scores crossed with behaviour: who stays, who leaves, who is silent, and what a score adds."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tenure.company.asked import Asked
from tenure.company.explanations.scores import views
from tenure.company.explanations.scores.adding import adds
from tenure.company.explanations.scores.bands import BANDS, apart, lately, survey, with_bands
from tenure.company.metrics.scores import answers, check_scale
from tenure.company.predictions.days import Day, days
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.views.view import rows_of
from tenure.errors import MetricError
from tenure.measure.result import Result
from tenure.predict.labels import KNOWN
from tenure.stats import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir

RESTRAINT = 30
"""Days without a contact before someone is asked for a review."""
_LISTED = 1_000
_NO_DATES = "no date has enough days after it to tell who left"


def scores(
    outlook: Outlook, *, source: str = "nps", play: str | None = None, seed: int = 0
) -> list[Result]:
    """Return scores crossed with behaviour, what they add, and whom to act on.

    By band of the last score: who left and who is there; what the score adds to behaviour in
    predicting who leaves; promoters who may be leaving, detractors who stay, promoters to ask
    for a review. What needs today's risk is left out where nobody has been scored. Raises
    MetricError where the source has no scores, or none from 0 to 10.
    """
    if outlook.snapshot:
        raise MetricError("scores cannot be crossed with leaving in a snapshot: it has no dates")
    asked = survey(outlook, source, play)
    check_scale(asked, answers(asked), 0, 10)
    now = _now(outlook, asked)
    told = [_behaviour(outlook, asked, now), adds(outlook, source, seed)]
    if now is None:
        return told
    silent = lately(outlook, RESTRAINT)
    return [*told, *_lists(outlook, now, silent)]


def _behaviour(outlook: Outlook, asked: Asked, now: "ir.Table | None") -> Result:
    points = apart(outlook.grid.points)
    counted = _by_band(outlook, asked, points) if points else {}
    there = _there(outlook, now)
    rows: list[dict[str, Any]] = []
    for band in BANDS:
        customers, left = counted.get(band, (0, 0))
        low, high = wilson(left, customers) or (None, None)
        own = there.get(band, (0, 0)) if now is not None else (None, None)
        if not customers and not own[0]:
            continue
        rows.append({
            "band": band, "customers": customers, "left": left,
            "attrition": left / customers if customers else None,
            "attrition_low": low, "attrition_high": high,
            "now": own[0], "now_at_risk": own[1],
            "reason": None if customers else _NO_DATES if not points else "nobody",
        })  # fmt: skip
    return views.BEHAVIOUR.result(
        outlook,
        rows,
        "-- labels of predict, joined with the last score before each date",
        source=str(asked.option("source")),
        dates=len(points),
        horizon=outlook.horizon,
        gap=outlook.gap,
    )


def _by_band(outlook: Outlook, asked: Asked, points: "Iterable[Any]") -> dict[str, tuple[int, int]]:
    labels = outlook.labels(tuple(points))
    known = labels.filter(labels.state == KNOWN).select("unit_id", "as_of", "left")
    banded = with_bands(asked, known)
    counted = banded.group_by("band").agg(n=banded.count(), left=banded.left.sum())
    found = outlook.rule.data.engine.execute(counted, metric="scores").to_pylist()
    return {row["band"]: (int(row["n"]), int(row["left"])) for row in found}


def _now(outlook: Outlook, asked: Asked) -> "ir.Table | None":
    """Return the profiles of the last day with the band of each; None where there is none."""
    day = _day(outlook)
    if day is None:
        return None
    profiles = rows_of(outlook, day)
    kept = ["risk", "risk_band", "mrr", "health_band"]
    told = profiles.select("unit_id", "as_of", *[one for one in kept if one in profiles.columns])
    return with_bands(asked, told)


def _day(outlook: Outlook) -> Day | None:
    """Return the last day with profiles that is not after the outlook's."""
    found = days(outlook.rule.data.store, outlook.rule.unit)
    return next((one for one in reversed(found) if one.as_of <= outlook.observed.end), None)


def _there(outlook: Outlook, now: "ir.Table | None") -> dict[str, tuple[int, int]]:
    if now is None:
        return {}
    high = (now.risk_band == "high").fill_null(False)
    counted = now.group_by("band").agg(n=now.count(), risky=high.cast("int64").sum())
    found = outlook.rule.data.engine.execute(counted, metric="scores now").to_pylist()
    return {row["band"]: (int(row["n"]), int(row["risky"])) for row in found}


def _lists(outlook: Outlook, now: "ir.Table", contacted: "ir.Table | None") -> list[Result]:
    import ibis

    told = now.mutate(scored_on=now.scored_at.cast("date"))
    high = (told.risk_band == "high").fill_null(False)
    leaving = told.filter(told.band == BANDS[0], high)
    staying = told.filter(told.band == BANDS[2], ~high)
    calm = told.filter(told.band == BANDS[0], told.risk_band == "low")
    if "health_band" in told.columns:
        calm = calm.filter((calm.health_band == "healthy").fill_null(True))
    if contacted is not None:
        calm = calm.anti_join(contacted, "unit_id")
    riskiest = [ibis.desc("risk"), "unit_id"]
    best = [ibis.desc("score"), ibis.desc("scored_on"), "unit_id"]
    language = outlook.rule.data.definitions.company.language
    unknown = {
        "en": " (nobody says who was contacted)",
        "ko": " (누구에게 연락했는지는 알 수 없음)",
    }[language]
    return [
        _list(outlook, views.LEAVING, leaving.order_by(riskiest)),
        _list(outlook, views.STAYING, staying.order_by(riskiest)),
        _list(
            outlook,
            views.ADVOCATES,
            calm.order_by(best),
            days=RESTRAINT,
            unknown="" if contacted is not None else unknown,
        ),
    ]


def _list(outlook: Outlook, view: Any, rows: "ir.Table", **said: object) -> Result:
    engine = outlook.rule.data.engine
    kept = [one.name for one in view.columns if one.name in rows.columns]
    asked = rows.select(*kept).limit(_LISTED)
    found: Result = view.result(
        outlook, engine.execute(asked, metric=view.name).to_pylist(), engine.script(asked), **said
    )
    return found
