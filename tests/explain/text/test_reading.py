"""Texts read in bulk: what is kept of each."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.explain.text import Reader
from tenure.explain.text.reading import LONGEST


@pytest.mark.parametrize(
    ("text", "lemmas"),
    [
        ("해지하고 싶어요.", ("해지",)),
        ("화면이 자꾸 멈춰요", ("화면", "자꾸", "멈추다")),
        ("앱을 쓰지 않아요", ("앱", "안", "쓰다")),
        ("앱을 안 써요", ("앱", "안", "쓰다")),
        ("검색이 되지 않습니다", ("검색", "안")),
        ("검색이 안 돼서 느려요", ("검색", "안", "느리다")),
        ("추천하지 못하겠어요", ("안", "추천")),
        ("정말 끔찍해요", ("끔찍",)),
        ("app이 자꾸 crashed 나요", ("app", "자꾸", "crash")),
        ("저는 김민수입니다. a@b.com 답변이 느려요", ("답변", "느리다")),
        ("The app never works", ("app", "not", "work")),
        ("I don't like slow screens", ("not", "slow", "screen")),
        ("Ich möchte kündigen 3", ("ich", "möchte", "kündigen")),
    ],
)
def test_lemmas(reader, text, lemmas):
    (found,) = reader.read([text], ["de" if text.startswith("Ich") else None])
    assert found.lemmas == lemmas


def test_nothing_is_kept_of_nothing(reader):
    assert reader.read([None, "", "  \n "]) == [None, None, None]
    assert reader.read([]) == []


def test_texts_stay_in_their_order_and_do_not_touch_each_other(reader):
    texts = ["해지할래요", "I want to cancel.", None, "너무 비싸요", "👍", "ok"]
    together = reader.read(texts)
    assert together == [reader.read([text])[0] for text in texts]
    assert [one and one.language for one in together] == ["ko", "en", None, "ko", None, "en"]


def test_the_number_of_threads_changes_nothing(reader):
    texts = ["배송이 늦어요", "다시는 안 삽니다", "해지 안 해요"] * 20
    assert Reader(workers=2).read(texts) == reader.read(texts)


def test_hints_come_one_a_text(reader):
    with pytest.raises(ValueError, match="zip"):
        reader.read(["a", "b"], ["en"])


def test_hits_carry_their_masked_sentence(reader):
    (found,) = reader.read(["Call 010-1234-5678. I want to cancel, says jane@x.com. Bye"])
    assert [(hit.phrase, hit.kind) for hit in found.hits] == [("cancel", "leaving")]
    assert found.hits[0].sentence == "I want to cancel, says [email]."
    (found,) = reader.read(["010-1234-5678 로 연락 주세요. 저는 김민수입니다, 해지할게요! 끝."])
    assert [hit.sentence for hit in found.hits] == ["저는 [name]입니다, 해지할게요!"]


def test_sentences_are_parts_of_the_text(reader):
    text = "첫 문장입니다. 정말 최악이에요!! 그리고 끝"
    (found,) = reader.read([text])
    assert found.hits[0].sentence == "정말 최악이에요!!"
    assert found.hits[0].sentence in found.text


def test_a_text_of_any_length_is_cut(reader):
    (found,) = reader.read(["bad " * LONGEST])
    assert len(found.text) <= LONGEST


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=120))
def test_any_text_is_read(reader, text):
    (found,) = reader.read([text])
    if found is not None:
        assert found.text.strip()
        assert all(" " not in lemma and lemma for lemma in found.lemmas)
