"""How unsure a risk is: what other customers would have taught, and how sure the calibration is."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Self

import numpy as np

from tenure.predict.calibration import Calibrator
from tenure.predict.encoding import Design, Floats
from tenure.predict.evaluate import Calibration
from tenure.predict.evaluate.recalibration import log_odds
from tenure.predict.learners import Learner, Logistic
from tenure.predict.learners.base import probability_of
from tenure.predict.risk.judging import RATE, Judged
from tenure.predict.risk.level import levelled
from tenure.predict.sample import Rows, Sample
from tenure.predict.threads import side_by_side
from tenure.stats.intervals import Z95

MEMBERS, MEMBER_ROWS, PROBES, POINTS = 8, 20_000, 4000, 12
JOINING = 10.0


@dataclass(frozen=True)
class Spread:
    """Standard error of the log odds of a risk, by the log odds themselves.

    `errors` (k,) at the log odds `at` (k,), straight between: what other customers would have
    taught. `misfit`: what the learner cannot see; `level`: of the level of a period to come;
    `slope`: of the calibration's, around `centre`. Their squares add up.
    """

    at: tuple[float, ...]
    errors: tuple[float, ...]
    misfit: float = 0.0
    centre: float = 0.0
    level: float = 0.0
    slope: float = 0.0

    def bounds(self, risk: Floats) -> tuple[Floats, Floats]:
        """Return the 95 % interval of each risk (n,): log odds ± 1.96 standard errors."""
        x = log_odds(np.asarray(risk, np.float64))
        own = np.interp(x, self.at, self.errors)
        around = (x - self.centre) * self.slope
        error = np.sqrt(own**2 + self.misfit**2 + self.level**2 + around**2)
        return probability_of(x - Z95 * error), probability_of(x + Z95 * error)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return what `to_dict` wrote."""
        return cls(**{**plain, "at": tuple(plain["at"]), "errors": tuple(plain["errors"])})


def spread(
    learner: Learner,
    design: Design,
    sample: Sample,
    calibrator: Calibrator,
    checked: Calibration,
    *,
    drift: float,
    misfit: float,
    seed: int = 0,
) -> Spread:
    """Learn the standard errors from models of other halves of the customers.

    Eight models each learn from a random share f of the customers (half, or what 20,000 rows
    hold); the variance of their calibrated log odds × f / (1 − f) is that of the model (the
    delete-d jackknife), averaged over customers of like risk. To it are added `misfit`; how much
    whole later periods were off (`drift`), at least the standard error of the level; and that
    of the slope of the calibration. Source: J. Shao and C. F. J. Wu, A general theory
    for jackknife variance estimation, Annals of Statistics 17 (1989).
    """
    rng = np.random.default_rng(seed)
    customers = np.unique(sample.groups)
    share = min(0.5, MEMBER_ROWS / len(sample))
    probes = _probes(sample, rng)
    probe = design.rows(probes)

    def member(inside: Rows, number: int) -> Floats:
        model = levelled(learner, design.rows(inside), sample.rows(inside), seed + number)
        return log_odds(calibrator.apply(model.probability(probe)))

    size = max(1, round(share * len(customers)))
    drawn = (rng.choice(customers, size, replace=False) for _ in range(MEMBERS))
    halves = [np.isin(sample.groups, one) for one in drawn]
    tasks = [
        partial(member, inside, number)
        for number, inside in enumerate(halves)
        if len(np.unique(sample.y[inside])) == 2
    ]
    at, errors = _by_risk(side_by_side(tasks, round(share * len(sample))), share)
    centre = float(log_odds(np.array([checked.predicted]))[0])
    level = max(drift, _error(checked.in_the_large))
    return Spread(at, errors, misfit, centre, level, _error(checked.slope))


def misfit_of(judged: Judged, name: str) -> float:
    """Return the standard deviation of what all learners together say beyond the chosen one.

    Of the tested rows: log odds of the outcome by the log odds of all learners (logistic
    regression, L2) against those by the chosen one's alone. 0 where no other was tried.
    Source, of stacking: L. Breiman, Stacked regressions, Machine Learning 24 (1996).
    """
    others = [one for one in judged.predictions if one != RATE]
    if len(others) < 2:
        return 0.0
    return float(np.std(_joined(judged, others) - _joined(judged, [name])))


def _joined(judged: Judged, names: Sequence[str]) -> Floats:
    """Return the log odds of the outcome by those of some learners' predictions (m,)."""
    shares = [np.asarray(judged.predictions[name], np.float64) for name in names]
    margins = np.column_stack([log_odds(one) for one in shares])
    design = Design(np.asfortranarray(margins), tuple(names), ((),) * len(names), tuple(names))
    model = Logistic(penalty=JOINING).fit(design, judged.sample.y, judged.sample.weight)
    return model.margin(design)


def _probes(sample: Sample, rng: np.random.Generator) -> Rows:
    """Return rows of the last date, at most 4,000, at which the models are compared."""
    last = np.arange(len(sample))
    if sample.days is not None:
        last = np.flatnonzero(sample.days == sample.days.max())
    return last if len(last) <= PROBES else np.sort(rng.choice(last, PROBES, replace=False))


def _by_risk(
    margins: Sequence[Floats], share: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return points of the log odds, and the root of the mean variance around each."""
    each = np.array(margins)
    if len(each) < 2:
        return (0.0,), (float("inf"),)
    mean, variance = each.mean(axis=0), each.var(axis=0, ddof=1) * share / (1 - share)
    order = np.argsort(mean)
    groups = [one for one in np.array_split(order, POINTS) if one.size]
    at = tuple(float(mean[one].mean()) for one in groups)
    return at, tuple(float(np.sqrt(variance[one].mean())) for one in groups)


def _error(estimate: Any) -> float:
    """Return the standard error of an estimate with a 95 % interval; 0 where there is none."""
    return 0.0 if estimate is None else (estimate.high - estimate.low) / (2 * Z95)
