"""Names of competitors in texts, English and Korean."""

import re
from collections.abc import Iterator, Mapping, Sequence
from unicodedata import normalize

_PARTICLES = (
    "으로|로|은|는|이|가|을|를|과|와|랑|이랑|하고|도|만|의|에|에서|에게|한테|께|보다|처럼|같은|까지|부터|"
    "마저|조차|밖에|이나|나|든지|이라는|라는|이라고|라고|이라|라|이란|란|대비|쪽|측|입니다|이에요|예요|이네요|"
    "네요|이요|요|인데|이고|고|이며|며|이지만|지만|으로는|로는|에는|에서는|이랑은|랑은"
)
_WORD = "0-9A-Za-z가-힣"


class Names:
    """The names of competitors: each with what else it is called.

    A name counts as a word of its own: nothing joined to it but Korean particles, at most two
    (`다온세일즈로는`), and for Latin names an English 's. Case does not count, nor how many
    spaces; of names that begin alike the longest is taken.
    """

    def __init__(self, known: Mapping[str, Sequence[str]]) -> None:
        self._of: dict[str, str] = {}
        for name, others in known.items():
            for one in (name, *others):
                if _folded(name) and _folded(one):
                    self._of.setdefault(_folded(one), name)
        ordered = sorted(self._of, key=len, reverse=True)
        either = "|".join(_spaced(one) for one in ordered) or "(?!)"
        self._found = re.compile(
            f"(?<![{_WORD}])({either})(?:(?:{_PARTICLES}){{0,2}}(?![{_WORD}])|(?='s\\b))",
            re.IGNORECASE,
        )

    @property
    def words(self) -> list[str]:
        """Everything that a competitor is called, in small letters."""
        return list(self._of)

    def find(self, text: str) -> set[str]:
        """Return the competitors that a text names, each once."""
        return set(self._named(text))

    def first(self, text: str) -> str | None:
        """Return the competitor that a text names first; None where it names none."""
        return next(self._named(text), None)

    def _named(self, text: str) -> Iterator[str]:
        for found in self._found.finditer(normalize("NFC", text)):
            yield self._of[_folded(found.group(1))]


def _folded(name: str) -> str:
    return " ".join(normalize("NFC", name).casefold().split())


def _spaced(name: str) -> str:
    return r"\s+".join(re.escape(part) for part in name.split(" "))
