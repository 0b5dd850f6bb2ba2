"""What people read: both languages have every sentence, with the same numbers in it."""

from datetime import date
from string import Formatter

import pytest

from tenure.predict.worth import (
    gamma_gamma,
    next_purchase,
    peers,
    purchases,
    spending,
    value,
    words,
)
from tenure.predict.worth.reckoning import Reckoning
from tenure.predict.worth.recommend_judged import Comparison
from tenure.stats import Estimate

LANGUAGES = ("en", "ko")


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_languages_have_the_same_sentences_and_numbers():
    english, korean = (words.texts(language) for language in LANGUAGES)
    assert english.keys() == korean.keys()
    assert {key: fields(text) for key, text in english.items()} == {
        key: fields(text) for key, text in korean.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "code",
    [
        purchases.NO_PURCHASE, purchases.NO_REPEAT, purchases.NO_AMOUNT,
        purchases.SEVERAL_CURRENCIES, value.NO_SPENDING, value.HEAVY_TAIL,
        next_purchase.GONE, next_purchase.BEYOND,
        peers.TOO_FEW_PEERS, peers.NOT_KNOWN, spending.NO_MONEY, spending.TOO_NEW, "best_quarter",
    ],
)  # fmt: skip
def test_every_reason_is_said(code, language):
    assert words.reason(code, language).endswith(".")


def test_a_value():
    row = {
        "value": 1234.4, "purchases": 3.21, "spend": 40.0, "alive": 0.87,
        "value_low": 0.0, "value_high": 2000.0, "reason": None,
    }  # fmt: skip
    assert words.value_said(row) == (
        "Worth 1,234: 3.2 purchases expected of 40 each; 87% likely to be still buying. "
        "What they really bring will lie between 0 and 2,000."
    )
    assert "2,000" not in words.value_said(row | {"value_low": None})
    assert words.value_said({"value": None, "reason": "heavy_tail"}, "ko").startswith("금액의")
    assert "365 days" in words.reckoned(Reckoning(365, 0.4))
    assert "365일" in words.reckoned(Reckoning(365, 0.4), "ko")


def test_a_next_purchase():
    row = {
        "last_day": date(2024, 5, 3), "gaps": 7, "own_gap": 23.4, "usual_gap": 25.0,
        "again": 0.8, "next_day": date(2024, 5, 28), "earliest": date(2024, 5, 20),
        "latest": date(2024, 6, 8), "overdue": False, "reason": None,
    }  # fmt: skip
    assert words.next_said(row) == (
        "Bought last on 2024-05-03; 7 own gaps of 23 days on average, with those of others "
        "25 days. Next expected on 2024-05-28, between 2024-05-20 and 2024-06-08, if they come "
        "back in time (80% likely)."
    )
    silent = row | {"overdue": True, "reason": "gone", "next_day": None}
    assert "Overdue" in words.next_said(silent)
    assert "no next date" in words.next_said(silent)
    assert "한 번 구매" in words.next_said(row | {"gaps": 0, "own_gap": None}, "ko")


@pytest.mark.parametrize("language", LANGUAGES)
def test_potential_and_offers(language):
    standing = {
        "value": 10.0, "alike": "plan", "peers": 40.0, "q25": 8.0, "median": 12.0, "q75": 30.0,
        "gap": 20.0, "reason": None,
    }  # fmt: skip
    assert "20" in words.standing_said(standing, language)
    assert "40" in words.standing_said(standing | {"gap": None}, language)
    assert words.standing_said(standing | {"reason": "too_few_peers"}, language)
    chance = {
        "kind": "cross_sell", "product_id": "tea", "holders": 8.0, "best": 10.0, "share": 0.8,
        "others": 0.2, "own": None, "median": 7.0,
    }  # fmt: skip
    assert "80%" in words.chance_said(chance, language)
    assert "7" in words.chance_said(chance | {"kind": "up_sell", "own": 3.0}, language)
    offer = {"item": "tea", "because": "cup", "together": 4.0, "buyers": 9.0, "why": "similar"}
    assert "cup" in words.offer_said(offer, language)
    for why in ("again", "popular"):
        told = offer | {"why": why, "because": None, "together": None}
        assert "tea" in words.offer_said(told, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verdict", ["better", "no_better", "worse", "unknown"])
def test_verdicts(verdict, language):
    ahead = None if verdict == "unknown" else Estimate(0.01, -0.02, 0.04)
    found = words.compared(Comparison(1234, {}, "popular", ahead, verdict), language)
    assert "1,234" in found
    assert ("-0.020" in found) == (verdict != "unknown")


def test_the_check_that_frequency_and_value_are_unrelated():
    assert "nearly unrelated" in words.related_said(Estimate(0.11, 0.05, 0.18))
    much = Estimate(gamma_gamma.RELATED, 0.1, 0.3)
    assert "do not trust" in words.related_said(much)
    assert "너무 적어" in words.related_said(None, "ko")


PROFILE = {
    "growth": 47_080.0,
    "growth_now": 19_000.0,
    "growth_best": 66_080.0,
    "growth_peers": 180.0,
    "growth_alike": "tenure_months: 12–24; 업종: 교육",
    "growth_reason": None,
}


def test_room_to_grow_with_its_evidence():
    assert words.growth_said(PROFILE, "en") == (
        "Room to grow: 47,080 a month. Brings 19,000; the best quarter of the 180 customers like "
        "them (months as a customer: 12–24; 업종: 교육) brings 66,080 or more."
    )
    assert words.growth_said(PROFILE, "ko") == (
        "성장 여력: 한 달에 47,080. 현재 19,000이며, 비슷한 고객 180명(고객이 된 지(개월): 12–24; "
        "업종: 교육)의 상위 4분의 1은 66,080 이상입니다."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_room_to_grow_is_told_with_its_reason(language):
    none = PROFILE | {"growth": None, "growth_reason": "too_new"}
    assert words.growth_said(none, language) == words.reason("too_new", language)
    assert words.common_said(None, language) is None
