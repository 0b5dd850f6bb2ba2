"""The words of the findings: every code, in both languages, with the same gaps to fill."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import tenure.tables
from tenure.tables.findings import SEVERITIES, Finding

FOLDER = files("tenure.tables")
WORDS = {
    language: tomllib.loads(FOLDER.joinpath(f"findings.{language}.toml").read_text("utf-8"))
    for language in ("en", "ko")
}
DETAIL = {
    "other": "customers",
    "found": "KRW 3",
    "longest": "7",
    "since": "2026-01-01",
    "one": "%d",
    "other_form": "%m",
    "rule": "inactive",
    "table": "events",
    "event": "열람",
    "where": "tenure.toml, line 3",
    "there": "watch, lead",
    "days": "started_at",
    "zone": "Asia/Seoul",
    "rows": "50",
    "first": "2025-01",
    "last": "2026-03",
    "columns": "2026-04",
}


def codes_in_source():
    """Collect the codes that the checks use: the first or second text of a Check or Finding."""
    text = "".join(
        path.read_text("utf-8")
        for path in [
            *Path(tenure.tables.__file__).parent.glob("*.py"),
            Path(tenure.__file__).parent / "company" / "doubts.py",
        ]
    )
    known = set(re.findall(r'Check\(\s*"(\w+)"', text))
    known |= set(re.findall(r'Finding\([^"]*?"(\w+)",\s*"(?:error|warning|info)"', text))
    named = {"constant_column", "empty_column", "gap", "ambiguous_dates"}
    sheets = set(re.findall(r'"(sheet_\w+)"', text))
    return known | named | sheets | {"unheard_activity", "unheard_step", "times_and_days"}


def places(text):
    return set(re.findall(r"{(\w+)(?::[^}]*)?}", text))


def test_both_languages_say_the_same_codes():
    assert set(WORDS["en"]) == set(WORDS["ko"])


def test_every_code_that_is_used_has_words_and_every_word_is_used():
    assert codes_in_source() == set(WORDS["en"])


@pytest.mark.parametrize("code", sorted(WORDS["en"]))
def test_each_code_says_what_was_found_and_what_is_done(code):
    for part in ("message", "action"):
        english, korean = WORDS["en"][code][part], WORDS["ko"][code][part]
        assert places(english) == places(korean)
        assert re.search("[가-힣]", korean)
        assert not re.search("[가-힣]", english)
        assert english[0].isupper() or english.startswith(("{", "known_at"))


@pytest.mark.parametrize("code", sorted(WORDS["en"]))
@pytest.mark.parametrize("language", ["en", "ko"])
def test_words_are_filled(code, language):
    detail = DETAIL | ({"other": "%m"} if code == "ambiguous_dates" else {})
    finding = Finding("events", code, SEVERITIES[0], 3, column="customer_id", detail=detail)
    for text in (finding.message(language), finding.action(language)):
        assert text
        assert "{" not in text
