"""Probabilities made right: recalibration on a later period, correction of a stratified sample."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike

from tenure.errors import MetricError, suggest
from tenure.predict.evaluate.doubt import Doubt, doubt
from tenure.predict.evaluate.recalibration import log_odds, logistic_fit, probability
from tenure.predict.evaluate.resampled import clusters
from tenure.predict.evaluate.rows import Floats, Integers, Rows, rows_of, vector

Kind = Literal["none", "level", "platt", "beta", "isotonic"]

NEEDED: Mapping[Kind, int] = {"level": 30, "platt": 50, "beta": 500, "isotonic": 5_000}
"""Customers with the event, and without it, from which a kind is chosen; the last that fits.

Where each began to cost less than it saved on simulated predictions with a wrong level, slope
or shape (docs/predict/evaluation.md)."""


class Calibrator(Protocol):
    """A map of probabilities that never turns their order round."""

    def apply(self, p: ArrayLike) -> Floats:
        """Return calibrated probabilities (n,)."""
        ...

    def to_json(self) -> str:
        """Return the parameters as JSON; `load_calibrator` reads them."""
        ...


@dataclass(frozen=True)
class LogOdds:
    """p → 1 / (1 + exp(−(c + a log p − b log(1 − p)))): beta calibration and its special cases.

    a = b: Platt's logistic on the log odds. a = b = 1: a shift of the level, and with c = 0
    nothing is changed. Sources: J. Platt, Probabilistic outputs for support vector machines
    (1999); M. Kull, T. Silva Filho and P. Flach, Beta calibration, AISTATS (2017).
    """

    a: float = 1.0
    b: float = 1.0
    c: float = 0.0
    kind: ClassVar[str] = "log_odds"

    def apply(self, p: ArrayLike) -> Floats:
        """Return calibrated probabilities; predictions of 0 and 1 count as a millionth away."""
        inside = log_odds(_shares(p))
        return probability(
            self.c - self.a * np.logaddexp(0, -inside) + self.b * np.logaddexp(0, inside)
        )

    def to_json(self) -> str:
        """Return the three parameters."""
        return json.dumps({"kind": self.kind, "a": self.a, "b": self.b, "c": self.c})


@dataclass(frozen=True)
class Steps:
    """A rising curve through points (predicted, observed), straight between them.

    The points are the centres of the blocks of an isotonic regression, so that predictions
    that differ stay apart. Source: A. P. Oron and N. Flournoy, Centered isotonic regression,
    Statistics in Biopharmaceutical Research 9 (2017).
    """

    predicted: tuple[float, ...]
    observed: tuple[float, ...]
    kind: ClassVar[str] = "steps"

    def apply(self, p: ArrayLike) -> Floats:
        """Return calibrated probabilities; beyond the outermost points, theirs."""
        found: Floats = np.interp(_shares(p), self.predicted, self.observed)
        return found

    def to_json(self) -> str:
        """Return the points."""
        plain = {"kind": self.kind, "predicted": self.predicted, "observed": self.observed}
        return json.dumps(plain)


@dataclass(frozen=True)
class Calibrated:
    """A calibrator, the kind that was chosen, and why it may be less than was wished for."""

    calibrator: Calibrator
    kind: Kind
    doubts: tuple[Doubt, ...]


def calibrate(
    y: ArrayLike,
    p: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    groups: ArrayLike | None = None,
    kind: Kind | None = None,
) -> Calibrated:
    """Learn from a period later than the model's how its probabilities become right.

    Grain in: a row a prediction. Without `kind` it goes by the customers (`groups`) with the
    event and without, the fewer of them: below 30 nothing is changed; then the level, from 50
    Platt, from 500 beta, from 5,000 isotonic. What cannot be fitted, or would turn the order
    of customers round, gives way to the next simpler one, and `doubts` say so.
    Raises MetricError for an unknown kind.
    """
    rows = rows_of(y, p, weight)
    if kind is not None and kind not in ("none", *NEEDED):
        near = suggest(kind, ("none", *NEEDED))
        raise MetricError(
            f"there is no calibration {kind!r}",
            hint=f"did you mean {near!r}?" if near else f"there are none, {', '.join(NEEDED)}",
        )
    fewer = _fewer(rows, clusters(groups, len(rows.y)))
    fits: list[Kind] = [each for each, least in NEEDED.items() if fewer >= least]
    chosen = kind or (fits[-1] if fits else "none")
    if chosen == "none":
        few = () if kind else (doubt("not_calibrated", n=fewer, least=NEEDED["level"]),)
        return Calibrated(LogOdds(), "none", few)
    *simpler, first = list(NEEDED)[: list(NEEDED).index(chosen) + 1]
    for each in (first, *reversed(simpler)):
        found = _fitted(rows, each)
        if found is not None:
            why = () if each == chosen else (doubt("simpler", kind=chosen, taken=each),)
            return Calibrated(found, each, why)
    return Calibrated(LogOdds(), "none", (doubt("not_calibrated", n=fewer, least=NEEDED["level"]),))


def stratified(events: float, others: float) -> LogOdds:
    """Return the correction of a model that learned, unweighted, from a stratified sample.

    `events` and `others` are the shares of rows with and without the event that were sampled:
    log odds − log(events / others). Not needed by one that learned with weights. Source:
    G. King and L. Zeng, Logistic regression in rare events data, Political Analysis 9 (2001).
    """
    for name, share in (("events", events), ("others", others)):
        if not 0 < share <= 1:
            raise MetricError(f"a share sampled lies between 0 and 1, not at {share:g}", where=name)
    return LogOdds(c=float(np.log(others) - np.log(events)))


def load_calibrator(text: str) -> Calibrator:
    """Return the calibrator that `to_json` wrote; raises MetricError for anything else."""
    try:
        plain = json.loads(text)
        if plain["kind"] == LogOdds.kind:
            return LogOdds(float(plain["a"]), float(plain["b"]), float(plain["c"]))
        if plain["kind"] == Steps.kind:
            return Steps(
                tuple(map(float, plain["predicted"])), tuple(map(float, plain["observed"]))
            )
    except (ValueError, KeyError, TypeError) as error:
        raise MetricError(f"this is no calibrator that can be read: {error!r}") from error
    raise MetricError(f"there is no calibrator of the kind {plain['kind']!r}")


def _fewer(rows: Rows, cluster: Integers) -> int:
    seen = rows.weight > 0
    return min(len(np.unique(cluster[seen & (rows.y == value)])) for value in (0, 1))


def _fitted(rows: Rows, kind: Kind) -> Calibrator | None:
    """Return the calibrator, or None when it cannot be fitted or would turn the order round."""
    if kind == "isotonic":
        return _isotonic(rows)
    x = log_odds(rows.p)
    if kind == "level":
        level = logistic_fit(np.ones((len(x), 1)), x, rows)
        return None if level is None else LogOdds(c=float(level[0][0]))
    if kind == "platt":
        line = logistic_fit(np.column_stack([np.ones_like(x), x]), np.zeros_like(x), rows)
        if line is None or line[0][1] <= 0:
            return None
        return LogOdds(float(line[0][1]), float(line[0][1]), float(line[0][0]))
    return _beta(x, rows)


def _beta(x: Floats, rows: Rows) -> LogOdds | None:
    """Fit a, b and c; where a or b is below 0, without it, as its authors do."""
    low, high = -np.logaddexp(0, -x), np.logaddexp(0, x)
    ones, none = np.ones_like(x), np.zeros_like(x)
    found = logistic_fit(np.column_stack([ones, low, high]), none, rows)
    if found is None:
        return None
    c, a, b = (float(value) for value in found[0])
    if a >= 0 and b >= 0:
        return LogOdds(a, b, c) if a + b > 0 else None
    found = logistic_fit(np.column_stack([ones, high if a < b else low]), none, rows)
    if found is None or found[0][1] <= 0:
        return None
    c, slope = (float(value) for value in found[0])
    return LogOdds(0.0, slope, c) if a < b else LogOdds(slope, 0.0, c)


def _isotonic(rows: Rows) -> Steps | None:
    """Pool neighbours until the share of events rises; no block is surer than its rows allow."""
    if not 0 < rows.weight @ rows.y < rows.weight.sum():
        return None
    from scipy.optimize import isotonic_regression

    ranked = rows.kept(rows.weight > 0).ranked()
    starts = ranked.ties()
    mass, events, score, squares = (
        np.add.reduceat(each, starts)
        for each in (
            ranked.weight,
            ranked.weight * ranked.y,
            ranked.weight * ranked.p,
            ranked.weight**2,
        )
    )
    blocks = isotonic_regression(events / mass, weights=mass).blocks[:-1]
    mass, events, score, squares = (
        np.add.reduceat(each, blocks) for each in (mass, events, score, squares)
    )
    if len(mass) < 2:
        return None
    number = mass**2 / squares
    edge = 0.5 / (number + 1)
    observed = np.maximum.accumulate(np.clip(events / mass, edge, 1 - edge))
    return Steps(tuple((score / mass).tolist()), tuple(observed.tolist()))


def _shares(p: ArrayLike) -> Floats:
    found = vector("p", p)
    if len(found) and not 0 <= found.min() <= found.max() <= 1:
        raise MetricError("probabilities must lie between 0 and 1", where="p")
    return found
