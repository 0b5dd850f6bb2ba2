"""What is asked in a process of its own: answered once, refused in words, given up in time."""

import time
from typing import Any

import pytest

from tenure_web.definitions import aside

QUESTION = {"old": "", "new": "[churn", "source": "tenure.toml", "folder": ".", "as_of": None}


@pytest.fixture
def home(here: Any, tmp_path: Any) -> None:
    here(tmp_path / "tenure.toml")


def answered(question: dict[str, Any]) -> aside.Answer:
    end = time.monotonic() + 100
    while time.monotonic() < end:
        found = aside.ask("effect", question)
        if found.state != "computing":
            return found
        time.sleep(0.05)
    raise AssertionError("no answer")


def test_a_process_answers_and_is_asked_once(home: None, monkeypatch: pytest.MonkeyPatch) -> None:
    found = answered(QUESTION)
    assert found.state == "wrong"
    assert found.said["message"].startswith("not TOML")
    monkeypatch.setattr(aside, "_asked", lambda text: pytest.fail("asked again"))
    assert aside.ask("effect", QUESTION) == found


def test_what_takes_too_long_is_given_up(home: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "LIMIT", 0.01)
    assert answered(QUESTION).state == "too_long"


def test_a_process_that_dies_is_told(home: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside.sys, "executable", "/bin/false")
    found = answered(QUESTION)
    assert (found.state, found.said["message"]) == ("wrong", "")
