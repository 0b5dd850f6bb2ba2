"""Codes of a time line in the reader's language; a company's own words stay as they are."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from tenure_web.customers import telling, wording
from tenure_web.lib.language import words_of

KO, EN = words_of("ko"), words_of("en")


@pytest.mark.parametrize(
    ("kind", "text", "en", "ko"),
    [
        ("payment", "paid", "paid", "결제됨"),
        ("payment", "past_due", "past_due", "결제 실패"),
        ("payment", "환불완료", "Refunded", "환불완료"),
        ("payment", "Sonderfall", "Sonderfall", "Sonderfall"),
        ("touch", "email", "E-mail", "이메일"),
        ("ticket", "In-app", "In the product", "제품 안"),
        ("ticket", "카카오톡", "카카오톡", "카카오톡"),
        ("feedback", "exit", "exit survey", "해지 설문"),
        ("event", "email", "email", "email"),
    ],
)
def test_what_a_line_is_about(kind: str, text: str, en: str, ko: str) -> None:
    assert wording.what(kind, text, EN) == en
    assert wording.what(kind, text, KO) == ko


@pytest.mark.usefixtures("workspace")
def test_why_a_contract_ended_is_said_by_the_taxonomy() -> None:
    assert wording.detail("contract_ended", "reliability", KO) != "reliability"
    assert wording.detail("contract_ended", "자체 코드 7", KO) == "자체 코드 7"
    assert wording.detail("touch", "reliability", KO) == "reliability"


def test_lines_and_contacts_say_so() -> None:
    own: Any = SimpleNamespace(clock=lambda at: at, day=lambda at: date(2026, 1, 2))
    line = dict.fromkeys(("n", "amount", "score", "detail", "text", "currency", "unit"))
    line |= {"kind": "payment", "what": "failed", "at": datetime(2026, 1, 2, tzinfo=UTC)}
    assert telling.said(line, KO, own, personal=True)["says"] == "결제 실패"
    contact = {"play": "spring", "n": 2, "last": 1, "channel": "push"}
    contact |= {"clicked_at": None, "opened_at": None}
    assert "푸시 알림" in telling.contact_said(contact, KO, own)
    drawn = {"arm": "treatment", "experiment": "spring", "assigned_at": 1}
    assert "treatment" not in telling.arm_said(drawn, KO, own)
