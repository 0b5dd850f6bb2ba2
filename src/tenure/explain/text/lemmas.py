"""The lemmas that say what a text is about, with a mark before what is negated."""

from collections.abc import Iterable, Iterator, Sequence

from tenure.explain.text.words import word_list
from tenure.explain.tokens import WORD, Sentence, Token

NEGATION = {"en": "not", "ko": "안"}
"""The lemma that stands before what is negated, one in each language."""

_NOUNS = ("NNG", "NNP", "XR", "SL")
_PREDICATES = ("VV", "VA", "MAG")
_BEFORE = frozenset(["안", "못"])
_AFTER = frozenset(["않다", "못하다", "말다"])
_NEGATED_VERBS = ("VX", "VV", "VA")
_LONGEST = 40


def lemmas_of(sentences: Iterable[Sentence], language: str | None) -> tuple[str, ...]:
    """Return the content lemmas of a text in their order: nouns, verbs, adjectives, adverbs.

    Stop words, numbers and marks are left out. 'I do not like it' is ('not', 'like') and
    '쓰지 않아요' ('안', '쓰다'): the mark of `NEGATION` stands before the negated lemma. In a
    language that is neither, every word counts as it stands, in lower case.
    """
    if language == "ko":
        return tuple(lemma for one in sentences for lemma in _korean(one.tokens))
    stop = word_list("en", "stop") if language == "en" else frozenset()
    words = (token for one in sentences for token in one.tokens if token.tag == WORD)
    return tuple(_english(words, stop, language == "en"))


def _english(words: Iterable[Token], stop: frozenset[str], negates: bool) -> Iterator[str]:
    negations = word_list("en", "negations") if negates else frozenset()
    for token in words:
        if token.lemma in negations:
            yield NEGATION["en"]
        elif token.lemma not in stop and len(token.lemma) <= _LONGEST:
            yield token.lemma


def _korean(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield content lemmas; '안 쓰다' and '쓰지 않다' both as '안', '쓰다'."""
    stop = word_list("ko", "stop")
    negated_next = False
    for at, token in enumerate(tokens):
        if token.tag == "MAG" and token.lemma in _BEFORE:
            negated_next = True
            continue
        if not token.tag.startswith((*_NOUNS, *_PREDICATES)) or _negates(token):
            continue
        if negated_next or _negated_after(tokens, at):
            yield NEGATION["ko"]
        negated_next = False
        if token.lemma not in stop and len(token.lemma) <= _LONGEST:
            yield token.lemma


def _negates(token: Token) -> bool:
    return token.lemma in _AFTER and token.tag in _NEGATED_VERBS


def _negated_after(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether '-지 않다', '-지 못하다' or '-지 말다' follows, over 하 or 되 and a particle."""
    step = at + 1
    while step < len(tokens) and tokens[step].tag in ("XSV", "XSA", "EP"):
        step += 1
    if step >= len(tokens) or tokens[step].form != "지":
        return False
    step += 1
    while step < len(tokens) and tokens[step].tag in ("JX", "JKO"):
        step += 1
    return step < len(tokens) and _negates(tokens[step])
