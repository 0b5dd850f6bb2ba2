"""Steps that a backtracking matcher takes: a regular expression's cost, counted and not timed."""

import re
import sys
from collections.abc import Callable, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

Then = Callable[[int], bool]


class Steps:
    """Searches a text as `finditer` does and counts the steps; letters match in either case."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        sys.setrecursionlimit(20_000)
        self.text = text.casefold()
        self.count = 0
        tree = list(_parser.parse(pattern.pattern))
        at = 0
        while at <= len(text):
            end: list[int] = []
            found = self._match(tree, 0, at, lambda place, end=end: bool(end.append(place) or True))
            at = max(at + 1, end[0]) if found else at + 1

    def _match(self, items: Sequence[Any], which: int, at: int, then: Then) -> bool:
        self.count += 1
        if which == len(items):
            return then(at)
        kind, value = items[which]

        def rest(place: int) -> bool:
            return self._match(items, which + 1, place, then)

        if kind in (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY):
            return at < len(self.text) and _fits(kind, value, self.text[at]) and rest(at + 1)
        if kind is op.BRANCH:
            return any(self._match(list(one), 0, at, rest) for one in value[1])
        if kind is op.SUBPATTERN:
            return self._match(list(value[3]), 0, at, rest)
        if kind in (op.ASSERT, op.ASSERT_NOT):
            return self._looks(value, at) == (kind is op.ASSERT) and rest(at)
        if kind is op.AT:
            return self._stands(value, at) and rest(at)
        low, high, inner = value
        if kind is op.POSSESSIVE_REPEAT:
            return self._all(list(inner), at, low, high, rest)
        return self._some(list(inner), at, low, high, rest, 0, kind is op.MIN_REPEAT)

    def _some(
        self, inner: list[Any], at: int, low: int, high: int, rest: Then, done: int, lazy: bool
    ) -> bool:
        def more(place: int) -> bool:
            return place > at and self._some(inner, place, low, high, rest, done + 1, lazy)

        enough = done >= low
        if lazy and enough and rest(at):
            return True
        if done < high and self._match(inner, 0, at, more):
            return True
        return not lazy and enough and rest(at)

    def _all(self, inner: list[Any], at: int, low: int, high: int, rest: Then) -> bool:
        done, end = 0, [at]
        while done < high and self._match(inner, 0, end[-1], lambda p: bool(end.append(p) or True)):
            done += 1
        return done >= low and rest(end[-1])

    def _looks(self, value: Any, at: int) -> bool:
        way, inner = value
        begin = at if way > 0 else at - inner.getwidth()[0]
        return begin >= 0 and self._match(list(inner), 0, begin, lambda p: way > 0 or p == at)

    def _stands(self, place: Any, at: int) -> bool:
        if place in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
            return at == 0
        if place in (op.AT_END, op.AT_END_STRING):
            return at == len(self.text)
        before = at > 0 and _word(self.text[at - 1])
        after = at < len(self.text) and _word(self.text[at])
        return (before != after) == (place is op.AT_BOUNDARY)


def _word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _fits(kind: Any, value: Any, sign: str) -> bool:
    if kind is op.ANY:
        return sign != "\n"
    if kind is op.LITERAL:
        return chr(value).casefold() == sign
    if kind is op.NOT_LITERAL:
        return chr(value).casefold() != sign
    negated = value[0][0] is op.NEGATE
    return any(_in(one, sign) for one in value[negated:]) != negated


def _in(item: Any, sign: str) -> bool:
    kind, value = item
    if kind is op.LITERAL:
        return chr(value).casefold() == sign
    if kind is op.RANGE:
        return any(
            value[0] <= ord(one) <= value[1] for one in (sign, sign.upper()) if len(one) == 1
        )
    name = str(value)
    fits = {"DIGIT": str.isdecimal, "SPACE": str.isspace, "WORD": _word}[name.split("_")[-1]](sign)
    return fits != ("NOT" in name)
