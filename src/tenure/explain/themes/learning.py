"""Learning the themes of a language from a bounded sample of texts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tenure.explain.sentiment.shipped import lexicon
from tenure.explain.themes.factors import factorise, grounds, of_length_one
from tenure.explain.themes.formulas import formulas, without
from tenure.explain.themes.matching import aligned, alike, matched
from tenure.explain.themes.model import HAS, Assigned, Theme, Themes, telling
from tenure.explain.themes.subjects import Subject, subjects
from tenure.explain.themes.typical import same_words, typical
from tenure.explain.themes.vectors import Floats, Lemmas, Vocabulary, vocabulary

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LEAST_TEXTS = 60
"""Different texts of a language to learn from, at least."""
MOST_TEXTS = 10_000
"""Different texts to learn from, at most: the sample is drawn by who asks."""
MOST_FREE = 12
"""Themes that no subject is the ground of, at most; one for 100 texts."""
_PER_FREE = 100
_NUMBERS = (1, 2, 3, 4, 6, 8, 12, 18, 24, 36)
STABLE = 0.75
AVERAGE = 0.7
TRUE = 0.6
_PER_REST = 10
"""How many free themes are tried, how alike those of either half must be; what is as like the
average text as this is no theme; how alike a theme must be to its subject's words."""
_SUPPORT, _LEAST_SUPPORT = 0.005, 8
"""The share of different texts that must have a theme, and how many at least."""
_WORDINGS = 0.8
"""When so many texts of a theme have one of three sentences word for word, it is a phrase."""
NEW_TEXTS = 200
MORE_WITHOUT, MORE_UNKNOWN = 0.15, 0.1
"""When themes are learnt anew: see `moved_on`."""
_SHOWN = 200
_TITLE = 3


@dataclass(frozen=True)
class Said:
    """Different texts of a language (n,): as masked, and their lemmas."""

    texts: Sequence[str]
    lemmas: Sequence[Lemmas]


