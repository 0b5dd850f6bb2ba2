"""Secrets in tenure.toml: hidden from everyone who reads it in a browser, and kept in the file."""

import re

from tenure.definitions.values import masked

_SAID = re.compile(
    r"""((?:password|passwd|pwd|token|secret|[a-z_]*key)\s*=\s*['"]?)[^'"\s&]+""", re.IGNORECASE
)


def hidden(text: str) -> str:
    """Return a text whose passwords, tokens and keys are hidden, line by line."""
    return "\n".join(_line(line) for line in text.split("\n"))


def revealed(text: str, current: str) -> str:
    """Return a text in which lines with hidden secrets are those that the current file has."""
    known = {_line(line): line for line in current.split("\n") if _line(line) != line}
    return "\n".join(known.get(line, line) for line in text.split("\n"))


def _line(line: str) -> str:
    if "://" in line:
        line = masked(line)
    quoted = re.match(r"\s*(?:sql|url)\s*=", line) or "***" in line
    return _SAID.sub(r"\1***", line) if quoted else line
