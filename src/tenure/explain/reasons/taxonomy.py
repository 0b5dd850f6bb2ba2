"""The taxonomy of reasons on two levels, as it is shipped and as a company edits it."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from tenure.errors import MetricError, suggest

LANGUAGES = ("en", "ko")
"""The code of an answer that fits no reason, or several."""
_SHORTEST_INSIDE = 3
_SHORTEST_KOREAN = 2


@dataclass(frozen=True)
class Reason:
    """One reason: its code (`service/slow`, or `service` for the first level) and its words.

    labels: as CRMs write it; tells: lemmas that say it in a customer's own words;
    involuntary: whether it was no decision of the customer.
    """

    code: str
    words: Mapping[str, str]
    labels: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    involuntary: bool = False

    @property
    def top(self) -> str:
        """The code of the first level."""
        return self.code.partition("/")[0]


@dataclass(frozen=True)
class Labelled:
    """What a label of a CRM means: a code, `unknown` where it says that nobody knows."""

    code: str | None
    unknown: bool = False


@dataclass(frozen=True)
class Taxonomy:
    """Reasons by code, and what a company says its own labels mean."""

    reasons: Mapping[str, Reason]
    own: Mapping[str, str] = field(default_factory=dict)

    def edited(
        self,
        add: Mapping[str, Mapping[str, Any]] | None = None,
        rename: Mapping[str, Mapping[str, str]] | None = None,
        labels: Mapping[str, str] | None = None,
    ) -> "Taxonomy":
        """Return the taxonomy with a company's own reasons, names and labels.

        Raises MetricError, with the one that was meant, for a code that there is not.
        """
        for _, problem in self.wrong(add or {}, rename or {}, labels or {}):
            raise problem
        found = dict(self.reasons)
        for code, told in (add or {}).items():
            found[code] = _reason(code, told, found.get(code))
        for code, words in (rename or {}).items():
            old = found[code]
            found[code] = Reason(
                code, {**old.words, **words}, old.labels, old.tells, old.involuntary
            )
        return Taxonomy(found, {folded(one): code for one, code in (labels or {}).items()})

    def wrong(
        self, add: Iterable[str], rename: Iterable[str], labels: Mapping[str, str]
    ) -> Iterator[tuple[tuple[str, str], MetricError]]:
        """Yield every code that there is not, by its key below [reasons], as an error."""
        added = list(add)
        every = list(dict.fromkeys((*self.reasons, *added)))
        first = [code for code in every if "/" not in code]
        looked = [(("add", code), code.partition("/")[0], first) for code in added]
        looked += [(("rename", code), code, every) for code in rename]
        looked += [(("map", label), code, every) for label, code in labels.items()]
        for place, code, there in looked:
            if code not in there:
                yield place, _unknown_code(code, there)

    @property
    def names(self) -> dict[str, Mapping[str, str]]:
        """What every code is called, by language."""
        return {code: one.words for code, one in self.reasons.items()}

    def words(self, code: str | None, language: str) -> str | None:
        """Return what a code is called in a language."""
        return None if code is None else self.reasons[code].words[language]

    def involuntary(self, code: str | None) -> bool:
        """Say whether a reason is no decision of the customer."""
        return code in self.reasons and self.reasons[str(code)].involuntary

    @property
    def tops(self) -> list[str]:
        """The codes of the first level."""
        return [code for code in self.reasons if "/" not in code]

    def of_label(self, label: str | None) -> Labelled:
        """Return what a label of a CRM or a form means.

        First what the company says of it, then a label that is exactly it, then the longest
        labels inside of it; of several first levels alike, none. A label such as "Don't know"
        is no reason.

        >>> taxonomy().of_label("Competitor made better offer").code
        'competitor/offer'
        """
        plain = folded(label or "")
        if not plain or plain in _unknown():
            return Labelled(None, unknown=True)
        if plain in self.own:
            return Labelled(self.own[plain])
        if plain in self._exact:
            return Labelled(self._exact[plain])
        return Labelled(self._inside(label or ""))

    @cached_property
    def _exact(self) -> dict[str, str]:
        """The code of each label, the second level before the first; a code says itself."""
        ordered = sorted(self.reasons.values(), key=lambda one: "/" in one.code)
        found = {
            folded(label): one.code
            for one in ordered
            for label in (one.code, *one.words.values(), one.code.rpartition("/")[2], *one.labels)
        }
        return found

    def _inside(self, label: str) -> str | None:
        lengths: dict[str, int] = {}
        whole, plain = f" {' '.join(_words(label))} ", folded(label)
        for one in self.reasons.values():
            held = [text for text in one.labels if _holds(whole, plain, text)]
            if held:
                lengths[one.code] = max(len(folded(text)) for text in held)
        best = [code for code, length in lengths.items() if length == max(lengths.values())]
        tops = {code.partition("/")[0] for code in best}
        if len(best) == 1:
            return best[0]
        return tops.pop() if len(tops) == 1 else None


def _unknown_code(code: str, there: Sequence[str]) -> MetricError:
    near = suggest(code, there)
    return MetricError(
        f"there is no reason {code!r}; there are: {', '.join(there)}",
        hint=f"did you mean {near!r}?" if near else "add it: [reasons.add]",
    )


def _holds(whole: str, plain: str, text: str) -> bool:
    if text.isascii():
        words = " ".join(_words(text))
        return len(words) >= _SHORTEST_INSIDE and f" {words} " in whole
    return len(folded(text)) >= _SHORTEST_KOREAN and folded(text) in plain


def folded(text: str) -> str:
    """Return a label without case, spaces and signs, in Unicode form C."""
    normal = unicodedata.normalize("NFC", text).casefold()
    return re.sub(r"[\W_]+", "", normal) or normal.strip()


def _words(text: str) -> list[str]:
    normal = unicodedata.normalize("NFC", text).casefold()
    return [word for word in re.split(r"[\W_]+", normal) if word]


@cache
def taxonomy() -> Taxonomy:
    """Return the taxonomy as it is shipped."""
    found: dict[str, Reason] = {}
    for top, told in _read("taxonomy").items():
        own = {key: value for key, value in told.items() if not isinstance(value, dict)}
        found[top] = _reason(top, own, None)
        for sub, more in told.items():
            if isinstance(more, dict):
                found[f"{top}/{sub}"] = _reason(f"{top}/{sub}", more, None)
    return Taxonomy(found)


def unknown_labels() -> frozenset[str]:
    """Return the labels that say that nobody knows why, in small letters."""
    return frozenset(str(one).lower() for one in _read("unknown")["labels"])


@cache
def _unknown() -> frozenset[str]:
    return frozenset(folded(one) for one in unknown_labels())


def _read(name: str) -> dict[str, Any]:
    text = (files("tenure.explain.reasons") / "words" / f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def _reason(code: str, told: Mapping[str, Any], old: Reason | None) -> Reason:
    """Read one reason; what is said of one that is there is added to it."""
    words = {language: told.get(language) for language in LANGUAGES}
    known = {name: text for name, text in words.items() if text}
    fallback = next(iter(known.values()), code)
    before = old.words if old else dict.fromkeys(LANGUAGES, fallback)
    return Reason(
        code,
        {**before, **known},
        (*(old.labels if old else ()), *told.get("labels", ())),
        (*(old.tells if old else ()), *told.get("tells", ())),
        bool(told.get("involuntary", old.involuntary if old else False)),
    )
