"""One customer's predictions in sentences, in English or Korean."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from tenure.company.predictions.profiles.explaining import Explanation

_DAYS = (28, 84, 182)
_AT_RISK = "at_risk"
_WORDS = {
    "en": {
        "notice": "Notice has been given: there is no risk to predict, they have said it.",
        "risk": "Risk of leaving: {risk} ({low} to {high}), {band}.",
        "trust": "Careful: {trust}",
        "up": "  raises it: {says}",
        "down": "  lowers it: {says}",
        "when": "Will have left: {told}.",
        "day": "{share} within {day} days",
        "median": "Half of such customers leave within {days:.0f} days.",
        "beyond": "More than half of such customers are still there after {days:.0f} days.",
        "cause": "Most who leave like this do so {cause} ({share} of them).",
        "crossed": "  since {day} from {before} to {now}: {why}",
        "unexplained": "many small things",
        "new": "little is known yet of a customer who joined {days:.0f} days ago",
        "health": "Health: {score:.0f} of 100, higher is healthier{band}{change}.",
        "change": ", {change:+.0f} in 28 days",
        "unchanged": ", as 28 days ago",
        "mostly": " (mostly {component})",
        "parts": "  made of: {parts}",
        "set": "  set by {author} until {until}: {why} (computed: {computed})",
        "lead": "  {says}",
        "value": "Worth: {value:,.0f}{currency} ({low:,.0f} to {high:,.0f}), {tier}.",
        "no_value": "Worth: {why}",
        "no_growth": "Room to grow: {why}",
        "chance": "  {says}",
        "next": "Next purchase: about {day} ({low} to {high}).",
        "no_next": "Next purchase: {why}",
        "offer": "  offer {says}",
        "treated": "Treated with {treatment} of {experiment}: {points:+.1f} points to stay.",
        "harms": "Treated with {treatment} of {experiment}: {points:+.1f} points to stay. More of "
        "such customers left because of it: leave them alone.",
        "need": "  needs {item} again about {day} ({low} to {high})",
    },
    "ko": {
        "notice": "이미 해지를 통보한 고객이라 위험도를 예측하지 않습니다.",
        "risk": "이탈 위험도: {risk} ({low}~{high}), {band}.",
        "trust": "주의: {trust}",
        "up": "  위험도를 높임: {says}",
        "down": "  위험도를 낮춤: {says}",
        "when": "이탈할 확률: {told}.",
        "day": "{day}일 안에 {share}",
        "median": "이런 고객의 절반이 {days:.0f}일 안에 이탈합니다.",
        "beyond": "이런 고객의 절반 이상이 {days:.0f}일 뒤에도 남아 있습니다.",
        "cause": "이탈한다면 대개 {cause}입니다(이런 이탈의 {share}).",
        "crossed": "  {day} 이후 {before} → {now}: {why}",
        "unexplained": "작은 변화 여러 가지",
        "new": "가입한 지 {days:.0f}일 된 고객이라 아직 아는 것이 적음",
        "health": "건강 점수: 100점 중 {score:.0f}점(높을수록 건강){band}{change}.",
        "change": ", 28일 동안 {change:+.0f}점",
        "unchanged": ", 28일 전과 같음",
        "mostly": " (주로 {component})",
        "parts": "  구성: {parts}",
        "set": "  {author} 님이 {until}까지 정함: {why} (계산된 점수: {computed})",
        "lead": "  {says}",
        "value": "가치: {value:,.0f}{currency} ({low:,.0f}~{high:,.0f}), {tier}.",
        "no_value": "가치: {why}",
        "no_growth": "성장 여력: {why}",
        "chance": "  {says}",
        "next": "다음 구매: {day}쯤 ({low}~{high}).",
        "no_next": "다음 구매: {why}",
        "offer": "  추천 상품 {says}",
        "treated": "{experiment}의 {treatment} 처치: 남을 확률 {points:+.1f}%p.",
        "harms": "{experiment}의 {treatment} 처치: 남을 확률 {points:+.1f}%p. 이런 고객은 처치로 "
        "오히려 더 떠났으니 처치하지 마십시오.",
        "need": "  재구매 예상: {item}, {day}쯤 ({low}~{high})",
    },
}
_TIERS = {
    "en": {"top": "top tier", "high": "high tier", "middle": "middle tier", "low": "low tier"},
    "ko": {"top": "상위 5%", "high": "상위 5~20%", "middle": "상위 20~50%", "low": "하위 50%"},
}
_CAUSES = {
    "en": {
        "voluntary": "by their own decision",
        "involuntary": "not by their own decision (a failed payment, say)",
    },
    "ko": {
        "voluntary": "고객이 스스로 그만두는 경우",
        "involuntary": "결제 실패처럼 고객의 뜻이 아닌 경우",
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
        yield from _when(row, language)
    yield from _health(found, language)
    yield from _worth(found, language)
    yield from _treatments(found, language)
    yield from found.unsaid[language]


def _treatments(found: "Explanation", language: str) -> Iterator[str]:
    for one in found.treatments:
        points = 100 * one["gain"]
        key = "harms" if one["harms"] else "treated"
        yield _WORDS[language][key].format(**{**one, "points": points})


def _risk(found: "Explanation", language: str) -> Iterator[str]:
    from tenure.charts.formats import Formats

    row, words, percent = found.profile, _WORDS[language], Formats(language).percent
    yield words["risk"].format(
        risk=percent(row["risk"]),
        low=percent(row["risk_low"]),
        high=percent(row["risk_high"]),
        band=_band(row["risk_band"], language),
    )
    if row["trust"] != "trusted":
        yield words["trust"].format(trust=found.doubt.get(language) or "")
    for reason in found.reasons:
        yield words[reason["direction"]].format(says=reason[f"says_{language}"])
    yield from _crossed(found, "risk", language)
    if found.reasons:
        yield f"  ({found.caveat(language)})"


def _when(row: dict[str, Any], language: str) -> Iterator[str]:
    from tenure.charts.formats import Formats

    words, percent = _WORDS[language], Formats(language).percent
    shares = {day: row.get(f"leaves_in_{day}_days") for day in _DAYS}
    told = [
        words["day"].format(day=day, share=percent(share))
        for day, share in shares.items()
        if share is not None
    ]
    if told:
        yield words["when"].format(told=", ".join(told))
    if row.get("median_days") is not None:
        yield words["median"].format(days=row["median_days"])
    elif row.get("horizon_days") is not None:
        yield words["beyond"].format(days=row["horizon_days"])
    if row.get("cause") is not None:
        cause = _CAUSES[language].get(row["cause"], row["cause"])
        yield words["cause"].format(cause=cause, share=percent(row["cause_share"]))


def _crossed(found: "Explanation", what: str, language: str) -> Iterator[str]:
    """Say which band of risk or health they were in before, and what moved them."""
    row, words = found.crossed or {}, _WORDS[language]
    before, now = row.get(f"{what}_band_before"), row.get(f"{what}_band")
    if before and now and before != now:
        yield words["crossed"].format(
            day=found.since,
            before=_band(before, language),
            now=_band(now, language),
            why=row.get(f"{what}_why_{language}") or _unexplained(found, language),
        )


def _unexplained(found: "Explanation", language: str) -> str:
    """Say why nothing is said of what moved somebody: too new, or too many things."""
    words = _WORDS[language]
    return words["unexplained"] if found.new is None else words["new"].format(days=found.new)


def _health(found: "Explanation", language: str) -> Iterator[str]:
    from tenure.predict.health.said import component_said

    row, words = found.profile, _WORDS[language]
    if row.get("health") is not None:
        band = row.get("health_band")
        yield words["health"].format(
            score=row["health"],
            band=f", {_band(band, language)}" if band else "",
            change=_trend(row, language),
        )
    yield from _crossed(found, "health", language)
    if found.components:
        parts = ", ".join(
            f"{component_said(name, spoken(language))} {score:.0f}"
            for name, score in found.components.items()
        )
        yield words["parts"].format(parts=parts)
    if row.get("health_set_by"):
        computed = row.get("health_computed")
        yield words["set"].format(
            author=row["health_set_by"],
            until=row["health_set_until"],
            why=row["health_set_why"],
            computed="–" if computed is None else f"{computed:.0f}",
        )
    note = found.health_note(language)
    if note:
        yield f"  {note}"
    if found.lead is not None and row.get("health_band") == _AT_RISK:
        yield words["lead"].format(says=" ".join(found.lead.says(spoken(language))))


def _trend(row: dict[str, Any], language: str) -> str:
    """Say by how much health has changed, and which component did most."""
    from tenure.predict.health.said import component_said

    words, change, most = _WORDS[language], row.get("health_change"), row.get("health_most")
    if change is None:
        return ""
    if round(change) == 0:
        return words["unchanged"]
    told = words["change"].format(change=change)
    if not most:
        return told
    return told + words["mostly"].format(component=component_said(most, spoken(language)))


def _worth(found: "Explanation", language: str) -> Iterator[str]:
    yield from _value(found.profile, language)
    yield from _growth(found, language)
    yield from _purchases(found, language)


def _value(row: dict[str, Any], language: str) -> Iterator[str]:
    from tenure.predict.worth.words import reason

    words, currency = _WORDS[language], row.get("value_currency")
    if row.get("value") is not None:
        yield words["value"].format(
            value=row["value"],
            currency=f" {currency}" if currency else "",
            low=row["value_low"],
            high=row["value_high"],
            tier=_TIERS[language][row["value_tier"]],
        )
    elif row.get("value_reason"):
        yield words["no_value"].format(why=reason(row["value_reason"], spoken(language)))


def _growth(found: "Explanation", language: str) -> Iterator[str]:
    """Say how much more those like them bring, with who these are and what they hold."""
    from tenure.predict.worth.words import chance_said, growth_said

    row, words = found.profile, _WORDS[language]
    if row.get("growth") is not None:
        yield growth_said(row, spoken(language))
        for one in found.chances:
            yield words["chance"].format(says=chance_said(one, spoken(language)))
    elif row.get("growth_reason"):
        yield words["no_growth"].format(why=growth_said(row, spoken(language)))


def _purchases(found: "Explanation", language: str) -> Iterator[str]:
    from tenure.predict.worth.words import offer_said, reason

    row, words = found.profile, _WORDS[language]
    if row.get("next_purchase") is not None:
        yield words["next"].format(
            day=row["next_purchase"], low=row["next_earliest"], high=row["next_latest"]
        )
    elif row.get("next_reason"):
        yield words["no_next"].format(why=reason(row["next_reason"], spoken(language)))
    for one in found.offers:
        yield words["offer"].format(says=offer_said(one, spoken(language)))
    for one in found.needs:
        if one["next_day"] is not None:
            yield words["need"].format(
                item=one["product_id"],
                day=one["next_day"],
                low=one["earliest"],
                high=one["latest"],
            )


def spoken(language: str) -> Literal["en", "ko"]:
    """Return the language that sentences are said in."""
    return "ko" if language == "ko" else "en"


def _band(name: str, language: str) -> str:
    return _BANDS[language].get(name, name)
