"""Decisions in words, in English and in Korean."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from tenure.act.words import Language
from tenure.sentences import fill

_WEIGHED = frozenset({
    "chosen", "held_out", "held_out_of_all", "other_play", "would_harm", "not_worth_it", "budget",
    "contacts", "capacity",
})  # fmt: skip
"""Reasons with which it matters what was expected."""
_WHOLE = 100
"""From this amount on, nobody asks for cents."""


@cache
def texts(language: Language) -> dict[str, str]:
    """Return the sentences of a language, by key."""
    found = files("tenure.company.acts").joinpath(f"words/{language}.toml").read_text("utf-8")
    return tomllib.loads(found)


def say(language: Language, key: str, **values: object) -> str:
    """Return a sentence with its values filled in."""
    return fill(texts(language)[key], **values)


def reason_said(
    row: Mapping[str, Any], language: Language, names: Mapping[str, str] | None = None
) -> str:
    """Return the reason of a decision, and on what its effect rests where it was weighed.

    `names`: what plays are called, by id; one without a name is told by its id.
    """
    reason, other = row["reason"], row["instead"]
    if reason == "chosen" and row["place"] is None:
        return say(language, "chosen_notice")
    net, cost = row["net_value"], row["cost"]
    money = {} if net is None else {"net": _money(net), "brings": _money(net + (cost or 0.0))}
    money |= {"cost": _money(cost or 0.0), "instead": (names or {}).get(other, other)}
    said = say(language, reason, **{**row, **money})
    if reason not in _WEIGHED or net is None or row["effect_from"] is None:
        return said
    return f"{said}. {say(language, 'effect_' + row['effect_from'], effect=row['effect'])}"


def reason_in_short(reason: str, language: Language) -> str:
    """Return a reason in a few words, as a table of counts has it."""
    return say(language, f"short_{reason}")


def verdict_said(row: Mapping[str, Any] | None, language: Language) -> str:
    """Return what a decision came to in one or two words; of None, that there is none."""
    return say(language, f"verdict_{row['verdict'] if row else 'none'}")


def _money(amount: float) -> str:
    """Return an amount as people read it: cents where it is small alone."""
    return f"{amount:,.0f}" if abs(amount) >= _WHOLE else f"{amount:,.2f}"
