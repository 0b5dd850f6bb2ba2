"""Korean text cut into sentences and morphemes by Kiwi, each with its lemma."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from tenure.explain.text.english import lemma_of
from tenure.explain.text.masks import MASK
from tenure.explain.text.words import word_list
from tenure.explain.tokens import Sentence, Token

_LATIN = "SL"
_PREDICATES = ("VV", "VA", "VX", "VC", "XSV", "XSA")
_TOPIC = ("은", "ᆫ")


class Korean:
    """Kiwi, loaded once (two seconds, 0.5 GB), and what it says as sentences."""

    def __init__(self, workers: int = 0) -> None:
        from kiwipiepy import Kiwi

        self._kiwi = Kiwi(num_workers=workers or -1)  # 0 would be none but the main thread
        for word in sorted(word_list("ko", "own_words")):
            self._kiwi.add_user_word(*word.split("/"))

    def analyse(self, texts: Iterable[str]) -> Iterator[list[Sentence]]:
        """Yield the sentences of each text, in order; Kiwi's threads work some ahead."""
        kept: list[str] = list(texts)
        for text, found in zip(kept, self._kiwi.tokenize(kept, normalize_coda=True), strict=True):
            yield _sentences(text, found)

    def phrase(self, text: str) -> list[Sentence]:
        """Return the sentences of one phrase."""
        return next(self.analyse([text]))


def _sentences(text: str, found: Any) -> list[Sentence]:
    hidden = [one.span() for one in MASK.finditer(text)] if "[" in text else []
    cut: dict[int, list[Token]] = {}
    for one in found:
        start = one.start
        if hidden and any(low <= start < high for low, high in hidden):
            continue
        cut.setdefault(one.sent_position, []).append(_token(one.form, one.tag, start))
    starts = [tokens[0].start for tokens in cut.values()] + [len(text)]
    if starts[0] != 0:
        starts[0] = 0
    return [
        Sentence(text[low:high].strip(), tuple(tokens))
        for low, high, tokens in zip(starts, starts[1:], cut.values(), strict=False)
    ]


def _token(form: str, tag: str, start: int) -> Token:
    if tag == _LATIN:
        return Token(form, lemma_of(form), tag, start)
    tag = tag.partition("-")[0]
    return Token(form, _lemma(form, tag), tag, start)


@lru_cache(maxsize=1 << 16)
def _lemma(form: str, tag: str) -> str:
    """Return 쓰다 of 쓰, 끔찍 of 끔찍하, 는 of 은 and ㄴ, -보다 of the particle 보다."""
    if tag == "JX":
        return "는" if form in _TOPIC else form
    if tag.startswith("J"):
        return f"-{form}"
    if not tag.startswith(_PREDICATES):
        return form
    if len(form) > len("못하") and form[-1] == "하" and form[-2] not in "아어워와해":
        return form[:-1]
    return f"{form}다"
