"""Which features cannot be told apart: those that tell one fact, or rise and fall together."""

import numpy as np

from tenure.explain.drivers.arrays import Floats, Ints
from tenure.explain.drivers.panel import Panel

ALIKE = 0.75
"""Mean |correlation| from which on features are one group."""


def kinship(panel: Panel) -> Ints:
    """Return the group (f,) of each feature, numbered by its first member.

    Two features are as near as the greatest |correlation| of their columns (those that only say
    that a value is missing apart), and at no distance when they have one key. Groups: average
    linkage, cut where the mean |correlation| falls below `ALIKE`. Source: T. Hastie, R.
    Tibshirani and J. Friedman, The Elements of Statistical Learning, 2nd ed., 14.3.12.
    """
    number = len(panel.names)
    if number < 2:
        return np.zeros(number, np.int64)
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    far = 1.0 - _likeness(panel)
    for at, key in enumerate(panel.kin):
        same = [other for other in range(number) if panel.kin[other] == key]
        far[at, same] = 0.0
    np.fill_diagonal(far, 0.0)
    found = fcluster(
        linkage(squareform(far, checks=False), "average"), 1.0 - ALIKE, criterion="distance"
    )
    first = {group: at for at, group in reversed(list(enumerate(found)))}
    return np.array([first[group] for group in found])


def _likeness(panel: Panel) -> Floats:
    """Return the greatest |correlation| (f, f) between the columns of two features."""
    used = np.flatnonzero((panel.owner >= 0) & (panel.absent == 0))
    matrix = np.asarray(panel.matrix[:, used], np.float64)
    share = panel.weight / panel.weight.sum()
    centred = matrix - share @ matrix
    cross = centred.T @ (centred * share[:, None])
    spread = np.sqrt(np.maximum(np.diag(cross), 1e-300))
    like = np.abs(cross / np.outer(spread, spread))
    owner, number = panel.owner[used], len(panel.names)
    found = np.zeros((number, number))
    np.maximum.at(found, (owner[:, None], owner[None, :]), like)
    return np.minimum(found, 1.0)
