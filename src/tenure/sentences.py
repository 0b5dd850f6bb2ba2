"""Sentences with values filled in: English plurals, Korean particles that fit the word before."""

from string import Formatter
from typing import Any

_HANGUL, _LAST = 0xAC00, 0xD7A3
_FINALS, _RIEUL = 28, 8
_DIGITS = {"0": 1, "1": _RIEUL, "3": 1, "6": 1, "7": _RIEUL, "8": _RIEUL}
"""Digits that are read with a final consonant: 영, 일, 삼, 육, 칠, 팔."""
_LETTERS = {"l": _RIEUL, "m": 1, "n": 1}
"""Latin letters that most names end on as a final consonant; a guess, for names are said freely."""
_PARTICLES = frozenset({"은/는", "이/가", "을/를", "과/와", "으로/로", "이라고/라고"})


def fill(text: str, **values: object) -> str:
    """Return a sentence with its values filled in.

    `{n:# change|# changes}` chooses by the number, which stands for `#`; `{name:을/를}` adds the
    Korean particle that fits the last sound of the value. Else as `str.format`.

    >>> fill("{n:# change falls|# changes fall} into it.", n=1)
    '1 change falls into it.'
    >>> fill("{one:을/를} {two:이/가}", one="가격", two="42%")
    '가격을 42%가'
    """
    return _FORMATTER.vformat(text, (), values)


def with_particle(name: str, pair: str) -> str:
    """Return a name with the one of two particles that fits; the first follows a consonant."""
    after_consonant, after_vowel = pair.split("/")
    final = _final(name)
    closed = final not in (0, _RIEUL) if pair == "으로/로" else bool(final)
    return name + (after_consonant if closed else after_vowel)


def _final(name: str) -> int:
    """Return the final consonant of what a name ends on, 0 where it ends on a vowel."""
    said = [one for one in name.casefold() if one.isalnum() or one == "%"]
    last = said[-1] if said else ""
    if last and _HANGUL <= ord(last) <= _LAST:
        return (ord(last) - _HANGUL) % _FINALS
    return _DIGITS.get(last, _LETTERS.get(last, 0))


class _Filling(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec in _PARTICLES:
            return with_particle(str(value), format_spec)
        if "|" in format_spec:
            one, many = format_spec.split("|")
            alone = value in (1, "1")
            shown = f"{value:,}" if isinstance(value, int) else str(value)
            return (one if alone else many).replace("#", shown)
        return str(super().format_field(value, format_spec))


_FORMATTER = _Filling()
