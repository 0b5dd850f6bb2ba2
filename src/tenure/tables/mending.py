"""Separated text in which a quote is opened and never closed, or whose line ends differ."""

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tenure.tables.dialect import QUOTE, Dialect

_LONGEST = 10_000
_REFUSED = '"" broken\n'
"""What a broken line becomes: one line that every reader refuses by itself."""


@dataclass(frozen=True)
class _Record:
    """The patterns of a record, by whether a quote is open at its start."""

    whole: tuple[re.Pattern[str], re.Pattern[str]]
    opening: tuple[re.Pattern[str], re.Pattern[str]]

    @classmethod
    def of(cls, dialect: Dialect) -> "_Record":
        sign, escape = re.escape(dialect.separator), re.escape(dialect.escape)
        inside = rf'(?:[^"{escape}]|{escape}.|\n)*+'
        if dialect.escape == QUOTE:
            inside = r'(?:[^"]|"")*+'
        gap = "" if dialect.separator == " " else " *"
        quoted, rest = rf'{inside}"{gap}', rf'(?!{gap}")[^{sign}\n]*'
        field = rf'(?:{gap}"{quoted}|{rest})'
        end, opened = r"\n?\Z", rf'{gap}"{inside}\Z'
        return cls(
            whole=(
                re.compile(rf"{field}(?:{sign}{field})*{end}"),
                re.compile(rf"{quoted}(?:{sign}{field})*{end}"),
            ),
            opening=(
                re.compile(rf"(?:{field}{sign})*{opened}"),
                re.compile(rf"(?:{inside}\Z|{quoted}{sign}(?:{field}{sign})*{opened})"),
            ),
        )


def mend(source: Path, target: Path, dialect: Dialect) -> dict[int, str]:
    """Write a copy in which no broken quote swallows the lines after it.

    A line that opens a quote which is not closed as it should be within a sane
    number of lines becomes one that every reader refuses; all lines keep their
    numbers, and all end alike. Returns the broken lines: number (from 1), text.
    """
    broken = {}
    with (
        source.open(encoding="utf-8", errors="surrogateescape") as lines,
        target.open("w", encoding="utf-8", errors="surrogateescape", newline="") as copy,
    ):
        for number, text, whole in _judged(enumerate(lines, start=1), dialect):
            copy.write(text if whole else _REFUSED)
            if not whole:
                broken[number] = text.rstrip("\n").encode(errors="replace").decode()
    return broken


def _judged(lines: Iterator[tuple[int, str]], dialect: Dialect) -> Iterator[tuple[int, str, bool]]:
    """Yield (number, text, whether it belongs to a whole record) of each line, in order."""
    record, again = _Record.of(dialect), deque[tuple[int, str]]()
    pending: list[tuple[int, str]] = []
    while True:
        line = again.popleft() if again else next(lines, None)
        if line is None and not pending:
            return
        if line is not None:
            within = bool(pending)
            pending.append(line)
            if _plain(line, within, dialect) or (
                record.whole[within].match(line[1]) and _fits(pending, dialect)
            ):
                yield from ((number, text, True) for number, text in pending)
                pending.clear()
                continue
            if len(pending) < _LONGEST and record.opening[within].match(line[1]):
                continue
        first, *others = pending
        yield *first, False
        again.extendleft(reversed(others))
        pending.clear()


def _fits(record: Sequence[tuple[int, str]], dialect: Dialect) -> bool:
    """Say whether a record over several lines has the columns of the header.

    One that has not may come from a quote that was left open.
    """
    if len(record) == 1:
        return True
    text = [text for _, text in record]
    escaped = dialect.escape != QUOTE
    reader = csv.reader(
        text,
        delimiter=dialect.separator,
        doublequote=not escaped,
        escapechar=dialect.escape if escaped else None,
    )
    return [len(fields) for fields in reader] == [len(dialect.columns)]


def _plain(line: tuple[int, str], within: bool, dialect: Dialect) -> bool:
    """Say without looking closer that a line is whole: no quote, or before the header."""
    return not within and (QUOTE not in line[1] or line[0] <= dialect.skip)
