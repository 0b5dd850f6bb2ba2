"""What a lone snapshot cannot say and why, and what its figures mean, in both languages."""

from collections.abc import Mapping

import pyarrow as pa

from tenure.company.metrics.contract import Column
from tenure.company.predictions.outlook import Outlook
from tenure.measure.result import Result

_UNSAID: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "horizon": {
        "en": (
            "within how long",
            "a lone snapshot has no dates: a risk is the share who had left by then of customers "
            "like this one",
        ),
        "ko": (
            "이탈까지의 기간",
            "스냅샷 하나에는 날짜가 없습니다. 위험도는 비슷한 고객 중 그때까지 이탈한 비율입니다",
        ),
    },
    "survival": {
        "en": (
            "when",
            "a lone snapshot has no dates: when customers leave, and of which cause, cannot be "
            "learnt",
        ),
        "ko": (
            "이탈 시점",
            "스냅샷 하나에는 날짜가 없습니다. 언제, 어떤 이유로 이탈할지 학습할 수 없습니다",
        ),
    },
    "health": {
        "en": (
            "health",
            "a lone snapshot has no dates: health is about how use, service and payments go on, "
            "and attributes do not tell",
        ),
        "ko": (
            "건강 점수",
            "스냅샷 하나에는 날짜가 없습니다. 건강 점수는 이용, 상담, 결제의 흐름으로 매기는데 "
            "속성만으로는 알 수 없습니다",
        ),
    },
    "value": {
        "en": (
            "value",
            "a lone snapshot has no dates: what a customer still brings depends on how long they "
            "stay",
        ),
        "ko": (
            "가치",
            "스냅샷 하나에는 날짜가 없습니다. 앞으로의 가치는 얼마나 더 머무르는지에 달려 있습니다",
        ),
    },
    "next purchase": {
        "en": (
            "next purchase",
            "a lone snapshot has no dates: purchases and the gaps between them are not in it",
        ),
        "ko": (
            "다음 구매",
            "스냅샷 하나에는 날짜가 없습니다. 구매와 구매 간격이 들어 있지 않습니다",
        ),
    },
}
_HINT = {
    "en": "To have them, supply events, orders, subscriptions, or the days of joining and leaving, "
    "and a churn rule that goes by them.",
    "ko": "이벤트, 주문, 구독이나 가입일과 이탈일을 더하고 그에 맞는 이탈 규칙을 정하면 알 수 "
    "있습니다.",
}
_WORDS = {
    "risk": {
        "en": "Everyone who had not left when the snapshot was taken. A risk is the calibrated "
        "share of customers like them who had; over how long they left is not known, for a lone "
        "snapshot has no dates. Expected is the sum of the risks. Model: {model}.",
        "ko": "스냅샷 시점에 이탈하지 않은 고객입니다. 위험도는 비슷한 고객 중 이미 이탈한 "
        "비율로, 실제 이탈률에 맞게 보정한 값입니다. 스냅샷 하나에는 날짜가 없어 얼마 동안의 "
        "이탈인지는 알 수 없습니다. 예상 이탈은 위험도를 모두 더한 값입니다. 모델: {model}.",
    },
    "backtest": {
        "en": "How well each method did on other customers of the same snapshot than it learnt "
        "from ({tested:,} rows, {left:,} who left), with 95% intervals over customers. A lone "
        "snapshot has no later date, so this says nothing of other times. The simplest is in use "
        "that none beats beyond doubt.",
        "ko": "각 모델을 같은 스냅샷에서 학습에 쓰지 않은 다른 고객으로 평가한 "
        "결과입니다({tested:,}행, 이탈 {left:,}명). 95% 신뢰구간은 고객 단위로 구했습니다. 스냅샷 "
        "하나에는 이후 날짜가 없으므로 다른 시기에도 맞는지는 알 수 없습니다. 더 복잡한 모델이 "
        "확실히 낫지 않으면 단순한 모델을 씁니다.",
    },
}
_NAME, _TITLE = "not-said", {"en": "What cannot be said, and why", "ko": "알 수 없는 것과 그 이유"}
_COLUMNS = (
    Column("what_en", "text", "what is not said", "항목(영어)"),
    Column("what_ko", "text", "what is not said (Korean)", "항목"),
    Column("why_en", "text", "why", "이유(영어)"),
    Column("why_ko", "text", "why (Korean)", "이유"),
)
_DEFINITION = {
    "en": "What is said of customers where dates are known, and not here. " + _HINT["en"],
    "ko": "날짜가 있으면 알 수 있지만 이 데이터로는 알 수 없는 것입니다. " + _HINT["ko"],
}
_NO_SQL = "-- nothing was computed"


def lacking(language: str = "en") -> dict[str, str]:
    """Return why each part of a profile cannot be told of a lone snapshot, by its name."""
    return {what: told[language][1] for what, told in _UNSAID.items()}


def sentences(outlook: Outlook, language: str) -> list[str]:
    """Return the same as lines for people, and what would help; none for a company with dates."""
    if not outlook.snapshot:
        return []
    told = [f"{what}: {why}." for what, why in (each[language] for each in _UNSAID.values())]
    return [f"{_TITLE[language]}:", *(f"  {line}" for line in (*told, _HINT[language]))]


def words_of(outlook: Outlook, name: str) -> Mapping[str, str] | None:
    """Return what a table about predictions means of a lone snapshot; None where the same."""
    return _WORDS.get(name) if outlook.snapshot else None


def not_said(outlook: Outlook) -> Result | None:
    """Return what cannot be said of a lone snapshot as a table; None for a company with dates."""
    if not outlook.snapshot:
        return None
    rows = [
        {
            f"{name}_{language}": text
            for language, pair in told.items()
            for name, text in zip(("what", "why"), pair, strict=True)
        }
        for told in _UNSAID.values()
    ]
    language = outlook.rule.data.definitions.company.language
    return Result(
        _NAME,
        _DEFINITION[language],
        outlook.observed.last,
        pa.Table.from_pylist(rows).select([one.name for one in _COLUMNS]),
        _NO_SQL,
        {},
        _DEFINITION,
        _TITLE,
        tuple({"name": one.name, "unit": one.unit, "en": one.en, "ko": one.ko} for one in _COLUMNS),
    )
