"""What a training gave, in sentences, in English or Korean."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tenure.cli.explaining import spoken

if TYPE_CHECKING:
    from tenure.company.predictions.learning.bundle import Bundle
    from tenure.company.predictions.learning.training import Trained
    from tenure.company.predictions.outlook import Outlook

_WORDS = {
    "en": {
        "learnt": "learnt from {rows:,} rows of {units:,} units at {dates}; {left:,} left",
        "dates": "{n} dates",
        "date": "one date",
        "used": "model {version}: in use, {why}",
        "kept": "model {version}: kept, not in use: {why}",
        "note": "note: {says}",
        "leakage": "leakage: {says}",
        "allowed": " (allowed)",
        "stranger": "note: [prediction] names {name!r}, and nothing is called so{near}",
        "near": "; did you mean {near!r}?",
        "without": "without {what}: {why}",
        "uplift": "uplift of {treatment!r} in {experiment!r}",
    },
    "ko": {
        "learnt": "{dates}, {units:,}명의 {rows:,}행으로 학습했습니다(이탈 {left:,}).",
        "dates": "기준일 {n}개",
        "date": "기준일 하나",
        "used": "모델 {version}: 사용 중. {why}.",
        "kept": "모델 {version}: 보관만 함. {why}.",
        "note": "참고: {says}",
        "leakage": "누출: {says}",
        "allowed": " (허용됨)",
        "stranger": "참고: [prediction]에 적은 {name!r}이라는 열이나 변수가 없습니다{near}",
        "near": ". {near!r}인가요?",
        "without": "{what} 제외: {why}",
        "uplift": "{experiment}의 {treatment} 처치 효과",
    },
}
WHY = {
    "no dates that the champion has not learnt from": (
        "there is no newer date to compare it on with the model in use, which stays",
        "사용 중인 모델과 비교할 새 기준일이 없어 그 모델을 계속 씁니다",
    ),
    "the first model": ("the first model", "첫 모델입니다"),
    "better on dates that neither had learnt from": (
        "better than the one before on dates that neither had learnt from",
        "두 모델 모두 학습하지 않은 기준일에서 이전 모델보다 낫습니다",
    ),
    "not shown to be better, so the champion stays": (
        "it is not shown to be better than the model in use, which stays",
        "사용 중인 모델보다 낫다는 근거가 없어 그 모델을 계속 씁니다",
    ),
    "the champion cannot score these columns any more": (
        "the one before cannot score these columns any more",
        "이전 모델은 지금의 열로 예측할 수 없습니다",
    ),
    "the champion has learnt from columns that are now excluded": (
        "the one before has learnt from columns that are now excluded",
        "이전 모델은 이제 제외한 열로 학습했습니다",
    ),
    "no other snapshot than the champion has learnt from": (
        "the model in use has learnt from this very snapshot, and stays",
        "사용 중인 모델이 바로 이 스냅샷으로 학습해 그 모델을 계속 씁니다",
    ),
    "better on customers of the newer snapshot that it had not learnt from": (
        "better than the one before on customers that it had not learnt from",
        "학습하지 않은 고객에서 이전 모델보다 낫습니다",
    ),
    "its risks are those of the champion, and the rest is as it is known now": (
        "its risks are those of the one before, and the rest is as it is known now",
        "위험도는 이전 모델과 같고 나머지는 지금 아는 대로입니다",
    ),
}
"""What the book says of a model, and how it is told in English and Korean."""
NAMES = {
    "survival": "이탈 시점",
    "cause": "이탈 원인별 예측",
    "health": "건강 점수",
    "lead time": "건강 점수의 사전 경고 기간",
    "value": "가치",
    "horizon": "이탈까지의 기간",
    "next purchase": "다음 구매",
    "growth": "성장 여력",
    "replenishment": "재구매 예상",
    "recommended": "추천 상품",
    "overrides": "사람이 정한 건강 점수",
}
_REASONS = (
    (r"no customer was watched after the date", "기준일 이후를 지켜본 고객이 없습니다"),
    (r"no feature belongs to a component of health", "건강 점수를 이룰 변수가 없습니다"),
    (
        r"only (\d+) customers bought again.*; .* needs (\d+)",
        "다시 구매한 고객이 {0}명뿐입니다({1}명부터 가능)",
    ),
    (r"nobody has a value", "가치를 아는 고객이 없습니다"),
    (r"there is no score to take bands from", "등급을 나눌 점수가 없습니다"),
    (
        r"some of the customers teach no score to look at in the others",
        "고객 절반으로는 나머지를 살펴볼 점수를 학습할 수 없습니다",
    ),
)


def learnt(found: "Trained", language: str) -> Iterator[str]:
    """Yield what was learnt from, what became of the model, and what to know of it."""
    words, data = _WORDS[language], found.bundle.risk.report["data"]
    number = len(data["dates"])
    dates = words["dates"].format(n=number) if number else words["date"]
    yield words["learnt"].format(**{**data, "dates": dates})
    key = "used" if found.entry.promoted else "kept"
    yield words[key].format(version=found.entry.version, why=why_said(found.entry.why, language))
    yield from notes(found.bundle, language)


def why_said(why: str, language: str) -> str:
    """Say what the book says of a model; a text that is not known stays as it is."""
    told = WHY.get(why)
    return why if told is None else told[spoken(language) == "ko"]


def notes(bundle: "Bundle", language: str) -> Iterator[str]:
    """Yield what should be known of models: notes, leaks, and what could not be learnt."""
    from tenure.predict.wording import said

    words = _WORDS[language]
    yield from limits(bundle, language)
    for leak in bundle.risk.report.get("leakage", []):
        told = {"column": leak["column"], **leak["evidence"]}
        says = said(f"leakage.{leak['kind']}", language, **told)
        yield words["leakage"].format(says=says) + (words["allowed"] if leak["allowed"] else "")
    yield from left_out(bundle.without, bundle, language)


def limits(bundle: "Bundle", language: str) -> Iterator[str]:
    """Yield what limits the risk: that too little was there to learn from, say."""
    from tenure.predict.wording import said

    for note in bundle.risk.report.get("notes", []):
        says = said("notes." + note["code"], language, **note["values"])
        yield _WORDS[language]["note"].format(says=says)


def left_out(without: Mapping[str, str], bundle: "Bundle", language: str) -> Iterator[str]:
    """Yield what models or profiles lack, and why, a line each."""
    for what, why in _without(without, bundle, language):
        yield _WORDS[language]["without"].format(what=what, why=why)


def strangers(outlook: "Outlook", bundle: "Bundle", language: str) -> Iterator[str]:
    """Yield what [prediction] excludes or allows that nothing is called: a slip of the pen, say."""
    from tenure.company.predictions.facts import Facts
    from tenure.errors import suggest

    named = (*outlook.settings.exclude, *outlook.settings.allow)
    there = {word for one in bundle.features for word in (one.name, one.about)}
    missing = set(named) - there
    columns = sorted(there | Facts(outlook).called()) if missing else []
    words = _WORDS[language]
    for name in (one for one in dict.fromkeys(named) if one in missing and one not in columns):
        near = suggest(name, columns)
        yield words["stranger"].format(
            name=name, near=words["near"].format(near=near) if near else ""
        )


def _without(
    without: Mapping[str, str], bundle: "Bundle", language: str
) -> Iterator[tuple[str, str]]:
    """Yield what is lacking, and why, as the language says it."""
    if language != "ko":
        yield from without.items()
        return
    from tenure.company.predictions.views.unsaid import lacking

    known = _known(bundle)
    english, korean = lacking("en"), lacking("ko")
    for what, why in without.items():
        if english.get(what) == why:
            yield NAMES.get(what, what), korean[what]
        else:
            yield known.get(what) or (NAMES.get(what, what), _reason(why))


def _known(bundle: "Bundle") -> dict[str, tuple[str, str]]:
    """Return what can be said in Korean itself: verdicts on trials, and notes on causes."""
    found = {}
    for one in bundle.findings:
        told = vars(one)
        name = _WORDS["ko"]["uplift"].format(**told)
        found[_WORDS["en"]["uplift"].format(**told)] = (name, one.says("ko"))
    causes = [] if bundle.survival is None else bundle.survival.notes
    for note in causes:
        if note.says("en") == bundle.without.get("cause"):
            found["cause"] = (NAMES["cause"], note.says("ko"))
    return found


def _reason(why: str) -> str:
    for pattern, ko in _REASONS:
        if found := re.fullmatch(pattern, why):
            return ko.format(*found.groups())
    return why
