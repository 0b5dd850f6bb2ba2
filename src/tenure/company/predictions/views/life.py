"""How long models last, as tables: drift, past profiles beside what happened, lead time."""

from dataclasses import replace
from typing import Any, Literal

from tenure.company.metrics.contract import Column
from tenure.company.predictions.days import Day
from tenure.company.predictions.drift.drifting import drift_of
from tenure.company.predictions.drift.past import Past, past
from tenure.company.predictions.learning.bundle import Bundle
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.views.view import View
from tenure.measure.result import Result
from tenure.predict.drift import Shift
from tenure.predict.features.contract import Feature

_MOST = 15
_BY_DAY = "-- worked out from the day's rows and those that were learnt from: tenure predict score"
_BY_PAST = "-- worked out from past profiles and who has left since: tenure predict evaluate"
_LANGUAGES: tuple[Literal["en", "ko"], ...] = ("en", "ko")
_RISK = {"en": "risk", "ko": "위험도"}
_OVERALL = {
    "stable": {"en": "Today looks as it did.", "ko": "오늘 고객은 학습 때와 비슷합니다."},
    "watch": {
        "en": "Some have shifted: watch whether the risks still hold.",
        "ko": "일부가 변했습니다. 위험도가 계속 맞는지 지켜보십시오.",
    },
    "retrain": {
        "en": "The risks have shifted by a lot: models are due to be learnt anew.",
        "ko": "위험도가 크게 변해 모델을 다시 학습할 때입니다.",
    },
    "too few": {
        "en": "There are too few customers to tell a shift from chance.",
        "ko": "고객이 너무 적어 변화와 우연을 구분할 수 없습니다.",
    },
}

DRIFT = View(
    "drift",
    {"en": "Has the world moved?", "ko": "학습 때와 달라졌는가"},
    (
        Column("feature_en", "text", "the risk, or a feature", "위험도 또는 변수(영어)"),
        Column("feature_ko", "text", "the same in Korean", "위험도 또는 변수"),
        Column("psi", "number", "population stability index", "모집단 안정성 지수(PSI)"),
        Column("noise", "number", "what chance alone may reach", "우연만으로 가능한 PSI"),
        Column("shift", "text", "verdict", "판정"),
        Column("says_en", "text", "what moved", "변한 것(영어)"),
        Column("says_ko", "text", "what moved (Korean)", "변한 것"),
    ),
    {
        "en": "Today's customers beside those of the last date that model {model} has learnt "
        "from: their risk, and the features that have shifted, {moved} of {all}. {overall_en} "
        "Above chance, an index from 0.1 on is some shift, from 0.25 on a large one.",
        "ko": "오늘 고객을 모델 {model}의 마지막 학습 기준일 고객과 비교했습니다. 표에는 "
        "위험도와, 변수 {all}개 중 변한 {moved}개가 있습니다. {overall_ko} 우연으로 설명되지 "
        "않으면서 PSI가 0.1 이상이면 약간, 0.25 이상이면 크게 변한 것입니다.",
    },
)

PAST = View(
    "past-profiles",
    {"en": "Did past risks come true?", "ko": "지난 예측은 맞았는가"},
    (
        Column("as_of", "text", "scored on", "예측한 날"),
        Column("model", "text", "by which model", "모델"),
        Column("customers", "count", "customers", "고객"),
        Column("predicted", "share", "mean predicted risk", "예측한 평균 위험도"),
        Column("observed", "share", "share that left", "실제로 이탈한 비율"),
        Column("slope", "number", "calibration slope: 1 is right", "보정 기울기(1이 정확)"),
        Column("slope_low", "number", "lower end", "하한"),
        Column("slope_high", "number", "upper end", "상한"),
        Column("says_en", "text", "verdict", "판정(영어)"),
        Column("says_ko", "text", "verdict (Korean)", "판정"),
    ),
    {
        "en": "Profiles whose horizon is over, a week apart, beside who has left since. Customers "
        "who were contacted because of their risk may have stayed for that.",
        "ko": "예측 기간이 끝난 지난 프로필(일주일 간격)을 실제 이탈과 비교했습니다. 위험도가 "
        "높아 연락한 고객은 그 덕에 남았을 수 있습니다.",
    },
)

