"""The tables of drivers, with their words in both languages."""

from collections.abc import Mapping
from typing import Any

from tenure.company.metrics.columns import with_ends
from tenure.company.metrics.contract import Column
from tenure.company.view import View

CAVEAT = {
    "en": "What goes with leaving need not cause it.",
    "ko": "이탈과 함께 나타난다고 해서 이탈의 원인인 것은 아닙니다.",
}


DRIVERS = View(
    "drivers",
    {"en": "What goes with leaving", "ko": "이탈과 함께 나타나는 것"},
    (
        Column("driver", "text", "name to ask by", "질문할 때 쓰는 이름"),
        Column("area_en", "text", "area", "영역(영어)"),
        Column("area_ko", "text", "area (Korean)", "영역"),
        Column("what_en", "text", "what it is", "내용(영어)"),
        Column("what_ko", "text", "what it is (Korean)", "내용"),
        Column("side_en", "text", "side looked at", "살펴본 쪽(영어)"),
        Column("side_ko", "text", "side looked at (Korean)", "살펴본 쪽"),
        Column("against_en", "text", "side compared with", "비교한 쪽(영어)"),
        Column("against_ko", "text", "side compared with (Korean)", "비교한 쪽"),
        Column("verdict_en", "text", "verdict", "판정(영어)"),
        Column("verdict_ko", "text", "verdict (Korean)", "판정"),
        Column("rows", "count", "customers at dates on that side", "그쪽의 고객 × 날짜"),
        Column("left", "count", "customers of that side who left", "그쪽에서 이탈한 고객"),
        *with_ends("rate", "share", "share that left", "이탈률"),
        Column("against_rows", "count", "the same of the other side", "비교한 쪽의 고객 × 날짜"),
        Column("against_left", "count", "customers who left there", "비교한 쪽에서 이탈한 고객"),
        *with_ends("against_rate", "share", "share that left there", "비교한 쪽의 이탈률"),
        *with_ends("difference", "share", "rate less against_rate", "두 이탈률의 차이"),
        *with_ends("ratio", "number", "rate / against_rate", "이탈률의 비"),
        Column("q", "number", "p of the difference, corrected", "차이의 p값(다중 검정 보정)"),
        *with_ends("adjusted", "number", "ratio with all else alike", "다른 조건이 같을 때의 비"),
        Column("adjusted_q", "number", "its p, corrected", "그 p값(다중 검정 보정)"),
        *with_ends("adjusted_difference", "share", "difference with all else alike",
               "다른 조건이 같을 때의 차이"),
        *with_ends("goes_with", "share", "share of leavers that goes with the worse side",
               "나쁜 쪽과 함께 나타나는 이탈의 비율"),
        Column("alone", "share", "share of it that nothing else tells",
               "다른 변수로 설명되지 않는 비율"),
        Column("dates", "count", "dates at which it could be told", "살펴볼 수 있던 날짜"),
        Column("same_sign", "count", "of them, with the same sign", "그중 부호가 같은 날짜"),
        Column("dates_p", "number", "p that it is the same at all dates",
               "모든 날짜에서 같다는 가설의 p값"),
        Column("segments_q", "number", "p that it is the same in all segments, corrected",
               "모든 세그먼트에서 같다는 가설의 p값(보정)"),
        Column("behaviour", "text", "verdict of tenure measure features",
               "tenure measure features의 판정"),
        Column("opens", "text", "command that opens it", "자세히 보는 명령"),
        Column("alike_en", "text", "cannot be told apart from", "구분할 수 없는 것(영어)"),
        Column("alike_ko", "text", "cannot be told apart from (Korean)", "구분할 수 없는 것"),
        Column("says_en", "text", "in a sentence", "한 문장으로(영어)"),
        Column("says_ko", "text", "in a sentence (Korean)", "한 문장으로"),
        Column("reason_en", "text", "why it is not judged", "판정하지 않은 이유(영어)"),
        Column("reason_ko", "text", "why it is not judged (Korean)", "판정하지 않은 이유"),
    ),
    {
        "en": "{customers:,} customers at {dates:# date|# dates} ({seen:,} rows), of whom "
        "{left:,} left{times_en}. Ratio: how many times as often one side leaves as the "
        "other; adjusted: with all other features, dates and time as a customer alike, by a "
        "penalised hazard model; both with 95% intervals over customers, q corrected for {tested} "
        "contrasts (Benjamini–Hochberg). Features that rise and fall together are one row. "
        + CAVEAT["en"],
        "ko": "{dates}개 날짜의 고객 {customers:,}명({seen:,}행), 그중 {left:,}명이 이탈했습니다. "
        "{times_ko}비(ratio)는 한쪽의 이탈률이 다른 쪽의 몇 배인지, "
        "adjusted는 다른 모든 변수와 날짜, 고객이 된 기간이 같을 때의 배수(벌점 위험 모형)입니다. "
        "95% 신뢰구간은 고객 단위이며, q는 비교한 {tested}개에 맞춰 보정했습니다"
        "(Benjamini–Hochberg). 함께 오르내리는 변수는 한 줄로 묶었습니다. " + CAVEAT["ko"],
    },
)  # fmt: skip


