"""What acting on predictions brings, as tables: trials, policies, profit, whom to contact."""

from collections.abc import Mapping, Sequence
from typing import Any

from tenure.company.metrics.columns import with_ends
from tenure.company.metrics.contract import Column
from tenure.company.predictions.views.view import View

BY_TRIALS = "-- worked out from the assignments: tenure predict trials"
BY_PROFIT = "-- worked out from rows that the models had not learnt from: tenure predict profit"
BY_DAY = "-- worked out from the day's profiles: tenure predict contact"

TRIALS = View(
    "trials",
    {"en": "Trials: what came of them", "ko": "실험 결과"},
    (
        Column("experiment", "text", "the trial", "실험"),
        Column("arm", "text", "the arm", "집단"),
        Column("role", "text", "control or treatment", "역할"),
        Column("units", "count", "who was assigned to it", "배정된 고객"),
        Column("since", "date", "assigned the first time", "첫 배정일"),
        Column("until", "date", "assigned the last time", "마지막 배정일"),
        Column("judged", "count", "of them, what came of it is known", "결과가 나온 고객"),
        Column("left", "share", "of these, left", "그중 이탈률"),
        Column("verdict", "text", "verdict", "판정"),
        *with_ends("effect", "share", "more of the treated stay", "처치로 늘어난 유지율(%p)"),
        *with_ends("qini", "number", "Qini: 0 is random order", "Qini 계수: 0은 무작위"),
        *with_ends("qini_risk", "number", "Qini of the order by risk", "위험도 순위의 Qini 계수"),
        *with_ends(
            "over_risk", "share", "by uplift less by risk", "효과 순과 위험도 순의 차이(%p)"
        ),
        Column("harmed", "share", "last of the ranking, harmed", "역효과가 나는 하위 비율"),
        *with_ends("harm", "share", "effect on these", "이들에 대한 효과(%p)"),
        Column("says_en", "text", "in words", "설명(영어)"),
        Column("says_ko", "text", "in words (Korean)", "설명"),
    ),
    {
        "en": "Randomised trials in the table assignments, each treatment against the control. "
        "Left: by the company's rule, {wait} days after the assignment. Effect: how many more of "
        "the treated stay. Ranking by uplift is of use only where its Qini and its gain over "
        "ranking by risk lie above 0 with their 95% intervals; otherwise rank by risk.",
        "ko": "assignments 테이블의 무작위 실험을 처치별로 대조군과 비교했습니다. 이탈 여부는 "
        "배정하고 {wait}일 뒤에 회사 규칙으로 판단합니다. 효과는 처치로 유지율이 늘어난 "
        "정도입니다. Qini 계수와 위험도 순 대비 이득의 95% 신뢰구간이 모두 0보다 클 때만 효과 "
        "순을 쓰고, 아니면 위험도 순을 씁니다.",
    },
)

POLICIES = View(
    "policies",
    {"en": "Whom to treat: what each rule is worth", "ko": "누구를 처치할 것인가: 규칙별 유지율"},
    (
        Column("experiment", "text", "the trial", "실험"),
        Column("treatment", "text", "the treatment", "처치"),
        Column("share", "share", "so many are treated", "처치하는 비율"),
        *with_ends("uplift", "share", "stay, by uplift", "효과 순: 유지율"),
        *with_ends("risk", "share", "stay, by risk", "위험도 순: 유지율"),
        *with_ends("all", "share", "stay, all treated", "모두 처치: 유지율"),
        *with_ends("none", "share", "stay, none treated", "처치 없음: 유지율"),
        *with_ends(
            "over_risk", "share", "by uplift less by risk", "효과 순과 위험도 순의 차이(%p)"
        ),
        *with_ends("over_all", "share", "by uplift less all", "효과 순과 모두 처치의 차이(%p)"),
    ),
    {
        "en": "The share that stays when the first share of customers is treated, by uplift or by "
        "risk, against treating all and none: doubly robust, on rows that each model had not "
        "seen, with 95% intervals.",
        "ko": "효과 순이나 위험도 순으로 앞쪽 고객만 처치할 때의 유지율을, 모두 처치하거나 아무도 "
        "처치하지 않을 때와 비교했습니다. 모델이 학습하지 않은 행에서 이중 강건(doubly robust) "
        "방법으로 추정한 값과 95% 신뢰구간입니다.",
    },
)

