"""What people read about health, in English and Korean."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["en", "ko"]


def say(section: str, key: str, language: Language = "en", **values: object) -> str:
    """Return a text of `words/`, with its values filled in."""
    return texts(language)[section][key].format(**values)


def component_said(name: str, language: Language = "en") -> str:
    """Return the name of a component; of one that the company named itself, that name."""
    return texts(language)["component"].get(name, name)


def components_said(names: str, language: Language = "en") -> str:
    """Return the names of components that are parted by commas."""
    return ", ".join(component_said(name, language) for name in names.split(",") if name)


@cache
def texts(language: Language) -> dict[str, dict[str, str]]:
    """Return the texts of a language, by section and key."""
    text = files("tenure.predict.health").joinpath(f"words/{language}.toml").read_text("utf-8")
    return tomllib.loads(text)
