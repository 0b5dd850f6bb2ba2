"""Times that end for one of several causes: the Aalen–Johansen cumulative incidence."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenure.stats.intervals import Z95
from tenure.stats.risk_sets import risk_sets
from tenure.stats.survival import Surviving, survival_of

if TYPE_CHECKING:
    from tenure.stats.risk_sets import Floats, Numbers


@dataclass(frozen=True)
class Incidence:
    """The share that has ended for each cause by each time: arrays (causes, m).

    `surviving` is the curve of all causes together, with the times and the risk sets; the
    incidences of all causes and its share add up to 1. `low` and `high` are NaN where an
    incidence is 0 or 1.
    """

    surviving: Surviving
    share: "Floats"
    variance: "Floats"
    low: "Floats"
    high: "Floats"

    @property
    def times(self) -> "Floats":
        """The times (m,) at which someone's ended."""
        return self.surviving.sets.times

    def at(self, times: "Numbers") -> "Floats":
        """Return the share (causes, t) that has ended for each cause by some times."""
        import numpy as np

        place = np.searchsorted(self.times, np.asarray(times, np.float64), side="right")
        found: Floats = np.pad(self.share, ((0, 0), (1, 0)))[:, place]
        return found


def aalen_johansen(
    times: "Numbers",
    cause: "Numbers",
    causes: int = 2,
    weight: "Numbers | None" = None,
    z: float = Z95,
) -> Incidence:
    """Estimate the share that has ended for each cause after each time at which any ended.

    `cause` is 0 where the time was not over when the observation was, else 1 … `causes`.
    With d of n at risk at a time, dₖ of them for cause k, and S the Kaplan–Meier curve of all
    causes: Iₖ(t) = Σ S(before) dₖ / n over the times up to t. Ends of several causes at one
    time are taken as simultaneous: each among the same n. 1 − Kaplan–Meier with other causes
    as censored would answer what happened if those causes did not exist, and is larger.

    Variance by the delta method, from the multinomial variance of the ends at each time:
    Σ (Iₖ(t) − Iₖ)² d / (n (n − d)) + Σ S(before)² dₖ (n − dₖ) / n³
    − 2 Σ (Iₖ(t) − Iₖ) S(before) dₖ / n²; interval on the scale of log(−log Iₖ).
    Weighted times count as so many units, so that variances hold for frequencies alone.

    Sources: O. Aalen and S. Johansen, Scandinavian Journal of Statistics 5 (1978);
    E. Marubini and M. G. Valsecchi, Analysing Survival Data from Clinical Trials and
    Observational Studies (1995); D. Collett, Modelling Survival Data in Medical Research,
    3rd ed. (2015), ch. 12.
    """
    import numpy as np

    curve = survival_of(risk_sets(times, cause, causes, weight), z)
    n, gone, own = curve.sets.at_risk, curve.sets.gone, curve.sets.ended
    before = np.concatenate([[1.0], curve.share[:-1]]) if len(n) else n
    share = np.cumsum(before * own / n, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        any_cause = np.where(n > gone, gone / (n * (n - gone)), 0.0)
    alone = np.cumsum(before**2 * own * (n - own) / n**3, axis=1)
    both = before * own / n**2
    variance = np.maximum(_squares(share, any_cause) + alone - 2 * _differences(share, both), 0.0)
    return Incidence(curve, share, variance, *_bounds(share, variance, z))


def _squares(share: "Floats", parts: "Floats") -> "Floats":
    """Return Σ (I(t) − Iᵢ)² pᵢ over the times up to each t."""
    import numpy as np

    sums = [np.cumsum(parts * share**power, axis=1) for power in (0, 1, 2)]
    found: Floats = share**2 * sums[0] - 2 * share * sums[1] + sums[2]
    return found


def _differences(share: "Floats", parts: "Floats") -> "Floats":
    """Return Σ (I(t) − Iᵢ) pᵢ over the times up to each t."""
    import numpy as np

    found: Floats = share * np.cumsum(parts, axis=1) - np.cumsum(parts * share, axis=1)
    return found


def _bounds(share: "Floats", variance: "Floats", z: float) -> "tuple[Floats, Floats]":
    import numpy as np

    inside = (share > 0) & (share < 1)
    depth = np.log(np.where(inside, share, np.nan))
    with np.errstate(over="ignore"):
        factor = np.exp(z * np.sqrt(variance) / (share * -depth))
    return np.exp(depth * factor), np.exp(depth / factor)
