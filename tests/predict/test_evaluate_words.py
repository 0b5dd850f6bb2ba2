"""Reasons and verdicts exist in both languages, with the same numbers in them."""

import ast
import re
from pathlib import Path
from string import Formatter

import tenure.predict
from tenure.predict.evaluate.doubt import doubt, texts
from tenure.predict.uplift.study import KEYS

HERE = Path(tenure.predict.__file__).parent


def slots(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def codes(file):
    """Yield the codes of all calls of `doubt` in a file, also those chosen by a condition."""
    for call in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "doubt":
            chosen = call.args[0]
            each = [chosen.body, chosen.orelse] if isinstance(chosen, ast.IfExp) else [chosen]
            yield from (one.value for one in each)


def test_both_languages_say_the_same_things():
    english, korean = texts("en"), texts("ko")
    assert english.keys() == korean.keys()
    for section, own in english.items():
        assert own.keys() == korean[section].keys()
        for code, text in own.items():
            assert slots(text) == slots(korean[section][code]), code
            assert section == "unit" or re.search("[가-힣]", korean[section][code]), code


def test_every_doubt_that_the_code_raises_has_words_and_every_word_is_used():
    raised = {code for file in HERE.rglob("*.py") for code in codes(file)}
    assert set(texts("en")["doubt"]) == raised


def test_every_verdict_of_a_study_has_words():
    assert set(texts("en")["uplift"]) == set(KEYS.values())


def test_numbers_are_filled_in():
    said = doubt("few", events=3, others=40).says("en")
    assert "3 customers" in said
    assert "40 without" in said
