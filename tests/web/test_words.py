"""Words of the workspace: both languages say the same things, and nothing is said elsewhere."""

import re
from collections import Counter
from pathlib import Path

import pytest

import tenure_web
from tenure.charts.words import catalogue
from tenure_web.lib.language import LANGUAGES, PACKAGES, words_of

ROOT = Path(tenure_web.__file__).parent
TEMPLATES = sorted(ROOT.rglob("*.html.j2"))
SOURCES = [*TEMPLATES, *sorted(ROOT.rglob("*.py"))]
_ASKED = re.compile(r"""\bwords\(\s*f?(['"])([a-z_.]+)\1\s*(~|[,)])""")
_NOT_TEXT = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<(script|style)\b.*?</\1>", re.DOTALL)
_SAID_IN = re.compile(r"""\b(?:title|aria-label|placeholder|alt)=["']([^"'{]*\w[^"'{]*)["']""")


@pytest.mark.parametrize("package", PACKAGES)
def test_both_languages_say_the_same(package: str) -> None:
    en, ko = (catalogue(package, language) for language in LANGUAGES)
    assert en.keys() == ko.keys()
    for key in en:
        names = [set(re.findall(r"\{(\w+)", one[key])) for one in (en, ko)]
        assert names[1] <= names[0], key


def test_no_part_takes_the_words_of_another() -> None:
    """All parts share one namespace: of two texts with one key the last would win everywhere."""
    packages = ("tenure.charts", *PACKAGES)
    keys = Counter(key for package in packages for key in catalogue(package, "en"))
    assert [key for key, count in keys.items() if count > 1] == []
    assert len(words_of("en").texts) == keys.total() > 1_000


def test_korean_is_korean() -> None:
    web = [package for package in PACKAGES if package.startswith("tenure_web")]
    own = {name for package in web for name in catalogue(package, "en")}
    same = {
        key
        for key in own
        if words_of("en").texts[key] == words_of("ko").texts[key]
        and re.search(r"[a-z]{4}", words_of("en").texts[key])
    }
    assert same <= {"workspace.product"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_word_that_is_asked_for_is_there(path: Path) -> None:
    texts = words_of("en").texts
    for _, key, after in _ASKED.findall(path.read_text("utf-8")):
        if after == "~":
            assert any(one.startswith(key) for one in texts), key
        else:
            assert key in texts, key


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_say_nothing_by_themselves(path: Path) -> None:
    text = path.read_text("utf-8")
    plain = re.sub(r"<[^>]*>", " ", _NOT_TEXT.sub(" ", text))
    plain = re.sub(r"&\w+;|English|한국어", " ", plain)
    assert not re.findall(r"[^\W\d_]{2,}", plain)
    assert not _SAID_IN.findall(text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_keep_to_the_policy(path: Path) -> None:
    """No style and no script within a page; what comes from elsewhere would not load."""
    text = path.read_text("utf-8")
    assert not re.search(r"""\sstyle=|\son\w+=["']|hx-on|<style|javascript:|https?://""", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
