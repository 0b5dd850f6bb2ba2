"""In which language somebody is written to."""

import pytest

from tenure_web.messages.whom import language_told, told_of


@pytest.mark.parametrize(
    ("told", "language"),
    [("ko", "ko"), (" KO-KR ", "ko"), ("en-GB", "en"), ("ja", "en"), ("한국어", "ko"), ("", None)],
)
def test_korean_is_written_to_who_reads_it_and_english_to_all_others(
    told: str, language: str | None
) -> None:
    assert language_told(told) == language
    assert told_of({"language": told}).language == language


def test_who_told_no_language_has_none() -> None:
    assert told_of({"language": None}).language is None
    assert told_of({}).language is None
