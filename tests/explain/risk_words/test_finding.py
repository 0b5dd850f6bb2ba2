"""Risk words: found by lemma where they are meant, and not where they are denied or quoted."""

import pytest

from tenure.errors import DefinitionError
from tenure.explain.risk_words.lexicon import HARMLESS, Lexicon
from tenure.explain.text import Reader


@pytest.fixture(scope="module")
def reader():
    return Reader(workers=1)


def kinds(reader, text):
    (found,) = reader.read([text])
    return {hit.kind for hit in found.hits}


FOUND = {
    "leaving": ["I cancelled it.", "cancelling", "해지했어요", "해지를 원해요", "탈퇴해요"],
    "never_again": ["I will never buy from this shop again", "다시는 안 써요", "다신 안 삽니다"],
    "terrible": ["The worst app.", "최악이에요", "끔찍했습니다"],
    "competitor": ["We're switching to another provider", "딴 은행으로 옮겼어요"],
    "refund": ["Give me my money back!", "환불해 주세요", "환불이 안 된대요"],
    "price": ["Far too expensive", "돈이 아까워요"],
    "angry": ["I'm furious", "화가 나네요"],
    "legal": ["You'll hear from my lawyer", "소비자원에 신고할게요"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text"), [(k, text) for k, some in FOUND.items() for text in some]
)
def test_found_in_every_form(reader, kind, text):
    assert kind in kinds(reader, text)


@pytest.mark.parametrize(
    "text",
    [
        "I would never cancel",
        "not terrible",
        "No plans to cancel.",
        "It isn't a waste of money",
        "We would have cancelled without your help",
        "나쁘지 않아요",
        "해지할 생각은 없어요",
        "절대 해지 안 해요",
        "최악은 아니에요",
        "환불을 요청한 적이 없어요",
        "돈이 아깝지 않아요",
    ],
)
def test_not_where_it_is_denied(reader, text):
    assert kinds(reader, text) == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I can't not cancel", "leaving"),
        ("You can't say it isn't terrible", "terrible"),
        ("해지 안 할 수가 없네요", "leaving"),
        ("해지하지 않을 이유가 없어요", "leaving"),
    ],
)
def test_where_it_is_denied_twice(reader, text, kind):
    assert kind in kinds(reader, text)


@pytest.mark.parametrize("text", ["I can't cancel!", "해지를 못 하겠어요", "환불을 안 해 줘요"])
def test_where_one_only_is_not_able_to(reader, text):
    """Who cannot cancel wants to."""
    assert kinds(reader, text)


@pytest.mark.parametrize(
    "text",
    [
        'My friend said "never again" but I love it',
        "My brother thinks it is a scam",
        "A colleague cancelled hers",
        "친구는 최악이라고 하는데 저는 좋아요",
        "쓰레기라는 댓글이 있던데요",
        '주인공이 "다시는 오지 않겠어"라고 했어요',
    ],
)
def test_not_where_others_say_it(reader, text):
    assert kinds(reader, text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "익숙해지는 데 시간이 걸렸어요",
        "해지기 전에 왔어요",
        "편해지네요",
        "How can I cancel the meeting?",
        "cancel culture",
        "noise-cancelling headphones",
        "만기 해지 이자가 많아요",
    ],
)
def test_not_in_words_that_look_alike(reader, text):
    assert kinds(reader, text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "If you don't fix this I'll cancel",
        "Fix it or I cancel",
        "안 고쳐 주면 해지합니다",
        "how do I cancel this?",
        "해지 어떻게 하나요",
    ],
)
def test_conditions_and_questions_count(reader, text):
    assert kinds(reader, text) == {"leaving"}


@pytest.mark.parametrize(
    "text", ["This is so fun it's terrible lol", "너무 재밌어서 해지를 못 하지 ㅋㅋ"]
)
def test_not_in_jest(reader, text):
    assert kinds(reader, text) == set()


def test_laughing_alone_is_no_jest(reader):
    assert kinds(reader, "lol, cancelling this") == {"leaving"}
    assert kinds(reader, "해지 완료 ㅋㅋ") == {"leaving"}


def test_a_phrase_is_found_over_a_gap_and_not_over_a_comma(reader):
    own = Reader(Lexicon.shipped().edited({"own": ["blue moon"]}), workers=1)
    assert kinds(own, "the blue and white moon") == {"own"}
    assert kinds(own, "the blue and white and red moon") == set()
    assert kinds(own, "it is blue, moon") == set()
    wide = Reader(Lexicon.shipped().edited({"own": ["blue * moon"]}), workers=1)
    assert kinds(wide, "the blue and white and red moon") == {"own"}


def test_a_company_adds_and_removes(reader):
    lexicon = Lexicon.shipped().edited(
        {"outage": ["server down", "서버 다운"], HARMLESS: ["cancel * lesson"]}, ["avoid"]
    )
    own = Reader(lexicon, workers=1)
    assert kinds(own, "Your servers are down again") == {"outage"}
    assert kinds(own, "서버가 또 다운됐어요") == {"outage"}
    assert kinds(reader, "avoid") == {"never_again"}
    assert kinds(own, "avoid") == set()
    assert kinds(reader, "I cancel my son's lesson") == {"leaving"}
    assert kinds(own, "I cancel my son's lesson") == set()
    assert "outage" in lexicon.kinds
    assert HARMLESS not in lexicon.kinds


@pytest.mark.parametrize(
    ("add", "remove", "message"),
    [
        ({}, ["avoidd"], "no phrase 'avoidd'\n  did you mean 'avoid'"),
        ({"leaving": ["go to {bankk}"]}, [], "no slot 'bankk'"),
    ],
)
def test_what_is_not_there_is_told(add, remove, message):
    with pytest.raises(DefinitionError, match=message):
        Lexicon.shipped().edited(add, remove)


def test_every_shipped_phrase_is_looked_for(reader):
    """None is empty once it is cut, or the same as another of its kind."""
    lexicon = Lexicon.shipped()
    reader.read(["해지", "cancel"])
    for language, phrases in lexicon.phrases.items():
        assert len({one.text for one in phrases}) == len(phrases), "twice"
        patterns = reader._finders[language].by_first.values()
        cut = {pattern.phrase for some in patterns for pattern in some}
        assert {one.text for one in set(phrases) - cut} == set()


def test_a_word_tells_each_kind_once(reader):
    (found,) = reader.read(["다시는 안 써요"])
    assert [(hit.phrase, hit.kind) for hit in found.hits] == [("다시는", "never_again")]
    (found,) = reader.read(["cancel it, cancel it. cancel"])
    assert [hit.phrase for hit in found.hits] == ["cancel"] * 3


def test_slots_are_told_by_what_was_found(reader):
    (found,) = reader.read(["We're switching to another vendor"])
    assert [hit.phrase for hit in found.hits] == ["switch to … another vendor"]
    (found,) = reader.read(["다른 은행으로 옮겼어요"])
    assert [hit.phrase for hit in found.hits] == ["다른 은행으로 옮기다"]
