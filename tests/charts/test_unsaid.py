"""Why something is not known, in Korean."""

import pytest

from tenure.charts.unsaid import unsaid
from tenure.charts.words import Words
from tenure.company.predictions.acting.trials import UnjudgedError
from tenure.report.reasons import in_words

KO = Words("ko", "tenure.report")


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        (
            "nobody left from 2024-01-01 to 2024-02-01",
            "2024-01-01부터 2024-02-01까지 이탈한 고객이 없습니다",
        ),
        (
            "nobody's reason is known by this source: recorded, observed",
            "이유를 아는 고객이 없는 출처: 기록, 관찰",
        ),
        (
            "stated: everyone answered; recorded: too few answered, or too few did not",
            "고객의 말: 모두 답함; 기록: 답한 고객이나 답하지 않은 고객이 너무 적음",
        ),
        (
            UnjudgedError("no_control", arms="treatment, tv").message,
            UnjudgedError("no_control", arms="treatment, tv").says("ko"),
        ),
        (
            "there is no table orders (what customers bought)",
            "orders 테이블이 없습니다(고객의 구매)",
        ),
        ("Acme (One) was never seen", "Acme (One)의 가격을 확인한 적이 없음"),
        ("something else: quite new", "something else: quite new"),
    ],
)
def test_a_reason_is_said_in_the_language_of_the_table(english: str, korean: str) -> None:
    assert unsaid(english, "en") == english
    assert unsaid(english, "ko") == korean == in_words(english, KO)
