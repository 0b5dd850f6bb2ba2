"""The tables about reasons, with their words in both languages."""

from tenure.company.metrics.columns import COMPLETE, REASON, START
from tenure.company.metrics.contract import Column
from tenure.company.view import View

_GROUP = Column("group", "text", "the group", "집단")
_CODE = Column("code", "text", "the reason, as [reasons] names it", "이유의 코드")
_WHY = (
    Column("why_en", "text", "why they left", "떠난 이유 (영어)"),
    Column("why_ko", "text", "why they left, in Korean", "떠난 이유"),
)
_BY = {
    "stated": ("stated by the customer", "고객이 말한"),
    "recorded": ("recorded by an employee or a form", "직원이나 양식이 적은"),
    "observed": ("inferred from what they did and met", "행동에서 미루어 짐작한"),
}


def _ends(name: str, en: str, ko: str) -> tuple[Column, Column]:
    return (
        Column(f"{name}_low", "share", f"lower end, {en}", f"{ko} 하한"),
        Column(f"{name}_high", "share", f"upper end, {en}", f"{ko} 상한"),
    )


def _plain(name: str) -> tuple[Column, ...]:
    en, ko = _BY[name]
    return (
        Column(name, "count", f"who left for it, {en}", f"{ko} 사람 수"),
        Column(f"{name}_of", "count", f"whose reason is clear, {en}", f"{ko} 이유가 분명한 사람"),
        Column(f"{name}_share", "share", f"{name} / {name}_of", f"{ko} 이유의 비율"),
        *_ends(f"{name}_share", "95 % Wilson", "95% Wilson"),
    )


def _source(name: str) -> tuple[Column, ...]:
    return (
        *_plain(name),
        Column(
            f"{name}_weighted",
            "share",
            "the same, re-weighted for those of whom it is not known",
            "모르는 사람을 감안해 다시 잰 비율",
        ),
        *_ends(f"{name}_weighted", "Wilson of the effective n", "유효 표본의 Wilson"),
    )


