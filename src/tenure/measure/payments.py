"""Payments: how each attempt to collect ended, from the words that systems use for it."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "collected": (
        *("paid", "succeeded", "success", "successful", "captured", "settled", "collected"),
        *("complete", "completed", "approved", "received", "ok", "y", "yes", "true", "1"),
        *("완료", "성공", "정상", "승인", "승인완료", "결제", "결제완료", "결제성공", "결제됨"),
        *("납부", "납부완료", "완납", "입금", "입금완료", "수납", "수납완료", "예"),
    ),
    "failed": (
        *(
            "failed",
            "failure",
            "declined",
            "denied",
            "rejected",
            "error",
            "unpaid",
            "uncollectible",
        ),
        *("canceled", "cancelled", "void", "voided", "expired", "overdue", "pastdue"),
        *("n", "no", "false", "0"),
        *("실패", "결제실패", "승인실패", "납부실패", "출금실패", "거절", "승인거절", "거부"),
        *("취소", "결제취소", "승인취소", "미납", "미결제", "연체", "오류", "만료", "아니오"),
    ),
    "pending": (
        *("pending", "processing", "inprogress", "open", "authorized", "authorised", "scheduled"),
        *("requiresaction", "requirespaymentmethod", "draft"),
        *("대기", "결제대기", "입금대기", "처리중", "진행중", "결제중", "예정"),
    ),
    "refunded": (
        *("refunded", "refund", "chargeback", "chargedback", "reversed", "returned"),
        *("환불", "환불완료", "결제환불", "전액환불", "반환", "차지백"),
    ),
}
"""Words by outcome; case, blanks, - and _ do not count."""


def outcome(status: "ir.StringValue") -> "ir.StringValue":
    """Return how payments ended: collected, failed, pending or refunded; null for other words."""
    import ibis

    word = status.lower().re_replace(r"[\s_-]+", "")
    named = [(word.isin(words), name) for name, words in OUTCOMES.items()]
    return ibis.cases(*named, else_=ibis.null("string"))


def outcome_of(status: str) -> str | None:
    """Return how one payment ended, as `outcome` does; None for other words.

    >>> outcome_of("Past due"), outcome_of("환불완료"), outcome_of("?")
    ('failed', 'refunded', None)
    """
    word = re.sub(r"[\s_-]+", "", status.lower())
    return next((name for name, words in OUTCOMES.items() if word in words), None)


def collected(payments: "ir.Table") -> "ir.Table":
    """Leave what came in, and what went back.

    Grain in and out: a payment. Without a status it came in; money given back is a refund with
    a negative amount. A payment that is marked as refunded is none: it came in and went back.
    One whose status says nothing known is none, either.
    """
    if "status" not in payments.columns:
        return payments
    ended = outcome(payments.status)
    back = (ended == "refunded") & (payments.amount < 0)
    kept = payments.status.isnull() | (ended == "collected") | back
    return payments.filter(kept.fill_null(False))


def unknown_statuses(payments: "ir.Table") -> "ir.Table":
    """Count payments whose status is no known word (status, rows), the most frequent first."""
    import ibis

    told = payments.filter(payments.status.notnull(), outcome(payments.status).isnull())
    counted = told.group_by("status").agg(rows=told.count())
    return counted.order_by([ibis.desc("rows"), "status"])
