"""What results and errors say in English, in Korean: why a number is missing, what is wrong.

The sentences are in `korean/*.toml`, English to Korean, with names where values stand. A value
that is itself such a sentence is said in Korean, too; one that is a name or a number stays. What
is wrong with a play is in `tenure.act.sentences`, in both languages, and so are, beside the
estimators, the reasons why a trial cannot be judged.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from tenure.act import saying
from tenure.act.words import LANGUAGES
from tenure.errors import TenureError
from tenure.sentences import with_particle

_WORDED = frozenset({"what", "kind", "unit", "period", "sources"})
"""Names of values that are words of [words], not names that somebody gave."""
_NOTHING = frozenset({"none", "there is none", "any attribute"})
_VALUE = re.compile(r"\{(\w+)(?::([^{}]+))?\}")
_LINE = re.compile(r"\bline (\d+)")
_COLUMN = re.compile(r"\bcolumn (\d+)")
_BELOW = "\n    "
"""Before what is shown as it was written: a line of a condition, of a file."""


def unsaid(reason: str, language: str) -> str:
    """Return a reason in a language; one that is not known here stays as it is, in English.

    >>> unsaid("stated: everyone answered", "ko")
    '고객의 말: 모두 답함'
    """
    return _whole(reason) if language == "ko" else reason


def said(error: TenureError, language: str) -> TenureError:
    """Return an error in a language: what is wrong, where, and what to do.

    >>> print(said(TenureError("this number is too large", where="line 3"), "ko"))
    3번째 줄: 숫자가 너무 큽니다
    """
    if language != "ko":
        return error
    problems = getattr(error, "problems", ())
    message = _whole(error.message)
    if problems:
        told = [str(said(one, language)) for one in problems]
        message = "\n- ".join([f"고칠 곳 {len(told)}건", *told])
    return TenureError(
        message,
        where=error.where and _place(error.where),
        hint=error.hint and _whole(error.hint),
    )


@cache
def catalogue() -> Mapping[str, str]:
    """Return the sentences, English to Korean, with {name} where a value stands."""
    found: dict[str, str] = {}
    for each in ("reasons", "tables", "company"):
        for section, texts in _read(each).items():
            found |= {} if section == "words" else texts
    return found


@cache
def _findings() -> Mapping[str, str]:
    """Return what may be wrong with a play, English to Korean; braces of variables as they read."""
    english, korean = (saying.texts(one)["finding"] for one in LANGUAGES)
    return {_read_aloud(english[one]): _read_aloud(korean[one]) for one in english}


@cache
def _unjudged() -> Mapping[str, str]:
    """Return why nothing can be said of a trial, English to Korean; no estimator is loaded."""
    words = files("tenure").joinpath("predict", "evaluate", "words")
    english, korean = (
        tomllib.loads(words.joinpath(f"{one}.toml").read_text("utf-8"))["trial"]
        for one in LANGUAGES
    )
    return {english[one]: korean[one] for one in english}


def _read_aloud(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


def _place(where: str) -> str:
    return _COLUMN.sub(r"\1번째 글자", _LINE.sub(r"\1번째 줄", where))


def _whole(text: str) -> str:
    head, below, shown = text.partition(_BELOW)
    whole = _part(head)
    if whole == head:
        whole = "; ".join(_part(one) for one in head.split("; "))
    return whole + below + shown


@lru_cache(4096)
def _part(text: str) -> str:
    if text in _every():
        return _every()[text]
    for pattern, korean in _patterns():
        found = pattern.fullmatch(text)
        if found:
            return _filled(korean, found.groupdict())
    head, colon, rest = text.partition(": ")
    korean = _part(rest) if colon and " " not in head else rest
    return text if korean == rest else f"{_words().get(head, head)}: {korean}"


def _filled(korean: str, values: Mapping[str, str]) -> str:
    def one(place: re.Match[str]) -> str:
        value = _value(place[1], values[place[1]])
        return with_particle(value, place[2]) if place[2] else value

    return _VALUE.sub(one, korean)


def _value(name: str, text: str) -> str:
    if name in _WORDED or text in _NOTHING:
        words = [_words().get(one, one) for one in text.split(", ")]
        if words != text.split(", "):
            return ", ".join(words)
    return _whole(text) if " " in text else text


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Return sentences with values, those with most words of their own first."""
    valued = [(text, korean) for text, korean in _every().items() if _VALUE.search(text)]
    valued.sort(key=lambda one: -len(_VALUE.sub("", one[0])))
    return [(_pattern(text), korean) for text, korean in valued]


def _pattern(text: str) -> re.Pattern[str]:
    """Return what finds a sentence with its values; one that is said twice is the same twice."""
    seen: set[str] = set()

    def value(place: re.Match[str]) -> str:
        again = place[1] in seen
        seen.add(place[1])
        return f"(?P={place[1]})" if again else f"(?P<{place[1]}>.+?)"

    return re.compile(re.sub(r"\\{(\w+)\\}", value, re.escape(text)), re.DOTALL)


@cache
def _every() -> Mapping[str, str]:
    return {**_findings(), **_unjudged(), **catalogue()}


@cache
def _words() -> Mapping[str, str]:
    return _read("tables")["words"]


@cache
def _read(name: str) -> Mapping[str, dict[str, str]]:
    text = files("tenure.charts").joinpath("korean", f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)