REASONS = View(
    "reasons",
    {"en": "Why they left", "ko": "떠난 이유"},
    (_GROUP, _CODE, *_WHY, *_source("stated"), *_source("recorded"), *_plain("observed"), REASON),
    {
        "en": "Those who left from {first} to {last} by the company's rule, by reason: as they "
        "stated it, as an employee or a form recorded it, and as what they did and met suggests "
        "(inferred, no proof of a cause). The three are never mixed. A share is of those whose "
        "reason is clear by that source; re-weighted, those who answered stand for those like "
        "them who did not, which mends only what is known of everyone. {drawn_en}",
        "ko": "{first}부터 {last}까지 회사의 규칙으로 떠난 고객을 이유별로 봅니다. 고객이 말한 "
        "이유, 직원이나 양식이 적은 이유, 행동에서 미루어 짐작한 이유(원인의 증거는 아님)를 섞지 "
        "않고 나란히 둡니다. 비율은 그 출처에서 이유가 분명한 사람 가운데의 비율이고, 다시 잰 "
        "비율은 답한 사람이 비슷하지만 답하지 않은 사람을 대신하게 한 것입니다. {drawn_ko}",
    },
)
HEARD = View(
    "reasons-heard",
    {"en": "Of how many the reason is known", "ko": "이유를 아는 고객"},
    (
        _GROUP,
        Column("left", "count", "who left", "떠난 고객"),
        Column("voluntary", "count", "of those, it was their decision", "그중 스스로 떠난 고객"),
        Column("involuntary", "count", "of those, it was not", "그중 뜻하지 않게 떠난 고객"),
        Column("undecided", "count", "of whom it is not known", "알 수 없는 고객"),
        Column("regrettable", "count", "who fit the ideal customer", "이상적인 고객"),
        Column("answered", "count", "who said something near leaving", "떠날 무렵 말한 고객"),
        Column("unclear", "count", "of those, no clear reason", "그중 이유가 불분명한 고객"),
        Column("silent", "share", "left without an answer", "답 없이 떠난 비율"),
        *_ends("silent", "95 % Wilson", "95% Wilson"),
        Column("recorded", "count", "with a recorded reason", "적힌 이유가 있는 고객"),
        Column("observed", "count", "with an observed reason", "짐작한 이유가 있는 고객"),
        Column("stated_effective", "number", "effective n of the stated", "말한 이유의 유효 표본"),
        Column("recorded_effective", "number", "of the recorded", "적힌 이유의 유효 표본"),
        REASON,
    ),
    {
        "en": "Of how many who left the reason is known, by whom, and how many answers those "
        "re-weighted are worth. Involuntary only if no notice came first.",
        "ko": "떠난 고객 가운데 몇 명의 이유를 누구에게서 아는지, 다시 잰 답이 몇 명분인지. "
        "해지를 미리 알린 고객은 뜻하지 않은 이탈이 아닙니다.",
    },
)
AGREEMENT = View(
    "reasons-agreement",
    {"en": "Whether what is said and what is seen agree", "ko": "말과 행동이 맞는지"},
    (
        Column("one", "text", "one source", "한 출처"),
        Column("other", "text", "the other", "다른 출처"),
        Column("n", "count", "who have both", "둘 다 있는 고객"),
        Column("same", "count", "of those, the same reason", "그중 같은 이유"),
        Column("same_share", "share", "same / n", "같은 비율"),
        *_ends("same_share", "95 % Wilson", "95% Wilson"),
        Column("kappa", "number", "Cohen's kappa: 0 as by chance, 1 always", "코헨의 카파"),
        Column("kappa_low", "number", "lower end, 95 %", "95% 하한"),
        Column("kappa_high", "number", "upper end, 95 %", "95% 상한"),
        REASON,
    ),
    {
        "en": "Whether two sources give the same first-level reason for the same churn.",
        "ko": "같은 이탈에 두 출처가 같은 큰 이유를 대는지.",
    },
)
CROSSED = View(
    "reasons-crossed",
    {"en": "One source by the other", "ko": "두 출처를 견주어"},
    (
        Column("one", "text", "one source", "한 출처"),
        Column("other", "text", "the other", "다른 출처"),
        Column("one_code", "text", "its reason", "그 이유"),
        Column("other_code", "text", "the other's reason", "다른 출처의 이유"),
        Column("customers", "count", "who have both", "고객 수"),
        Column("same", "flag", "whether they are the same", "같은지"),
    ),
    {
        "en": "How often each pair of first-level reasons comes together, the most frequent first.",
        "ko": "두 출처의 큰 이유가 함께 나온 횟수, 많은 것부터.",
    },
)
PERIODS = View(
    "reasons-by-period",
    {"en": "Reasons by period", "ko": "기간별 이유"},
    (
        START,
        COMPLETE,
        _CODE,
        *_WHY,
        Column("left", "count", "who left in the period", "그 기간에 떠난 고객"),
        *(column for name in _BY for column in _plain(name)),
    ),
    {
        "en": "The same by period, not re-weighted: too few answer in one.",
        "ko": "기간별로 본 같은 표. 한 기간의 답은 적어 다시 재지 않습니다.",
    },
)
CHURNS = View(
    "churns",
    {"en": "Each churn", "ko": "이탈 하나하나"},
    (
        Column("unit_id", "text", "who", "고객"),
        Column("left_on", "date", "the day they left", "떠난 날"),
        _GROUP,
        Column("voluntary", "flag", "whether it was their decision", "스스로 떠났는지"),
        Column("voluntary_by", "text", "by what that is known", "그것을 아는 근거"),
        Column("stated", "text", "the reason they stated", "말한 이유"),
        Column("stated_in", "text", "where they said it", "말한 곳"),
        Column("words", "text", "the words that tell it", "근거가 된 말"),
        Column("verbatim", "text", "what they said, masked", "한 말 (가림)"),
        Column("recorded", "text", "the recorded reason", "적힌 이유"),
        Column("label", "text", "as it was recorded", "적힌 그대로"),
        Column("observed", "text", "the observed reason", "짐작한 이유"),
        Column("evidence_en", "text", "what suggests it", "짐작의 근거 (영어)"),
        Column("evidence_ko", "text", "what suggests it, in Korean", "짐작의 근거"),
        Column("competitor", "text", "the competitor they name", "말한 경쟁사"),
        Column("regrettable", "flag", "whether they fit the ideal customer", "아쉬운 이탈인지"),
        REASON,
    ),
    {
        "en": "Everyone who left, the last first, with the reason by each source.",
        "ko": "떠난 고객을 최근 순으로, 출처별 이유와 함께.",
    },
)
