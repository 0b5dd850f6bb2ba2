"""Which band of the score each unit was in at a date: promoter, passive, detractor, or silent."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from tenure.company.asked import Asked, Question
from tenure.company.metrics.scores import answers, asked_for
from tenure.company.predictions.outlook import Outlook
from tenure.predict.grid import Point

if TYPE_CHECKING:
    import ibis.expr.types as ir

BANDS = ("promoter", "passive", "detractor", "asked, no answer", "no answer")
FRESH = 365
"""Days for which a score is that of a customer; an older one is none."""


def survey(outlook: Outlook, source: str, play: str | None = None) -> Asked:
    """Return the question about a survey, as of the outlook."""
    options = {"source": source, **({"play": play} if play else {})}
    return Asked(outlook.rule, Question("nps", as_of=outlook.observed.last, options=options))


def apart(points: Sequence[Point]) -> list[Point]:
    """Return the dates whose windows do not overlap, from the last one back.

    Then nobody's leaving counts twice, and who stayed through one window is at risk anew.
    """
    kept: list[Point] = []
    for point in sorted(points, key=lambda one: one.as_of, reverse=True):
        if not kept or point.until <= kept[-1].begins:
            kept.append(point)
    return kept[::-1]


def with_bands(asked: Asked, rows: "ir.Table") -> "ir.Table":
    """Add to units at dates (unit_id, as_of) the band of their last score known before the date.

    score, scored_at, asked_at beside it. Of an account the last score of any of its people.
    """
    import ibis

    calendar, observed = asked.calendar, asked.observed
    given = answers(asked)
    given = given.mutate(at=calendar.local(given.given_at, observed))
    known = _before(rows, given.select("unit_id", "at", "answer_id", "score"))
    order = ibis.window(
        group_by=["unit_id", "as_of"], order_by=[ibis.desc("at"), ibis.desc("answer_id")]
    )
    placed = known.mutate(_place=ibis.row_number().over(order))
    last = placed.filter(placed["_place"] == 0).select("unit_id", "as_of", "score", scored_at="at")
    told = _joined(rows, last)
    sent = asked_for(asked)
    if sent is None:
        told = told.mutate(asked_at=ibis.null("timestamp"))
    else:
        sent = sent.mutate(at=calendar.local(sent.sent_at, observed))
        reached = _before(rows, sent.select("unit_id", "at"))
        ever = reached.group_by("unit_id", "as_of").agg(asked_at=reached["at"].max())
        told = _joined(told, ever)
    return told.mutate(
        band=ibis.cases(
            (told.score >= 9, BANDS[0]),
            (told.score >= 7, BANDS[1]),
            (told.score < 7, BANDS[2]),
            (told.asked_at.notnull(), BANDS[3]),
            else_=BANDS[4],
        )
    )


def _before(rows: "ir.Table", facts: "ir.Table") -> "ir.Table":
    """Return facts of units in the year before each of their dates."""
    import ibis

    both = rows.select("unit_id", "as_of").inner_join(facts, "unit_id")
    date = both.as_of.cast("timestamp")
    return both.filter(both["at"] < date, both["at"] >= date - ibis.interval(days=FRESH))


def _joined(left: "ir.Table", right: "ir.Table") -> "ir.Table":
    joined = left.left_join(right, ["unit_id", "as_of"])
    return joined.drop(*[one for one in joined.columns if one.endswith("_right")])


def lately(outlook: Outlook, days: int) -> "ir.Table | None":
    """Return the units that were contacted in the last days (unit_id); None where nobody says."""
    import ibis

    from tenure.company.metrics.whose import of_units

    if "touches" not in outlook.rule.data.tables:
        return None
    question = Question("onboarding", as_of=outlook.observed.last)
    asked = Asked(outlook.rule, question)
    since = outlook.rule.data.calendar.midnight(outlook.observed.end - timedelta(days=days))
    rows = of_units(asked, asked.known("touches"))
    recent = rows.filter(rows.sent_at >= ibis.literal(since))
    return recent.select(unit_id="customer_id").distinct()
