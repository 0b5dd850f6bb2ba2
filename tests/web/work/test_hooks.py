"""What is done after a run: one part that goes wrong keeps none of the others from theirs."""

import sys
from types import ModuleType
from typing import Any

import pytest

from tenure_web.work import hooks


def test_one_that_goes_wrong_keeps_none_of_the_others_from_being_done(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []
    parts: Any = ModuleType("parts")
    parts.first, parts.last = (lambda name=name: done.append(name) for name in ("first", "last"))

    def broken() -> None:
        raise ZeroDivisionError("broken")

    def worse() -> None:
        raise KeyError("worse")

    parts.broken, parts.worse = broken, worse
    monkeypatch.setitem(sys.modules, "parts", parts)
    with pytest.raises(ZeroDivisionError):
        hooks.call(("parts.first", "parts.broken", "parts.worse", "parts.last"))
    assert done == ["first", "last"]
    told = [one.facts["part"] for one in caplog.records]  # type: ignore[attr-defined]
    assert told == ["parts.broken", "parts.worse"], "of several that go wrong, none is lost"
