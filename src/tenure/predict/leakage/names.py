"""Names that say what was done once a customer was about to leave, in English and Korean."""

import re
from unicodedata import normalize

LEAVING = {
    "churn", "churned", "churner", "churns", "attrition", "attrited", "exited", "left",
    "cancel", "cancels", "canceled", "cancelled", "cancellation", "cancellations", "canceling",
    "cancelling", "terminate", "terminated", "termination", "deactivated", "deactivation",
    "unsubscribed", "unsubscribe", "closed", "closure", "offboarding", "offboarded", "quit",
    "resigned", "lapsed", "defected", "leaver", "leaving", "departure", "ended", "exit",
}  # fmt: skip
SAVING = {
    "retention", "save", "saved", "saves", "winback", "reactivation", "rescue", "loyalty",
}  # fmt: skip
"""Means something only beside a word of what the save desk does: a call, an offer, a team."""
DOINGS = {
    "call", "calls", "offer", "offers", "desk", "team", "agent", "specialist", "discount",
    "campaign", "contact", "contacted", "attempt", "attempts", "made", "accepted", "request",
    "requested", "requests", "queue", "case", "cases",
}  # fmt: skip
ABOUT = {
    "reason", "reasons", "category", "code", "type", "date", "at", "on", "time", "day", "month",
    "year", "flag", "label", "value", "score", "status", "by", "comment", "comments", "note",
    "notes", "survey", "interview", "form", "fee", "letter", "notice", "confirmed", "confirmation",
    "processed", "is", "has", "was", "customer", "account", "user", "subscription", "contract",
    "risk", "probability", "prediction", "predicted",
}  # fmt: skip
"""With nothing but these beside it, a word of leaving is about the leaving itself."""
HOLDERS = {
    "customer", "account", "user", "member", "membership", "subscription", "contract", "client",
    "current", "lifecycle", "subscriber", "is",
}  # fmt: skip
STATES = {"status", "state", "active", "inactive"}

KOREAN = (
    "해지", "탈퇴", "이탈", "취소사유", "취소일", "종료사유", "계약종료", "휴면전환", "폐점",
    "폐업신고", "방어", "리텐션", "잔류", "만류", "재유치", "윈백", "고객상태", "계정상태",
    "계약상태", "회원상태", "가입상태", "구독상태", "이용상태",
)  # fmt: skip

LIFETIME = {"cltv", "clv", "ltv"}


def is_save_desk(name: str) -> str | None:
    """Return the words by which a name is that of a save-desk field, or None.

    Retention calls, offers to those who want to leave, reasons and dates of leaving, and the
    status that leaving changes. Words are parted at capitals and at what is no letter.
    """
    name = normalize("NFC", name)  # files from a Mac have syllables in parts
    squeezed = re.sub(r"[\W_]+", "", name)
    korean = [word for word in KOREAN if word in squeezed]
    if korean or squeezed == "상태":
        return korean[0] if korean else squeezed
    words = _words(name)
    if not words:
        return None
    for test in (_of_leaving, _of_saving, _of_state):
        found = test(words)
        if found:
            return found
    return None


def is_lifetime_value(name: str) -> str | None:
    """Return the words by which a name is that of a customer's lifetime value, or None."""
    words = _words(name)
    short = next((word for word in words if word in LIFETIME), None)
    if short is None and {"lifetime", "value"} <= set(words):
        return "lifetime value"
    return "생애가치" if "생애가치" in re.sub(r"[\W_]+", "", name) else short


def _of_leaving(words: list[str]) -> str | None:
    told = [word for word in words if word in LEAVING]
    rest = [word for word in words if word not in LEAVING and word not in ABOUT]
    if told and (not rest or {"reason", "reasons"} & set(words)):
        return " ".join(words)
    return None


def _of_saving(words: list[str]) -> str | None:
    saving = [word for word in words if word in SAVING]
    if saving and (set(words) & DOINGS):
        return " ".join(words)
    if {"offer", "offers"} & set(words) and {"made", "accepted", "declined"} & set(words):
        return " ".join(words)
    return None


def _of_state(words: list[str]) -> str | None:
    if set(words) & STATES and set(words) <= STATES | HOLDERS and words != ["state"]:
        return " ".join(words)
    return None


def _words(name: str) -> list[str]:
    parted = re.sub(r"([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])", r"\1\3 \2", name)
    found = re.findall(r"[a-z]+", parted.lower())
    joined = {("win", "back"): "winback", ("off", "boarding"): "offboarding"}
    whole: list[str] = []
    for word in found:
        if whole and (whole[-1], word) in joined:
            whole[-1] = joined[whole[-1], word]
        else:
            whole.append(word)
    return whole
