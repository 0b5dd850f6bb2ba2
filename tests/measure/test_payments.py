"""Payments: how each ended, in the words of systems, English and Korean."""

import pytest

from support import rows
from support.drawing import assert_drawn
from tenure.measure.payments import OUTCOMES, collected, outcome, unknown_statuses


def test_words_have_one_meaning_and_are_written_plainly():
    words = [word for known in OUTCOMES.values() for word in known]
    assert len(set(words)) == len(words)
    assert all(word == word.lower().strip() and not set(word) & set(" _-") for word in words)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Paid", "collected"),
        ("결제 완료", "collected"),
        ("승인", "collected"),
        ("past_due", "failed"),
        ("실패", "failed"),
        ("결제취소", "failed"),
        ("In-Progress", "pending"),
        ("입금 대기", "pending"),
        ("REFUNDED", "refunded"),
        ("환불", "refunded"),
        ("부분환불", None),
        ("완료되지 않음", None),
        ("", None),
    ],
)
def test_a_status_is_read(run, written, meant):
    told = rows.table([{"status": written}])
    assert run(told.select(meant=outcome(told.status))) == [{"meant": meant}]


def test_what_came_in_and_what_went_back(run, drawn):
    """A refund of its own is taken off; a payment marked as refunded came and went.

    | payment_id | status      | amount |
    | a          | paid        | 10     |
    | b          | 완료        | 20     |
    | c          | –           | 30     |
    | d          | 실패        | 40     |
    | e          | 대기        | 50     |
    | f          | 환불        | 60     |
    | g          | 환불        | -20    |
    | h          | paid        | -5     |
    | i          | 모름        | 70     |
    | j          | 환불        | –      |

    | payment_id |
    | a          |
    | b          |
    | c          |
    | g          |
    | h          |

    | status | rows |
    | 모름   | 1    |
    """
    told = rows.table(drawn[0])
    assert_drawn(run(collected(told).order_by("payment_id")), drawn[1])
    assert_drawn(run(unknown_statuses(told)), drawn[2])


def test_payments_without_a_status_came_in(run):
    told = rows.table([{"payment_id": "a", "amount": "3"}])
    assert len(run(collected(told))) == 1
