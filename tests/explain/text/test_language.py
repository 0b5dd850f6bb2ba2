"""Which language a text is in."""

import pytest

from tenure.explain.text.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The app keeps crashing.", "en"),
        ("앱이 자꾸 멈춰요.", "ko"),
        ("app이 자꾸 crash나요", "ko"),  # 6 syllables, 18 letters' worth, beside 8 letters
        ("The 환불 process is too slow for us", "en"),  # 6 beside 26
        ("ㅋㅋㅋ", "ko"),
        ("서비스가遅い", "ko"),  # four syllables beside two signs
        ("サービスが遅いです", None),
        ("Сервис работает медленно", None),
        ("", None),
        ("12:30 !!! 👍", None),
    ],
)
def test_by_its_letters(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize("hint", ["ko", "KO", "ko-KR", "ko_KR"])
def test_a_hint_decides_where_there_are_no_letters(hint):
    assert language_of("👍👍 10/10", hint) == "ko"


def test_a_hint_does_not_outweigh_the_letters():
    assert language_of("Too slow, sorry.", "ko") == "en"
    assert language_of("너무 느려요", "en") == "ko"


def test_latin_letters_of_another_language_are_none_when_the_hint_says_so():
    assert language_of("Ich möchte kündigen", "de") is None
    assert language_of("Ich möchte kündigen") == "en", "without a hint it cannot be told"
    assert language_of("해지 bitte", "de") == "ko"
