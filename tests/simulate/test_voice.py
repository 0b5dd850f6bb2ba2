import re
import unicodedata

import pytest

from tenure.simulate import PRESETS, words_en, words_ko
from tenure.simulate.phrases import MOODS

HANGUL = re.compile("[가-힣]")


@pytest.mark.parametrize("preset", PRESETS)
def test_text_is_in_the_language_it_says(company, ask, preset: str) -> None:
    made = company(preset)
    rows = ask(made.path, "select language, text from feedback")
    assert {language for language, _ in rows} == {"ko", "en"}
    for language, text in rows:
        assert text.strip()
        assert "{" not in text
        assert bool(HANGUL.search(text)) is (language == "ko"), text
        assert unicodedata.is_normalized("NFC", text)


def test_names_are_korean_and_english(company, ask) -> None:
    rows = ask(company("saas").path, "select language, name, email from customers")
    for language, name, email in rows:
        assert bool(HANGUL.search(name)) is (language == "ko")
        assert unicodedata.is_normalized("NFC", name)
        assert re.fullmatch(r"c\d+@(example\.(com|org|net)|mail\.invalid)", email)


@pytest.mark.parametrize("preset", ["saas", "d2c"])
def test_scores_fit_the_mood(company, ask, preset: str) -> None:
    ranges = {
        ("nps", "negative"): (0, 6), ("nps", "neutral"): (7, 8), ("nps", "positive"): (9, 10),
        ("*", "negative"): (1, 2), ("*", "neutral"): (3, 3), ("*", "positive"): (4, 5),
    }  # fmt: skip
    rows = ask(
        company(preset).path,
        "select source, mood, score from feedback join truth_feedback using (feedback_id)",
    )
    assert len(rows) > 50
    for source, mood, score in rows:
        low, high = ranges["nps" if source == "nps" else "*", mood]
        assert low <= score <= high


def test_text_fits_its_theme_and_mood(company, ask) -> None:
    rows = ask(
        company("saas").path,
        "select language, text, theme, mood from feedback join truth_feedback using (feedback_id)",
    )
    for language, text, theme, mood in rows:
        words = words_ko if language == "ko" else words_en
        sentences = [s.format(noun="product") for s in words.THEMES[theme][mood]]
        assert any(sentence in text for sentence in sentences), text


@pytest.mark.parametrize("words", [words_ko, words_en])
def test_every_theme_has_every_mood(words) -> None:
    assert len(words.THEMES) >= 8
    assert set(words.THEMES) == set(words_en.THEMES)
    for theme, moods in words.THEMES.items():
        assert tuple(moods) == MOODS
        assert all(len(set(sentences)) >= 3 for sentences in moods.values()), theme


def test_risk_words_go_with_a_negative_mood(company, ask) -> None:
    rows = ask(
        company("saas", customers=12_000).path,
        """select mood, count(*) from feedback join truth_feedback using (feedback_id)
        where regexp_matches(text, '해지하고|최악|다시는|Never again|Terrible') group by 1""",
    )
    assert [mood for mood, _ in rows] == ["negative"]
    assert rows[0][1] > 100


def test_a_risk_word_hides_in_a_harmless_one(company, ask) -> None:
    rows = ask(
        company("saas", customers=12_000).path,
        """select distinct mood from feedback join truth_feedback using (feedback_id)
        where text like '%익숙해지는%'""",
    )
    assert rows == [("neutral",)]


def test_exit_answers_name_the_shock(company, ask) -> None:
    rows = ask(
        company("saas", customers=12_000).path,
        """select f.given_at >= '2026-02-28' and f.given_at < '2026-04-30' as after_release,
          avg((w.theme = 'reliability')::int)
        from feedback f join truth_feedback w using (feedback_id)
        where f.source = 'exit' group by 1 order by 1""",
    )
    assert rows[1][1] > 2 * rows[0][1]
