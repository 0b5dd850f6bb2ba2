"""Averages over a share that is beta distributed, by quadrature that stays exact at its ends."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, betaln

from tenure.predict.worth.types import Floats, Integers

NODES = 96
_TAIL = 1e-18


@dataclass(frozen=True)
class BetaNodes:
    """Points of averages over p ~ Beta(a, bᵢ), a row for each of m values of b.

    `p` has the shape (m, nodes), and `weight` sums over them to what is left of an average once
    the line through f(0) and f(1) is taken away; `mean` is a / (a + bᵢ), (m,).
    """

    p: Floats
    weight: Floats
    mean: Floats

    def average(
        self,
        f: Callable[[Floats], Floats],
        at_zero: Floats,
        at_one: Floats,
        row: Integers,
    ) -> Floats:
        """Return E f(p) with b that of `row`, (n,).

        `f` takes p, (n, nodes); `at_zero` and `at_one`, (n,), are its limits at the ends.

        f is split into the line through its ends, whose average is known, and a rest that is 0 at
        both, so that neither a → 0 nor b → 0 makes the integrand singular.
        """
        p, mean = self.p[row], self.mean[row]
        line = at_zero[:, None] * (1.0 - p) + at_one[:, None] * p
        rest: Floats = np.einsum("ij,ij->i", f(p) - line, self.weight[row])
        return at_zero * (1.0 - mean) + at_one * mean + rest


def beta_nodes(a: float, b: Floats, nodes: int = NODES) -> BetaNodes:
    """Return points and weights for averages over Beta(a, b), for each value of b.

    The trapezoidal rule in s = log(p / (1 − p)), where the density times p (1 − p) is
    p^(a+1) (1−p)^(b+1) / B(a, b) and falls off exponentially on both sides, so that the error
    falls exponentially with the number of nodes.

    Source: L. N. Trefethen and J. A. C. Weideman, The exponentially convergent trapezoidal rule,
    SIAM Review 56 (2014).
    """
    low = betaincinv(a + 1.0, b + 1.0, _TAIL)
    high = betaincinv(b + 1.0, a + 1.0, _TAIL)
    start, stop = np.log(low) - np.log1p(-low), np.log1p(-high) - np.log(high)
    step = (stop - start) / (nodes - 1)
    s = start[:, None] + step[:, None] * np.arange(nodes)
    log_p, log_q = -np.logaddexp(0.0, -s), -np.logaddexp(0.0, s)
    weight = np.exp(a * log_p + b[:, None] * log_q - betaln(a, b)[:, None]) * step[:, None]
    return BetaNodes(np.exp(log_p), weight, a / (a + b))
