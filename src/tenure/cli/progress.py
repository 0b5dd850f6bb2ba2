"""Progress bars with rate and time left, on a terminal; a line a step elsewhere."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

_SHOWN = Console(stderr=True)
_LINE = re.compile(r"^([a-z]+): [\d,]+ \w+$")
_KOREAN = {
    "read": ("테이블 읽기", "테이블 {}개"),
    "check": ("데이터 점검", "{}행"),
    "measure": ("측정", "질문 {}개"),
    "predict": ("예측", "기준일 {}개"),
    "explain": ("설명", "영역 {}개"),
    "prove": ("효과 비교", "실험 {}개"),
    "decide": ("연락 대상 결정", "플레이 {}개"),
    "report": ("보고서 작성", "보고서 {}개"),
}
"""Steps, and how much work they are, as a company reads them whose language is Korean."""


def line(step: str, total: int, unit: str, language: str) -> str:
    """Return the line that says that a step begins.

    >>> line("check", 1_200, "rows", "en"), line("check", 1_200, "rows", "ko")
    ('check: 1,200 rows', '데이터 점검: 1,200행')
    """
    if language == "ko" and step in _KOREAN:
        name, work = _KOREAN[step]
        return f"{name}: {work.format(f'{total:,}')}"
    return f"{step}: {total:,} {unit.removesuffix('s') if total == 1 else unit}"


def step_of(told: str) -> str | None:
    """Return the step that begins with a line, whatever its language; None where none does.

    >>> step_of("check: 1 row"), step_of("데이터 점검: 1행"), step_of("error: no such file")
    ('check', 'check', None)
    """
    english = _LINE.match(told.strip())
    if english:
        return english[1]
    name = told.partition(":")[0].strip()
    return next((step for step, (korean, _) in _KOREAN.items() if korean == name), None)


class Rate(ProgressColumn):
    """Units done in a second."""

    def render(self, task: Task) -> Text:
        """Show the rate, or nothing before it is known."""
        speed = task.finished_speed or task.speed
        unit = task.fields["unit"]
        return Text(f"{speed:,.0f} {unit}/s".replace(" /", "/") if speed and speed >= 1 else "")


class Bars:
    """One bar a step; implements what the pipeline tells its progress to."""

    def __init__(self, progress: Progress, language: str = "en") -> None:
        self._progress, self._korean = progress, language == "ko"
        self._task: TaskID | None = None

    def begin(self, step: str, total: int, unit: str) -> None:
        """Begin the bar of a step."""
        name, unit = (_KOREAN[step][0], "") if self._korean and step in _KOREAN else (step, unit)
        self._task = self._progress.add_task(name, total=total, unit=unit, what="")

    def advance(self, done: int, what: str) -> None:
        """Move the bar of the current step on."""
        if self._task is not None:
            self._progress.update(self._task, advance=done, what=what)


class Lines:
    """One line a step, for logs."""

    def __init__(self, language: str = "en") -> None:
        self._language = language

    def begin(self, step: str, total: int, unit: str) -> None:
        """Print the step and its amount of work."""
        _SHOWN.print(line(step, total, unit, self._language), highlight=False)

    def advance(self, done: int, what: str) -> None:
        """Print nothing."""


@contextmanager
def running(language: str = "en") -> Iterator[Bars | Lines]:
    """Show the progress of a run, in the language of the company."""
    if not _SHOWN.is_terminal:
        yield Lines(language)
        return
    with _bars() as progress:
        yield Bars(progress, language)


@contextmanager
def simulating() -> Iterator[Callable[[str, int, int], None]]:
    """Show the progress of a simulation: (step, done, of)."""
    if not _SHOWN.is_terminal:
        yield lambda step, done, of: None
        return
    with _bars() as progress:
        task = progress.add_task("simulate", total=None, unit="steps", what="")
        yield lambda step, done, of: progress.update(task, completed=done, total=of, what=step)


def _bars() -> Progress:
    return Progress(
        SpinnerColumn(finished_text=" "),
        TextColumn("{task.description:<10}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[what]}"),
        console=_SHOWN,
    )
