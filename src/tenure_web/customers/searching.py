"""Finding a customer by what somebody types: id, name, account; Korean also by parts."""

import re
import unicodedata
from dataclasses import dataclass

from tenure_web.customers.names import called
from tenure_web.customers.reading import Profiles, quoted

FOUND = 8
_LONGEST = 80
_FIRSTS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_BASE, _LAST, _EACH, _FINALS = 0xAC00, 0xD7A3, 588, 28
_IN_TEXT = ("name", "account_id")


@dataclass(frozen=True)
class Hit:
    """Somebody who was found, and what else tells them apart."""

    unit: str
    name: str
    account: str


def hits(kept: Profiles, asked: str, columns: list[str], most: int = FOUND) -> list[Hit]:
    """Return who fits what was typed, those first whose id or name is just that.

    An id is found by its beginning, a name and an account by any part. Of `columns` only those
    count that the reader may see.
    """
    text = unicodedata.normalize("NFC", asked).strip()[:_LONGEST]
    if not text:
        return []
    seen = [one for one in _IN_TEXT if one in columns]
    lower = text.lower()
    holds = ["starts_with(lower(unit_id), ?)"]
    given = [lower]
    for one in seen:
        holds.append(f"regexp_matches({quoted(one)}, ?)")
        given.append(pattern(text))
    order, ranked = _ranked(seen, lower)
    rows = kept.rows(
        ["unit_id", *seen],
        order=order,
        limit=most,
        where=f"({' OR '.join(holds)})",
        given=[*given, *ranked],
    )
    return [Hit(row["unit_id"], called(row), row.get("account_id") or "") for row in rows]


def _ranked(seen: list[str], lower: str) -> tuple[str, list[str]]:
    ranks, given = ["lower(unit_id) = ?"], [lower]
    if "name" in seen:
        ranks += ["lower(name) = ?", "coalesce(starts_with(lower(name), ?), false)"]
        given += [lower, lower]
    return ", ".join([*(f"({one}) DESC NULLS LAST" for one in ranks), "unit_id"]), given


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
