"""How a column enters a logistic regression: clipped, logged where skewed, standardised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from tenure.predict.encoding import Design, Floats

SKEWED, HEAVY, SMALL = 1.5, 10.0, 0.1
"""Values from 0 up with more skewness than this, or any with more kurtosis, enter as logs, whose
scale is the 10 % point of the sizes: for counts that is 1."""


@dataclass(frozen=True)
class Term:
    """One column's way in. `levels` above 0: a category of so many levels, one part each.

    `logged` is the scale s of sign(x) · log(1 + |x| / s), or None where x enters as it is.
    """

    levels: int = 0
    low: float = 0.0
    high: float = 0.0
    logged: float | None = None
    centre: float = 0.0
    spread: float = 1.0
    missing: bool = False

    @property
    def width(self) -> int:
        """How many parts, and so coefficients, it has."""
        return self.levels or 1 + self.missing

    def parts(self, values: Floats) -> Iterator[Floats]:
        """Yield the parts of a column (n,): a number and whether it is missing, or the levels."""
        if self.levels:
            for level in range(self.levels):
                yield (values == level).astype(np.float64)
            return
        absent = np.isnan(values)
        shaped = (_shaped(values, self.low, self.high, self.logged) - self.centre) / self.spread
        yield np.where(absent, 0.0, shaped)
        if self.missing:
            yield absent.astype(np.float64)


def terms_of(design: Design) -> list[Term]:
    """Return a term a column, with what the training rows say about it."""
    return [
        Term(levels=len(levels)) if levels else _number(design.values[:, at])
        for at, levels in enumerate(design.levels)
    ]


def columns_of(terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Return the first and past-the-last column of each term in the expanded matrix."""
    return list(pairwise(accumulate((term.width for term in terms), initial=0)))


def expand(design: Design, terms: Sequence[Term]) -> Floats:
    """Return the matrix (n, Σ width) of all terms, in the precision of the design."""
    places = columns_of(terms)
    matrix = np.empty((len(design), places[-1][1]), design.values.dtype)
    for at, (term, (first, _)) in enumerate(zip(terms, places, strict=True)):
        for offset, part in enumerate(term.parts(design.values[:, at])):
            matrix[:, first + offset] = part
    return matrix


def _number(values: Floats) -> Term:
    there = values[~np.isnan(values)].astype(np.float64)
    missing = there.size < values.size
    if not there.size:
        return Term(missing=missing)
    low, high = float(there.min()), float(there.max())
    logged = None
    if _is_skewed(there):
        logged = float(np.quantile(np.abs(there[there != 0]), SMALL))
    shaped = _shaped(there, low, high, logged)
    return Term(
        low=low,
        high=high,
        logged=logged,
        centre=float(shaped.mean()),
        spread=float(shaped.std()) or 1.0,
        missing=missing,
    )


def _shaped(values: Floats, low: float, high: float, logged: float | None) -> Floats:
    clipped = np.clip(values.astype(np.float64), low, high)
    return clipped if logged is None else np.sign(clipped) * np.log1p(np.abs(clipped) / logged)


def _is_skewed(values: Floats) -> bool:
    spread = values.std()
    if not spread or np.unique(values[:1000]).size <= 2:
        return False
    away = (values - values.mean()) / spread
    if values.min() >= 0:
        return float((away**3).mean()) > SKEWED
    return float((away**4).mean()) > HEAVY
