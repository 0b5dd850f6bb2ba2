"""English text cut into sentences and words, each word with its lemma."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tenure.explain.text.masks import MASK
from tenure.explain.text.words import word_list, word_map
from tenure.explain.tokens import MARK, NUMBER, WORD, Sentence, Token

_TOKEN = re.compile(
    rf"(?P<mask>{MASK.pattern})|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)|(?P<number>\d[\d.,]*)"
    r"|(?P<end>[.!?]+[\"')\]]*(?=\s|$)|\n)|(?P<mark>[,;:()\"?!.…-])"
)
_CONTRACTED = re.compile(r"(.+?)(n't|'s|'re|'m|'ve|'ll|'d)")
_ENDING = {"n't": "not", "'re": "be", "'m": "be", "'ve": "have", "'ll": "will", "'d": "would"}
_DOUBLED = re.compile(r"([^\W\d_])\1")
_CACHED = 1 << 17


@lru_cache(maxsize=_CACHED)
def lemma_of(word: str) -> str:
    """Return the lemma of an English word in lower case: of 'cancelled' it is 'cancel'."""
    from simplemma import is_known, lemmatize

    low = word.casefold()
    given = word_map("en", "irregular").get(low)
    if given is not None:
        return given
    if _DOUBLED.search(low) and not is_known(low, lang="en"):
        single = _DOUBLED.sub(r"\1", low)
        low = single if is_known(single, lang="en") else low
    return str(lemmatize(low, lang="en")).casefold()


@lru_cache(maxsize=_CACHED)
def _parts(word: str) -> tuple[tuple[str, str, int], ...]:
    """Return form, lemma and offset of each part of a word: two of "don't"."""
    low = word.casefold()
    whole = word_map("en", "contractions").get(low)
    if whole is not None:
        return tuple((part, part, 0) for part in whole.split())
    found = _CONTRACTED.fullmatch(low)
    if not found:
        return ((word, lemma_of(word), 0),)
    stem, ending = found[1], found[2]
    first = (word[: len(stem)], lemma_of(stem), 0)
    after = _ENDING.get(ending)
    return (first, (ending, after, len(stem))) if after else (first,)


def analyse(text: str) -> list[Sentence]:
    """Return the sentences of a text, masked and normalised; the marks of masking are no words."""
    sentences: list[Sentence] = []
    tokens: list[Token] = []
    begin = 0
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if kind == "end" and _closes(text, found, tokens):
            tokens.append(Token(found[0], found[0][0], MARK, found.start()))
            sentences.append(Sentence(text[begin : found.end()].strip(), tuple(tokens)))
            tokens, begin = [], found.end()
        elif kind != "mask":
            tokens.extend(_tokens(found, kind))
    rest = text[begin:].strip()
    if rest:
        sentences.append(Sentence(rest, tuple(tokens)))
    return [one for one in sentences if one.text]


def _tokens(found: re.Match[str], kind: str | None) -> Iterator[Token]:
    if kind == "word":
        for form, lemma, offset in _parts(found[0]):
            yield Token(form, lemma, WORD, found.start() + offset)
    elif kind == "number":
        yield Token(found[0], found[0].rstrip(".,"), NUMBER, found.start())
    else:
        yield Token(found[0], found[0][0], MARK, found.start())


def _closes(text: str, found: re.Match[str], tokens: list[Token]) -> bool:
    """Tell a full stop at the end of a sentence from one of an abbreviation or of a pause."""
    if found[0] == "\n" or found[0][0] != ".":
        return True
    if found[0].startswith(".."):
        return not text[found.end() : found.end() + 2].strip()[:1].islower()
    before = tokens[-1].form.casefold() if tokens else ""
    return before not in word_list("en", "abbreviations")
