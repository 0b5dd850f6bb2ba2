"""Two texts line by line, as a page shows what differs."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_AROUND = 3


@dataclass(frozen=True)
class Line:
    """A line of a comparison. kind: same, added, removed, or gap for lines left out."""

    kind: str
    text: str = ""
    old: int | None = None
    new: int | None = None


def compared(old: str, new: str) -> list[Line]:
    """Return the lines that differ, each with three lines around it."""
    before, after = old.split("\n"), new.split("\n")
    groups = SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(_AROUND)
    found: list[Line] = []
    for at, group in enumerate(groups):
        if at or group[0][1]:
            found.append(Line("gap"))
        for code in group:
            found += _lines(code, before, after)
    return found


def _lines(
    code: tuple[str, int, int, int, int], before: list[str], after: list[str]
) -> Iterator[Line]:
    tag, old, old_end, new, new_end = code
    if tag == "equal":
        for at in range(old_end - old):
            yield Line("same", before[old + at], old + at + 1, new + at + 1)
        return
    for at in range(old, old_end):
        yield Line("removed", before[at], old=at + 1)
    for at in range(new, new_end):
        yield Line("added", after[at], new=at + 1)
