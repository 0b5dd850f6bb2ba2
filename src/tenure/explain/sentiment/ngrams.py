"""Character n-grams of many texts at once, as places in a table of fixed size (hashing).

Words of Korean carry endings and words of English forms; their characters, one to four in a row,
need no tokeniser and forgive misspelling. All texts of a batch are one array of code points, so
that no n-gram is ever a Python object.

Source: K. Weinberger et al., Feature hashing for large scale multitask learning, ICML (2009).
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ORDERS = (1, 2, 3, 4)
"""How many characters in a row are looked at."""
BITS = 20
"""The table has 2 to the power of so many places."""
MOST = 1_000
"""Characters of a text that are read: its beginning."""

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_LONG_RUN = re.compile(r"(.)\1{3,}")
_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """Return a text as it is compared: small letters, single spaces, no character 4 times in a row.

    >>> plain("So  GOOOOOD ㅋㅋㅋㅋㅋㅋ")
    'so goood ㅋㅋㅋ'
    """
    short = _LONG_RUN.sub(r"\1\1\1", text[:MOST].casefold())
    return _SPACE.sub(" ", short).strip()


def hashed(texts: Sequence[str]) -> tuple[Ints, Ints, Ints]:
    """Return the text (m,) and the place (m,) of every n-gram, and how many each text (n,) has."""
    padded = [f" {plain(text)} " for text in texts]
    joined = "".join(padded).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(joined, np.uint32).astype(np.uint64)
    lengths = np.fromiter(map(len, padded), np.int64, len(padded))
    left = np.cumsum(lengths).repeat(lengths) - np.arange(len(codes))
    rows = np.repeat(np.arange(len(texts)), lengths)
    found = list(_ngrams(codes, left))
    text = np.concatenate([rows[begin] for begin, _ in found])
    places = np.concatenate([place for _, place in found])
    return text, places, np.bincount(text, minlength=len(texts))


def _ngrams(codes: NDArray[np.uint64], left: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield, of each order, where n-grams begin that end within their text, and their places."""
    shift = np.uint64(64 - BITS)
    running = np.zeros(len(codes), np.uint64)
    for order in range(1, max(ORDERS) + 1):
        ahead = codes[order - 1 :]
        running = (running[: len(ahead)] + ahead) * _STEP
        running ^= running >> np.uint64(29)
        if order in ORDERS:
            begin = np.flatnonzero(left[: len(ahead)] >= order)
            yield begin, ((running[begin] * _MIX) >> shift).astype(np.int64)


def matrix(texts: Sequence[str]) -> "csr_matrix":
    """Return the n-grams of texts (n, 2**BITS): how often each is there over the root of all."""
    from scipy.sparse import csr_matrix

    text, places, totals = hashed(texts)
    scale = 1 / np.sqrt(np.maximum(totals, 1))
    data = scale[text].astype(np.float32)
    found = csr_matrix((data, (text, places)), shape=(len(texts), 1 << BITS))
    found.sum_duplicates()
    return found


def weighed(texts: Sequence[str], weights: NDArray[np.float32]) -> Floats:
    """Return the sum of the weights (2**BITS,) of each text's n-grams, as `matrix` scales them."""
    text, places, totals = hashed(texts)
    summed = np.bincount(text, weights=weights[places], minlength=len(texts))
    return np.asarray(summed / np.sqrt(np.maximum(totals, 1)), np.float64)
