"""The line of each key in a TOML text, for errors that point at it.

The text has been read by tomllib before, so the scan trusts it to be valid TOML.
"""

import re

Path = tuple[str | int, ...]

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SKIPPED = re.compile(r"(?:\s|#[^\n]*)+")
_BLANK = re.compile(r"[ \t]*")
_PLAIN_VALUE = re.compile(r"[^,\]}#\n]*")
_STRINGS = (
    re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"'[^'\n]*'"),
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


class Lines:
    """The line of each key path of one TOML text; array elements are counted from 0."""

    def __init__(self, text: str) -> None:
        """Scan the text once; looking a line up is then immediate."""
        self._text = text.replace("\r\n", "\n")
        self._at = 0
        self._lines: dict[Path, int] = {}
        self._elements: dict[Path, int] = {}
        self._scan()

    def line(self, path: Path) -> int | None:
        """Return the line (from 1) of a key path, or of the nearest section that has one."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return None

    def _scan(self) -> None:
        section: Path = ()
        self._skip(_SKIPPED)
        while self._at < len(self._text):
            if self._text.startswith("[", self._at):
                section = self._header()
            else:
                self._pair(section)
            self._skip(_SKIPPED)

    def _header(self) -> Path:
        line = self._line_here()
        repeated = self._text.startswith("[[", self._at)
        self._at += 2 if repeated else 1
        path: Path = ()
        for part in self._key():
            path = self._inside((*path, part))
            self._lines.setdefault(path, line)
        if repeated:
            path = self._next_element(path)
        self._lines[path] = line
        self._at = self._text.index("]", self._at) + (2 if repeated else 1)
        return path

    def _inside(self, path: Path) -> Path:
        """Return the newest element of an array of tables; any other path as it is."""
        return (*path, self._elements[path] - 1) if path in self._elements else path

    def _next_element(self, path: Path) -> Path:
        if path and isinstance(path[-1], int):
            path = path[:-1]
        self._elements[path] = self._elements.get(path, 0) + 1
        return self._inside(path)

    def _pair(self, section: Path) -> None:
        line = self._line_here()
        path = section
        for part in self._key():
            path = (*path, part)
            self._lines.setdefault(path, line)
        self._at += 1  # the equals sign
        self._skip(_BLANK)
        self._value(path)

    def _key(self) -> list[str]:
        parts = [self._key_part()]
        while self._text.startswith(".", self._at):
            self._at += 1
            parts.append(self._key_part())
        return parts

    def _key_part(self) -> str:
        self._skip(_BLANK)
        start = self._at
        if self._text[start] in "\"'":
            self._string()
            inner = self._text[start + 1 : self._at - 1]
            part = inner if self._text[start] == "'" else _ESCAPE.sub(_unescaped, inner)
        else:
            self._skip(_BARE_KEY)
            part = self._text[start : self._at]
        self._skip(_BLANK)
        return part

    def _value(self, path: Path) -> None:
        first = self._text[self._at]
        if first in "\"'":
            self._string()
        elif first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        else:
            self._skip(_PLAIN_VALUE)

    def _array(self, path: Path) -> None:
        self._at += 1
        index = 0
        self._skip_to_item()
        while self._text[self._at] != "]":
            self._lines[(*path, index)] = self._line_here()
            self._value((*path, index))
            index += 1
            self._skip_to_item()
        self._at += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        self._skip_to_item()
        while self._text[self._at] != "}":
            self._pair(path)
            self._skip_to_item()
        self._at += 1

    def _skip_to_item(self) -> None:
        self._skip(_SKIPPED)
        if self._text[self._at] == ",":
            self._at += 1
            self._skip(_SKIPPED)

    def _string(self) -> None:
        for pattern in _STRINGS:
            if self._skip(pattern):
                return

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self._text, self._at)
        if found is None:
            return False
        self._at = found.end()
        return True

    def _line_here(self) -> int:
        return self._text.count("\n", 0, self._at) + 1


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _SHORT_ESCAPES.get(found[3], found[3])


def dotted(path: Path) -> str:
    """Write a key path as people do: `active.any[0].where`, quoting a key with spaces or dots."""
    written = ""
    for part in path:
        if isinstance(part, int):
            written += f"[{part}]"
        else:
            shown = f'"{part}"' if re.search(r"[\s.]", part) or not part else part
            written += f".{shown}" if written else shown
    return written
