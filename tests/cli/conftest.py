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


@pytest.fixture
def tenure(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run a command as a shell would, but in this process."""

    def command(*words: object) -> Ran:
        out, err = TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True), StringIO()
        monkeypatch.setattr(sys, "argv", ["tenure", *map(str, words)])
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as ended:
            main()
        return Ran(int(ended.value.code or 0), out.buffer.getvalue(), err.getvalue())

    return command
