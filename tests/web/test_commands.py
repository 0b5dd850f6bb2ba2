"""Hints of the library name pages in the workspace, not commands."""

import re
from pathlib import Path

import pytest

import tenure
from tenure.errors import MetricError
from tenure_web.lib.commands import on_pages
from tenure_web.lib.language import words_of

_COMMAND = re.compile(r"\btenure (run|check|measure|explain|predict|plays|prove|act)\b")
ROOT = Path(tenure.__file__).parent
HINTS = {
    found
    for file in ROOT.rglob("*.py")
    if "cli" not in file.parts
    for found in re.findall(r'hint="([^"]*)"', file.read_text("utf-8"))
    if _COMMAND.search(found)
}


@pytest.mark.parametrize(
    ("hint", "language", "says"),
    [
        ("make them: tenure run", "en", "make them: Runs"),
        ("score again: tenure predict score", "ko", "score again: 실행"),
        ("tenure predict card tells why", "en", "Insights › Predict tells why"),
        ("save one: tenure measure … --save-cohort", "en", "save one: Insights › Measure"),
        ("`tenure plays import` makes a new one", "en", "Plays makes a new one"),
        ("name a column", "en", "name a column"),
    ],
)
def test_a_command_becomes_its_page(hint: str, language: str, says: str) -> None:
    assert on_pages(MetricError("x", hint=hint), words_of(language)).hint == says


@pytest.mark.parametrize("hint", sorted(HINTS))
def test_no_hint_of_the_library_names_a_command(hint: str) -> None:
    told = on_pages(MetricError("x", hint=hint), words_of("en")).hint
    assert told is not None
    assert not _COMMAND.search(told)
