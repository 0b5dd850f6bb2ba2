"""What a causal study says, as tables with words: the estimate, its checks, the balance."""

from typing import Any

from tenure.company.explanations.drivers.causing import Caused
from tenure.company.explanations.drivers.exposure import words
from tenure.company.explanations.drivers.naming import LANGUAGES
from tenure.company.explanations.drivers.told import ends
from tenure.company.metrics.columns import with_ends
from tenure.company.metrics.contract import Column
from tenure.company.predictions.outlook import Outlook
from tenure.company.view import View
from tenure.explain.drivers.causal.aipw import Effect
from tenure.explain.drivers.causal.balance import Balance
from tenure.explain.drivers.causal.study import Study
from tenure.measure.result import Result

_MOST_COLUMNS = 15

CAUSE = View(
    "driver",
    {"en": "What a driver may cause", "ko": "한 동인의 인과 효과 추정"},
    (
        Column("exposure_en", "text", "exposed", "노출(영어)"),
        Column("exposure_ko", "text", "exposed (Korean)", "노출"),
        Column("verdict_en", "text", "verdict", "판정(영어)"),
        Column("verdict_ko", "text", "verdict (Korean)", "판정"),
        Column("customers", "count", "customers exposed", "노출된 고객"),
        Column("left", "count", "of them, who left", "그중 이탈"),
        Column("others", "count", "customers not exposed", "노출되지 않은 고객"),
        Column("others_left", "count", "of them, who left", "그중 이탈"),
        *with_ends("unadjusted", "share", "difference, nothing adjusted", "보정 전 이탈률 차이"),
        *with_ends("effect", "share", "estimated effect on the share that leaves",
                  "이탈률에 미치는 효과(추정)"),
        *with_ends("ratio", "number", "the same as a ratio", "같은 효과의 비"),
        Column("if_exposed", "share", "would leave, were all exposed", "모두 노출될 때의 이탈률"),
        Column("if_not", "share", "would leave, were nobody", "아무도 노출되지 않을 때의 이탈률"),
        Column("says_en", "text", "in a sentence", "한 문장으로(영어)"),
        Column("says_ko", "text", "in a sentence (Korean)", "한 문장으로"),
        Column("reason_en", "text", "why there is no estimate", "추정하지 않은 이유(영어)"),
        Column("reason_ko", "text", "why there is no estimate (Korean)", "추정하지 않은 이유"),
    ),
    {
        "en": "An estimate, if nothing important is unobserved. {customers:,} customers at "
        "{dates} dates ({seen:,} rows), there before and after the {days} days in which they were "
        "exposed or not. Compared are customers alike in {confounders} columns of what was known "
        "before those days began (their own earlier value of the driver left out, as one habit) "
        "and in the date: doubly robust (AIPW), cross-fitted, 95% intervals over customers.",
        "ko": "중요한 것을 빠뜨리지 않았다면 성립하는 추정입니다. {dates}개 날짜의 고객 "
        "{customers:,}명({seen:,}행), 노출 여부를 본 {days}일의 앞뒤에 모두 있던 고객입니다. 그 "
        "기간이 시작되기 전에 알려진 {confounders}개 열과 날짜가 비슷한 고객끼리 비교했습니다(같은 "
        "동인의 이전 값은 같은 습관이므로 제외). 이중 강건 추정(AIPW)과 교차 적합을 썼고, 95% "
        "신뢰구간은 고객 단위입니다.",
    },
)  # fmt: skip

CHECKS = View(
    "driver-checks",
    {"en": "How far the estimate can be trusted", "ko": "추정을 얼마나 믿을 수 있는가"},
    (
        Column("check_en", "text", "check", "점검(영어)"),
        Column("check_ko", "text", "check (Korean)", "점검"),
        *with_ends("value", "number", "what it gives", "결과"),
        Column("passed", "text", "yes, no; empty where there is nothing to pass", "통과 여부"),
        Column("says_en", "text", "what it means", "의미(영어)"),
        Column("says_ko", "text", "what it means (Korean)", "의미"),
    ),
    {
        "en": "Whether both sides overlap, were alike before, and how strong something unobserved "
        "would have to be to explain the estimate away.",
        "ko": "두 집단이 겹치는지, 노출 이전에 비슷했는지, 관측되지 않은 것이 얼마나 강해야 이 "
        "추정이 사라지는지입니다.",
    },
)  # fmt: skip

