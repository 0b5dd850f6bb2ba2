"""One customer's predictions in sentences, in English or Korean."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenure.company.predictions.explaining import Explanation

_DAYS = (28, 84, 182)
_WORDS = {
    "en": {
        "notice": "Notice has been given: there is no risk to predict, they have said it.",
        "risk": "Risk of leaving: {risk:.1%} ({low:.1%} to {high:.1%}), {band}.",
        "trust": "Careful: {trust}",
        "up": "  raises it: {says}",
        "down": "  lowers it: {says}",
        "when": "Will have left: {told}.",
        "day": "{share:.0%} within {day} days",
        "median": "Half of such customers leave within {days:.0f} days.",
        "beyond": "More than half of such customers are still there after {days:.0f} days.",
        "health": "Health: {score:.0f} of 100, higher is healthier{band}{change}.",
        "change": ", {change:+.0f} in 28 days",
        "set": "  set by {author}: {why}",
        "value": "Worth: {value:,.0f} ({low:,.0f} to {high:,.0f}).",
        "next": "Next purchase: about {day} ({low} to {high}).",
        "offer": "  offer: {item}",
        "need": "  needs {item} again about {day}",
    },
    "ko": {
        "notice": "해지를 통보했습니다. 예측할 위험이 없습니다.",
        "risk": "이탈 위험: {risk:.1%} ({low:.1%}~{high:.1%}), {band}.",
        "trust": "주의: {trust}",
        "up": "  높이는 것: {says}",
        "down": "  낮추는 것: {says}",
        "when": "이탈할 확률: {told}.",
        "day": "{day}일 안에 {share:.0%}",
        "median": "이런 고객의 절반이 {days:.0f}일 안에 이탈합니다.",
        "beyond": "이런 고객의 절반 이상이 {days:.0f}일 뒤에도 남아 있습니다.",
        "health": "건강: 100점 중 {score:.0f}점, 높을수록 건강함{band}{change}.",
        "change": ", 28일 동안 {change:+.0f}",
        "set": "  {author} 님이 정함: {why}",
        "value": "가치: {value:,.0f} ({low:,.0f}~{high:,.0f}).",
        "next": "다음 구매: {day}쯤 ({low}~{high}).",
        "offer": "  추천: {item}",
        "need": "  {item} 다시 필요: {day}쯤",
    },
}
_BANDS = {
    "en": {"at_risk": "at risk"},
    "ko": {
        "low": "낮음",
        "medium": "보통",
        "high": "높음",
        "at_risk": "위험",
        "watch": "관찰",
        "healthy": "건강",
    },
}


def lines(found: "Explanation", language: str) -> Iterator[str]:
    """Yield the sentences about one customer."""
    row, words = found.profile, _WORDS[language]
    name = row.get("name")
    yield f"{row['unit_id']}{f' {name}' if name else ''}, {row['as_of']}"
    if row["risk"] is None:
        yield words["notice"]
    else:
        yield from _risk(found, language)
        yield from _when(row, words)
    yield from _health(found, language)
    yield from _worth(found, words)
    yield from found.unsaid[language]


def _risk(found: "Explanation", language: str) -> Iterator[str]:
    row, words = found.profile, _WORDS[language]
    yield words["risk"].format(
        risk=row["risk"],
        low=row["risk_low"],
        high=row["risk_high"],
        band=_band(row["risk_band"], language),
    )
    if row["trust"] != "trusted":
        from tenure.predict.wording import said

        yield words["trust"].format(
            trust=said(f"trust.{row['trust']}", language, outside="", features="")
        )
    for reason in found.reasons:
        yield words[reason["direction"]].format(says=reason[f"says_{language}"])
    if found.reasons:
        yield f"  ({found.caveat(language)})"


def _when(row: dict[str, Any], words: dict[str, str]) -> Iterator[str]:
    shares = {day: row.get(f"leaves_in_{day}_days") for day in _DAYS}
    told = [
        words["day"].format(day=day, share=share)
        for day, share in shares.items()
        if share is not None
    ]
    if told:
        yield words["when"].format(told=", ".join(told))
    if row.get("median_days") is not None:
        yield words["median"].format(days=row["median_days"])
    elif row.get("horizon_days") is not None:
        yield words["beyond"].format(days=row["horizon_days"])


def _health(found: "Explanation", language: str) -> Iterator[str]:
    row, words = found.profile, _WORDS[language]
    if row.get("health") is not None:
        band = row.get("health_band")
        change = row.get("health_change")
        yield words["health"].format(
            score=row["health"],
            band=f", {_band(band, language)}" if band else "",
            change="" if change is None else words["change"].format(change=change),
        )
    if row.get("health_set_by"):
        yield words["set"].format(author=row["health_set_by"], why=row["health_set_why"])
    note = found.health_note(language)
    if note:
        yield f"  {note}"


def _worth(found: "Explanation", words: dict[str, str]) -> Iterator[str]:
    row = found.profile
    if row.get("value") is not None:
        yield words["value"].format(
            value=row["value"], low=row["value_low"], high=row["value_high"]
        )
    if row.get("next_purchase") is not None:
        yield words["next"].format(
            day=row["next_purchase"], low=row["next_earliest"], high=row["next_latest"]
        )
    for one in found.offers:
        yield words["offer"].format(item=one["item"])
    for one in found.needs:
        if one["next_day"] is not None:
            yield words["need"].format(item=one["product_id"], day=one["next_day"])


def _band(name: str, language: str) -> str:
    return _BANDS[language].get(name, name)