LEAD = View(
    "health-lead-time",
    {"en": "How early health warns", "ko": "건강 점수는 얼마나 미리 알려 주는가"},
    (
        Column("left", "count", "who left", "이탈한 고객"),
        Column("warned", "share", "of them at risk when they did", "이탈 당시 ‘위험’이던 비율"),
        Column("days", "days", "median days at risk by then", "‘위험’이 이어진 기간의 중앙값(일)"),
        Column("days_low", "days", "lower end", "하한"),
        Column("days_high", "days", "upper end", "상한"),
        Column("stayed", "count", "who stayed", "남은 고객"),
        Column(
            "false_alarms",
            "share",
            "of them at risk at some time",
            "남았지만 한 번이라도 ‘위험’이던 비율",
        ),
        Column("alarms", "count", "falls to at risk", "‘위험’으로 떨어진 횟수"),
        Column("precision", "share", "of them followed by leaving", "이탈로 이어진 비율"),
    ),
    {
        "en": "Health learnt from half of the customers and looked at in the other half, at the "
        "dates to learn from; alarms within {window} days.",
        "ko": "고객 절반으로 건강 점수를 학습하고 나머지 절반을 학습 기준일마다 살펴본 "
        "결과입니다. 경보는 {window}일 안의 것만 셉니다.",
    },
)


def of_life(outlook: Outlook, day: Day | None, bundle: Bundle) -> list[Result]:
    """Return what is known of how long the models last and how early health warns.

    `day` is one that they scored, None before the first.
    """
    moved = drifted(outlook, day, bundle) if day else None
    found = (moved, turned_out(outlook), warned(outlook, bundle))
    return [one for one in found if one is not None]


def drifted(outlook: Outlook, day: Day, bundle: Bundle) -> Result | None:
    """Say what has moved since the models were learnt; None where nothing can be compared."""
    found = drift_of(day)
    if found is None:
        return None
    told = {one.name: one for one in bundle.features}
    moved = [one for one in found.features if one.verdict != "stable"]
    shifts = [*([found.score] if found.score else []), *moved[:_MOST]]
    overall = {f"overall_{name}": text for name, text in _OVERALL[found.verdict].items()}
    return DRIFT.result(
        outlook,
        [_shift(one, told.get(one.name)) for one in shifts],
        _BY_DAY,
        model=day.about["model"],
        all=len(found.features),
        moved=len(moved),
        **overall,
    )


def _shift(one: Shift, feature: Feature | None) -> dict[str, Any]:
    row: dict[str, Any] = {"psi": one.psi, "noise": one.noise, "shift": one.verdict}
    for language in _LANGUAGES:
        called = feature.called(language) if feature else _RISK[language]
        row[f"feature_{language}"] = called
        row[f"says_{language}"] = replace(one, name=called).says(language, feature)
    return row


def turned_out(outlook: Outlook) -> Result | None:
    """Put past profiles beside what has happened since; None before any horizon is over."""
    found = past(outlook)
    return PAST.result(outlook, [_past(one) for one in found], _BY_PAST) if found else None


def _past(one: Past) -> dict[str, Any]:
    told, slope = one.drift.calibration, one.drift.calibration.slope
    return {
        "as_of": one.as_of.isoformat(),
        "model": one.model,
        "customers": one.customers,
        "predicted": told.predicted,
        "observed": told.observed,
        "slope": slope and slope.value,
        "slope_low": slope and slope.low,
        "slope_high": slope and slope.high,
        **{f"says_{language}": one.drift.says(language) for language in _LANGUAGES},
    }


def warned(outlook: Outlook, bundle: Bundle) -> Result | None:
    """Say how early health warned of leaving; None where that is not known."""
    lead = bundle.lead
    if lead is None:
        return None
    row = {
        "left": lead.warned.all,
        "warned": lead.warned.value,
        "days": lead.days,
        "days_low": lead.low,
        "days_high": lead.high,
        "stayed": lead.false_alarms.all,
        "false_alarms": lead.false_alarms.value,
        "alarms": lead.precision.all,
        "precision": lead.precision.value,
    }
    return LEAD.result(outlook, [row], window=lead.window)
