"""When a risk word is not meant in Korean: denied, said by others, or in jest."""

from collections.abc import Sequence

from tenure.explain.risk_words.grammar import Denial, quoted
from tenure.explain.risk_words.korean_denials import denials_after
from tenure.explain.risk_words.signs import Signs
from tenure.explain.tokens import Token

_CONTENT = ("NNG", "NNP", "NNB", "NR", "NP", "XR", "XPN", "VV", "VA", "VX", "MAG", "MM", "SL", "SN")
_OPEN = ("NNG", "NNP", "XR", "VV", "VA", "SL")
_BEFORE = {"안": False, "못": True}
_LIGHT = frozenset(["하다", "되다"])
_PARTICLES = frozenset(["-보다", "-에서"])
_SUBJECT = frozenset(["JKS", "JX"])
_LINKS = frozenset(
    ["어서", "아서", "지만", "는데", "ᆫ데", "은데", "니까", "으니까", "고", "면", "으면"]
)
_DIVIDING = frozenset(["SF", "SP", "SE"])
_QUOTING = (
    *("다고", "라고", "자고", "냐고", "다는", "라는", "자는", "다며", "라며"),
    *("다면서", "라면서", "다던", "라던", "대", "래"),
)


class Korean:
    """The grammar of Korean, as far as risk words need it; tokens are Kiwi's."""

    def __init__(self) -> None:
        self._signs = Signs.of("ko")

    def in_phrase(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell whether a token of a phrase must be in a text that has it.

        Particles and endings need not, but for those after adverbs (다시는 is not 다시) and
        보다 and 에서. 하다 need not after 안 and a noun: 추천 안 하다 is 추천하지 않다.
        """
        token, before = tokens[at], tokens[at - 1] if at else None
        if token.tag in ("JX", "VCP"):
            return before is not None and before.tag == "MAG"
        if token.lemma in _LIGHT and at > 1 and before and before.form in _BEFORE:
            return not tokens[at - 2].tag.startswith(("N", "XR"))
        return token.tag.startswith(_CONTENT) or token.lemma in _PARTICLES

    def literal(self, token: Token) -> bool:
        """Tell whether a token that denies is a word of its phrase: 말다 of 사지 마세요 is."""
        return token.lemma == "말다"

    def counts(self, token: Token) -> bool:
        """Tell whether a token counts as a word that stands between two others."""
        return token.tag.startswith(_CONTENT) and token.tag not in ("VX", "NNB")

    def divides(self, token: Token) -> bool:
        """Tell whether no phrase goes on beyond a token."""
        return token.tag in _DIVIDING

    def denials(self, tokens: Sequence[Token]) -> list[tuple[Denial, ...]]:
        """Return what denies each token: 안 or 못 before it, -지 않다, 생각 없다, 아니다 after it.

        An object is denied with the verb that follows it: 환불을 요청한 적이 없다.
        """
        found: list[tuple[Denial, ...]] = [() for _ in tokens]
        for at in range(len(tokens) - 1, -1, -1):
            if not tokens[at].tag.startswith(_OPEN) or tokens[at].tag == "VX":
                continue
            own = denials_after(tokens, at)
            before = tokens[at - 1] if at else None
            if before and before.tag == "MAG" and before.form in _BEFORE:
                own = (Denial(at - 1, _BEFORE[before.form]), *own)
            found[at] = own or self._inherited(tokens, at, found)
        return found

    def _inherited(
        self, tokens: Sequence[Token], at: int, found: Sequence[tuple[Denial, ...]]
    ) -> tuple[Denial, ...]:
        """Return what denies the word that a noun is the object or the modifier of."""
        if not tokens[at].tag.startswith(("N", "XR")):
            return ()
        for place in range(at + 1, len(tokens)):
            tag = tokens[place].tag
            if tag.startswith(_OPEN) and tag != "VX":
                return found[place]
            if not tag.startswith(("JK", "JX", "MM", "NNB", "NR", "SN", "MAG")):
                return ()
        return ()

    def others_say(self, tokens: Sequence[Token], places: Sequence[int]) -> bool:
        """Tell whether the words at these places are quoted, or said or done by third persons."""
        if quoted(tokens, "\"'‘“", "\"'’”") & set(places):
            return True
        last = places[-1]
        if self._told_of(tokens, last):
            return True
        return self._other_subject(tokens, places[0], last)

    def _told_of(self, tokens: Sequence[Token], last: int) -> bool:
        """Tell whether a comment, a review or a rumour says so: 쓰레기라는 댓글."""
        ending = next((t for t in tokens[last + 1 : last + 5] if t.tag in ("ETM", "EC")), None)
        if ending is None or not _quotes(ending):
            return False
        after = tokens[last + 1 : last + 7]
        return any(token.lemma in self._signs.told for token in after)

    def _other_subject(self, tokens: Sequence[Token], first: int, last: int) -> bool:
        """Tell whether a third person is the subject of the clause: 친구는 해지했지만."""
        reported = any(_quotes(one) for one in tokens[last + 1 : last + 7] if one.tag[0] == "E")
        for at in range(first - 1, -1, -1):
            token = tokens[at]
            if token.lemma in self._signs.own and token.tag in ("NP", "NNG", "XSN"):
                return False
            if token.tag == "EC" and token.form in _LINKS and not reported:
                return False
            if token.lemma in self._signs.others:
                return reported or _is_subject(tokens, at)
        return False

    def in_jest(self, tokens: Sequence[Token], text: str) -> bool:
        """Tell whether a sentence laughs and praises, or laughs that one is not able to."""
        laughs = any(sign in text for sign in self._signs.laughter)
        return laughs and any(token.lemma in self._signs.praise for token in tokens)


def _quotes(ending: Token) -> bool:
    return ending.form.endswith(_QUOTING)


def _is_subject(tokens: Sequence[Token], at: int) -> bool:
    after = tokens[at + 1 : at + 3]
    return any(token.tag in _SUBJECT for token in after[:1]) or (
        len(after) == 2 and after[0].tag == "XSN" and after[1].tag in _SUBJECT
    )
