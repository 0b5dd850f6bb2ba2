"""What changes did, as tables: all of them, one in depth, its series, and the time before it."""

from tenure.company.metrics.columns import with_ends
from tenure.company.metrics.contract import Column
from tenure.company.view import View

BY_SERIES = "-- worked out from who was there and who left on each day: tenure explain changes"

_EFFECT = (
    Column("before", "share", "monthly attrition before", "이전 월 이탈률"),
    Column("lost_before", "count", "left before", "이전 이탈 고객"),
    Column("days_before", "count", "customer-days before", "이전 고객·일"),
    Column("after", "share", "monthly attrition after", "이후 월 이탈률"),
    Column("lost_after", "count", "left after", "이후 이탈 고객"),
    Column("days_after", "count", "customer-days after", "이후 고객·일"),
    Column("expected", "share", "to be expected after", "예상 월 이탈률"),
    *with_ends("points", "share", "after less expected", "예상과의 차이(%p)"),
    *with_ends("relative", "share", "relative change", "상대 변화"),
    *with_ends("customers", "number", "more customers lost", "더 잃은 고객"),
    Column("p", "number", "p-value of the model", "모형의 p값"),
)

_DEFINITION = {
    "en": "Attrition in the {window} days after a change against what the time before leads to "
    "expect: a segmented quasi-binomial regression of daily leaving by {width}-day bins with trend"
    "{season_en}, the other changes beside it, and errors that allow for overdispersion and "
    "memory. Leaving is dated {dated_en}. Monthly: over 30 days. A change counts as seen when the "
    "p-value, corrected by Holm for the {tried} changes that were tried, and the share of other "
    "dates with as large an effect are both at most 5%; other dates are tried where the model "
    "finds something. Where a change concerned some customers, they are compared with the others. "
    "What followed a change need not come from it.",
    "ko": "변화 이후 {window}일의 이탈률을 그 이전 흐름에서 예상되는 값과 비교합니다. {width}일 "
    "단위 이탈을 추세{season_ko}, 다른 변화들을 함께 넣은 분절 준이항 회귀로 보고, 과산포와 "
    "자기상관을 오차에 반영합니다. 이탈 시점은 {dated_ko} 기준입니다. 월 이탈률은 30일 기준입니다. "
    "시도한 변화 {tried}개에 대해 Holm으로 보정한 p값과, 아무 일도 없던 다른 날짜에서 이만한 "
    "효과가 나온 비율이 모두 5% 이하일 때만 변화가 있었다고 봅니다. 다른 날짜는 모형이 무언가를 "
    "찾았을 때만 시험합니다. 일부 고객에게만 해당하는 변화는 나머지 고객과 비교합니다. 변화 뒤에 "
    "일어난 일이 반드시 그 변화 때문인 것은 아닙니다.",
}

CHANGES = View(
    "changes",
    {"en": "Changes: what attrition did", "ko": "변화와 이탈"},
    (
        Column("at", "date", "day", "날짜"),
        Column("kind", "text", "kind", "종류"),
        Column("name", "text", "change", "변화"),
        Column("segment", "text", "whom it concerned", "대상"),
        Column("verdict", "text", "verdict", "판정"),
        *_EFFECT,
        Column("p_corrected", "number", "p-value, corrected for all changes", "보정한 p값"),
        Column("placebo", "number", "share of other dates as large", "다른 날짜의 비율"),
        Column("placebo_dates", "count", "other dates tried", "시험한 다른 날짜"),
        Column("placebo_larger", "count", "of them as large", "그중 이만한 효과"),
        Column("later", "share", "what stayed after the window", "기간 이후에 남은 변화"),
        Column("beside", "text", "changes close to it", "가까운 다른 변화"),
        Column("compared_with", "text", "compared with", "비교 집단"),
        Column("trend_p", "number", "p-value of unlike trends before", "이전 추세 차이의 p값"),
        Column("reason", "text", "why it cannot be told", "판단할 수 없는 이유"),
        Column("says_en", "text", "in words", "설명(영어)"),
        Column("says_ko", "text", "in words (Korean)", "설명"),
    ),
    _DEFINITION,
)

