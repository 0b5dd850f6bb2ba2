"""Themes as factors of texts: some that begin with a subject's words, some that texts suggest."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tenure.explain.themes.vectors import Floats, Vocabulary

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Ints = NDArray[np.int64]

_HOLD = 0.5
"""How much a subject's words weigh, as a share of the texts that have one of them."""
_LEAST_WEIGHT = 1e-3
_ROUNDS, _TOLERANCE = 400, 1e-3


def grounds(vocabulary: Vocabulary, words: Sequence[frozenset[str]], texts: "csr_matrix") -> Floats:
    """Return subjects as rows (s, v) of length 1: each of its words as far as texts have it."""
    own = np.array([[term in one for term in vocabulary.words] for one in words], float)
    own = own.reshape(len(words), len(vocabulary.words))
    mass = np.asarray(texts.sum(axis=0)).ravel()
    return of_length_one(own * np.sqrt(mass))


def factorise(texts: "csr_matrix", ground: Floats, free: int, seed: int = 0) -> Floats:
    """Return themes (s + free, v) as rows of length 1: non-negative factors of texts (n, v).

    The first s begin with the rows of `ground`, which are held by an extra text each that is made
    of nothing else; the others begin with texts that no theme so far explains.

    Source: D. Lee and H. Seung, Learning the parts of objects by non-negative matrix
    factorization, Nature 401 (1999); by coordinate descent, scikit-learn; held as in J. Jagarlamudi
    et al., Incorporating lexical priors into topic models, EACL (2012).
    """
    from scipy.sparse import csr_matrix, vstack
    from sklearn.decomposition import non_negative_factorization

    speak = np.asarray((texts @ csr_matrix(ground).T > 0).sum(axis=0)).ravel()
    held = csr_matrix(ground * np.sqrt(_HOLD * speak)[:, None])
    everything = vstack([texts, held]).tocsr()
    begin = _begin(texts, ground, free, seed)
    if not len(begin):
        return begin
    weights = np.maximum(everything @ begin.T, _LEAST_WEIGHT)
    _, terms, _ = non_negative_factorization(
        everything,
        W=np.ascontiguousarray(weights),
        H=np.maximum(begin, _LEAST_WEIGHT * begin.max(initial=0)),
        n_components=len(begin),
        init="custom",
        solver="cd",
        max_iter=_ROUNDS,
        tol=_TOLERANCE,
        random_state=seed,
    )
    return of_length_one(terms)


def weights_of(texts: "csr_matrix", terms: Floats) -> Floats:
    """Return how much of each theme (k, v) is in each text (n, k), which the themes add up to."""
    from sklearn.decomposition import non_negative_factorization

    if not texts.shape[0] or not len(terms):
        return np.zeros((texts.shape[0], len(terms)))
    weights, _, _ = non_negative_factorization(
        texts,
        H=terms,
        n_components=len(terms),
        init="custom",
        update_H=False,
        max_iter=_ROUNDS,
        tol=_TOLERANCE,
    )
    return np.asarray(weights)


def of_length_one(rows: Floats) -> Floats:
    """Return rows at length 1, empty ones as they are."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1))


def _begin(texts: "csr_matrix", ground: Floats, free: int, seed: int) -> Floats:
    """Return the rows that themes begin with: each the text least like those so far."""
    rng = np.random.default_rng(seed)
    rows = list(ground)
    near = (texts @ ground.T).max(axis=1) if len(ground) else np.zeros(texts.shape[0])
    near = np.where(np.diff(texts.indptr) > 1, near, 1.0)
    for _ in range(free):
        far = np.maximum(1 - near, 0) ** 2
        if not far.sum():
            break
        chosen = int(rng.choice(len(far), p=far / far.sum()))
        rows.append(_around(texts, chosen))
        near = np.maximum(near, texts @ rows[-1])
    return np.array(rows).reshape(len(rows), texts.shape[1])


def _around(texts: "csr_matrix", chosen: int) -> Floats:
    """Return the mean of the texts most like one, at length 1."""
    alike = np.asarray((texts @ texts[chosen].T).todense()).ravel()
    nearest = np.argsort(-alike, kind="stable")[:20]
    mean = np.asarray(texts[nearest[alike[nearest] > 0]].mean(axis=0))
    return np.asarray(of_length_one(mean)[0])
