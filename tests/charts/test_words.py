import re
import string
from pathlib import Path

import pytest

import tenure.charts
import tenure.report
from tenure.charts.words import Words, catalogue
from tenure.errors import TenureError

PACKAGES = ("tenure.charts", "tenure.report")
FOLDERS = [Path(str(module.__file__)).parent for module in (tenure.charts, tenure.report)]
SOURCE = "\n".join(
    path.read_text("utf-8")
    for folder in FOLDERS
    for path in sorted(folder.rglob("*"))
    if path.suffix in (".py", ".j2")
)

GIVEN = ("kind", "change", "mode", "value")
"""Sections whose keys come with the data: presets, kinds of change, modes, names in rows."""


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("package", PACKAGES)
def test_both_languages_say_the_same_things(package: str) -> None:
    english, korean = catalogue(package, "en"), catalogue(package, "ko")
    assert english.keys() == korean.keys()
    assert all(text.strip() for text in (*english.values(), *korean.values()))


@pytest.mark.parametrize("package", PACKAGES)
def test_korean_fills_in_nothing_that_english_does_not_have(package: str) -> None:
    english, korean = catalogue(package, "en"), catalogue(package, "ko")
    optional = {"kind", "period", "periods", "span"}
    for key, text in korean.items():
        assert fields(text) <= fields(english[key]) | optional, key


def test_every_word_is_used() -> None:
    """A key is named whole, or its first part before a value that is named: f"period.{kind}"."""
    whole = set(re.findall(r"""["']([a-z_]+\.[a-z0-9_]+)["']""", SOURCE))
    parts = set(re.findall(r"""["']([a-z_]+\.)(?:\{[^}]+\}|["'] ~)""", SOURCE))
    assert parts, "no key is composed any more: drop this half of the test"
    for package in PACKAGES:
        for key in catalogue(package, "en"):
            section, name = key.split(".")
            composed = f"{section}." in parts and (f'"{name}"' in SOURCE or section in GIVEN)
            assert key in whole or composed, key


def test_every_word_that_is_asked_for_exists() -> None:
    known = catalogue(PACKAGES[0], "en").keys() | catalogue(PACKAGES[1], "en").keys()
    asked = set(re.findall(r"""words\(\s*f?["']([a-z_]+\.[a-z_]+)["']""", SOURCE))
    assert len(asked) > 60
    assert asked <= known


def test_singular_and_plural() -> None:
    words = Words("en", "tenure.report")
    assert words("span.month", count=1) == "1 month"
    assert words("span.month", count=1200) == "1,200 months"
    assert Words("ko", "tenure.report")("span.month", count=1) == "1개월"


def test_values_with_braces_stay_as_they_are() -> None:
    assert Words("en", "tenure.report")("note.where", where="{x} | {0}").endswith("{x} | {0}")


def test_a_language_without_words_is_refused_with_a_suggestion() -> None:
    with pytest.raises(TenureError, match="ja"):
        Words("ja")
    with pytest.raises(TenureError, match="use ko"):
        Words("kor")
