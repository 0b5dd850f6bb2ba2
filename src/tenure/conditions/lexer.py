"""A condition's text cut into tokens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tenure.conditions.syntax import error_at
from tenure.errors import ConditionError

TokenKind = Literal["word", "quoted", "number", "text", "operator", "mark", "end"]

_PATTERN = re.compile(
    r"""(?P<space>\s+)
    |(?P<number>-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<text>'(?:[^']|'')*')
    |(?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`)
    |(?P<operator>==|!=|<>|<=|>=|=(?![<>])|<|>)
    |(?P<mark>[(),])""",
    re.VERBOSE,
)
_HINTS = {
    "=>": "write >= for 'at least'",
    "=<": "write <= for 'at most'",
    "&&": "write: and",
    "&": "write: and",
    "||": "write: or",
    "|": "write: or",
    "!": "write: not",
    "'": "text ends with a single quote: 'pro'; a quote inside it is doubled: 'it''s'",
    '"': "a column name in double quotes ends with a double quote",
    "`": "a column name in backticks ends with a backtick",
    "-": "conditions compare, they do not calculate",
    "+": "conditions compare, they do not calculate",
    "*": "conditions compare, they do not calculate",
    "/": "conditions compare, they do not calculate",
    "%": "conditions compare, they do not calculate; text within text: name contains 'x'",
    ".": 'a column is written without its table; a dot in its name needs quotes: "a.b"',
    "[": "a list goes in parentheses: plan in ('pro', 'team')",
}
_CURLY = "\u2018\u2019\u201c\u201d\u300c\u300d"


@dataclass(frozen=True)
class Token:
    """One word, number, text or sign, and where it stands."""

    kind: TokenKind
    value: str
    at: int
    until: int

    @property
    def keyword(self) -> str:
        """The word in lower case; empty for anything but an unquoted word."""
        return self.value.lower() if self.kind == "word" else ""


def tokens(text: str, where: str | None) -> Iterator[Token]:
    """Yield the tokens of a condition, then one of kind `end`."""
    at = 0
    while at < len(text):
        until = _word_end(text, at)
        if until > at:
            yield Token("word", text[at:until], at, until)
            at = until
            continue
        found = _PATTERN.match(text, at)
        if found is None:
            raise _unexpected(text, at, where)
        if found.lastgroup != "space":
            yield _token(found)
        at = found.end()
    yield Token("end", "", len(text.rstrip()), len(text))


def _word_end(text: str, at: int) -> int:
    """Return the end of the identifier that starts here; `at` itself when none does."""
    if not text[at].isidentifier():
        return at
    until = at + 1
    # Combining vowels of Indic and Thai scripts continue a name though they are no \w.
    while until < len(text) and ("a" + text[until]).isidentifier():
        until += 1
    return until


def _token(found: re.Match[str]) -> Token:
    raw = found.group()
    start, end = found.span()
    match found.lastgroup:
        case "number":
            return Token("number", raw, start, end)
        case "text":
            return Token("text", raw[1:-1].replace("''", "'"), start, end)
        case "quoted":
            return Token("quoted", raw[1:-1].replace(raw[0] * 2, raw[0]), start, end)
        case "operator":
            return Token("operator", raw, start, end)
        case _:
            return Token("mark", raw, start, end)


def _unexpected(text: str, at: int, where: str | None) -> ConditionError:
    sign = text[at : at + 2] if text[at : at + 2] in _HINTS else text[at]
    if sign in _CURLY:
        hint = "use straight quotes: 'text', \"column name\""
    else:
        hint = _HINTS.get(sign, "text goes in single quotes: 'pro'")
    if sign in {"'", '"', "`"}:
        return error_at(text, at, "this quote is not closed", where=where, hint=hint)
    return error_at(text, at, f"{sign!r} has no meaning in a condition", where=where, hint=hint)
