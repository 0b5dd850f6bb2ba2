"""One customer in sentences: every part of a profile, in both languages, by hand."""

from datetime import date

import pytest

from tenure.cli.explaining import lines
from tenure.company.predictions.profiles.explaining import Explanation
from tenure.predict.health.lead import LeadTime, Share

PROFILE = {
    "unit_id": "C7",
    "name": "보라",
    "as_of": date(2026, 7, 1),
    "risk": 0.31,
    "risk_low": 0.2,
    "risk_high": 0.42,
    "risk_band": "high",
    "trust": "unlike",
    "leaves_in_28_days": 0.25,
    "median_days": 90.0,
    "cause": "involuntary",
    "cause_share": 0.825,
    "health": 90.0,
    "health_band": "at_risk",
    "health_change": -12.4,
    "health_most": "use",
    "health_computed": 41.0,
    "health_set_by": "김지수",
    "health_set_why": "QBR went well",
    "health_set_until": date(2026, 8, 1),
    "health_reason": "partly",
    "health_without": "sentiment",
    "value": 120_000.0,
    "value_low": 10_000.0,
    "value_high": 180_000.0,
    "value_tier": "top",
    "value_currency": "KRW",
    "growth": 47_080.0,
    "growth_now": 19_000.0,
    "growth_best": 66_080.0,
    "growth_peers": 180.0,
    "growth_alike": "size: 10–49",
    "growth_reason": None,
    "next_purchase": date(2026, 7, 17),
    "next_earliest": date(2026, 7, 3),
    "next_latest": date(2026, 8, 25),
}
REASON = {
    "direction": "up",
    "says_en": "no activity for 8 days",
    "says_ko": "8일 동안 활동이 없음",
}
CHANCE = {
    "kind": "cross_sell",
    "product_id": "team",
    "holders": 71.0,
    "best": 94.0,
    "share": 0.755,
    "others": 0.02,
    "own": None,
    "median": 66_080.0,
}
OFFER = {"item": "tea", "why": "similar", "because": "pot", "together": 12.0, "buyers": 40.0}
NEED = {
    "product_id": "filter",
    "next_day": date(2026, 9, 21),
    "earliest": date(2026, 7, 13),
    "latest": date(2026, 12, 1),
}
CROSSED = {
    "risk_band_before": "low",
    "risk_band": "high",
    "risk_why_en": "no activity for 8 days; before: active 2 days ago",
    "risk_why_ko": "8일 동안 활동이 없음, 이전: 2일 전에 활동함",
    "health_band_before": "watch",
    "health_band": "at_risk",
    "health_why_en": None,
    "health_why_ko": None,
}
TREATMENT = {"experiment": "save_offer", "treatment": "call", "gain": -0.021, "harms": True}
SHARE = Share(76, 100, 0.67, 0.83)
LEAD = LeadTime(182, SHARE, 26.0, 20.0, 31.0, Share(40, 100, 0.3, 0.5), Share(0, 0, None, None), 0)
DOUBT = {"en": "40 of 113 features lie outside.", "ko": "변수 113개 중 40개가 범위를 벗어납니다."}


def told(language, **changed):
    return list(lines(found(**changed), language))


def found(**changed):
    profile = PROFILE | changed.pop("profile", {})
    parts = {
        "reasons": [REASON],
        "curve": [],
        "offers": [OFFER],
        "needs": [NEED],
        "chances": [CHANCE],
        "crossed": CROSSED,
        "since": date(2026, 6, 30),
        "components": {"use": 28.0, "payment": 60.0},
        "lead": LEAD,
        "doubt": DOUBT,
        "treatments": [TREATMENT],
        "unsaid": {"en": [], "ko": []},
    }
    return Explanation(profile, **(parts | changed))


