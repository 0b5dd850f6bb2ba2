"""The reason that what someone did and met suggests: inferred, and said to be."""

from collections.abc import Mapping
from typing import Any

from tenure.explain.reasons.churn import Answer

NOTHING = "nothing that they did or met suggests a reason"
INFERRED = "inferred"


def observed(row: Mapping[str, Any], steps: int) -> Answer:
    """Return the first reason that the facts suggest.

    In this order: the last payment failed; the price of their plan rose; an answer came late,
    or they rated one badly; most steps of onboarding were missing early. It fits what was seen
    before they left; it is not what they said, and no proof of a cause.
    """
    told = _told(row, steps)
    if told is None:
        return Answer(None, False, None, None, NOTHING)
    return Answer(told[0], True, INFERRED, told[1])


def _told(row: Mapping[str, Any], steps: int) -> tuple[str, str] | None:
    if row.get("payment_failed"):
        return "payment/failed", "the last payment failed"
    before, after = row.get("price_before"), row.get("price_after")
    if before and after:
        return "value/price_increase", f"price {before:g} → {after:g}"
    if row.get("slow"):
        return "service/slow", f"{row['slow']} late answers"
    if row.get("badly_rated"):
        return "service", f"{row['badly_rated']} tickets rated badly"
    done = row.get("steps_done")
    if steps and done is not None and done < steps / 2:
        return "onboarding", f"{done} of {steps} steps"
    return None
