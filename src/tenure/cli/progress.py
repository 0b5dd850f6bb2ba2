"""Progress bars with rate and time left, on a terminal; a line a step elsewhere."""

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


class Rate(ProgressColumn):
    """Units done in a second."""

    def render(self, task: Task) -> Text:
        """Show the rate, or nothing before it is known."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f} {task.fields['unit']}/s" if speed and speed >= 1 else "")


class Bars:
    """One bar a step; implements what the pipeline tells its progress to."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def begin(self, step: str, total: int, unit: str) -> None:
        """Begin the bar of a step."""
        self._task = self._progress.add_task(step, total=total, unit=unit, what="")

    def advance(self, done: int, what: str) -> None:
        """Move the bar of the current step on."""
        if self._task is not None:
            self._progress.update(self._task, advance=done, what=what)


class Lines:
    """One line a step, for logs."""

    def begin(self, step: str, total: int, unit: str) -> None:
        """Print the step and its amount of work."""
        counted = unit.removesuffix("s") if total == 1 else unit
        _SHOWN.print(f"{step}: {total:,} {counted}", highlight=False)

    def advance(self, done: int, what: str) -> None:
        """Print nothing."""


@contextmanager
def running() -> Iterator[Bars | Lines]:
    """Show the progress of a run."""
    if not _SHOWN.is_terminal:
        yield Lines()
        return
    with _bars() as progress:
        yield Bars(progress)


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
