"""Several treatments against one control, corrected for how many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tenure.errors import MetricError, suggest
from tenure.prove.effect import Effect, effect_of
from tenure.prove.sums import sums
from tenure.prove.trial import Trial, trial
from tenure.stats import Estimate

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from tenure.prove.trial import Floats

_POINTS = 64
"""Of the quadrature; the integrand is smooth."""
_MOST_SHARED = 0.999
"""Of a difference's error that can come from the control."""

_FAR = 6.0
"""Beyond it the quadrature has no digits left, and the sum of the chances is the chance of any."""


@dataclass(frozen=True)
class Compared:
    """A treatment against the control; `corrected` and `p` hold for all treatments together."""

    effect: Effect
    corrected: Estimate | None
    p: float | None


def compare_arms(
    outcome: "ArrayLike",
    arm: "ArrayLike",
    *,
    control: str,
    groups: "ArrayLike | None" = None,
    before: "ArrayLike | None" = None,
    strata: "ArrayLike | None" = None,
    level: float = 0.95,
) -> Mapping[str, Compared]:
    """Compare every arm with the control, by Dunnett's method.

    Grain in: a row a unit with the name of its arm; out: arm → effect, in order of the names.
    All differences share the control, so that their errors go together: cor(i, j) = λᵢ λⱼ, λ²
    the share of a difference's variance that is the control's. The critical value is that of
    the largest |z| of as many normals; narrower than Holm's or Bonferroni's, and, unlike Holm's,
    it gives intervals that agree with the p-values. Variances need not be equal. Where shares
    changed (`strata`), errors count as going apart (λ = 0), which is Šidák's and a little wide.
    Raises MetricError when no row is in the control.

    Sources: C. W. Dunnett, A multiple comparison procedure for comparing several treatments
    with a control, JASA 50 (1955); T. Hothorn, F. Bretz and P. Westfall, Simultaneous inference
    in general parametric models, Biometrical Journal 50 (2008).
    """
    import numpy as np

    names = np.asarray(arm).astype(str)
    every = sorted(set(names.tolist()))
    if control not in every:
        raise MetricError(
            f"no unit is in the arm {control!r}",
            where="control",
            hint=f"did you mean {near!r}?" if (near := suggest(control, every)) else None,
        )
    whole = trial(outcome, names != control, groups=groups, before=before, strata=strata)
    tried = {
        name: whole.rows((names == name) | (names == control)) for name in every if name != control
    }
    shared = np.array([_shared(one) for one in tried.values()])
    inside = level if len(tried) < 2 else _level_of_each(shared, level)
    return {name: _compared(one, shared, level, inside) for name, one in tried.items()}


def _compared(tried: Trial, shared: "Floats", level: float, inside: float) -> Compared:
    found = effect_of(tried, level=level)
    p = found.adjusted.p if found.adjusted else found.p
    return Compared(
        found, effect_of(tried, level=inside).best, None if p is None else _corrected(p, shared)
    )


def _shared(tried: Trial) -> float:
    """Return λ: the root of the share of the difference's variance that is the control's."""
    if tried.stratum is not None:
        return 0.0
    treatment, control = sums(tried, True), sums(tried, False)
    both = treatment.variance + control.variance
    if not both:
        return float((treatment.units / (treatment.units + control.units)) ** 0.5)
    return float(min((control.variance / both) ** 0.5, _MOST_SHARED))


def _level_of_each(shared: "Floats", level: float) -> float:
    """Return the level of each interval at which all of them hold together at `level`."""
    from scipy.optimize import brentq
    from scipy.special import ndtr

    found = brentq(lambda reach: _all_within(reach, shared) - level, 0.0, 10.0, xtol=1e-10)
    return float(1 - 2 * ndtr(-found))


def _corrected(p: float, shared: "Floats") -> float:
    """Return the chance that the largest of all is as far from 0 as this one."""
    from scipy.special import ndtri

    if len(shared) < 2 or p >= 1:
        return p
    reach = -float(ndtri(p / 2))
    if reach >= _FAR:
        return min(p * len(shared), 1.0)
    return min(max(1 - _all_within(reach, shared), p), 1.0)


@cache
def _quadrature() -> "tuple[Floats, Floats]":
    import numpy as np

    points, weights = np.polynomial.hermite_e.hermegauss(_POINTS)
    return points, weights


def _all_within(reach: float, shared: "Floats | Sequence[float]") -> float:
    """Return the chance that normals with cor λᵢ λⱼ all lie within ± reach: ∫ Π … φ(u) du."""
    import numpy as np
    from scipy.special import ndtr

    points, weights = _quadrature()
    load = np.asarray(shared)[:, None]
    own = np.sqrt(1 - load**2)
    inside = ndtr((reach - load * points) / own) - ndtr((-reach - load * points) / own)
    return float(weights @ inside.prod(axis=0) / np.sqrt(2 * np.pi))
