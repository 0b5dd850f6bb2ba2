"""The reason that what someone did and met suggests: inferred, and said to be."""

from collections.abc import Mapping
from typing import Any

from tenure.explain.reasons.churn import Answer
from tenure.explain.reasons.setup import Few

NOTHING = "nothing that they did or met suggests a reason"
INFERRED = "inferred"
_SAYS = {
    "payment": {"en": "the last payment failed", "ko": "마지막 결제 실패"},
    "price": {
        "en": "the price rose from {before:,.10g} to {after:,.10g}",
        "ko": "요금 인상({before:,.10g} → {after:,.10g})",
    },
    "slow": {"en": "support answered late once", "ko": "늦은 문의 답변 1건"},
    "slows": {"en": "support answered late {n} times", "ko": "늦은 문의 답변 {n}건"},
    "bad": {"en": "a ticket was rated badly", "ko": "낮게 평가한 문의 1건"},
    "bads": {"en": "{n} tickets were rated badly", "ko": "낮게 평가한 문의 {n}건"},
    "few": {
        "en": "{done} of {steps} steps of onboarding were done in the first 14 days (so few: "
        "{left:.0%} left within 90 days; half or more: {others:.0%})",
        "ko": "처음 14일 동안 온보딩 {steps}단계 중 {done}단계 완료(이만큼만 한 고객은 90일 안에 "
        "{left:.0%}, 절반 이상 한 고객은 {others:.0%} 이탈)",
    },
}


def observed(row: Mapping[str, Any], few: Mapping[int, Few]) -> Answer:
    """Return the first reason that the facts suggest.

    In this order: the last payment failed; the price of their plan rose; an answer came late,
    or they rated one badly; so few steps of onboarding were done early that leaving early is
    likely to come from it (`few`, by steps done). It fits what was seen before they left; it is
    not what they said, and no proof of a cause.
    """
    told = _told(row, few)
    if told is None:
        return Answer(None, reason=NOTHING)
    code, key, values = told
    says = {language: text.format(**values) for language, text in _SAYS[key].items()}
    return Answer(code, True, INFERRED, says=says)


def _told(
    row: Mapping[str, Any], few: Mapping[int, Few]
) -> tuple[str, str, Mapping[str, Any]] | None:
    if row.get("payment_failed"):
        return "payment/failed", "payment", {}
    before, after = row.get("price_before"), row.get("price_after")
    if before and after:
        return "value/price_increase", "price", {"before": before, "after": after}
    for fact, key, code in (("slow", "slow", "service/slow"), ("badly_rated", "bad", "service")):
        if number := row.get(fact):
            return code, key if number == 1 else f"{key}s", {"n": number}
    missing = few.get(row.get("steps_done", -1))
    return ("onboarding", "few", vars(missing)) if missing else None