BALANCE = View(
    "driver-balance",
    {"en": "Exposed and others before the exposure", "ko": "노출 이전의 두 집단"},
    (
        Column("what_en", "text", "known before", "이전에 알려진 것(영어)"),
        Column("what_ko", "text", "known before (Korean)", "이전에 알려진 것"),
        Column("before", "number", "standardised difference", "표준화 차이"),
        Column("after", "number", "the same after weighting", "가중 후 표준화 차이"),
    ),
    {
        "en": "The columns in which they differed most; after weighting, {unbalanced} of "
        "{columns} differ by more than 0.1 standard deviations.",
        "ko": "가장 크게 달랐던 열입니다. 가중 후 {columns}개 중 {unbalanced}개가 표준편차 0.1보다 "
        "크게 다릅니다.",
    },
)

VERDICTS = {
    "harms": {"en": "harms, if nothing important is unobserved",
              "ko": "중요한 것을 빠뜨리지 않았다면 이탈을 늘림"},
    "protects": {"en": "protects, if nothing important is unobserved",
                 "ko": "중요한 것을 빠뜨리지 않았다면 이탈을 줄임"},
    "vanishes": {"en": "correlated, but no evidence that it causes",
                 "ko": "상관은 있으나 원인이라는 근거 없음"},
    "no evidence": {"en": "no evidence", "ko": "근거 없음"},
    "not comparable": {"en": "correlated, but they differed before already",
                       "ko": "상관은 있으나 이전부터 달랐음"},
    "refused": {"en": "no estimate", "ko": "추정할 수 없음"},
}  # fmt: skip
_REASONS = {
    "few_customers": {
        "en": "{exposed:.0f} customers were exposed and {others:.0f} were not: 50 are needed on "
        "both sides",
        "ko": "노출 {exposed:.0f}명, 비노출 {others:.0f}명: 양쪽에 50명씩 필요합니다",
    },
    "few_leavers": {
        "en": "{exposed:.0f} of the exposed and {others:.0f} of the others left: 10 are needed on "
        "both sides",
        "ko": "이탈한 고객이 노출 {exposed:.0f}명, 비노출 {others:.0f}명: 양쪽에 10명씩 필요합니다",
    },
    "no_overlap": {
        "en": "only {kept:.0%} of the customers have a like on the other side: half are needed",
        "ko": "반대쪽에 비슷한 고객이 있는 비율이 {kept:.0%}뿐입니다: 절반이 필요합니다",
    },
    "few_effective": {
        "en": "so few customers have a like on the other side that they say as much as "
        "{effective:.0f}: 50 are needed",
        "ko": "반대쪽에 비슷한 고객이 적어 {effective:.0f}명만큼의 정보뿐입니다: 50명이 필요합니다",
    },
}
_SAYS = {
    "harms": {
        "en": "{what}: among customers alike before, {high} leave instead of {low} "
        "({effect} points, {ends}), if nothing important is unobserved.{more}",
        "ko": "{what}: 이전에 비슷했던 고객끼리 비교하면 이탈률이 {low}에서 {high}로 높습니다"
        "({effect}포인트, {ends}). 중요한 것을 빠뜨리지 않았을 때의 추정입니다.{more}",
    },
    "protects": {
        "en": "{what}: among customers alike before, {high} leave instead of {low} "
        "({effect} points, {ends}), if nothing important is unobserved.{more}",
        "ko": "{what}: 이전에 비슷했던 고객끼리 비교하면 이탈률이 {low}에서 {high}로 낮습니다"
        "({effect}포인트, {ends}). 중요한 것을 빠뜨리지 않았을 때의 추정입니다.{more}",
    },
    "vanishes": {
        "en": "{what} is correlated with leaving, but there is no evidence that it causes it: "
        "among customers alike before the difference is {effect} points ({ends}).",
        "ko": "{what}: 이탈과 상관은 있으나 원인이라는 증거는 없습니다. 이전에 비슷했던 고객끼리의 "
        "차이는 {effect}포인트({ends})입니다.",
    },
    "no evidence": {
        "en": "{what}: no evidence that it causes or prevents leaving ({effect} points, {ends}).",
        "ko": "{what}: 이탈을 일으키거나 막는다는 증거가 없습니다({effect}포인트, {ends}).",
    },
    "not comparable": {
        "en": "{what} is correlated with leaving ({effect} points, {ends}), but the exposed were "
        "otherwise before they were exposed, so that nothing can be said of causes.",
        "ko": "{what}: 이탈과 상관은 있으나({effect}포인트, {ends}) 노출 이전부터 달랐던 "
        "고객이어서 원인이라고 말할 수 없습니다.",
    },
}
_FRAGILE = {
    "en": " Something unobserved as strong as {strongest} would explain it away.",
    "ko": " {strongest}만큼 강한 것이 숨어 있다면 이 추정은 사라집니다.",
}


