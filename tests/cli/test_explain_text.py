"""`tenure explain text`: a text tried out."""

import io
import json
import sys

import pytest

ENGLISH = """Call me on [phone], I want to cancel.
  language: English
  lemmas: call, want, cancel
  risk word: cancel (leaving) in: Call me on [phone], I want to cancel.
"""
KOREAN = """해지할 생각은 없어요.
  language: Korean
  lemmas: 해지, 생각, 없다
  risk words: none
"""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Call me on 010-1234-5678, I want to cancel.", ENGLISH),
        ("해지할 생각은 없어요.", KOREAN),
    ],
)
def test_a_text_is_shown(tenure, tmp_path, text, shown):
    done = tenure("explain", "text", text, "-d", tmp_path / "tenure.toml")
    assert (done.code, done.out) == (0, shown)


def test_lines_of_the_input_as_json(tenure, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("I'm furious\n\nmail a@b.com\n"))
    done = tenure("explain", "text", "--format", "json", "-d", tmp_path / "tenure.toml")
    first, none, last = map(json.loads, done.out.splitlines())
    assert first["hits"] == [{"phrase": "furious", "kind": "angry", "sentence": "I'm furious"}]
    assert none is None
    assert last["text"] == "mail [email]"


def test_the_words_of_a_company(tenure, tmp_path):
    definitions = tmp_path / "tenure.toml"
    own = '[risk_words]\nremove = ["avoid"]\nadd = { outage = ["server down"] }\n'
    definitions.write_text(f'[company]\nname = "L"\nkind = "saas"\n{own}', encoding="utf-8")
    shown = tenure("explain", "text", "The servers were down, avoid", "-d", definitions).out
    assert "risk word: server down (outage)" in shown
    assert "never_again" not in shown
    listed = tenure("explain", "text", "--words", "-d", definitions).out
    assert "en outage: server down\n" in listed
    assert "ko leaving: 해지" in listed


def test_a_word_that_is_not_there_is_told(tenure, tmp_path):
    definitions = tmp_path / "tenure.toml"
    text = '[company]\nname = "L"\nkind = "saas"\n[risk_words]\nremove = ["cancle"]\n'
    definitions.write_text(text, encoding="utf-8")
    done = tenure("explain", "text", "x", "-d", definitions)
    assert done.code == 3
    assert "there is no phrase 'cancle'" in done.err
    assert "did you mean 'cancel'?" in done.err
