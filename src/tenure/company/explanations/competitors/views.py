"""Competitors as tables: prices, gaps, features, who names them, what followed their cuts."""

from tenure.company.metrics.columns import with_ends
from tenure.company.metrics.contract import Column
from tenure.company.view import View

BY_TEXTS = "-- worked out from texts that name a competitor: tenure explain competitors"
BY_SIGHTINGS = "-- worked out from the table competitors: tenure explain competitors"


_RIVAL = Column("competitor", "text", "competitor", "경쟁사")
_PRODUCT = Column("product", "text", "their product", "경쟁사 상품")
_PRICE = Column("price", "money", "their price", "경쟁사 가격")
_CURRENCY = Column("currency", "text", "currency", "통화")
_REASON = Column("reason", "text", "why it is not known", "알 수 없는 이유")

PRICES = View(
    "competitor-prices",
    {"en": "What competitors ask", "ko": "경쟁사 가격"},
    (
        _RIVAL,
        _PRODUCT,
        _PRICE,
        _CURRENCY,
        Column("seen_at", "date", "last seen", "마지막 확인일"),
        Column("age", "days", "days since", "경과 일수"),
        Column("stale", "flag", "stale", "오래된 정보"),
        Column("before", "money", "price before", "이전 가격"),
        Column("change", "share", "last change", "마지막 변동"),
        Column("changed_at", "date", "first seen so", "변동 확인일"),
        Column("unchanged_until", "date", "last seen at the old price", "이전 가격 마지막 확인일"),
    ),
    {
        "en": "The last price seen of each product, and its last change: it happened between the "
        "two days named. Older than {stale} days: stale.",
        "ko": "상품별로 마지막에 확인한 가격과 마지막 변동입니다. 변동은 두 날짜 사이에 "
        "있었습니다. {stale}일이 넘으면 오래된 정보로 표시합니다.",
    },
)

GAPS = View(
    "competitor-price-gap",
    {"en": "What customers pay here and what they would pay there", "ko": "세그먼트별 가격 차이"},
    (
        Column("segment", "text", "segment", "세그먼트"),
        Column("plan", "text", "own plan or product", "자사 요금제·상품"),
        Column("customers", "count", "customers", "고객"),
        Column("own_price", "money", "they pay", "현재 가격"),
        _RIVAL,
        _PRODUCT,
        _PRICE,
        _CURRENCY,
        Column("gap", "money", "more here", "가격 차이"),
        Column("gap_share", "share", "more here, relative", "가격 차이(%)"),
        Column("matched", "text", "matched by", "매칭 방식"),
        Column("stale", "flag", "stale", "오래된 정보"),
        _REASON,
    ),
    {
        "en": "What customers of each segment pay a month for each plan in force (without "
        "contracts: the price of a piece over 90 days; medians), against each competitor's "
        "matching product: as [competitors] products says, otherwise the one with the nearest "
        "price, which is an assumption. Prices in another currency are not compared.",
        "ko": "세그먼트별로 현재 요금제의 월 가격 중앙값(계약이 없으면 최근 90일 상품 단가)을 "
        "경쟁사의 해당 상품과 비교합니다. [competitors] products에 적힌 상품, 없으면 가격이 가장 "
        "가까운 상품으로 가정합니다. 통화가 다르면 비교하지 않습니다.",
    },
)

FEATURES = View(
    "competitor-features",
    {"en": "What competitors have", "ko": "기능 비교"},
    (
        Column("feature", "text", "feature", "기능"),
        _RIVAL,
        Column("they_have", "flag", "they have it", "경쟁사 보유"),
        Column("we_have", "flag", "we have it", "자사 보유"),
        Column("gap", "text", "who leads", "우위"),
        Column("segment", "text", "segment", "세그먼트"),
        Column("users", "count", "use it here", "사용 고객"),
        Column("active", "count", "of active", "활성 고객"),
        *with_ends("use", "share", "share who use it", "사용률"),
        _REASON,
    ),
    {
        "en": "Columns has_… as last seen. We have what the row of {own} says; without such a "
        "row, what customers do under that name. Use: of those active, who did it in the last 28 "
        "days; of what we lack nobody's use is known.",
        "ko": "has_… 열의 마지막 확인값입니다. 자사 보유 여부는 {own} 행을 따르고, 없으면 같은 "
        "이름의 이벤트가 있는지로 봅니다. 사용률은 활성 고객 중 최근 28일 안에 쓴 비율이며, 자사에 "
        "없는 기능의 사용은 알 수 없습니다.",
    },
)

