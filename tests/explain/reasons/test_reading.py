"""What customers write, in English and Korean, and the reason that it tells."""

import pytest

from tenure.explain.reasons import reading
from tenure.explain.reasons.reading import SAYS_NOTHING, SEVERAL, Reader, english_tells
from tenure.explain.reasons.taxonomy import taxonomy
from tenure.explain.text import Reader as Texts

READER = Reader(taxonomy())


@pytest.fixture(scope="module")
def told():
    texts = Texts()

    def read(text):
        (found,) = texts.read([text])
        return READER.read(found.lemmas, found.language, found.text)

    return read


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Way too expensive for a small team like ours.", "value/too_expensive"),
        ("You raised the price twice within a year.", "value/price_increase"),
        ("It crashes every single morning, so many bugs.", "product/reliability"),
        ("We waited nine days for an answer.", "service/slow"),
        ("The man on the phone was rude.", "service/attitude"),
        ("We switched to a competitor.", "competitor"),
        ("The interface is complicated and confusing.", "product/usability"),
        ("There is no integration with our warehouse.", "product/missing_feature"),
        ("We never got started, nobody showed us anything.", "onboarding/no_guidance"),
        ("My company went out of business.", "change/closed"),
        ("I was charged twice and overcharged again.", "fault/billing"),
        ("I moved abroad.", "change/moved"),
        ("We no longer need it.", "change/no_longer_needed"),
        ("My card was declined.", "payment/failed"),
        (
            "New customers get a discount while loyal customers pay more.",
            "relationship/newcomers_first",
        ),
        ("요금이 너무 비싸요.", "value/too_expensive"),
        ("가격이 또 올랐네요. 가격 인상이 너무 잦아요.", "value/price_increase"),
        ("앱이 자꾸 튕기고 오류가 나요.", "product/reliability"),
        ("상담원이 너무 불친절했습니다.", "service/attitude"),
        ("경쟁사로 옮겼습니다.", "competitor"),
        ("화면이 복잡하고 불편해요.", "product/usability"),
        ("배송이 늦고 택배가 파손됐어요.", "service/delivery"),
        ("회사가 폐업했습니다.", "change/closed"),
        ("이제 필요가 없어졌어요.", "change/no_longer_needed"),
        ("결제가 안 돼서 끊겼어요. 카드 거절이래요.", "payment/failed"),
    ],
)
def test_own_words(told, text, code):
    found = told(text)
    assert found.code == code
    assert found.words


@pytest.mark.parametrize(
    "text",
    [
        "It is not expensive at all.",
        "The app never crashes.",
        "가격이 비싸지 않아요.",
        "오류가 없어요.",
    ],
)
def test_what_is_denied_is_no_reason(told, text):
    assert told(text).code is None


@pytest.mark.parametrize("text", ["Goodbye.", "I want to cancel.", "감사합니다.", "해지해 주세요."])
def test_what_tells_nothing_is_not_forced(told, text):
    found = told(text)
    assert (found.code, found.reason) == (None, SAYS_NOTHING)


def test_several_reasons_alike_are_none(told):
    found = told("Too expensive. And the agent was rude.")
    assert (found.code, found.reason) == (None, SEVERAL)
    assert len(found.words) == 2


def test_two_of_one_first_level_are_that_level(told):
    assert told("Buggy and confusing.").code == "product"


def test_lemmas_of_tells_that_are_known_are_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {words: list(steps) for words, steps in english_tells(taxonomy()).items()}
    text = ("way", "too", "expensive", "for", "we")
    told = READER.read(text, "en")
    monkeypatch.setattr(reading, "_lemmas", None)
    assert Reader(taxonomy(), known).read(text, "en") == told
    assert told.code == "value/too_expensive"
