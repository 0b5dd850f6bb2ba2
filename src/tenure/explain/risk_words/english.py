"""When a risk word is not meant in English: denied, said by others, or in jest."""

from collections.abc import Iterator, Sequence

from tenure.explain.risk_words.grammar import Denial, quoted
from tenure.explain.risk_words.signs import Signs
from tenure.explain.tokens import MARK, Token

_REACH = 8
"""Words beyond which nothing is denied any more."""
_CAN = frozenset(["can", "could"])


class English:
    """The grammar of English, as far as risk words need it."""

    def __init__(self) -> None:
        self._signs = Signs.of("en")

    def in_phrase(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell whether a token of a phrase must be in a text that has it."""
        return tokens[at].tag != MARK

    def literal(self, token: Token) -> bool:
        """Tell whether a token that denies is a word of its phrase like any other: 'not' is."""
        return True

    def counts(self, token: Token) -> bool:
        """Tell whether a token counts as a word that stands between two others."""
        return token.tag != MARK

    def divides(self, token: Token) -> bool:
        """Tell whether no phrase goes on beyond a token."""
        return token.tag == MARK and token.form not in "\"'‘’-"

    def denials(self, tokens: Sequence[Token]) -> list[tuple[Denial, ...]]:
        """Return what denies each token: 'not', 'never', 'without' before it in its clause.

        It reaches over function words and such as 'want', 'plan', 'think' to the next word of
        content. 'can not' before it denies only that one can.
        """
        found: list[list[Denial]] = [[] for _ in tokens]
        for at, _ in enumerate(tokens):
            last = self._negator(tokens, at)
            if last is None:
                continue
            able = at > 0 and tokens[at - 1].lemma in _CAN
            for place, direct in self._reached(tokens, last + 1):
                found[place].append(Denial(at, able and direct))
        return [tuple(one) for one in found]

    def _negator(self, tokens: Sequence[Token], at: int) -> int | None:
        """Return where the word or two words end that deny, when they begin here."""
        lemma = tokens[at].lemma
        if at + 1 < len(tokens) and f"{lemma} {tokens[at + 1].lemma}" in self._signs.negating_pairs:
            return at + 1
        return at if lemma in self._signs.negating else None

    def _reached(self, tokens: Sequence[Token], begin: int) -> Iterator[tuple[int, bool]]:
        direct = True
        for at in range(begin, min(begin + _REACH, len(tokens))):
            token = tokens[at]
            if self.divides(token) or token.lemma in self._signs.clause:
                return
            yield at, direct
            if token.lemma in self._signs.passing:
                direct = False
            elif token.tag != MARK and not self._light(token):
                return

    def _light(self, token: Token) -> bool:
        return token.lemma in self._signs.function or token.lemma in self._signs.negating

    def others_say(self, tokens: Sequence[Token], places: Sequence[int]) -> bool:
        """Tell whether the words at these places are quoted, or said or done by third persons."""
        if quoted(tokens, '"‘', '"’') & set(places):
            return True
        said = False
        for at in range(places[0] - 1, -1, -1):
            token = tokens[at]
            own = token.form.casefold() in self._signs.own
            if own or self.divides(token) or token.lemma in self._signs.clause:
                return False
            said = said or token.lemma in self._signs.saying
            pronoun = said and token.lemma in self._signs.pronouns
            if pronoun or (token.lemma in self._signs.others and not _addressed(tokens, at)):
                return True
        return False

    def in_jest(self, tokens: Sequence[Token], text: str) -> bool:
        """Tell whether a sentence laughs and praises."""
        low = text.casefold()
        return any(sign in low for sign in self._signs.laughter) and any(
            token.lemma in self._signs.praise for token in tokens
        )


def _addressed(tokens: Sequence[Token], at: int) -> bool:
    """Tell 'you people' from 'people'."""
    return at > 0 and tokens[at - 1].lemma == "you"
