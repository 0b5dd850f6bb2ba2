"""The definition in words: of every rule, convention and mode, in both languages."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import ibis
import pytest

from support import tiny
from tenure.company.asked import Asked, Question
from tenure.company.units import Rule
from tenure.company.wording import LANGUAGES
from tenure.definitions import Convention, Definitions, loads

CONVENTIONS = get_args(Convention)
UNFILLED = re.compile(r"[{}]|None|\bnan\b")
ATTRITION, RETENTION = Question("attrition"), Question("retention")
ACTIVE = {
    "every": ("", "Any event", "어떤 이벤트든"),
    "but": ('none = ["login", "page_view"]', "but: login, page_view", "login, page_view"),
    "any": (
        'any = [{ event = "watch", where = "seconds >= 60" }, { event = "강의" }]\nat_least = 3',
        "one of: watch (seconds >= 60), 강의. At least 3 times.",
        "watch (seconds >= 60), 강의. 3회 이상",
    ),
    "all": (
        'all = [{ event = "watch", at_least = 2 }]\nany = [{ event = "save" }]',
        "All of: watch at least 2 times. At least one of: save.",
        "watch 2회 이상. 다음 중 하나 이상: save.",
    ),
}


class Tables:
    """What the words look at: the definitions, and the columns of the tables."""

    def __init__(self, definitions: Definitions) -> None:
        columns = {"customer_id": "string", "started_at": "timestamp", "left_at": "timestamp"}
        self.definitions = definitions
        self.tables = {"customers": ibis.table(columns | {"churned": "boolean"}, name="customers")}
        self.mapped = {"customers": SimpleNamespace(readings=())}


def in_words(rule: Rule, question: Question, language: str) -> str:
    asked = Asked(rule, question)
    return asked.metric.words(asked, language)


def rule_of(name: str, folder: Path, *, convention: str = "cohort", more: str = "") -> Rule:
    path = tiny.write(folder, name, convention=convention, more=more)
    return Rule(Tables(loads(path.read_text("utf-8"))))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", tiny.RULES)
def test_every_rule_and_convention_has_its_words(rule: str, language: str, tmp_path: Path) -> None:
    said = {
        convention: in_words(rule_of(rule, tmp_path, convention=convention), ATTRITION, language)
        for convention in CONVENTIONS
    }
    assert [text for text in said.values() if UNFILLED.search(text)] == []
    assert len(set(said.values())) == (1 if rule == "snapshot" else len(CONVENTIONS))
    if rule != "snapshot":
        assert all(f" {name} " in f"{text} " for name, text in said.items())
    assert all(bool(re.search("[가-힣]", text)) == (language == "ko") for text in said.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", [name for name in tiny.RULES if name != "snapshot"])
def test_every_mode_of_retention_has_its_words(rule: str, language: str, tmp_path: Path) -> None:
    told = rule_of(rule, tmp_path)
    exact = in_words(told, RETENTION, language)
    later = in_words(told, Question("retention", options={"mode": "on_or_after"}), language)
    assert exact != later
    assert ("started_at" in exact) == (rule != "purchase")  # as the preset of d2c has it
    assert not UNFILLED.search(exact + later)


@pytest.mark.parametrize("active", ACTIVE)
def test_the_activity_is_told_as_it_is_defined(active: str, tmp_path: Path) -> None:
    toml, english, korean = ACTIVE[active]
    told = rule_of("inactive", tmp_path, more=f"\n[active]\n{toml}\n")
    for question in (ATTRITION, RETENTION):
        assert english in in_words(told, question, "en")
        assert korean in in_words(told, question, "ko")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("metric", ["attrition", "retention"])
def test_what_was_asked_is_told_as_written(metric: str, language: str, tmp_path: Path) -> None:
    """Braces in a condition are text, and nothing fills them."""
    asked = Question(metric, by="큰 고객", where="name = '{by} {0}'")
    said = in_words(rule_of("contract", tmp_path), asked, language)
    assert "name = '{by} {0}'" in said
    assert "큰 고객" in said
    plain = in_words(rule_of("contract", tmp_path), Question(metric), language)
    assert said.startswith(plain)


def test_numbers_of_the_rule_are_in_its_words(tmp_path: Path) -> None:
    assert "28 days" in in_words(rule_of("inactive", tmp_path), ATTRITION, "en")
    assert "90%" in in_words(rule_of("purchase", tmp_path), ATTRITION, "en")
    assert "left_at" in in_words(rule_of("column", tmp_path), ATTRITION, "ko")
    assert "churned" in in_words(rule_of("snapshot", tmp_path), ATTRITION, "ko")
