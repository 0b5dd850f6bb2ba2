"""What tests do in processes of their own: run, measure, be killed, find no room."""

import os
import resource
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

from tenure.cli import main
from tenure.company import Company, Question
from tenure.definitions import load
from tenure.pipeline import run

STEPS = ("os.rename", "os.symlink")
"""What puts something in its place; everything before happens where nobody looks."""


def few(rule: object, as_of: object) -> list[Question]:
    """Ask one question, which is enough to be killed at every kind of step."""
    return [Question("attrition", "quarter")]


def run_few(path: Path, now: datetime) -> None:
    """Run with one question."""
    with patch("tenure.pipeline.run.questions", few):
        run(load(path), now=now)


def die_at(path: Path, now: datetime, step: int) -> None:
    """Run with one question, and die by SIGKILL before a step, counted from 1."""
    sys.addaudithook(_counting(lambda count: count == step))
    run_few(path, now)


def _counting(last: Callable[[int], bool]) -> Callable[[str, tuple[object, ...]], None]:
    count = 0

    def hook(event: str, _: tuple[object, ...]) -> None:
        nonlocal count
        if event in STEPS:
            count += 1
            if last(count):
                os.kill(os.getpid(), signal.SIGKILL)

    return hook


def run_with_room(path: Path, room: int, told: Path) -> None:
    """Run where no file may grow beyond some bytes, as on a full disk; errors go to a file."""
    error = os.open(told, os.O_CREAT | os.O_WRONLY)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    os.dup2(error, 2)
    sys.stderr = os.fdopen(2, "w")
    sys.argv = ["tenure", "run", "-d", str(path)]
    with patch("tenure.pipeline.run.questions", few):
        main()


def measure(path: Path, told: Path) -> None:
    """Measure attrition, and write it to a file."""
    with Company.open(path) as company:
        told.write_text(company.attrition().to_json(), "utf-8")
