"""Finding a customer by what somebody types: id, name, account; Korean also by parts."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from tenure_web.customers.names import called
from tenure_web.customers.reading import Profiles

FOUND, FEW = 8, 3
_LONGEST = 80
_FIRSTS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_BASE, _LAST, _EACH, _FINALS = 0xAC00, 0xD7A3, 588, 28
_SHOWN = ("name", "account_id", "account_name")


@dataclass(frozen=True)
class Hit:
    """Somebody who was found, and what else tells them apart."""

    unit: str
    name: str
    account: str
    kind: str = "one"

    @property
    def page(self) -> str:
        """The name of the address of their page."""
        return f"customers:{self.kind}"

    def is_just(self, asked: str) -> bool:
        """Say whether what was typed is their id or their name, whole."""
        text = asked.strip().casefold()
        return text in (self.unit.casefold(), self.name.casefold())


def hits(kept: Profiles, asked: str, columns: list[str], most: int = FOUND) -> list[Hit]:
    """Return who fits what was typed, those first whose id or name is just that.

    Ids are found by how they begin, names of customers and accounts by any part. Of `columns`
    only those count that the reader may see. What is quicker is asked first, and no more than
    needed.
    """
    text = unicodedata.normalize("NFC", asked).strip()[:_LONGEST]
    if not text:
        return []
    seen = [one for one in _SHOWN if one in columns]
    found: dict[str, Hit] = {}
    for where, given, order in _ways(text, seen):
        if len(found) >= most:
            break
        rows = kept.rows(["unit_id", *seen], limit=most, where=where, given=given, order=order)
        for row in rows:
            account = row.get("account_name") or row.get("account_id") or ""
            hit = Hit(row["unit_id"], called(row), "" if account == row["unit_id"] else account)
            found.setdefault(hit.unit, hit)
    return list(found.values())[:most]


def accounts(kept: Profiles, asked: str, columns: list[str], most: int = FEW) -> list[Hit]:
    """Return the accounts that fit what was typed: by the beginning of the id, by any name part."""
    text = unicodedata.normalize("NFC", asked).strip()[:_LONGEST]
    if not text or "account_id" not in columns:
        return []
    named = "account_name" in columns
    fits, given = (["regexp_matches(account_name, ?)"], [pattern(text)]) if named else ([], [])
    for one in beginnings(text):
        where, ends = _beginning("account_id", one)
        fits, given = [*fits, where], [*given, *ends]
    name = "any_value(account_name)" if named else "NULL"
    rows = kept.asked(
        f"account_id, {name} AS name",
        f"WHERE {' OR '.join(fits)} GROUP BY account_id ORDER BY account_id LIMIT {int(most)}",
        given,
    )
    return [Hit(row["account_id"], row["name"] or row["account_id"], "", "account") for row in rows]


def _ways(text: str, seen: list[str]) -> Iterator[tuple[str, list[str], str]]:
    """Yield SQL for each way of finding somebody, its parameters, and the order of what it finds.

    Names are not ordered: the engine stops as soon as it has enough of them.
    """
    spelt = beginnings(text)
    yield f"unit_id IN ({', '.join('?' * len(spelt))})", spelt, ""
    if "name" in seen:
        yield "name = ?", [text], "unit_id"
    for one in spelt:
        yield *_beginning("unit_id", one), "unit_id"
    if "name" in seen:
        yield "regexp_matches(name, ?)", [pattern(text)], ""
    if "account_name" in seen:
        yield "regexp_matches(account_name, ?)", [pattern(text)], ""
    if "account_id" in seen:
        for one in spelt:
            yield *_beginning("account_id", one), "account_id, unit_id"


def beginnings(text: str) -> list[str]:
    """Return how an id may be spelt that somebody typed: as it is, in capitals, without."""
    return list(dict.fromkeys((text, text.upper(), text.lower())))


def _beginning(column: str, text: str) -> tuple[str, list[str]]:
    """Return SQL for a text that begins so, as a range: whole parts of the file are passed over."""
    return f"({column} >= ? AND {column} < ?)", [text, text + "\U0010ffff"]


def pattern(text: str) -> str:
    """Return a regular expression for what was typed, in any case.

    A first consonant stands for every syllable that begins with it (ㅇㄹㅇ finds 임라온), and a
    last syllable without a final for the same with one (라오 finds 라온), as one types it.
    """
    parts = []
    for place, one in enumerate(text):
        if one in _FIRSTS:
            start = _BASE + _FIRSTS.index(one) * _EACH
            parts.append(f"[{chr(start)}-{chr(start + _EACH - 1)}]")
        elif place == len(text) - 1 and _open(one):
            parts.append(f"[{one}-{chr(ord(one) + _FINALS - 1)}]")
        elif one.isspace():
            parts.append(r"\s*")
        else:
            parts.append(re.escape(one))
    return "(?i)" + "".join(parts)


def _open(one: str) -> bool:
    """Say whether a character is a Korean syllable without a final consonant."""
    code = ord(one)
    return _BASE <= code <= _LAST and (code - _BASE) % _FINALS == 0
