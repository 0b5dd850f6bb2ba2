"""Positive parameters by maximum likelihood, with the covariance that intervals need."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from tenure.errors import MetricError
from tenure.predict.worth.types import Floats

Objective = Callable[[Floats], tuple[float, Floats]]
"""Log parameters to the log likelihood and its gradient in them."""

EDGE = 12.0
"""Log parameters stay within ± this: beyond it, e^12, the data do not bound a parameter."""

_STEP = 1e-4
_NEWTON = 20
_REST = 1e-9


@dataclass(frozen=True)
class Fit:
    """Parameters, all of them positive, as the data have them.

    `covariance` is that of their logarithms, None where the likelihood has no summit within
    bounds; `customers` is how many the fit is made of.
    """

    names: tuple[str, ...]
    values: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...] | None
    log_likelihood: float
    customers: int

    def __getitem__(self, name: str) -> float:
        return self.values[self.names.index(name)]

    @property
    def standard_errors(self) -> tuple[float, ...] | None:
        """Standard error of each parameter, by the delta method; None as the covariance is."""
        if self.covariance is None:
            return None
        spread = np.sqrt(np.diag(np.array(self.covariance)))
        return tuple(float(one) for one in np.array(self.values) * spread)

    def draws(self, count: int, rng: np.random.Generator) -> Floats:
        """Draw parameters (count, parameters) around the fit: their logarithms are normal.

        Raises MetricError without a covariance.
        """
        if self.covariance is None:
            raise MetricError(
                "the fit has no covariance, so parameters cannot be drawn around it",
                where=", ".join(self.names),
                hint="use the values alone, or fit on more customers",
            )
        logs = np.log(np.array(self.values))
        return np.exp(rng.multivariate_normal(logs, np.array(self.covariance), count))

    def dump(self) -> str:
        """Return the fit as JSON."""
        return json.dumps(vars(self))

    @staticmethod
    def load(text: str) -> "Fit":
        """Read back what `dump` wrote."""
        told = json.loads(text)
        rows = told["covariance"]
        return Fit(
            tuple(told["names"]),
            tuple(told["values"]),
            None if rows is None else tuple(tuple(row) for row in rows),
            told["log_likelihood"],
            told["customers"],
        )


def maximise(
    objective: Objective,
    names: tuple[str, ...],
    start: Floats,
    *,
    customers: int,
    rough: Objective | None = None,
) -> Fit:
    """Climb to the summit of a log likelihood, and invert the information observed there.

    `start` are log parameters. L-BFGS leads near the summit and Newton's steps onto it. With
    `rough`, the likelihood of a part of the data, L-BFGS climbs that one, which costs less.
    """
    logs = _climbed(rough or objective, start)
    information = _information(rough or objective, logs)
    if rough is not None:
        information *= objective(logs)[0] / rough(logs)[0]
    logs, settled = _settled(objective, logs, information)
    if rough is not None and not settled:
        logs = _climbed(objective, logs)
        logs, _ = _settled(objective, logs, _information(objective, logs))
    return Fit(
        names,
        tuple(float(one) for one in np.exp(logs)),
        _inverse(_information(objective, logs), logs),
        float(objective(logs)[0]),
        customers,
    )


def _climbed(objective: Objective, start: Floats) -> Floats:
    scale = abs(objective(start)[0]) or 1.0

    def downhill(logs: Floats) -> tuple[float, Floats]:
        value, gradient = objective(logs)
        return -value / scale, -gradient / scale

    options = {"maxiter": 500, "ftol": 1e-13, "gtol": 1e-9}
    bounds = [(-EDGE, EDGE)] * len(start)
    found = minimize(downhill, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return np.asarray(found.x, dtype=float)


def _settled(objective: Objective, logs: Floats, information: Floats) -> tuple[Floats, bool]:
    """Take Newton's steps with the same information; say whether they came to rest."""
    if not _is_summit(information, logs):
        return logs, False
    at, (value, gradient) = logs, objective(logs)
    for _ in range(_NEWTON):
        step = np.linalg.solve(information, gradient)
        if np.abs(step).max() < _REST:
            return at, True
        ahead = objective(at + step)
        if not ahead[0] >= value - abs(value) * 1e-14:
            return logs, False
        at, (value, gradient) = at + step, ahead
    return logs, False


def _information(objective: Objective, logs: Floats) -> Floats:
    """Return minus the second derivatives, by central differences of the gradient."""
    rows = []
    for step in np.eye(len(logs)) * _STEP:
        rows.append((objective(logs - step)[1] - objective(logs + step)[1]) / (2 * _STEP))
    whole = np.array(rows)
    symmetric: Floats = (whole + whole.T) / 2
    return symmetric


def _is_summit(information: Floats, logs: Floats) -> bool:
    inside = bool((np.abs(logs) < EDGE - 0.01).all())
    return inside and bool(np.isfinite(information).all()) and _definite(information)


def _definite(information: Floats) -> bool:
    return bool(np.linalg.eigvalsh(information).min() > 1e-9 * np.abs(information).max())


def _inverse(information: Floats, logs: Floats) -> tuple[tuple[float, ...], ...] | None:
    if not _is_summit(information, logs):
        return None
    covariance = np.linalg.inv(information)
    return tuple(tuple(float(one) for one in row) for row in covariance)
