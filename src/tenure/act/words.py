"""Words of a play that people read, in both languages."""

from typing import Literal

from pydantic import Field

from tenure.definitions.section import Section

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = ("en", "ko")


class Words(Section):
    """A text in English and in Korean."""

    en: str = Field(min_length=1, description="In English.")
    ko: str = Field(min_length=1, description="In Korean.")

    def of(self, language: Language) -> str:
        """Return the text in a language."""
        return self.ko if language == "ko" else self.en
