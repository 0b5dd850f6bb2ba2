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
_OF_ALL_EVENTS = frozenset({
    "events", "events_change", "events_norm", "names", "names_dropped", "value", "value_change",
    "active_days", "active_days_change", "active_weeks", "weeks_in_a_row", "since_use",
})  # fmt: skip
"""Words of features that every event adds to."""
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
    """Return what a feature tells, whatever the window; all of one event tell of that event."""
    event = event_of(feature)
    told = (feature.table, feature.words, feature.about) if event is None else ("event", event)
    return "/".join(told)


def is_whole_of(whole: Feature, part: Feature) -> bool:
    """Say whether a feature is of one event, and the other one that every event adds to."""
    return event_of(part) is not None and whole.words in _OF_ALL_EVENTS


def wholes_of(features: Sequence[Feature]) -> tuple[tuple[int, ...], ...]:
    """Return, for each feature of one event, the places of those that every event adds to."""
    numbered = list(enumerate(features))
    return tuple(
        tuple(at for at, whole in numbered if is_whole_of(whole, part)) for part in features
    )


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
