"""Sentences that show what a theme is about."""

from tenure.explain.themes.typical import same_words, sentences, stem, typical

TEXTS = [
    "I am sad. The price is too high!",
    "The price is too high! Bye.",
    "These fees are a surprise. I am sad.",
    "배송이 늦었어요. 너무 비싸요!",
]


def test_the_sentence_with_the_most_telling_words_comes_first_then_what_it_did_not_tell():
    found = typical(TEXTS, {"price": 0.8, "high": 0.2, "fee": 0.5})
    assert found == ["The price is too high!", "These fees are a surprise."]


def test_forms_of_a_word_are_found_by_its_stem():
    assert stem("비싸다") == "비싸"
    assert typical(TEXTS, {"비싸다": 1.0}) == ["너무 비싸요!"]
    assert stem("not work") == "wor"


def test_without_its_words_there_is_nothing_typical():
    assert typical(TEXTS, {"parcel": 1.0}) == []
    assert typical([], {"parcel": 1.0}) == []


def test_how_many_say_it_in_the_same_words():
    assert same_words(TEXTS, wordings=1) == 0.5
    assert same_words([]) == 0.0
    assert sentences("One. Two!\nThree") == ["One.", "Two!", "Three"]
