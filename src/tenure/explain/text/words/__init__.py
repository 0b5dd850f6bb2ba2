"""Small word lists that ship with Tenure: stop words, irregular forms, words that are no names."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def word_list(language: str, name: str) -> frozenset[str]:
    """Return one list of a language's file."""
    return frozenset(_file(language)[name])


@cache
def word_map(language: str, name: str) -> dict[str, str]:
    """Return one table of a language's file: word to word or words."""
    return dict(_file(language)[name])


@cache
def _file(language: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text("utf-8"))
