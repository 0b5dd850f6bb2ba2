"""The tables about scores and behaviour, with their words in both languages."""

from tenure.company.metrics.columns import REASON, wilson
from tenure.company.metrics.contract import Column
from tenure.company.view import View

_UNIT = Column("unit_id", "text", "who", "고객")
_SCORE = Column("score", "number", "the last score", "마지막 점수")
_SCORED = Column("scored_on", "date", "when it was given", "답한 날")
_RISK = Column("risk", "share", "risk of leaving", "이탈 위험")
_MRR = Column("mrr", "money", "monthly recurring revenue", "월 반복 매출")

BEHAVIOUR = View(
    "score-behaviour",
    {"en": "What they score and what they do", "ko": "점수와 행동"},
    (
        Column(
            "band", "text", "promoter 9–10, passive, detractor 0–6", "추천, 중립, 비추천, 무응답"
        ),
        Column("customers", "count", "customers at dates", "여러 시점의 고객"),
        Column("left", "count", "of those, left in the window after it", "그중 떠난 고객"),
        Column("attrition", "share", "left / customers", "이탈률"),
        *wilson("attrition"),
        Column("now", "count", "who are there today", "지금 있는 고객"),
        Column("now_at_risk", "count", "of those, at high risk", "그중 위험이 높은 고객"),
        REASON,
    ),
    {
        "en": "Customers by their last {source} score in the year before each of {dates} dates, "
        "and who left within {horizon} days after a gap of {gap}. Silent: asked in that year "
        "without an answer, or never known to be asked. A score goes with leaving; it need not "
        "cause it.",
        "ko": "{dates}개 시점에서 지난 1년의 마지막 {source} 점수별 고객과, 간격 {gap}일 뒤 "
        "{horizon}일 안에 떠난 고객. 침묵한 고객은 물었으나 답이 없거나 물었는지 알 수 없는 "
        "고객입니다. 점수와 이탈이 함께 나타난다고 원인은 아닙니다.",
    },
)
ADDS = View(
    "score-adds",
    {"en": "What the score adds to behaviour", "ko": "점수가 행동에 더하는 것"},
    (
        Column("figure", "text", "by what it is judged", "판단 기준"),
        Column("without", "number", "behaviour alone", "행동만"),
        Column("with_score", "number", "behaviour and score", "행동과 점수"),
        Column("gain", "number", "how much better with it", "나아진 정도"),
        Column("gain_low", "number", "lower end, 95 % bootstrap over customers", "95% 하한"),
        Column("gain_high", "number", "upper end, 95 % bootstrap over customers", "95% 상한"),
        Column("alone", "number", "AUC of the score alone", "점수만의 AUC"),
        Column("rows", "count", "customers at dates that were judged on", "판단에 쓴 행"),
        Column("left", "count", "of those, left", "그중 이탈"),
        Column("verdict", "text", "what that means", "판정"),
        REASON,
    ),
    {
        "en": "Two models of who leaves, from behaviour with and without the {source} score, "
        "judged on other customers at later dates. No evidence means that behaviour already "
        "tells it, or that there are too few to see more.",
        "ko": "행동만 쓴 모형과 {source} 점수를 더한 모형을 다른 고객의 더 나중 시점에서 "
        "견줍니다. 근거 없음은 행동이 이미 말해 주거나 표본이 적다는 뜻입니다.",
    },
)
LEAVING = View(
    "promoters-leaving",
    {"en": "Promoters who may be leaving", "ko": "떠날지 모르는 추천 고객"},
    (_UNIT, _SCORE, _SCORED, _RISK, _MRR),
    {
        "en": "Promoters who are there and at high risk, the riskiest first.",
        "ko": "추천 고객이지만 이탈 위험이 높은 고객, 위험이 높은 순.",
    },
)
STAYING = View(
    "detractors-staying",
    {"en": "Detractors who stay", "ko": "남아 있는 비추천 고객"},
    (_UNIT, _SCORE, _SCORED, _RISK, _MRR),
    {
        "en": "Detractors who are there and not at high risk: unhappy, and still staying.",
        "ko": "비추천 고객이지만 이탈 위험이 높지 않은 고객. 불만이 있어도 남아 있습니다.",
    },
)
ADVOCATES = View(
    "advocates",
    {"en": "Promoters to ask for a review", "ko": "후기를 부탁할 추천 고객"},
    (_UNIT, _SCORE, _SCORED, _RISK, _MRR),
    {
        "en": "Promoters who are there, healthy and at low risk, and were not contacted in the "
        "last {days} days{unknown}.",
        "ko": "추천 고객 가운데 건강하고 위험이 낮으며 최근 {days}일 동안 연락하지 않은 "
        "고객{unknown}.",
    },
)
