"""A randomised trial: who was assigned to be treated, and who has the wanted outcome."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tenure.errors import MetricError
from tenure.predict.evaluate.doubt import FEW, Doubt, doubt
from tenure.predict.evaluate.resampled import clusters
from tenure.predict.evaluate.rows import Booleans, Floats, Integers, rows_of, vector
from tenure.stats.groups import in_both_arms

LEAST = 3 * FEW
"""Customers of each arm with the wanted outcome, and without it, below which nothing is learned."""


@dataclass(frozen=True)
class Trial:
    """A row a customer and assignment, each (n,); made by `trial`.

    `wanted`: 1 where what is wanted happened (they stayed). `treated`: 1 where assigned to be
    treated, whether or not they were reached. `propensity`: the chance of that. `cluster`:
    the number of the customer.
    """

    wanted: Floats
    treated: Floats
    propensity: Floats
    weight: Floats
    cluster: Integers

    def __len__(self) -> int:
        return len(self.wanted)

    @property
    def balance(self) -> Floats:
        """Return the weight of each row, times 1 / the chance of the arm that it is in."""
        found: Floats = self.weight / np.where(
            self.treated > 0, self.propensity, 1 - self.propensity
        )
        return found

    def rows(self, which: Booleans) -> "Trial":
        """Return the rows that a mask keeps."""
        return Trial(
            self.wanted[which],
            self.treated[which],
            self.propensity[which],
            self.weight[which],
            self.cluster[which],
        )


def trial(
    wanted: ArrayLike,
    treated: ArrayLike,
    *,
    propensity: ArrayLike | None = None,
    weight: ArrayLike | None = None,
    groups: ArrayLike | None = None,
) -> Trial:
    """Return a checked trial.

    `wanted` is 1 where the outcome that the treatment should bring about happened: for leaving
    give 1 − left, so that a gain above 0 is good. `propensity`: the chance with which each was
    assigned to treatment, one number or one a row; without it, the share that was. Raises
    MetricError for unequal lengths, numbers other than 0 and 1, a chance of 0 or 1, and a
    customer (`groups`) in both arms.
    """
    outcome = vector("wanted", wanted)
    mass = rows_of(outcome, np.zeros_like(outcome), weight).weight
    arm = rows_of(vector("treated", treated, like=outcome), np.zeros_like(outcome)).y
    if propensity is None:
        share = float(mass @ arm / mass.sum()) if mass.sum() else 0.5
        propensity = min(max(share, 1e-6), 1 - 1e-6)
    chance = vector("propensity", np.broadcast_to(np.asarray(propensity, float), outcome.shape))
    if not ((chance > 0) & (chance < 1)).all():
        raise MetricError(
            "the chance of treatment must lie between 0 and 1",
            where="propensity",
            hint="those who could be in one arm only are no part of the trial: leave them out",
        )
    cluster = clusters(groups, len(outcome))
    _one_arm_each(arm, cluster)
    return Trial(outcome, arm, np.array(chance), mass, cluster)


def doubts_of_trial(tried: Trial) -> tuple[Doubt, ...]:
    """Return why nothing can be learned of a trial; empty when it can.

    Customers are counted, each arm with the wanted outcome and without.
    """
    seen = tried.weight > 0
    if not seen.any():
        return (doubt("no_rows"),)
    arms = [len(np.unique(tried.cluster[seen & (tried.treated == arm)])) for arm in (1, 0)]
    if not all(arms):
        return (doubt("one_arm", arm="treatment" if arms[0] else "control", n=max(arms)),)
    fewest = min(
        len(np.unique(tried.cluster[seen & (tried.treated == arm) & (tried.wanted == outcome)]))
        for arm in (1, 0)
        for outcome in (1, 0)
    )
    if fewest < LEAST:
        return (doubt("few_in_an_arm", n=fewest, least=LEAST),)
    return ()


def _one_arm_each(arm: Floats, cluster: Integers) -> None:
    mixed = in_both_arms(arm, cluster)
    if mixed:
        raise MetricError(
            f"{mixed} customers are in both arms",
            where="groups",
            hint="take their first assignment, or leave them out",
        )
