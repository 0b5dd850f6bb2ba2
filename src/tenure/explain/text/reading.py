"""Texts read in bulk: masked, told apart by language, cut into lemmas, searched for risk words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tenure.explain.risk_words.finding import Finder
from tenure.explain.risk_words.hit import Hit
from tenure.explain.risk_words.lexicon import Lexicon
from tenure.explain.text import english
from tenure.explain.text.korean import Korean
from tenure.explain.text.language import language_of
from tenure.explain.text.lemmas import lemmas_of
from tenure.explain.text.masking import masked
from tenure.explain.text.normalise import normalised, shortened
from tenure.explain.tokens import Sentence

LONGEST = 20_000
"""Letters of one text that are read; what is beyond is cut off."""


@dataclass(frozen=True)
class Read:
    """One text as it is kept: masked, with its language, its lemmas and its risk words."""

    language: str | None
    text: str
    lemmas: tuple[str, ...]
    hits: tuple[Hit, ...]


class Reader:
    """Reads texts in English and Korean; built once, for Kiwi takes two seconds and 0.5 GB.

    Kiwi is loaded when the first Korean text comes. `workers` are its threads; 0: as many as
    cores. The answer does not depend on them, nor on which texts are read together.
    """

    def __init__(self, lexicon: Lexicon | None = None, *, workers: int = 0) -> None:
        self._lexicon = lexicon or Lexicon.shipped()
        self._workers = workers
        self._korean: Korean | None = None
        self._finders: dict[str, Finder] = {}

    def read(
        self, texts: Sequence[str | None], languages: Sequence[str | None] | None = None
    ) -> list[Read | None]:
        """Return what is kept of each text, in order; None where there is no text.

        `languages` are hints, one a text. Memory grows with the texts given at once: give
        some thousand at a time. Raises ValueError for hints that are not one a text.
        """
        hints = [None] * len(texts) if languages is None else languages
        clean = [_clean(text) for text in texts]
        said = [language_of(text, hint) for text, hint in zip(clean, hints, strict=True)]
        told = list(zip(clean, said, strict=True))
        korean = self._analysed([text for text, language in told if language == "ko"])
        return [self._one(text, language, korean) if text else None for text, language in told]

    def _analysed(self, texts: list[str]) -> Iterator[list[Sentence]]:
        return self._kiwi.analyse(texts) if texts else iter(())

    @property
    def _kiwi(self) -> Korean:
        if self._korean is None:
            self._korean = Korean(self._workers)
        return self._korean

    def _one(self, text: str, language: str | None, korean: Iterator[list[Sentence]]) -> Read:
        sentences = next(korean) if language == "ko" else english.analyse(text)
        hits = self._finder(language).hits(sentences) if language else ()
        return Read(language, text, lemmas_of(sentences, language), hits)

    def _finder(self, language: str) -> Finder:
        if language not in self._finders:
            analyse: Callable[[str], list[Sentence]] = (
                self._kiwi.phrase if language == "ko" else english.analyse
            )
            self._finders[language] = Finder.of(self._lexicon, language, analyse)
        return self._finders[language]


def _clean(text: str | None) -> str:
    return shortened(masked(normalised(text[:LONGEST]))) if text else ""
