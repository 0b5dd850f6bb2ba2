"""Areas of the product and service, and which one a feature belongs to."""

from collections.abc import Sequence

from tenure.predict.features.contract import Feature

AREAS = {
    "use": {"en": "use", "ko": "사용"},
    "onboarding": {"en": "onboarding", "ko": "온보딩"},
    "payment": {"en": "payment", "ko": "결제"},
    "service": {"en": "service", "ko": "고객 지원"},
    "contract": {"en": "price and contract", "ko": "가격과 계약"},
    "contact": {"en": "contact by us", "ko": "우리의 연락"},
    "feedback": {"en": "feedback and mood", "ko": "피드백과 감정"},
    "purchase": {"en": "purchases", "ko": "구매"},
    "organisation": {"en": "their organisation", "ko": "소속 조직"},
    "time": {"en": "time as a customer", "ko": "고객이 된 기간"},
    "attribute": {"en": "attributes", "ko": "고객 속성"},
}
_BY_TABLE = {
    "events": "use",
    "orders": "purchase",
    "subscriptions": "contract",
    "payments": "payment",
    "tickets": "service",
    "feedback": "feedback",
    "touches": "contact",
    "customers": "attribute",
}
_BY_EVENT = ("event", "event_norm", "value_of")
"""Words of features that are about one event."""


def area_of(feature: Feature) -> str:
    """Return the area of a feature."""
    if feature.words in ("steps_reached", "step"):
        return "onboarding"
    if feature.words.startswith("logo_"):
        return "organisation"
    if feature.words == "tenure_days":
        return "time"
    return _BY_TABLE[feature.table]


def event_of(feature: Feature) -> str | None:
    """Return the event that a feature counts, or None."""
    return feature.about if feature.words in _BY_EVENT else None


def key_of(feature: Feature) -> str:
    """Return what a feature tells, whatever the window."""
    return f"{feature.table}/{feature.words}/{feature.about}"


def parts_of(features: Sequence[Feature]) -> dict[str, list[int]]:
    """Return the features (by place) of each area, and of each event within "use: ‹event›"."""
    found: dict[str, list[int]] = {}
    for at, feature in enumerate(features):
        found.setdefault(area_of(feature), []).append(at)
        event = event_of(feature)
        if event is not None:
            found.setdefault(f"use: {event}", []).append(at)
    return found


def called(area: str, language: str) -> str:
    """Return what an area is called; that of an event by the event's name."""
    own, _, event = area.partition(": ")
    return f"{AREAS[own][language]}: “{event}”" if event else AREAS[own][language]