def results_of(outlook: Outlook, found: Caused) -> list[Result]:
    """Return the estimate, and where there is one, its checks and the balance."""
    from tenure.company.explanations.drivers.checking import check_rows

    sql = f"-- worked out from features before and after, with who left as here:\n{found.sql}"
    first = CAUSE.result(
        outlook, [_row(found)], sql, seen=found.rows, customers=found.customers,
        dates=len(found.dates), days=found.exposure.days,
        confounders=sum(one is not None for one in found.columns),
    )  # fmt: skip
    if found.study.estimate is None:
        return [first]
    results = [first, CHECKS.result(outlook, check_rows(found), sql)]
    if found.study.balance:
        far = sum(abs(one.after) > 0.1 for one in found.study.balance)
        told = _balance_rows(found)[:_MOST_COLUMNS]
        said = {"columns": len(found.study.balance), "unbalanced": far}
        results.append(BALANCE.result(outlook, told, sql, **said))
    return results


def _row(found: Caused) -> dict[str, Any]:
    study = found.study
    effect = study.estimate.effect if study.estimate else None
    row: dict[str, Any] = {
        **words(found.exposure),
        "customers": study.customers[0],
        "left": study.leavers[0],
        "others": study.customers[1],
        "others_left": study.leavers[1],
        **ends("unadjusted", study.unadjusted.difference if study.unadjusted else None),
        **ends("effect", effect.difference if effect and study.reason is None else None),
        **ends("ratio", effect.ratio if effect and study.reason is None else None),
    }
    if effect and study.reason is None:
        row |= {"if_exposed": effect.exposed, "if_not": effect.others}
    for language in LANGUAGES:
        reason = _reason(study, language)
        row |= {
            f"verdict_{language}": VERDICTS[study.verdict][language],
            f"reason_{language}": reason,
            f"says_{language}": reason or _says(found, effect, language),
        }
    return row


def _reason(study: Study, language: str) -> str | None:
    if study.reason is None:
        return None
    return _REASONS[study.reason][language].format(**dict(study.values))


def _says(found: Caused, effect: Effect | None, language: str) -> str | None:
    if effect is None:
        return None
    gap = effect.difference
    more = _FRAGILE[language].format(strongest=strongest(found, language))
    text = _SAYS[found.study.verdict][language].format(
        what=found.exposure.says(language),
        high=f"{effect.exposed:.1%}",
        low=f"{effect.others:.1%}",
        effect=f"{gap.value * 100:+.1f}",
        ends=f"{gap.low * 100:+.1f} – {gap.high * 100:+.1f}",
        more=more if found.study.fragile else "",
    )
    return text[:1].upper() + text[1:]


def strongest(found: Caused, language: str) -> str:
    """Return what the strongest confounder is called."""
    told = found.study.sensitivity
    feature = found.columns[told.strongest] if told else None
    return feature.called(language) if feature else "–"


def _balance_rows(found: Caused) -> list[dict[str, Any]]:
    """Return a row a feature: of its columns the one that differed most."""
    first: dict[str, Balance] = {}
    for one in found.study.balance:
        feature = found.columns[one.column]
        if feature is not None:
            first.setdefault(feature.name, one)
    return [_balance(one, found) for one in first.values()]


def _balance(one: Balance, found: Caused) -> dict[str, Any]:
    feature = found.columns[one.column]
    assert feature is not None
    return {
        "before": one.before,
        "after": one.after,
        **{f"what_{language}": feature.called(language) for language in LANGUAGES},
    }
