"""The checks of a causal study as rows: overlap, placebo, sensitivity, in both languages."""

from collections.abc import Iterator
from typing import Any

from tenure.company.explanations.drivers.causing import Caused
from tenure.company.explanations.drivers.naming import LANGUAGES
from tenure.company.explanations.drivers.told import ends
from tenure.explain.drivers.causal.aipw import Effect
from tenure.explain.drivers.causal.balance import unbalanced
from tenure.explain.drivers.causal.study import LEAST_EFFECTIVE, LEAST_KEPT
from tenure.stats.estimate import Estimate

_CHECKS = {
    "kept": {"en": "overlap: share of rows kept", "ko": "겹침: 남긴 행의 비율"},
    "effective": {"en": "effective rows, the smaller side", "ko": "유효 행 수(작은 쪽)"},
    "balance": {"en": "columns that differ after weighting", "ko": "가중 후에도 다른 열의 수"},
    "placebo": {"en": "placebo: being quiet before the exposure", "ko": "위약: 노출 이전의 조용함"},
    "hidden": {"en": "placebo: being quiet before the exposure", "ko": "위약: 노출 이전의 조용함"},
    "earlier": {"en": "effect, its own earlier value alike, too",
                "ko": "이전 값까지 비슷할 때의 효과"},
    "e_value": {"en": "E-value", "ko": "E-값"},
    "robustness": {"en": "robustness value", "ko": "강건성 값"},
    "as_strong": {"en": "effect, were something hidden as strong as the strongest seen",
                  "ko": "가장 강한 교란만큼 강한 것이 숨어 있을 때의 효과"},
}  # fmt: skip
_MEANS = {
    "kept": {
        "en": "propensities from {low:.2f} to {high:.2f} are compared; the median is {one:.2f} "
        "among the exposed and {two:.2f} among the others",
        "ko": "노출 확률 {low:.2f}~{high:.2f}인 고객만 비교했습니다. 중앙값은 노출 {one:.2f}, "
        "비노출 {two:.2f}입니다",
    },
    "effective": {
        "en": "the weighted rows say as much as so many without weights",
        "ko": "가중한 행이 가중하지 않은 이만큼의 행과 같은 정보를 줍니다",
    },
    "balance": {
        "en": "standardised differences above 0.1 after weighting, of {columns} columns",
        "ko": "{columns}개 열 중 가중 후 표준화 차이가 0.1을 넘는 열입니다",
    },
    "placebo": {
        "en": "the lowest quarter of {what}, before the exposure could matter; it should be no "
        "different from 0",
        "ko": "노출이 영향을 줄 수 없던 때의 {what} 하위 1/4: 0과 다르지 않아야 합니다",
    },
    "hidden": {
        "en": "the lowest quarter of {what}, before the exposure could matter: they differed, in "
        "the direction that would hide the effect, not make it",
        "ko": "노출이 영향을 줄 수 없던 때의 {what} 하위 1/4: 이전부터 달랐으나, 효과를 만드는 "
        "쪽이 아니라 가리는 쪽의 차이입니다",
    },
    "earlier": {
        "en": "what a change in it goes with, rather than the habit; weaker by nature",
        "ko": "습관이 아니라 변화와 함께 나타나는 효과이며 본래 더 약합니다",
    },
    "e_value": {
        "en": "something unobserved must make both the exposure and leaving so many times as "
        "likely to explain the estimate away; its interval {limit:.2f} times",
        "ko": "관측되지 않은 것이 노출과 이탈을 모두 이만큼의 배수로 높여야 추정이 사라집니다. "
        "신뢰구간은 {limit:.2f}배면 됩니다",
    },
    "robustness": {
        "en": "it must explain this share of what is left of both; {limit:.1%} for the interval; "
        "the strongest seen, {what}, explains {exposure:.2%} of the exposure and {leaving:.2%} "
        "of leaving",
        "ko": "남은 변동의 이 비율을 양쪽 모두 설명해야 합니다. 신뢰구간은 {limit:.1%}입니다. 가장 "
        "강한 것({what})은 노출의 {exposure:.2%}, 이탈의 {leaving:.2%}를 설명합니다",
    },
    "as_strong": {
        "en": "by linear regression; as strong as {what}",
        "ko": "선형 회귀 기준, {what}만큼 강한 경우",
    },
}


def check_rows(found: Caused) -> list[dict[str, Any]]:
    """Return a row a check; the value with its interval, and whether it is passed."""
    return [*_of_overlap(found), *_of_others(found), *_of_hidden(found)]


def _of_overlap(found: Caused) -> Iterator[dict[str, Any]]:
    assert found.study.estimate is not None
    told = found.study.estimate.overlap
    said = {"low": told.low, "high": told.high, "one": told.exposed[1], "two": told.others[1]}
    yield _row("kept", told.kept, told.kept >= LEAST_KEPT, **said)
    least = min(told.effective)
    yield _row("effective", least, least >= LEAST_EFFECTIVE)
    if found.study.balance:
        far = unbalanced(found.study.balance)
        yield _row("balance", float(far), far == 0, columns=len(found.study.balance))


def _of_others(found: Caused) -> Iterator[dict[str, Any]]:
    study = found.study
    if study.placebo is not None and found.before is not None:
        told = "hidden" if study.differed == "hide" else "placebo"
        yield _effect(told, study.placebo, study.differed != "make", feature=found.before)
    if study.earlier is not None:
        yield _effect("earlier", study.earlier, None)


def _of_hidden(found: Caused) -> Iterator[dict[str, Any]]:
    told = found.study.sensitivity
    if told is None:
        return
    feature = found.columns[told.strongest]
    if told.e_value is not None:
        yield _row("e_value", told.e_value, None, limit=told.e_value_limit)
    shown = {"exposure": told.with_exposure, "leaving": told.with_leaving}
    yield _row(
        "robustness", told.robustness, None, limit=told.robustness_limit, feature=feature, **shown
    )
    yield _row(
        "as_strong", told.as_strong, not found.study.fragile
        if found.study.verdict in ("harms", "protects") else None, feature=feature,
    )  # fmt: skip


def _effect(check: str, effect: Effect, fine: bool | None, **said: Any) -> dict[str, Any]:
    return _row(check, effect.difference, fine, **said)


def _row(check: str, value: float | Estimate, fine: bool | None, **said: Any) -> dict[str, Any]:
    told = value if isinstance(value, Estimate) else None
    row: dict[str, Any] = ends("value", told) if told else {"value": value}
    row["passed"] = None if fine is None else ("yes" if fine else "no")
    feature = said.pop("feature", None)
    for language in LANGUAGES:
        what = feature.called(language) if feature else "–"
        row[f"check_{language}"] = _CHECKS[check][language]
        row[f"says_{language}"] = _MEANS[check][language].format(what=what, **said)
    return row
