"""Panels of customers at dates with known effects, as drivers and causal studies read them."""

import numpy as np

from tenure.explain.drivers.arrays import expit
from tenure.explain.drivers.causal.nuisance import Confounders
from tenure.explain.drivers.panel import NOBODY, Panel
from tenure.explain.drivers.ridge import folds_of

TRUTH = (0.8, -0.6, 0.0)
"""Log odds of the first three features, each a flag; the others are noise or confound."""
EFFECT = 0.6


def panel_of(values, y, group, date, *, kin=None, area=None, levels=None):
    """Return the panel of plain numbers (n, f): standardised, with dates of their own."""
    number, dates = values.shape[1], int(date.max()) + 1
    spread = values.std(axis=0)
    scaled = (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    own = np.eye(dates)[date]
    own[:, 0] = 1.0
    names = tuple(f"f{at}" for at in range(number))
    return Panel(
        names=names,
        values=values,
        levels=levels or ((),) * number,
        matrix=np.hstack([own, scaled]),
        owner=np.array([NOBODY] * dates + list(range(number))),
        absent=np.zeros(dates + number, int),
        y=y,
        weight=np.ones(len(y)),
        group=np.unique(group, return_inverse=True)[1],
        date=date,
        kin=kin or names,
        area=area or ("use",) * number,
    )


def hazards(seed, customers=1200, dates=3, noise=10, base=-2.2, truth=TRUTH):
    """Return a panel in which the first three features have known log odds.

    The second and third go together: the third has no effect, but who has it leaves less often.
    Two of the noisy ones have effects, too. Who left is gone at the next date.
    """
    rng = np.random.default_rng(seed)
    habit = rng.normal(size=(customers, 2))
    others = rng.normal(size=(customers, noise))
    here, parts = np.ones(customers, bool), []
    for number in range(dates):
        told = np.column_stack(
            [
                habit[:, 0] + rng.normal(size=customers) > 1,
                habit[:, 1] + 0.6 * rng.normal(size=customers) > 0,
                habit[:, 1] + 0.6 * rng.normal(size=customers) > 0.5,
            ]
        ).astype(float)
        margin = base + told @ np.array(truth) + 0.5 * others[:, 0] - 0.3 * others[:, 1]
        left = rng.random(customers) < expit(margin + 0.1 * number)
        who = np.flatnonzero(here)
        parts.append((np.hstack([told, others])[who], left[who], who, np.full(len(who), number)))
        here &= ~left
    values, y, group, date = (np.concatenate(one) for one in zip(*parts, strict=True))
    return panel_of(values, y.astype(float), group, date)


def confounded(seed, customers=400, dates=2, effect=EFFECT, width=6):
    """Return confounders, exposure and leaving: the exposed leave more for other reasons, too."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(customers), dates)
    habit = np.repeat(rng.normal(size=(customers, width)), dates, axis=0)
    known = habit + 0.5 * rng.normal(size=habit.shape)
    exposed = rng.random(len(group)) < expit(-0.4 + 0.7 * known[:, 0] - 0.5 * known[:, 1])
    left = rng.random(len(group)) < expit(_margin(known) + effect * exposed)
    second = (np.tile(np.arange(dates), customers) == 1).astype(float)
    matrix = np.column_stack([np.ones(len(group)), second, known])
    about = Confounders(matrix, (0, 1), np.ones(len(group)), group, folds_of(group, 3, seed))
    return about, exposed.astype(float), left.astype(float)


def true_difference(effect=EFFECT, width=6):
    """Return by how much more would leave were all exposed, by a large draw."""
    known = np.random.default_rng(1).normal(size=(400_000, width)) * np.sqrt(1.25)
    return float((expit(_margin(known) + effect) - expit(_margin(known))).mean())


def _margin(known):
    return -1.4 + 0.7 * known[:, 0] - 0.5 * known[:, 1] + 0.3 * known[:, 2]
