"""A feature that alone ranks better than anything known of customers could."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from tenure.predict.encoding import Design, Floats
from tenure.predict.evaluate import auc
from tenure.predict.leakage.finding import Finding, finding
from tenure.predict.learners import Logistic
from tenure.predict.learners.base import Rows, grouped_folds
from tenure.predict.sample import Sample

SUSPECT, CERTAIN, MARGIN = 0.85, 0.97, 0.05
ERRORS = 3.0
LIKE = 0.95
BINS, SMOOTHING, FOLDS = 20, 5.0, 2


def too_good(design: Design, sample: Sample, seed: int) -> Iterator[Finding]:
    """Find features whose AUC alone is above .85 and .05 above that of all others together.

    The AUC is that of the share who left by 20 groups of the feature's values (missing is
    one), learned from other customers, so that no curve hides. Three standard errors are taken
    off, over customers: few customers must be ranked better than many. "All others" leaves out
    those that say the same (|correlation| above .95). Above .97 no comparison is asked for.
    Standard error: J. A. Hanley and B. J. McNeil, Radiology 143 (1982).
    """
    fold = grouped_folds(sample.groups, FOLDS, seed)
    alone = {
        at: auc(sample.y, _shares(design, at, sample, fold)) for at in range(len(design.names))
    }
    for at, found in alone.items():
        least = found - ERRORS * _error(found, sample.events, sample.others)
        if least < SUSPECT:
            continue
        name = design.names[at]
        told: dict[str, Any] = {"auc": found, "least": least, "n": sample.events}
        if least >= CERTAIN:
            yield finding(name, "perfect", **told)
            continue
        rest = _rest(design, at, sample, fold)
        if least > rest + MARGIN:
            yield finding(name, "too_good", **told, rest=rest)


def _shares(design: Design, at: int, sample: Sample, fold: Rows) -> Floats:
    """Return for each row the share who left in its group of values, of the other folds."""
    group = _groups(design.values[:, at], bool(design.levels[at]))
    found = np.empty(len(sample))
    for number in range(FOLDS):
        out = fold == number
        size = int(group.max()) + 1
        y, weight = sample.y[~out], sample.weight[~out]
        base = float(np.average(y, weights=weight))
        events = np.bincount(group[~out], weight * y, minlength=size)
        total = np.bincount(group[~out], weight, minlength=size)
        share = (events + SMOOTHING * base) / (total + SMOOTHING)
        found[out] = share[group[out]]
    return found


def _groups(values: Floats, is_category: bool) -> Rows:
    """Return the group of each value: its level, or its 20th of the numbers; 0 when missing."""
    if is_category:
        return values.astype(np.int64)
    missing = np.isnan(values)
    if missing.all():
        return np.zeros(len(values), np.int64)
    edges = np.unique(np.quantile(values[~missing], np.linspace(0, 1, BINS + 1)[1:-1]))
    # A value that many have is a group of its own: above it is another.
    return np.where(missing, 0, 2 + np.searchsorted(edges, values) * 2 - np.isin(values, edges))


def _rest(design: Design, at: int, sample: Sample, fold: Rows) -> float:
    """Return the AUC of a logistic regression on the other features, on other customers.

    One half, that of chance, where there is nothing to learn from.
    """
    keep = [
        other
        for other in range(len(design.names))
        if other != at and _likeness(design.values[:, at], design.values[:, other]) < LIKE
    ]
    if not keep or any(len(np.unique(sample.y[fold == one])) < 2 for one in range(FOLDS)):
        return 0.5
    rest = Design(
        np.asfortranarray(design.values[:, keep]),
        tuple(design.names[one] for one in keep),
        tuple(design.levels[one] for one in keep),
        tuple(design.source[one] for one in keep),
    )
    margin = np.empty(len(sample))
    for number in range(FOLDS):
        out = fold == number
        model = Logistic(penalty=10.0).fit(rest.rows(~out), sample.y[~out], sample.weight[~out])
        margin[out] = model.margin(rest.rows(out))
    return auc(sample.y, margin)


def _likeness(one: Floats, other: Floats) -> float:
    both = ~(np.isnan(one) | np.isnan(other))
    if both.sum() < 3 or np.ptp(one[both]) == 0 or np.ptp(other[both]) == 0:
        return 0.0
    return abs(float(np.corrcoef(one[both], other[both])[0, 1]))


def _error(found: float, events: int, others: int) -> float:
    """Return the standard error of an AUC, of so many customers who left and stayed."""
    first, second = found / (2 - found), 2 * found**2 / (1 + found)
    spread = (
        found * (1 - found) + (events - 1) * (first - found**2) + (others - 1) * (second - found**2)
    )
    return float(np.sqrt(max(spread, 0.0) / (events * others)))
