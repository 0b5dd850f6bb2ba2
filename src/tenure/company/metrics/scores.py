"""NPS and CSAT as they are asked of a company."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from tenure.company.metrics.columns import COMPLETE, END, REASON, START, wilson
from tenure.company.metrics.contract import Column, Metric, Option
from tenure.company.metrics.said import said
from tenure.company.metrics.whose import of_units
from tenure.errors import MetricError
from tenure.measure.scores import csat, nps, score_members

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.company.asked import Asked

_MOST_WRONG = 0.05
"""Share of scores beyond the scale from which the scale is taken to be another."""
_ENOUGH = 20
"""Scores from which on a scale is doubted that none of them fills."""


def _nps(asked: "Asked") -> "ir.Table":
    found = answers(asked)
    check_scale(asked, found, 0, 10)
    return nps(found, asked=asked_for(asked), groups=asked.groups, small=_small(asked), **asked.cut)


def _csat(asked: "Asked") -> "ir.Table":
    found, scale = answers(asked), cast(int, asked.option("scale"))
    check_scale(asked, found, 1, scale)
    return csat(
        found,
        scale=scale,
        asked=asked_for(asked),
        groups=asked.groups,
        small=_small(asked),
        **asked.cut,
    )


def _small(asked: "Asked") -> int:
    return asked.definitions.retention.small_cell


def answers(asked: "Asked") -> "ir.Table":
    """Return the scored answers to the survey: answer_id, person, unit_id, given_at, score.

    A person is a customer, also where accounts are counted.
    """
    import ibis

    rows = asked.known("feedback")
    for name in ("source", "score"):
        if name not in rows.columns:
            raise MetricError(
                f"feedback has no column {name!r}, so its scores are not known",
                hint=f"map it: [tables.feedback] columns = {{ {name} = … }}",
            )
    source = str(asked.option("source"))
    told = rows.filter(rows.source.lower() == source.casefold(), rows.score.notnull())
    key = told.feedback_id.cast("string") if "feedback_id" in told.columns else ibis.literal("")
    told = told.mutate(answer_id=key, person=told.customer_id)
    units = asked.only(of_units(asked, told), "customer_id").rename(unit_id="customer_id")
    return units.select(
        "answer_id", "person", "unit_id", "given_at", score=units.score.cast("float64")
    )


def asked_for(asked: "Asked") -> "ir.Table | None":
    """Return whom the survey was sent to (person, unit_id, sent_at); None where nobody says."""
    if "touches" not in asked.rule.data.tables:
        return None
    rows = asked.known("touches")
    if "play" not in rows.columns:
        return None
    name = str(asked.option("play") or asked.option("source")).casefold()
    sent = rows.filter(rows.play.lower().contains(name))
    there = asked.engine.execute(sent.agg(n=sent.count()), metric="who was asked").to_pylist()
    if not there[0]["n"]:
        return None
    sent = sent.mutate(person=sent.customer_id)
    units = asked.only(of_units(asked, sent), "customer_id").rename(unit_id="customer_id")
    return units.select("person", "unit_id", "sent_at")


def check_scale(asked: "Asked", found: "ir.Table", low: int, high: int) -> None:
    """Raise MetricError where the scores are on another scale than the one that is meant."""
    beyond = (found.score < low) | (found.score > high)
    counted = found.agg(
        n=found.count(),
        wrong=beyond.cast("int64").sum().fill_null(0),
        least=found.score.min(),
        most=found.score.max(),
    )
    row = asked.engine.execute(counted, metric=asked.metric.name).to_pylist()[0]
    source = asked.option("source")
    if not row["n"]:
        raise MetricError(
            f"no feedback of the source {source!r} has a score",
            hint="name the source of its answers: --option source=…",
        )
    narrow = high == 10 and low == 0 and row["most"] <= 5 and row["n"] >= _ENOUGH
    allowed = _MOST_WRONG if row["n"] >= _ENOUGH else 0.5  # of a few, one may be a slip
    if narrow or row["wrong"] > allowed * row["n"]:
        raise MetricError(
            f"the scores of {source!r} reach from {row['least']:g} to {row['most']:g}: that is no "
            f"scale from {low} to {high}",
            where="feedback.score",
            hint="a scale from 1 to 5 is csat; tell several scales apart by their source",
        )


def _members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    scale = asked.settings.get("scale")
    return score_members(
        answers(asked),
        cell=cell,
        count=count,
        scale=None if scale is None else int(str(scale)),
        groups=asked.groups,
        **asked.cut,
    )


def _words(asked: "Asked", language: str) -> str:
    text = {
        one: told.format(source=asked.option("source"), scale=asked.settings.get("scale"))
        for one, told in _WORDS[asked.metric.name].items()
    }
    return said(asked, language, text, rule=False)


_ONE = {
    "en": "The last answer of each person in a wave counts; a wave is a calendar period. Those "
    "who answer are not as those who do not: nothing is weighted.",
    "ko": "한 사람이 한 번의 조사(기간)에 여러 번 답하면 마지막 답만 셉니다. 답한 사람은 답하지 "
    "않은 사람과 다를 수 있으며, 가중하지 않습니다.",
}
_WORDS = {
    "nps": {
        "en": "NPS of the source {source!r}: % scoring 9 or 10 − % scoring 0 to 6, in points. "
        + _ONE["en"],
        "ko": "출처 {source!r}의 NPS: 9~10점의 % − 0~6점의 %. " + _ONE["ko"],
    },
    "csat": {
        "en": "CSAT of the source {source!r}: share of the two best scores of 1 to {scale}. "
        + _ONE["en"],
        "ko": "출처 {source!r}의 CSAT: 1~{scale}점 가운데 가장 좋은 두 점수의 비율. " + _ONE["ko"],
    },
}


def _source(name: str) -> tuple[Option, ...]:
    return (
        Option(
            "source",
            default=name,
            help={"en": "The source of its answers in feedback.", "ko": "피드백에서 답의 출처."},
        ),
        Option(
            "play",
            help={
                "en": "Touches whose play has this in its name asked for it; else the source.",
                "ko": "이 이름이 든 캠페인의 연락이 설문 요청입니다. 없으면 출처의 이름.",
            },
        ),
    )


_ANSWERED = (
    START,
    END,
    COMPLETE,
    Column("answered", "count", "people who answered", "답한 사람"),
    Column("unusable", "count", "scores beyond the scale", "척도 밖의 점수"),
)
_ASKED = (
    Column("small", "flag", "fewer answers than [retention] small_cell", "답이 적은지"),
    Column("asked", "count", "people who were asked in it", "물어본 사람"),
    Column("responded", "count", "of those, answered in it", "그중 답한 사람"),
    Column("response_rate", "share", "responded / asked", "응답률"),
    *wilson("response_rate"),
    REASON,
)

METRICS = (
    Metric(
        name="nps",
        ids=("X4",),
        title={"en": "Net Promoter Score", "ko": "순추천지수 (NPS)"},
        about={
            "en": "Promoters less detractors, one answer a person a wave, with the response rate.",
            "ko": "추천 고객에서 비추천 고객을 뺀 점수와 응답률. 한 번에 한 사람이 한 답.",
        },
        source="definitions, “Service and voice”",
        needs=("feedback",),
        options=_source("nps"),
        columns=(
            *_ANSWERED,
            Column("promoters", "count", "9 or 10", "9~10점"),
            Column("passives", "count", "7 or 8", "7~8점"),
            Column("detractors", "count", "0 to 6", "0~6점"),
            Column("nps", "number", "points, −100 to 100", "점수, −100~100"),
            Column("nps_low", "number", "lower end, 95 % adjusted Wald", "95% 조정 왈드 하한"),
            Column("nps_high", "number", "upper end, 95 % adjusted Wald", "95% 조정 왈드 상한"),
            *_ASKED,
        ),
        rows=_nps,
        words=_words,
        members=_members,
        of_people=True,
    ),
    Metric(
        name="csat",
        ids=("X4",),
        title={"en": "Customer satisfaction", "ko": "고객 만족도 (CSAT)"},
        about={
            "en": "Share of the two best scores, one answer a person a wave.",
            "ko": "가장 좋은 두 점수의 비율. 한 번에 한 사람이 한 답.",
        },
        source="definitions, “Service and voice”",
        needs=("feedback",),
        options=(
            *_source("csat"),
            Option("scale", "count", 5, help={"en": "The best score.", "ko": "가장 좋은 점수."}),
        ),
        columns=(
            *_ANSWERED,
            Column("satisfied", "count", "the two best scores", "가장 좋은 두 점수"),
            Column("csat", "share", "satisfied / answered", "만족 / 답한 사람"),
            *wilson("csat"),
            *_ASKED,
        ),
        rows=_csat,
        words=_words,
        members=_members,
        of_people=True,
    ),
)
