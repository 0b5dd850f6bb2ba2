"""Guides in both languages, of the same questions."""

import re

from tenure.explain.interviews.guide import Known, guide, keys, said


def test_both_languages_have_the_same_sentences_with_the_same_values():
    assert keys("en") == keys("ko")


def test_who_left_without_a_word_is_asked_openly():
    questions = guide(Known(left=True), "en")
    assert questions[0] == said("ask.opening_left", "en")
    assert said("ask.unknown", "en") in questions
    assert questions[-1] == said("ask.closing", "en")


def test_a_contradiction_names_both_sides():
    known = Known(
        left=True,
        stated=("Price", "가격"),
        words="Too expensive.",
        evidence={"en": "support answered late 2 times", "ko": "늦은 문의 답변 2건"},
        contradicts=True,
    )
    (question,) = [one for one in guide(known, "ko") if "무엇이 먼저" in one]
    assert "가격" in question
    assert "늦은 문의 답변 2건" in question
    assert any("answered late 2 times" in one for one in guide(known, "en"))
    assert any("Too expensive." in one for one in guide(known, "en"))


def test_long_words_are_cut_and_risks_are_asked_about():
    known = Known(left=False, words="x" * 900, risk=(("opens less",), ("덜 엽니다",)))
    english = guide(known, "en")
    assert max(len(one) for one in english) < 260
    assert any("opens less" in one for one in english)
    assert any(re.search("덜 엽니다", one) for one in guide(known, "ko"))


def test_themes_are_asked_about_after_what_was_said_and_before_the_risk():
    themes = (("Price", "가격"), ("Support", "고객 응대"))
    known = Known(left=False, themes=themes, risk=(("opens less",), ("덜 엽니다",)))
    english = guide(known, "en")
    places = [english.index(said("ask.theme", "en", theme=one)) for one in ("Price", "Support")]
    assert places == [1, 2]
    assert "opens less" in english[3]
    assert said("ask.theme", "ko", theme="고객 응대") in guide(known, "ko")


def test_the_silent_are_asked_about_what_grew():
    known = Known(left=True, grown=("Errors and speed", "오류와 속도"))
    assert said("ask.grown", "en", theme="Errors and speed") in guide(known, "en")
    assert any("‘오류와 속도’ 이야기" in one for one in guide(known, "ko"))
