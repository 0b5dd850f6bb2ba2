"""What the tests of the command line share."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, StringIO, TextIOWrapper

import pytest

from support.companies import company_of, made_once, prepared
from tenure.cli import main

__all__ = ["Ran", "company_of", "made_once", "prepared", "tenure"]


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it printed."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()


class Page(TextIOWrapper):
    """What a command writes to: a terminal, or a file."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__(BytesIO(), encoding="utf-8", write_through=True)
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.fixture
def tenure(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run a command as a shell would, but in this process, on a terminal of 80 columns or none."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")

    def command(*words: object, terminal: bool = False) -> Ran:
        out, err = Page(terminal=terminal), StringIO()
        monkeypatch.setattr(sys, "argv", ["tenure", *map(str, words)])
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as ended:
            main()
        return Ran(int(ended.value.code or 0), out.buffer.getvalue(), err.getvalue())

    return command
