"""One spelling for what is the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.explain.text.normalise import normalised, shortened


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (unicodedata.normalize("NFD", "해지할게요"), "해지할게요"),
        ("０１０−１２３４", "010−1234"),
        ("𝟎𝟏𝟎", "010"),
        ("٠١٠", "010"),
        ("can’t", "can't"),
        ("“다시는”", '"다시는"'),
        ("ㅋㅋㅋ ㅠㅠ", "ㅋㅋㅋ ㅠㅠ"),
        ("ne\u200bver\ufeff again\u00ad", "never again"),
        ("a\u202eb", "ab"),
        ("one\r\n\r\n two\t\tthree\u3000four", "one\ntwo three four"),
        ("\x00bad\x07 sign", "bad sign"),
        ("love 👍🏽", "love 👍🏽"),
        ("", ""),
    ],
)
def test_spellings(written, kept):
    assert normalised(written) == kept


@given(st.text(max_size=80))
def test_normalising_again_changes_nothing(text):
    once = normalised(text)
    assert normalised(once) == once


@given(st.text(alphabet=st.characters(categories=["Cc", "Cf"]), max_size=20))
def test_unseen_characters_do_not_stay(text):
    assert normalised(f"a{text}b").replace("\n", "").replace(" ", "").isprintable()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("soooo goood", "soo good"),
        ("ㅋㅋㅋㅋㅋ", "ㅋㅋ"),
        ("no!!!!!! why????", "no!! why??"),
        ("SoOoO", "SoO"),
        ("1000000", "1000000"),
        ("www.example.com", "www.example.com"),
        ("good", "good"),
        ("너어어어무", "너어어무"),
    ],
)
def test_what_repeats_is_shortened(written, kept):
    assert shortened(written) == kept


@given(st.text(max_size=60))
def test_shortening_again_changes_nothing(text):
    once = shortened(text)
    assert shortened(once) == once