PROFIT = View(
    "profit",
    {"en": "What the offer would have brought", "ko": "제안했다면 얻었을 이익"},
    (
        Column("share", "share", "so many are contacted", "연락하는 비율"),
        *with_ends("profit", "money", "by each one's profit", "고객별 이익 순"),
        *with_ends("by_risk", "money", "by risk alone", "위험도 순"),
    ),
    {
        "en": "What contacting the first of {of:,} customers would have brought, by what became "
        "of {judged:,} rows at {dates_en} that the model had not seen{unvalued_en}. The offer "
        "costs {cost} when it is taken and {contact} a contact; it is assumed that "
        "{acceptance:.0%} of those about to leave take it and stay, and {anyway:.0%} of the "
        "others take it, too. Who is kept is worth {value} on average, each by themselves. "
        "Contacting everyone whose expected profit is above 0, {paying_share:.1%}: {paying}.",
        "ko": "고객 {of:,}명 중 앞쪽 고객에게 연락했다면 얻었을 이익입니다. 모델이 학습하지 않은 "
        "날짜 {dates}개, {judged:,}행의 실제 결과로 계산했습니다{unvalued_ko}. 비용은 고객이 "
        "제안을 받아들이면 {cost}, 연락 한 번에 {contact}입니다. 떠나려던 고객의 "
        "{acceptance:.0%}가 제안을 받아들이고 남으며, 나머지 고객의 {anyway:.0%}도 제안을 받아 "
        "간다고 가정합니다. 붙잡은 고객의 가치는 고객마다 다르며 평균 {value}입니다. 기대 이익이 "
        "0보다 큰 고객({paying_share:.1%}) 모두에게 연락하면 {paying}입니다.",
    },
)

MAXIMUM = View(
    "empc",
    {"en": "The model in one number: EMPC", "ko": "모델의 가치를 한 숫자로: EMPC"},
    (
        Column("prices", "text", "the company's own, or usual", "가격 기준"),
        *with_ends("empc", "money", "expected maximum profit a customer", "고객당 최대 기대 이익"),
        Column("share", "share", "contacted for it", "이때 연락하는 비율"),
        Column("mpc", "money", "at the mean acceptance", "평균 수락률에서"),
        Column("value", "money", "what a customer is worth", "고객 가치"),
        Column("offer", "money", "what the offer costs", "제안 비용"),
        Column("contact", "money", "what a contact costs", "연락 비용"),
        Column("acceptance", "share", "mean chance of acceptance", "평균 수락률"),
        Column("reason", "text", "why it cannot be said", "말할 수 없는 이유"),
    ),
    {
        "en": "Expected maximum profit of a campaign by this model, money a customer, with equal "
        "values for all and a chance of acceptance that is Beta with α + β = 20 around its mean. "
        "With the prices of the literature it compares models across companies.",
        "ko": "이 모델로 대상을 고른 캠페인의 최대 기대 이익(고객당 금액)입니다. 고객 가치는 모두 "
        "같다고 보고, 수락률은 평균을 중심으로 한 베타 분포(α + β = 20)로 봅니다. 문헌의 통상 "
        "값은 다른 회사의 모델과 비교할 때 씁니다.",
    },
)

CONTACT = View(
    "contact",
    {"en": "Whom to make the offer", "ko": "제안할 고객"},
    (
        Column("unit_id", "text", "who", "고객"),
        Column("risk", "share", "risk of leaving", "이탈 위험도"),
        Column("value", "money", "worth if they are kept", "붙잡았을 때의 가치"),
        Column("profit", "money", "expected to bring", "기대 이익"),
        Column("cost", "money", "expected to cost", "기대 비용"),
    ),
    {
        "en": "{chosen:,} of {known:,} customers of {day}, whose contact is expected to pay"
        "{budget_en}, most profit first{shown_en}. Together they are expected to bring "
        "{profit} for {cost}; no other group brings more than {at_most}"
        "{unvalued_en}. {basis_en}",
        "ko": "{day} 현재 고객 {known:,}명 중 연락하면 이익이 기대되는 {chosen:,}명{budget_ko}을 "
        "기대 이익이 큰 순으로 보여 줍니다{shown_ko}. 모두 {cost}의 비용으로 {profit}의 이익이 "
        "기대되며, 고객을 어떻게 골라도 최대 {at_most}입니다{unvalued_ko}. {basis_ko}",
    },
)


def spread(found: Mapping[str, Sequence[float] | None]) -> dict[str, Any]:
    """Return a column for each value and for the ends of its interval."""
    return {
        f"{name}{end}": one
        for name, ends in found.items()
        for end, one in zip(("", "_low", "_high"), ends or (None, None, None), strict=True)
    }