def learn(
    language: str,
    said: Said,
    earlier: Themes | None = None,
    *,
    seed: int = 0,
    grounded: bool = True,
) -> Themes | None:
    """Learn themes; None where there are fewer than `LEAST_TEXTS` different texts.

    Subjects that texts speak of are grounds. Of themes beyond these, those are kept that come
    again when either half of the texts is learnt from, and that are said in more than one
    wording. With `earlier` ones, a theme that is one of them keeps its code and its title.
    Without `grounded` there are no subjects, and texts suggest every theme.
    """
    phrases = formulas(_different(said.lemmas))
    once = {tuple(without(one, phrases)): at for at, one in enumerate(said.lemmas)}
    texts = [one for one in once if one]
    if len(texts) < LEAST_TEXTS:
        return None
    shown = [said.texts[once[one]] for one in texts]
    ground = subjects() if grounded else ()
    words = frozenset(word for one in ground for word in one.words[language])
    known = vocabulary(texts, frozenset(lexicon(language)) - words)
    vectors = known.vectors(texts)
    spoken, rows = _spoken(ground, language, known, vectors)
    free = min(MOST_FREE if grounded else 3 * MOST_FREE, len(texts) // _PER_FREE)
    terms = np.concatenate(
        [_grounded(vectors, rows, seed), _free(vectors, rows, free, seed)],
    )
    found = Themes(language, known, terms, _unnamed(language, spoken, len(terms)), len(texts))
    found = replace(found, formulas=phrases)
    kept = _kept(found, found.assign(texts), shown)
    return _finished(_matched(kept, earlier), texts, shown)


def _different(texts: Sequence[Lemmas]) -> list[Lemmas]:
    return list(dict.fromkeys(tuple(one) for one in texts))


def _spoken(
    ground: Sequence[Subject], language: str, known: Vocabulary, vectors: "csr_matrix"
) -> tuple[list[Subject], Floats]:
    """Return the subjects that enough texts speak of, with their words as rows (s, v)."""
    rows = grounds(known, [one.words[language] for one in ground], vectors)
    speak = np.asarray((vectors @ rows.T > 0).sum(axis=0)).ravel()
    enough = speak >= _least(vectors.shape[0])
    return [one for one, there in zip(ground, enough, strict=True) if there], rows[enough]


def _least(texts: int) -> float:
    return max(_LEAST_SUPPORT, _SUPPORT * texts)


def _grounded(vectors: "csr_matrix", rows: Floats, seed: int) -> Floats:
    """Return the themes of subjects, learnt beside free ones that take what is of no subject.

    One that has drifted from its subject's words stays what these say.
    """
    if not len(rows):
        return rows
    beside = min(MOST_FREE, vectors.shape[0] // _PER_REST)
    terms = factorise(vectors, rows, beside, seed)[: len(rows)]
    true = (terms * rows).sum(axis=1) >= TRUE
    return np.where(true[:, None], terms, rows)


def _free(vectors: "csr_matrix", rows: Floats, most: int, seed: int) -> Floats:
    """Return as many themes that the texts suggest as are stable.

    The number is the largest tried whose themes are as alike as `STABLE`, in the mean, in
    themes learnt from either half of the texts; of these, the ones that come again are kept.
    """
    half = np.random.default_rng(seed).permutation(vectors.shape[0]) % 2 == 0
    sides = [vectors[np.flatnonzero(side)] for side in (half, ~half)]

    def free(texts: "csr_matrix", number: int) -> Floats:
        return factorise(texts, rows, number, seed)[len(rows) :]

    stable = 0
    for number in (one for one in _NUMBERS if one <= most):
        first, second = (free(side, number) for side in sides)
        stable = number if alike(first, second) >= STABLE else stable
    if not stable:
        return rows[:0]
    terms = free(vectors, stable)
    average = of_length_one(np.asarray(vectors.mean(axis=0)).reshape(1, -1))[0]
    again = {at for at in range(len(terms)) if terms[at] @ average < AVERAGE}
    for side in sides:
        again &= set(matched(terms, free(side, stable)))
    return terms[sorted(again)]


def _unnamed(language: str, spoken: Sequence[Subject], number: int) -> tuple[Theme, ...]:
    own = [Theme(one.code, one.code, one.title, {}) for one in spoken]
    return (*own, *(Theme(f"{language}-?", None, {}, {}) for _ in range(number - len(own))))


def _kept(found: Themes, assigned: Assigned, shown: Sequence[str]) -> Themes:
    """Leave the themes that enough texts are about, in more than one wording."""
    stays = []
    for place, theme in enumerate(found.themes):
        about = np.flatnonzero(assigned.main == place)
        texts = [shown[at] for at in about[:_SHOWN]]
        one_phrase = theme.subject is None and same_words(texts) > _WORDINGS
        stays.append(len(about) >= _least(found.texts) and not one_phrase)
    places = np.flatnonzero(stays)
    themes = tuple(found.themes[at] for at in places)
    return replace(found, terms=found.terms[places], themes=themes)


def _matched(found: Themes, earlier: Themes | None) -> Themes:
    """Give themes that texts suggested the codes and titles of those they were before, or new."""
    free = [at for at, one in enumerate(found.themes) if one.subject is None]
    before = [at for at, one in enumerate(earlier.themes) if one.subject is None] if earlier else []
    pairs: dict[int, int] = {}
    if earlier and free and before:
        old = aligned(earlier.terms[before], earlier.vocabulary.words, found.vocabulary.words)
        pairs = matched(found.terms[free], old)
    themes, ever = list(found.themes), earlier.ever if earlier else 0
    for own, at in enumerate(free):
        if earlier and own in pairs:
            same = earlier.themes[before[pairs[own]]]
            themes[at] = replace(themes[at], code=same.code, title=same.title)
        else:
            ever += 1
            themes[at] = replace(themes[at], code=f"{found.language}-{ever}")
    return replace(found, themes=tuple(themes), ever=ever)


def _finished(found: Themes, texts: Sequence[Lemmas], shown: Sequence[str]) -> Themes:
    """Name the themes by their terms, show sentences, and note how many texts have none."""
    assigned = found.assign(texts)
    themes = []
    for place, theme in enumerate(found.themes):
        terms = telling(found.terms, found.vocabulary, place)
        own = np.where(assigned.main == place, assigned.weights[:, place], 0.0)
        most = [at for at in np.argsort(-own, kind="stable")[:_SHOWN] if own[at] >= HAS]
        named = " · ".join(list(terms)[:_TITLE])
        title = theme.title or {"en": named, "ko": named}
        said = tuple(typical([shown[at] for at in most], terms))
        themes.append(replace(theme, terms=terms, title=title, typical=said))
    return replace(found, themes=tuple(themes), without=assigned.without, unknown=assigned.unknown)


def moved_on(model: Themes, newer: Sequence[Lemmas]) -> bool:
    """Say whether newer texts fit the themes so much less than those they were learnt from.

    Of at least `NEW_TEXTS`: more without a theme by `MORE_WITHOUT`, or more of their words
    unknown by `MORE_UNKNOWN`.
    """
    if len(newer) < NEW_TEXTS:
        return False
    found = model.assign(newer)
    return (
        found.without > model.without + MORE_WITHOUT or found.unknown > model.unknown + MORE_UNKNOWN
    )
