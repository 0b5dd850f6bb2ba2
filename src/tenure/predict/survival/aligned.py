"""Curves that agree with the calibrated risk of leaving within its window."""

import numpy as np

from tenure.errors import MetricError
from tenure.predict.survival.curves import Curves
from tenure.predict.survival.followup import Floats

_LEAST, _MOST = 0.01, 100.0
"""How far hazards are scaled at most: beyond, the two models do not speak of the same customer."""
_NOTHING = 1e-12


def aligned(curves: Curves, risk: Floats, begins: float, until: float) -> Curves:
    """Return the curves (n) with 1 − S(until) / S(begins) = risk (n,).

    Up to `until` each customer's hazards are multiplied by one factor, θ = log(1 − risk) /
    log(S(until) / S(begins)), so S becomes S^θ, and the shares of the causes stay as they
    are; later hazards are those learned. θ lies within 0.01 and 100. Days from as_of; edges
    at `begins` and `until` are added. Where the risk is NaN the curve stays as it is.
    Raises MetricError for a window that is empty or beyond the horizon.
    Source: proportional hazards, D. R. Cox, Journal of the Royal Statistical Society B 34 (1972).
    """
    if not 0 <= begins < until <= curves.horizon:
        raise MetricError(
            f"days {begins:g} to {until:g} are not within the {curves.horizon:g} days of a curve",
            where="survival",
        )
    cut = _with_edges(curves, begins, until)
    staying, edges = cut.surviving, cut.edges
    first, last = (int(np.searchsorted(edges, day)) for day in (begins, until))
    deep = -np.log(np.clip(staying, _NOTHING, 1.0))
    window = deep[:, last] - deep[:, first]
    asked = -np.log1p(-np.clip(risk, 0.0, 1 - _NOTHING))
    with np.errstate(divide="ignore", invalid="ignore"):
        times = np.clip(asked / window, _LEAST, _MOST)
    times = np.where(np.isfinite(times), times, 1.0)[:, None]
    scaled = np.where(edges <= until, deep * times, deep + deep[:, [last]] * (times - 1))
    lost = -np.diff(np.exp(-scaled), axis=1)
    incidence = np.zeros_like(cut.incidence)
    np.cumsum(_parts(cut.incidence) * lost[:, None], axis=2, out=incidence[:, :, 1:])
    return Curves(edges, cut.causes, incidence, cut.error, cut.mean_error, cut.times)


def _with_edges(curves: Curves, *days: float) -> Curves:
    """Return the curves with more edges; within an interval leaving is spread evenly."""
    edges = np.union1d(curves.edges, days)
    after = np.clip(np.searchsorted(curves.edges, edges), 1, len(curves.edges) - 1)
    low, high = curves.edges[after - 1], curves.edges[after]
    part = (edges - low) / (high - low)

    def cut(values: Floats) -> Floats:
        found: Floats = values[..., after - 1] * (1 - part) + values[..., after] * part
        return found

    error = None if curves.error is None else cut(curves.error)
    told = (cut(curves.incidence), error, curves.mean_error, curves.times)
    return Curves(edges, curves.causes, *told)


def _parts(incidence: Floats) -> Floats:
    """Return the share of each cause among who leaves in an interval; equal where nobody does."""
    own = np.diff(incidence, axis=2)
    every = own.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(every > 0, own / every, 1 / incidence.shape[1]))
