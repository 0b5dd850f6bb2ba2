"""N-grams counted all at once are those that one finds one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tenure.explain.sentiment.ngrams import BITS, ORDERS, hashed, matrix, plain, weighed


def test_of_two_letters_between_spaces_there_are_ten():
    """ " ab " has 4 single characters, 3 pairs, 2 triples and 1 four."""
    text, places, totals = hashed(["ab"])
    assert totals.tolist() == [10]
    assert len(text) == len(places) == 10


def test_the_same_characters_have_the_same_places_wherever_they_stand():
    one = set(hashed(["비싸요"])[1].tolist())
    both = set(hashed(["너무 비싸요 정말"])[1].tolist())
    shared = len(one & both)
    assert shared == len(one)  # " 비싸요 " stands in both, spaces and all


def test_no_ngram_reaches_over_the_end_of_a_text():
    apart = [set(hashed([text])[1].tolist()) for text in ("ab", "cd")]
    text, places, _ = hashed(["ab", "cd"])
    for number, own in enumerate(apart):
        assert set(places[text == number].tolist()) == own


def test_order_matters_within_a_text():
    assert set(hashed(["ab"])[1].tolist()) != set(hashed(["ba"])[1].tolist())


@given(st.lists(st.text(max_size=30), min_size=1, max_size=8))
def test_counts_are_those_of_each_text_alone(texts):
    _, _, totals = hashed(texts)
    for text, total in zip(texts, totals, strict=True):
        length = len(f" {plain(text)} ")
        assert total == sum(max(length - order + 1, 0) for order in ORDERS)


@given(st.lists(st.text(max_size=30), min_size=1, max_size=8))
def test_weights_are_summed_as_the_matrix_would(texts):
    weights = np.random.default_rng(0).normal(size=1 << BITS).astype(np.float32)
    direct = np.asarray(matrix(texts) @ weights.astype(float))
    assert np.allclose(weighed(texts, weights), direct, atol=1e-4)


def test_shouting_and_laughter_are_one_spelling():
    assert plain("SO   GOOOOOOD\nㅋㅋㅋㅋㅋㅋㅋ") == "so goood ㅋㅋㅋ"


def test_half_a_surrogate_is_no_error():
    assert hashed(["bad \ud800 text"])[2].tolist()[0] > 0