def test_everything_in_english():
    assert told("en") == [
        "C7 보라, 2026-07-01",
        "Risk of leaving: 31.0% (20.0% to 42.0%), high.",
        "Careful: 40 of 113 features lie outside.",
        "  raises it: no activity for 8 days",
        "  since 2026-06-30 from low to high: no activity for 8 days; before: active 2 days ago",
        "  (These are what the score leans on, not causes: changing one of them need not change "
        "whether the customer stays.)",
        "Will have left: 25.0% within 28 days.",
        "Half of such customers leave within 90 days.",
        "Most who leave like this do so not by their own decision (a failed payment, say) "
        "(82.5% of them).",
        "Health: 90 of 100, higher is healthier, at risk, -12 in 28 days (mostly use).",
        "  since 2026-06-30 from watch to at risk: many small things",
        "  made of: use 28, payment 60",
        "  set by 김지수 until 2026-08-01: QBR went well (computed: 41)",
        "  without sentiment: the weights of the others count for all",
        "  Of 100 who left, 76 (76%) were at risk when they did. Half of these had been so for at "
        "least 26 days. Of 100 who stayed, 40 (40%) were at risk at some time within 182 days.",
        "Worth: 120,000 KRW (10,000 to 180,000), top tier.",
        "Room to grow: 47,080 a month. Brings 19,000; the best quarter of the 180 customers like "
        "them (size: 10–49) brings 66,080 or more.",
        "  Does not have team; 71 of the 94 best customers like them do (76%), and 2% of the "
        "others.",
        "Next purchase: about 2026-07-17 (2026-07-03 to 2026-08-25).",
        "  offer tea: 12 of the 40 customers who took pot took it, too.",
        "  needs filter again about 2026-09-21 (2026-07-13 to 2026-12-01)",
        "Treated with call of save_offer: -2.1 points to stay. More of such customers left because "
        "of it: leave them alone.",
    ]


def test_everything_in_korean():
    korean = told("ko")
    assert len(korean) == len(told("en"))
    whole = "\n".join(korean)
    for part in (
        "이탈 위험도: 31.0% (20.0%~42.0%), 높음.",
        "이탈한다면 대개 결제 실패처럼 고객의 뜻이 아닌 경우입니다(이런 이탈의 82.5%).",
        "주의: 변수 113개 중 40개가 범위를 벗어납니다.",
        "2026-06-30 이후 낮음 → 높음: 8일 동안 활동이 없음, 이전: 2일 전에 활동함",
        "2026-06-30 이후 관찰 → 위험: 작은 변화 여러 가지",
        "구성: 이용 28, 결제 60",
        "김지수 님이 2026-08-01까지 정함: QBR went well (계산된 점수: 41)",
        "이탈한 100명 중 76명(76%)",
        "가치: 120,000 KRW (10,000~180,000), 상위 5%.",
        "비슷한 고객 180명(size: 10–49)",
        "team 상품이 없습니다.",
        "추천 상품 tea: pot 상품을 고른 고객 40명 중 12명",
        "save_offer의 call 처치: 남을 확률 -2.1%p. 이런 고객은 처치로 오히려 더 떠났으니",
        "재구매 예상: filter, 2026-09-21쯤 (2026-07-13~2026-12-01)",
    ):
        assert part in whole
    assert "28일 동안 -12점 (주로 이용)" in whole


@pytest.mark.parametrize("language", ["en", "ko"])
def test_neither_a_cause_nor_a_currency_is_told_that_nobody_knows(language):
    unknown = {"cause": None, "cause_share": None, "value_currency": None}
    lines_told = told(language, profile=unknown)
    assert len(lines_told) == len(told(language)) - 1
    assert "None" not in "\n".join(lines_told)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_is_not_known_says_why(language):
    unknown = {
        "value": None,
        "value_reason": "no_repeat",
        "growth": None,
        "growth_reason": "best_quarter",
        "next_purchase": None,
        "next_reason": "gone",
    }
    whole = "\n".join(told(language, profile=unknown))
    heads = {"en": ("Worth: Bought", "Room to grow: They are in", "Next purchase: They have")}
    heads["ko"] = ("가치: 한 번만", "성장 여력: 비슷한", "다음 구매: 다시")
    for head in heads[language]:
        assert head in whole
    assert "None" not in whole


@pytest.mark.parametrize("language", ["en", "ko"])
def test_lead_time_is_told_of_those_at_risk_only(language):
    calm = told(language, profile={"health_band": "healthy"}, crossed=None)
    assert not any("(76%) were" in line or "76명(76%)이 이탈" in line for line in calm)
    assert len(calm) == len(told(language)) - 3


def test_a_share_is_not_rounded_to_nought_nor_a_small_change_to_minus_nought():
    profile = {"risk": 0.00004, "risk_low": 0.00001, "risk_high": 0.0003, "health_change": -0.2}
    english = told("en", profile=profile)
    assert english[1] == "Risk of leaving: <0.01% (<0.01% to 0.03%), high."
    assert any(", as 28 days ago" in line for line in english)
    assert any("28일 전과 같음" in line for line in told("ko", profile=profile))


def test_of_a_newcomer_it_is_said_that_little_is_known_yet():
    english = "\n".join(told("en", new=9.0))
    assert "watch to at risk: little is known yet of a customer who joined 9 days ago" in english
    assert "many small things" not in english
    assert "관찰 → 위험: 가입한 지 9일 된 고객이라 아직 아는 것이 적음" in "\n".join(
        told("ko", new=9.0)
    )
