"""What drivers are called, how their two sides are said, and the sentence about each."""

from collections.abc import Mapping, Sequence

from tenure.errors import MetricError, suggest
from tenure.explain.drivers.contrast import Cut
from tenure.explain.drivers.learnt import Driver
from tenure.predict.features.contract import SIGNED, Feature, said
from tenure.stats.estimate import Estimate

LANGUAGES = ("en", "ko")
_PERCENT = ("share", "change")
_OTHERS = {"en": "all others", "ko": "그 외"}
_YES = {"en": ("yes", "no"), "ko": ("예", "아니요")}
_MORE = {"en": "{} or more", "ko": "{} 이상"}
_LESS = {"en": "{} or less", "ko": "{} 이하"}

VERDICTS: Mapping[str, Mapping[str, str]] = {
    "more": {"en": "goes with more leaving", "ko": "이탈이 더 많음"},
    "less": {"en": "goes with less leaving", "ko": "이탈이 더 적음"},
    "vanishes": {"en": "nothing left with all else alike", "ko": "다른 조건이 같으면 차이 없음"},
    "no evidence": {"en": "no evidence", "ko": "근거 없음"},
    "too few": {"en": "too few", "ko": "너무 적음"},
    "not apart": {"en": "cannot be told apart", "ko": "구분할 수 없음"},
}
_REASONS = {
    "too few": {
        "en": "fewer than 10 customers left on both sides together",
        "ko": "양쪽을 합쳐 이탈한 고객이 10명보다 적습니다",
    },
    "not apart": {
        "en": "nothing of it is left beside the other features, or a side has nobody who left",
        "ko": "다른 변수를 빼면 남는 정보가 없거나 한쪽에 이탈한 고객이 없습니다",
    },
}
_ALONE = {
    "en": "{what}, {high}: customers leave {ratio} times as often as with {low} ({ends})",
    "ko": "{what} {high}: {low}인 고객보다 이탈이 {ratio}배입니다({ends})",
}
_NO_RATIO = {
    "en": "{what}, {high}: {rate} leave; with {low} {other}",
    "ko": "{what} {high}: 이탈률 {rate}, {low}인 고객은 {other}입니다",
}
_BESIDE = {
    "en": "; with all else alike {ratio} times ({ends}).",
    "ko": ". 다른 조건이 같으면 {ratio}배입니다({ends}).",
}
_NOTHING = {
    "en": " With all else alike the difference may be chance.",
    "ko": " 다른 조건이 같으면 우연일 수 있는 차이입니다.",
}


def name_of(feature: Feature, level: str | None) -> str:
    """Return the name by which a driver is asked for: the feature's, of a level plan=team."""
    return f"{feature.name}={level}" if level is not None else feature.name


def what_of(feature: Feature, language: str) -> str:
    """Return what a driver is, as a sentence begins."""
    text = feature.called(language)
    return text[:1].upper() + text[1:] if language == "en" else text


def sides_of(feature: Feature, cut: Cut, level: str | None, language: str) -> tuple[str, str]:
    """Return how the side looked at and the one that it is compared with are said."""
    if level is not None:
        return level, _OTHERS[language]
    if cut.kind == "flag":
        return _YES[language]
    low, high = (_number(one, feature) for one in (cut.low, cut.high))
    more, less = _MORE[language].format(high), _LESS[language].format(low)
    if cut.low == 0 and feature.unit not in SIGNED:
        less = low
    return {
        "above": (more, low),
        "below": (high, less),
    }.get(cut.kind, (more, less))


def sentence(driver: Driver, feature: Feature, level: str | None, language: str) -> str:
    """Say how often the two sides leave, alone and with all else alike."""
    high, low = sides_of(feature, driver.cut, level, language)
    told = {"what": what_of(feature, language), "high": high, "low": low}
    alone = driver.alone
    if alone.ratio is None:
        rates = {"rate": f"{alone.high.rate.value:.1%}", "other": f"{alone.low.rate.value:.1%}"}
        text = _NO_RATIO[language].format(**told, **rates)
    else:
        text = _ALONE[language].format(**told, **_times(alone.ratio))
    if driver.beside is None:
        return text + "."
    text += _BESIDE[language].format(**_times(driver.beside.ratio))
    return text + ("" if driver.verdict in ("more", "less") else _NOTHING[language])


def reason_of(verdict: str, language: str) -> str | None:
    """Return why a driver is not judged; None for one that is."""
    return _REASONS[verdict][language] if verdict in _REASONS else None


def _times(found: Estimate) -> dict[str, str]:
    ends = f"{_short(found.low)}–{_short(found.high)}"
    return {"ratio": _short(found.value), "ends": ends}


def _short(number: float) -> str:
    return f"{number:.2f}" if number < 2 else f"{number:.1f}"


def _number(value: float, feature: Feature) -> str:
    sign = "−" if value < 0 else ""
    percent = "%" if feature.unit in _PERCENT else ""
    return f"{sign}{said(abs(value), feature.unit)}{percent}"


def find(name: str, features: Sequence[Feature]) -> tuple[Feature, str | None]:
    """Return the feature, and of a category the level, that a name means.

    A feature's own name; an event's, which stands for how often it came within 28 days;
    plan=team for a level. Raises MetricError with what was meant.
    """
    by_name = {one.name: one for one in features}
    own, _, level = name.partition("=")
    if name in by_name:
        return by_name[name], None
    if level and own.strip() in by_name:
        return by_name[own.strip()], level.strip()
    counts = [one for one in features if one.words == "event" and one.about == name]
    if counts:
        return min(counts, key=lambda one: abs((one.days or 0) - 28)), None
    events = sorted({one.about for one in features if one.words == "event"})
    near = suggest(name, [*by_name, *events])
    raise MetricError(
        f"there is no driver {name!r}",
        hint=f"did you mean {near!r}?" if near else "tenure explain drivers lists them",
    )