WAYS = View(
    "change",
    {"en": "One change, looked at in several ways", "ko": "변화 하나를 여러 방법으로"},
    (
        Column("way", "text", "way of looking", "방법"),
        *_EFFECT,
        Column("dispersion", "number", "dispersion", "산포"),
        Column("placebo", "number", "share of other dates as large", "다른 날짜의 비율"),
        Column("placebo_dates", "count", "other dates tried", "시험한 다른 날짜"),
        Column("reason", "text", "why it is not known", "알 수 없는 이유"),
    ),
    {
        "en": "{says_en} series: those concerned, before and after. compared: against those not "
        "concerned (difference in differences of log hazards); with_trends: the same, less what "
        "their trends differed by before. together: all changes within the window at once. slope: "
        "by how much the effect changed from the first to the last bin of the window. later: what "
        "stayed after the window.",
        "ko": "{says_ko} series: 해당 고객의 전후 비교. compared: 해당하지 않는 고객과의 비교(로그 "
        "위험의 이중차분). with_trends: 이전 추세 차이를 뺀 이중차분. together: 기간 안의 모든 "
        "변화를 합친 것. slope: 기간의 처음과 끝 사이에 효과가 달라진 정도. later: 기간이 지난 "
        "뒤에 남은 정도.",
    },
)

SERIES = View(
    "change-series",
    {"en": "Before and after the change", "ko": "변화 전후의 이탈"},
    (
        Column("starts", "date", "from", "시작"),
        Column("ends", "date", "until, exclusive", "끝(제외)"),
        Column("phase", "text", "before, window or later", "구간"),
        Column("lost", "count", "left", "이탈 고객"),
        Column("days", "count", "customer-days", "고객·일"),
        Column("attrition", "share", "monthly attrition", "월 이탈률"),
        Column("attrition_low", "share", "lower end", "하한"),
        Column("attrition_high", "share", "upper end", "상한"),
        *with_ends("expected", "share", "to be expected without it", "변화가 없을 때의 예상"),
    ),
    {
        "en": "{name} ({at}): attrition of those concerned by bins that begin with its day, and "
        "what was to be expected without it. Bins whose leaving is not fully known are left out.",
        "ko": "{name} ({at}): 변화한 날부터 자른 구간별 이탈률과, 변화가 없었을 때의 예상치입니다. "
        "이탈이 아직 다 알려지지 않은 구간은 뺐습니다.",
    },
)

BEFORE = View(
    "change-before",
    {"en": "Did both groups move alike before?", "ko": "변화 전에 두 집단의 흐름이 같았나"},
    (
        Column("first_day", "number", "from day", "시작일(변화일 기준)"),
        Column("last_day", "number", "to day", "마지막일"),
        *with_ends("ratio", "number", "ratio of attrition", "이탈률의 비"),
    ),
    {
        "en": "Ratio of attrition of those concerned to that of {against_en}, by stretches of 28 "
        "days before the change, against the last stretch. Trend a year: ×{yearly}, p = {p}; all "
        "stretches together: p = {joint}. Where p is small, the comparison is doubtful.",
        "ko": "변화 전 28일 구간마다, 해당 고객과 비교 집단({against_ko})의 이탈률 비를 마지막 "
        "구간을 기준으로 나타냅니다. 연간 추세 ×{yearly}, p = {p}, 전체 구간 p = {joint}. "
        "p가 작으면 비교를 믿기 어렵습니다.",
    },
)

PLACEBOS = View(
    "change-placebos",
    {"en": "The same model on other dates", "ko": "다른 날짜에 같은 모형을 적용하면"},
    (
        Column("at", "date", "date", "날짜"),
        Column("statistic", "number", "t statistic", "t 통계량"),
        Column("larger", "flag", "as large as the change's", "변화만큼 큰가"),
    ),
    {
        "en": "t statistics of the same model on dates without this change; the change's own is "
        "{own}.",
        "ko": "이 변화가 없던 날짜에 같은 모형을 적용한 t 통계량입니다. 변화 자체는 {own}입니다.",
    },
)

DATED = {
    "en": {
        "inactive": "by the last qualifying activity, {lag} days before the rule knows it",
        "contract": "by the notice, or the end of the contract without one",
        "purchase": "by the last purchase; it is known {lag} days later, and the {lead} days "
        "before a change are left aside",
        "column": "by the recorded day",
    },
    "ko": {
        "inactive": "규칙이 알아채기 {lag}일 전인 마지막 유효 활동",
        "contract": "해지 통보(없으면 계약 종료)",
        "purchase": "마지막 구매({lag}일 뒤에 알려지며, 변화 직전 {lead}일은 제외)",
        "column": "기록된 날짜",
    },
}
SEASONS = {
    "en": (" (less than a year and a half: no season)", " and season"),
    "ko": ("(1년 반 미만이라 계절성 제외)", "와 계절성"),
}
OTHERS = {"en": "those not concerned", "ko": "해당하지 않는 고객"}
