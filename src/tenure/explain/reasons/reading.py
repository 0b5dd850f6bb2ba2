"""Which reason a customer's own words tell, with the words that tell it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

from tenure.explain.reasons.taxonomy import Reason, Taxonomy

SAYS_NOTHING = "no word of the taxonomy is in it"
SEVERAL = "it tells several reasons alike"

_GAP = 3
"""Other lemmas that may stand between two of a tell, or between a negation and what it negates."""
_HANGUL = re.compile("[가-힣]")
_DENIALS = {"en": frozenset(["not"]), "ko": frozenset(["안", "없다", "아니다"])}
"""Lemmas that deny: in English before what they deny, in Korean before it or behind."""
_FIRST_LEVEL = 0.5
"""What a word of the first level alone counts; one of the second level counts 1."""

_AS_IT_STANDS = 2.0
"""What a tell counts that is found as it stands: as much as one of two lemmas."""
_DENIED_BEHIND = "(?!.{0,2}지(?:는|도)?(?:않|못))"

_Steps = tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """The reason that a text tells, and by which words; None with why, where none is clear."""

    code: str | None
    words: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True)
class _Tell:
    code: str
    steps: _Steps
    weight: float
    denies: bool


_ByFirst = dict[str, list[_Tell]]


@dataclass(frozen=True)
class Reader:
    """Reads texts by a taxonomy; they come as lemmas, in order.

    `known` are the lemmas of its English tells, as `english_tells` returns them.
    """

    taxonomy: Taxonomy
    known: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def _korean(self) -> _ByFirst:
        return self._tells("ko")

    @cached_property
    def _english(self) -> _ByFirst:
        return self._tells("en")

    def _tells(self, language: str) -> _ByFirst:
        """Return the tells in a language by the lemma that each begins with."""
        found: _ByFirst = {}
        for one, words in _tells(self.taxonomy, language):
            steps = tuple(self.known[words]) if words in self.known else _lemmas(words, language)
            if steps:
                weight = len(steps) * (1.0 if "/" in one.code else _FIRST_LEVEL)
                denies = bool(_DENIALS[language] & set(steps))
                found.setdefault(steps[0], []).append(_Tell(one.code, steps, weight, denies))
        return found

    @cached_property
    def _plain(self) -> "list[tuple[str, re.Pattern[str], str]]":
        """What is looked for as it stands, how, and its code."""
        return [
            (text[1:], _as_it_stands(text[1:]), one.code)
            for one in self.taxonomy.reasons.values()
            for text in one.tells
            if text[0] == "~"
        ]

    def read(self, lemmas: Sequence[str], language: str, text: str = "") -> Told:
        """Return the reason of a text, None with why where it is not clear.

        A reason counts by its tells that are in the text: each once, one of several lemmas for
        each of them, one of the first level half. What is negated does not count ("not
        expensive"), unless the tell itself denies ("not worth it"). The most counts; of several
        alike, the first level that they share; else none, for an answer is never forced.
        """
        points: dict[str, float] = {}
        words: dict[str, list[str]] = {}
        for code, evidence, weight in self._evidence(lemmas, language, text):
            if evidence not in words.get(code, []):
                words.setdefault(code, []).append(evidence)
                points[code] = points.get(code, 0.0) + weight
        if not points:
            return Told(None, reason=SAYS_NOTHING)
        best = [code for code, number in points.items() if number == max(points.values())]
        best = [code for code in best if not any(_below(other, code) for other in best)]
        tops = {code.partition("/")[0] for code in best}
        if len(tops) > 1:
            return Told(None, tuple(words[code][0] for code in best), SEVERAL)
        code = best[0] if len(best) == 1 else tops.pop()
        return Told(code, tuple(text for one in best for text in words[one]))

    def _evidence(
        self, lemmas: Sequence[str], language: str, text: str
    ) -> Iterator[tuple[str, str, float]]:
        """Yield the code, the words and the weight of every tell that a text holds."""
        for tell, span in self._hits(lemmas, language):
            yield tell.code, " ".join(lemmas[at] for at in span), tell.weight
        whole = "".join(text.split()) if language == "ko" else text
        for plain, pattern, code in self._plain:
            if pattern.search(whole):
                yield code, plain, _AS_IT_STANDS

    def _hits(self, lemmas: Sequence[str], language: str) -> Iterator[tuple[_Tell, list[int]]]:
        if language not in _DENIALS:
            return
        by_first = self._korean if language == "ko" else self._english
        for at, lemma in enumerate(lemmas):
            for tell in by_first.get(lemma, ()):
                span = _span(lemmas, at, tell.steps)
                if span and (tell.denies or not _denied(lemmas, span, language)):
                    yield tell, span


def english_tells(taxonomy: Taxonomy) -> dict[str, tuple[str, ...]]:
    """Return the lemmas of every English tell, for which a dictionary must be read: to be kept."""
    return {words: _lemmas(words, "en") for _, words in _tells(taxonomy, "en")}


def _tells(taxonomy: Taxonomy, language: str) -> Iterator[tuple[Reason, str]]:
    """Yield the tells in a language that are found by lemmas, each of their alternatives apart."""
    for one in taxonomy.reasons.values():
        for text in (tell for tell in one.tells if tell[0] != "~"):
            if language == ("ko" if _HANGUL.search(text) else "en"):
                for words in product(*(word.split("|") for word in text.split())):
                    yield one, " ".join(words)


def _as_it_stands(text: str) -> re.Pattern[str]:
    """Return how words are found as they stand: whole ones, Korean ones with spaces left out."""
    if _HANGUL.search(text):
        return re.compile(re.escape("".join(text.split())) + _DENIED_BEHIND)
    words = r"\s+".join(re.escape(word) for word in text.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _lemmas(text: str, language: str) -> _Steps:
    """Return the lemmas of a tell; in Korean they are written as such."""
    from tenure.explain.text import english
    from tenure.explain.text.lemmas import lemmas_of
    from tenure.explain.text.words import word_list

    if language == "en":
        return lemmas_of(english.analyse(text), language)
    return tuple(word for word in text.split() if word not in word_list("ko", "stop"))


def _span(lemmas: Sequence[str], at: int, steps: _Steps) -> list[int] | None:
    """Return where the lemmas of a tell stand, from `at` on; None where one is missing."""
    found = [at]
    for step in steps[1:]:
        near = range(found[-1] + 1, min(found[-1] + 2 + _GAP, len(lemmas)))
        place = next((one for one in near if lemmas[one] == step), None)
        if place is None:
            return None
        found.append(place)
    return found


def _denied(lemmas: Sequence[str], span: Sequence[int], language: str) -> bool:
    """Say whether a denial stands close before it, in Korean close before or behind."""
    signs = _DENIALS[language]
    if language == "ko":
        behind = lemmas[span[-1] + 1 : span[-1] + 2]
        return any(one in signs for one in (*behind, *lemmas[max(0, span[0] - 1) : span[0]]))
    return any(one in signs for one in lemmas[max(0, span[0] - _GAP) : span[0]])


def _below(code: str, other: str) -> bool:
    return code.startswith(f"{other}/")
