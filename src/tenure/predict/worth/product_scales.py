"""How fast each product is bought again, shrunk to all products: the middle of three levels."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from tenure.predict.worth.rhythm import Gaps, Rhythm, alike
from tenure.predict.worth.types import Floats, Integers

_LOGS = np.linspace(-3.6, 3.6, 31)
_SPREADS = np.geomspace(0.05, 2.5, 14)


@dataclass(frozen=True)
class ProductScales:
    """By product: how many times as long as usual its gaps are, and how many pairs tell of it.

    `spread` is how much products differ: the standard deviation of the logarithm of the factor.
    A product that was never seen has the factor 1.
    """

    factors: dict[str, float]
    pairs: dict[str, int]
    spread: float

    def factor(self, products: "NDArray[np.object_]") -> Floats:
        """Return the factor of each row's product, (n,)."""
        return np.array([self.factors.get(product, 1.0) for product in products], dtype=float)


def fit_product_scales(
    gaps: Gaps, products: "NDArray[np.object_]", model: Rhythm, *, most: int = 200, seed: int = 0
) -> ProductScales:
    """Learn the factor of each product by empirical Bayes.

    Grain in: a customer and product. With α that of the model times the factor, the likelihood of
    each product's rows (`most` of them at random) is taken over a grid of factors; the logarithms
    of the factors are normal around 0, with the spread that makes all products together most
    likely; a factor is its posterior mean. Few pairs leave it near 1.
    """
    names, code = np.unique(products.astype(str), return_inverse=True)
    kept = _some(gaps, code.astype(np.int64), most, seed)
    kinds, kind = alike(gaps[kept])
    levels = np.array([
        np.bincount(code[kept], _paced(model, one).log_likelihood(kinds)[kind], len(names))
        for one in _LOGS
    ])  # fmt: skip
    whole = [float(logsumexp(levels + _prior(one)[:, None], axis=0).sum()) for one in _SPREADS]
    spread = float(_SPREADS[int(np.argmax(whole))])
    posterior = levels + _prior(spread)[:, None]
    weight = np.exp(posterior - logsumexp(posterior, axis=0))
    factors, seen = np.exp(_LOGS @ weight), np.bincount(code, minlength=len(names))
    return ProductScales(
        dict(zip(names.tolist(), factors.tolist(), strict=True)),
        dict(zip(names.tolist(), seen.tolist(), strict=True)),
        spread,
    )


def _paced(model: Rhythm, log: float) -> Rhythm:
    return replace(model, alpha=model.alpha * np.exp(log))


def _prior(spread: float) -> Floats:
    """Return the logarithm of the normal weights on the grid, which add up to 1."""
    logs = -0.5 * (_LOGS / spread) ** 2
    weights: Floats = logs - logsumexp(logs)
    return weights


def _some(gaps: Gaps, code: Integers, most: int, seed: int) -> Integers:
    """Return up to `most` rows of each product, drawn whatever the order of the rows is."""
    order = np.lexsort((gaps.frequency, gaps.recency, gaps.silence, gaps.log_gaps, code))
    luck = np.random.default_rng(seed).random(len(order))
    shuffled = order[np.lexsort((luck, code[order]))]
    sorted_code = code[shuffled]
    first = np.searchsorted(sorted_code, sorted_code, side="left")
    return shuffled[np.arange(len(order)) - first < most].astype(np.int64)