MENTIONS = View(
    "competitor-mentions",
    {"en": "Who names competitors, by month", "ko": "월별 경쟁사 언급"},
    (
        Column("period_start", "date", "month", "월"),
        Column("complete", "flag", "is over", "완료"),
        _RIVAL,
        Column("named", "count", "texts that name it", "언급한 글"),
        Column("texts", "count", "texts", "전체 글"),
        *with_ends("share", "share", "share", "비율"),
        _REASON,
    ),
    {
        "en": "Texts of feedback and tickets that name a competitor, of all texts of the month. A "
        "name counts as a word of its own, Korean particles allowed; [competitors] aliases says "
        "what else they are called. A text that names two counts for both.",
        "ko": "피드백과 문의 글 중 경쟁사를 언급한 비율입니다. 이름은 독립된 단어로, 조사가 붙은 "
        "경우까지 찾고 별칭은 [competitors] aliases를 따릅니다. 둘을 언급한 글은 양쪽에 셉니다.",
    },
)

WHOM = View(
    "competitor-whom",
    {"en": "Whom those who left name", "ko": "떠난 고객이 언급한 경쟁사"},
    (
        _RIVAL,
        Column("leavers", "count", "of those who left, named it", "떠난 고객 중 언급"),
        Column("leavers_said", "count", "who left and said something", "말을 남긴 떠난 고객"),
        *with_ends("share", "share", "share of these", "비율"),
        Column("stayers", "count", "of those who stayed, named it", "남은 고객 중 언급"),
        Column("stayers_said", "count", "who stayed and said something", "글을 남긴 남은 고객"),
        *with_ends("stayed", "share", "share of these", "비율"),
        _REASON,
    ),
    {
        "en": "Customers who left in the {days} days up to {last} and who wrote something from 90 "
        "days before to 30 days after it, beside those who wrote and stayed. Where recorded "
        "reasons (end_reason) name competitors, they count as something said. 'none named': "
        "no competitor; 'not said': left without a word, of all who left. Naming one is not yet "
        "leaving for it.",
        "ko": "{last}까지 {days}일 사이에 떠난 고객 중 이탈 90일 전부터 30일 후 사이에 글을 남긴 "
        "고객을, 글을 남기고 남은 고객과 비교합니다. 기록된 해지 사유(end_reason)에 경쟁사 이름이 "
        "나오면 그 사유도 말로 셉니다. '언급 없음'은 경쟁사를 언급하지 않은 고객, "
        "'말 없음'은 아무 말도 남기지 않은 고객(전체 이탈 고객 대비)입니다. 언급했다고 해서 "
        "그곳으로 옮겼다는 뜻은 아닙니다.",
    },
)

MOVES = View(
    "competitor-moves",
    {"en": "What followed their price cuts", "ko": "경쟁사 가격 인하 이후"},
    (
        Column("at", "date", "seen", "확인일"),
        _RIVAL,
        _PRODUCT,
        Column("price_before", "money", "price before", "이전 가격"),
        _PRICE,
        _CURRENCY,
        Column("change", "share", "change", "변동"),
        Column("unseen_days", "days", "days it may be older", "실제 시점의 불확실성(일)"),
        Column("what", "text", "what is counted", "세는 것"),
        Column("verdict", "text", "verdict", "판정"),
        Column("before", "count", "before", "이전"),
        Column("of_before", "count", "of, before", "이전 모수"),
        Column("after", "count", "after", "이후"),
        Column("of_after", "count", "of, after", "이후 모수"),
        *with_ends("ratio", "number", "ratio of both", "전후 비"),
        *with_ends("relative", "share", "relative to expected", "예상 대비"),
        Column("p", "number", "p-value", "p값"),
        Column("p_corrected", "number", "p-value, corrected for all cuts", "보정한 p값"),
        Column("placebo", "number", "share of other dates as large", "다른 날짜의 비율"),
        Column("placebo_dates", "count", "other dates tried", "시험한 다른 날짜"),
        _REASON,
    ),
    {
        "en": "Prices that were seen at least {cut} lower than before. named: texts that name who "
        "cut, of all texts; left: customers who left, of customer-days. Before and after: {window} "
        "days each, with the exact ratio of both rates; relative to expected, p and other dates: "
        "as in changes. A cut seen late may have been made up to so many days before.",
        "ko": "이전보다 {cut} 이상 낮아진 가격입니다. '언급'은 전체 글 중 그 경쟁사를 언급한 글, "
        "'이탈'은 고객·일 대비 떠난 고객입니다. 전후 {window}일의 비율과 정확 신뢰구간, 그리고 "
        "changes와 같은 방법의 예상 대비 변화를 보입니다. 늦게 확인한 인하는 "
        "그만큼 일찍 있었을 수 있습니다.",
    },
)
