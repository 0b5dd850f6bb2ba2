"""What denies a Korean word after it: -지 않다, 안 하다, 생각이 없다, 것은 아니다, 수 없다."""

from collections.abc import Sequence

from tenure.explain.risk_words.grammar import Denial
from tenure.explain.tokens import Token

_LIGHT = frozenset(["하다", "되다"])
_SKIPPED = ("J", "XSV", "XSA", "XSN", "EP", "VCP")
_NEGATING = {"않다": False, "못하다": True, "말다": False}
_BEFORE = {"안": False, "못": True}
_NOUNS = frozenset(
    [
        *("생각", "의향", "의사", "마음", "맘", "이유", "일", "필요", "계획", "뜻", "예정"),
        *("적", "거", "것", "정도", "만큼", "느낌", "법", "점", "데", "리"),
    ]
)
_ABLE = "수"
_ABSENT = frozenset(["없다", "아니다"])
_LINKING = frozenset(["고", "어", "아"])
_MOST = 3


def denials_after(tokens: Sequence[Token], at: int) -> tuple[Denial, ...]:
    """Return the words after a token that deny it, in their order; 해지 안 할 수 없다 has two."""
    found: list[Denial] = []
    place = at + 1
    while len(found) < _MOST:
        step = _step(tokens, place)
        if step is None:
            break
        denial, place = step
        found.append(denial)
    return tuple(found)


def _step(tokens: Sequence[Token], at: int) -> tuple[Denial, int] | None:
    """Return the next denial and where to look on, or None."""
    at = _past(tokens, _past_auxiliaries(tokens, at), _SKIPPED)
    token = _at(tokens, at)
    if token is None:
        return None
    if token.tag == "MAG" and token.form == "없이":
        return Denial(at), at + 1
    if token.tag == "MAG" and token.form in _BEFORE:
        return _light_verb(tokens, at)
    if token.lemma in _ABSENT and token.tag in ("VA", "VCN", "VV"):
        return Denial(at), at + 1
    if token.tag in ("EC", "EF") and token.form in ("지", "질", "진"):
        return _auxiliary(tokens, at + 1)
    if token.tag == "ETM":
        return _dependent_noun(tokens, at + 1)
    if token.tag == "NNG" and token.lemma in _NOUNS:
        return _dependent_noun(tokens, at)
    return None


def _past_auxiliaries(tokens: Sequence[Token], at: int) -> int:
    """Go past -고 싶다, -어 주다: 해지하고 싶지 않다 denies 해지."""
    at = _past(tokens, at, _SKIPPED)
    while (
        at + 1 < len(tokens)
        and tokens[at].tag == "EC"
        and tokens[at].form in _LINKING
        and tokens[at + 1].tag == "VX"
        and tokens[at + 1].lemma not in _NEGATING
    ):
        at += 2
    return at


def _light_verb(tokens: Sequence[Token], at: int) -> tuple[Denial, int] | None:
    """해지 안 해요 denies it; 환불 안 해 줘요 and 환불이 안 돼요 only that it happens."""
    verb = _at(tokens, at + 1)
    if verb is None or verb.lemma not in _LIGHT or not verb.tag.startswith(("VV", "XSV")):
        return None
    gives = any(token.tag == "VX" and token.lemma == "주다" for token in tokens[at + 2 : at + 5])
    able = _BEFORE[tokens[at].form] or verb.lemma == "되다" or gives
    return Denial(at, able), at + 2


def _auxiliary(tokens: Sequence[Token], at: int) -> tuple[Denial, int] | None:
    at = _past(tokens, at, ("J",))
    token = _at(tokens, at)
    if token is not None and token.tag == "MAG" and token.form in _BEFORE:
        return _light_verb(tokens, at)
    if token is None or token.lemma not in _NEGATING or not token.tag.startswith("V"):
        return None
    return Denial(at, _NEGATING[token.lemma]), at + 1


def _dependent_noun(tokens: Sequence[Token], at: int) -> tuple[Denial, int] | None:
    """할 생각이 없다, 한 적 없다, 하는 것은 아니다, 할 줄 알았다; 할 수 없다 only that one can."""
    noun = _at(tokens, at)
    if noun is not None and noun.lemma == "줄":
        knew = [token.lemma for token in tokens[at + 1 : at + 3]]
        return (Denial(at), at + 2) if knew[-1:] == ["었"] and "알다" in knew else None
    if noun is None or (noun.lemma not in _NOUNS and noun.lemma != _ABLE):
        return None
    at = _past(tokens, at + 1, ("J", "MAG", "XPN"))
    verb = _at(tokens, at)
    if verb is not None and verb.lemma in _ABSENT:
        return Denial(at, noun.lemma == _ABLE), at + 1
    if verb is not None and verb.lemma == "들다" and tokens[at - 1].form == "안":
        return Denial(at - 1), at + 1
    return None


def _past(tokens: Sequence[Token], at: int, tags: tuple[str, ...]) -> int:
    while at < len(tokens) and tokens[at].tag.startswith(tags):
        at += 1
    return at


def _at(tokens: Sequence[Token], at: int) -> Token | None:
    return tokens[at] if 0 <= at < len(tokens) else None