def times_in(about: Mapping[str, Any]) -> dict[str, str]:
    """Say in which days they left; nothing of a snapshot, which has none."""
    if not about["horizon"]:
        return {"times_en": "", "times_ko": ""}
    gap, horizon = about["gap"], about["horizon"]
    return {
        "times_en": f" within {horizon} days, counted from {gap} days after a date on: who was "
        "silent then has left already and is not counted",
        "times_ko": f"각 날짜의 {gap}일 뒤부터 {horizon}일 동안의 이탈을 셉니다. 그 날짜에 이미 "
        "활동이 없던 고객은 떠난 것이므로 세지 않습니다. ",
    }


AREAS = View(
    "driver-areas",
    {"en": "Which areas tell who leaves", "ko": "이탈을 설명하는 영역"},
    (
        Column("area_en", "text", "area", "영역(영어)"),
        Column("area_ko", "text", "area (Korean)", "영역"),
        Column("features", "count", "features in it", "변수"),
        *with_ends("loss", "number", "held-out log-likelihood a row lost without it, × 1000",
               "빼면 잃는 행당 로그 가능도 × 1000"),
        Column("share", "share", "of all that features tell", "모든 변수가 설명하는 것 중 비율"),
        Column("drivers", "count", "drivers in it that go with leaving", "이탈과 함께 나타난 것"),
    ),
    {
        "en": "How much worse it is told who leaves when an area is left out and the others take "
        "its place: on customers that were not learnt from, with 95% intervals over customers. "
        "Areas that tell the same lose little each. " + CAVEAT["en"],
        "ko": "한 영역을 빼고 나머지로 대신할 때 누가 이탈하는지를 얼마나 못 맞히게 되는지입니다. "
        "학습에 쓰지 않은 고객으로 쟀고 95% 신뢰구간은 고객 단위입니다. 같은 것을 말해 주는 "
        "영역은 각각 조금만 잃습니다. " + CAVEAT["ko"],
    },
)  # fmt: skip

SEGMENTS = View(
    "drivers-by-segment",
    {"en": "Drivers by segment", "ko": "세그먼트별 동인"},
    (
        Column("driver", "text", "name to ask by", "질문할 때 쓰는 이름"),
        Column("what_en", "text", "what it is", "내용(영어)"),
        Column("what_ko", "text", "what it is (Korean)", "내용"),
        Column("segment", "text", "segment", "세그먼트"),
        Column("rows", "count", "customers at dates on both sides", "양쪽의 고객 × 날짜"),
        *with_ends("odds_ratio", "number", "odds of leaving, all else alike",
               "다른 조건이 같을 때의 이탈 오즈비"),
        Column("segments_q", "number", "p that it is the same in all, corrected",
               "모두 같다는 가설의 p값(보정)"),
    ),
    {
        "en": "The adjusted effect of the leading drivers in each segment of {by}; segments_q "
        "below 0.05 says that they differ by more than chance, corrected for {tested} drivers. "
        + CAVEAT["en"],
        "ko": "주요 동인의 보정된 효과를 {by}별로 나눈 것입니다. segments_q가 0.05보다 작으면 "
        "우연보다 큰 차이입니다(동인 {tested}개에 맞춰 보정). " + CAVEAT["ko"],
    },
)  # fmt: skip

LEFT_OUT = View(
    "drivers-left-out",
    {"en": "What was not looked at", "ko": "살펴보지 않은 변수"},
    (
        Column("driver", "text", "feature", "변수"),
        Column("reason_en", "text", "why", "이유(영어)"),
        Column("reason_ko", "text", "why (Korean)", "이유"),
    ),
    {
        "en": "Features that know the outcome, or say nothing; {young:,} rows of customers too "
        "new to have a history were left out, too.",
        "ko": "결과를 이미 알고 있거나 정보가 없는 변수입니다. 이력이 없을 만큼 새로운 고객의 "
        "{young:,}행도 뺐습니다.",
    },
)
