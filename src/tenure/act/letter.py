"""A message's subject and body with variables that cannot break: known, typed, caught if missing.

`{{ name }}` stands for a value, `{{ name | or("고객님") }}` has a fallback, and
`{{ plan | 을/를 }}` adds the Korean particle that fits. There is no logic, no attribute and no
call: whoever writes a message can name values, and nothing else.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Literal

from tenure.errors import TenureError, suggest
from tenure.sentences import with_particle

Kind = Literal["text", "date", "money", "number", "share", "url"]
VARIABLES: dict[str, Kind] = {
    "name": "text",
    "company": "text",
    "plan": "text",
    "industry": "text",
    "owner": "text",
    "mrr": "money",
    "value": "money",
    "started_on": "date",
    "renewal_date": "date",
    "supply_ends": "date",
    "days_left": "number",
    "days_quiet": "number",
    "offer": "text",
    "offer_code": "text",
    "offer_size": "number",
    "offer_share": "share",
    "offer_ends": "date",
    "unsubscribe_url": "url",
    "preferences_url": "url",
}
"""What a message may name, and of which kind each value is."""

_HOLE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_SAID = re.compile(r"\s*(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*(?P<rest>(?:\|.*)?)", re.DOTALL)
_OR = re.compile(r"""\s*or\(\s*(?:"([^"]*)"|'([^']*)')\s*\)\s*""")
_PARTICLE = re.compile(r"\s*(은/는|이/가|을/를|과/와|으로/로|이라고/라고)\s*")
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}")
_LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
_PARAGRAPHS = re.compile(r"\n\s*\n")
_EMPTY = frozenset({"", "none", "null", "nan", "nat", "n/a", "undefined"})

Show = Callable[[Kind, object], str]
Follow = Callable[[str], str]


class LetterError(TenureError):
    """A message's text cannot be used."""


@dataclass(frozen=True)
class Hole:
    """A variable in a text: what stands there where it has no value, and the particle after it."""

    name: str
    fallback: str | None = None
    particle: str | None = None


@dataclass(frozen=True)
class Letter:
    """What one customer reads; `missing` names variables without value: then it must not go."""

    subject: str
    text: str
    missing: tuple[str, ...] = ()
    links: tuple[str, ...] = field(default=())


@lru_cache(256)
def read(text: str, where: str = "message") -> tuple[str | Hole, ...]:
    """Split a text into what is said as it is and what stands for values.

    Raises LetterError for a variable that is not known, a filter that there is not, and braces
    that do not close.
    """
    parts: list[str | Hole] = []
    at = 0
    for found in _HOLE.finditer(text):
        parts += [_plain(text[at : found.start()], where), _hole(found[1], where)]
        at = found.end()
    return tuple(one for one in (*parts, _plain(text[at:], where)) if one)


def variables(text: str) -> frozenset[str]:
    """Return the variables that a text names; raises LetterError as `read`."""
    return frozenset(one.name for one in read(text) if isinstance(one, Hole))


def fill(subject: str, body: str, values: Mapping[str, object], show: Show) -> Letter:
    """Fill subject and body with a customer's values.

    `show` writes a value of a kind in the customer's language. None, blanks and what programs
    write for nothing ("None", "nan") are missing. A subject is one line, whatever its values.
    """
    missing: list[str] = []
    head = " ".join(_filled(read(subject, "subject"), values, show, missing).split())
    text = _filled(read(body, "body"), values, show, missing)
    found = tuple(dict.fromkeys(_LINK.findall(text)))
    return Letter(head, text, tuple(dict.fromkeys(missing)), found)


def as_html(text: str, language: str, *, follow: Follow | None = None, pixel: str = "") -> str:
    """Return a text as a page of HTML, escaped: paragraphs, lines, links.

    `follow` gives the address that a link leads to instead; `pixel` is a picture's address.
    """
    paragraphs = "".join(
        f"<p>{_linked(one.strip(), follow)}</p>" for one in _PARAGRAPHS.split(text) if one.strip()
    )
    seen = f'<img src="{escape(pixel)}" width="1" height="1" alt="">' if pixel else ""
    head = f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8"></head>'
    return f"{head}<body>{paragraphs}{seen}</body></html>"


def is_missing(value: object) -> bool:
    """Say whether a value is none that a customer could be told."""
    if value is None or (isinstance(value, float) and value != value):
        return True
    return isinstance(value, str) and value.strip().casefold() in _EMPTY


def _linked(text: str, follow: Follow | None) -> str:
    return "".join(_parts(text, follow)).replace("\n", "<br>\n")


def _parts(text: str, follow: Follow | None) -> Iterator[str]:
    at = 0
    for found in _LINK.finditer(text):
        yield escape(text[at : found.start()])
        target = follow(found[0]) if follow else found[0]
        yield f'<a href="{escape(target)}">{escape(found[0])}</a>'
        at = found.end()
    yield escape(text[at:])


def _filled(
    parts: tuple[str | Hole, ...], values: Mapping[str, object], show: Show, missing: list[str]
) -> str:
    return "".join(
        one if isinstance(one, str) else _value(one, values, show, missing) for one in parts
    )


def _value(hole: Hole, values: Mapping[str, object], show: Show, missing: list[str]) -> str:
    value = values.get(hole.name)
    if not is_missing(value):
        said = show(VARIABLES[hole.name], value)
    elif hole.fallback is not None:
        said = hole.fallback
    else:
        missing.append(hole.name)
        return ""
    return with_particle(said, hole.particle) if hole.particle else said


def _plain(text: str, where: str) -> str:
    stray = _STRAY.search(text)
    if stray:
        near = text[max(0, stray.start() - 15) : stray.end() + 15].replace("\n", " ")
        raise LetterError(
            f"{stray[0]} stands alone near {near!r}",
            where=where,
            hint='variables are written {{ name }} or {{ name | or("customer") }}',
        )
    return text


def _hole(inside: str, where: str) -> Hole:
    said = _SAID.fullmatch(inside)
    if not said:
        hint = "only names of variables may stand there"
        raise LetterError(f"{{{{{inside}}}}} is no variable", where=where, hint=hint)
    name = said["name"]
    if name not in VARIABLES:
        near = suggest(name, VARIABLES)
        hint = f"did you mean {near}?" if near else f"there are: {', '.join(VARIABLES)}"
        raise LetterError(f"there is no variable {name!r}", where=where, hint=hint)
    fallback, particle = _filters(said["rest"], where)
    return Hole(name, fallback, particle)


def _filters(rest: str, where: str) -> tuple[str | None, str | None]:
    """Read what follows a name: a fallback, then a particle, each at most once."""
    fallback, particle, at = None, None, 0
    while at < len(rest):
        otherwise = _OR.match(rest, at + 1)
        pair = _PARTICLE.match(rest, at + 1)
        if rest[at] == "|" and otherwise and fallback is None and particle is None:
            fallback = otherwise[1] if otherwise[1] is not None else otherwise[2]
            at = otherwise.end()
        elif rest[at] == "|" and pair and particle is None:
            particle, at = pair[1], pair.end()
        else:
            raise LetterError(
                f"{rest[at:].strip()!r} cannot follow a variable",
                where=where,
                hint='use or("…") for a fallback, then a particle such as 을/를',
            )
    return fallback, particle
