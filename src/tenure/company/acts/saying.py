"""Decisions in words, in English and in Korean."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from tenure.act.triggers import Trigger
from tenure.act.words import Language
from tenure.sentences import fill


@cache
def texts(language: Language) -> dict[str, str]:
    """Return the sentences of a language, by key."""
    found = files("tenure.company.acts").joinpath(f"words/{language}.toml").read_text("utf-8")
    return tomllib.loads(found)


def say(language: Language, key: str, **values: object) -> str:
    """Return a sentence with its values filled in."""
    return fill(texts(language)[key], **values)


def reason_said(row: Mapping[str, Any], language: Language) -> str:
    """Return the reason of a decision, and on what its effect rests where it was weighed."""
    if row["reason"] == "chosen" and row["place"] is None:
        return say(language, "chosen_notice")
    said = say(language, row["reason"], **row)
    if row["net_value"] is None or row["effect"] is None or row["effect_from"] is None:
        return said
    return f"{said}. {say(language, 'effect_' + row['effect_from'], effect=row['effect'])}"


def trigger_said(trigger: Trigger, language: Language) -> str:
    """Return whose turn a trigger makes it."""
    key = "frequency_trigger" if trigger.kind == "frequency" else trigger.kind
    return say(language, key, **dict(trigger))
