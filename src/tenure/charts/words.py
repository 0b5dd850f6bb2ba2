"""The words of charts and reports, one TOML file a language."""

import tomllib
from functools import cache
from importlib.resources import files

from tenure.charts.formats import LANGUAGES, Formats
from tenure.errors import TenureError, suggest


class Words:
    """Look words up in one language and fill in the values.

    `words("headline.lost", count=3)` formats numbers for the language; where a text holds a
    singular and a plural parted by `|`, `count` chooses between them.
    """

    def __init__(self, language: str, *packages: str) -> None:
        if language not in LANGUAGES:
            near = suggest(language, LANGUAGES)
            raise TenureError(
                f"no words in the language {language!r}",
                where="language",
                hint=f"use {near}" if near else f"use one of: {', '.join(LANGUAGES)}",
            )
        self.language = language
        self.formats = Formats(language)
        self.texts: dict[str, str] = {}
        for package in ("tenure.charts", *packages):
            self.texts |= catalogue(package, language)

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of `key` with `values` filled in."""
        text = self.texts[key]
        if " | " in text:
            one, many = text.split(" | ")
            text = one if values.get("count") == 1 else many
        return text.format(**{name: self._shown(value) for name, value in values.items()})

    def _shown(self, value: object) -> str:
        return self.formats.number(value) if isinstance(value, int) else str(value)


@cache
def catalogue(package: str, language: str) -> dict[str, str]:
    """Read one package's words in one language as `section.key` to text."""
    raw = files(package).joinpath("words", f"{language}.toml").read_text("utf-8")
    return {
        f"{section}.{key}": text
        for section, texts in tomllib.loads(raw).items()
        for key, text in texts.items()
    }
