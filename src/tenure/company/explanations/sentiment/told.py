"""How many texts are negative, by period and group, and how far the scores can be trusted."""

from typing import TYPE_CHECKING, Any

from tenure.company.explanations.grouped import with_groups
from tenure.company.explanations.sentiment.scoring import Scored, scored
from tenure.company.explanations.sentiment.views import MOODS, MOODS_BY, WORTH, why_said, worth_said
from tenure.company.predictions.outlook import Outlook
from tenure.measure.rates import rate
from tenure.measure.result import Result
from tenure.periods import Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.explain.sentiment import Sentiment


def sentiment(
    outlook: Outlook,
    *,
    by: str | None = None,
    period: Period = "month",
    where: str | None = None,
    seed: int = 0,
) -> list[Result]:
    """Return the share of negative texts by period (and group), and how good the models are.

    Raises MetricError for a company without texts, and for a split or condition that there is not.
    """
    found = scored(outlook, seed)
    engine = outlook.rule.data.engine
    rows = moods_of(outlook, found, by, period, where)
    table = engine.execute(rows, metric="sentiment").to_pylist()
    view = MOODS_BY if by else MOODS
    return [view.result(outlook, table, engine.script(rows)), _worth(outlook, found)]


def moods_of(
    outlook: Outlook, found: Scored, by: str | None, period: Period, where: str | None
) -> "ir.Table":
    """Count moods: one row a period (and group), with the share that is negative."""
    from tenure.explain.sentiment import NEGATIVE, POSITIVE

    calendar = outlook.rule.data.calendar
    rows = with_groups(outlook, found.rows, by, where)
    rows = rows.mutate(_number=calendar.numbers(rows.at, period), _points=found.labels.points(rows))
    known = rows.praise.notnull()
    keys = ["_number", *(["group"] if by else [])]
    counted = rows.group_by(keys).agg(
        texts=rows.count(),
        scored=known.sum(),
        negative=(known & (rows.praise < NEGATIVE)).sum(),
        positive=(known & (rows.praise > POSITIVE)).sum(),
        mean_score=rows["_points"].mean(),
    )
    told = counted.mutate(
        period_start=calendar.starts(counted["_number"], period),
        complete=counted["_number"] < calendar.number(outlook.observed.end, period),
        **rate("share_negative", counted.negative, counted.scored),
    )
    return told.order_by(keys).drop("_number")


def _worth(outlook: Outlook, found: Scored) -> Result:
    language = outlook.rule.data.definitions.company.language
    rows = [row for model in found.models.values() for row in _of_model(model, language)]
    return WORTH.result(outlook, rows, _LEARNT)


_LEARNT = "-- worked out from held-out texts that have a score of their own"

_HELD_OUT = {"others": "unseen authors", "later": "newer texts", "all": "all texts"}


def _of_model(model: "Sentiment", language: str) -> list[dict[str, Any]]:
    about = {"language": model.language, "model": model.kind, "learnt_from": model.texts}
    says = {f"says_{one}": worth_said(model, one) for one in ("en", "ko")}
    why = why_said(model, language)
    if not model.worth:
        return [{**about, **says, "reason": why}]
    return [
        {
            **about,
            "held_out": _HELD_OUT[one.split],
            "texts": one.texts,
            "praise": one.praise,
            "common": one.common,
            **_spread("accuracy", one.accuracy),
            **_spread("auc", one.auc),
            **_spread("brier", one.brier),
            "reason": why,
            **says,
        }
        for one in model.worth
    ]


def _spread(name: str, one: Any) -> dict[str, float]:
    return {name: one.value, f"{name}_low": one.low, f"{name}_high": one.high}
