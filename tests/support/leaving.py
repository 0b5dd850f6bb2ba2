"""Customers who leave by known hazards, of two causes, in six intervals of 28 days."""

from datetime import date

import numpy as np
import pyarrow as pa

DAYS, STEPS = 28, 6
CAUSES = ("involuntary", "voluntary")
AS_OF = date(2026, 1, 1)
FEATURES = ["use", "paid_late"]
_VOLUNTARY = np.array([-3.0, -2.8, -2.6, -2.6, -2.8, -3.0])


def incidence_of(use, late):
    """Return the true share that has left by each edge (n, causes, STEPS + 1)."""
    voluntary = _VOLUNTARY - 0.8 * use[:, None] - 0.6 * late[:, None]
    involuntary = np.full(STEPS, -4.0) + 0.9 * late[:, None]
    odds = np.exp(np.stack([involuntary, voluntary], axis=1))
    hazard = odds / (1 + odds.sum(axis=1, keepdims=True))
    there = np.cumprod(1 - hazard.sum(axis=1), axis=1)
    before = np.concatenate([np.ones((len(use), 1)), there[:, :-1]], axis=1)
    return np.pad(np.cumsum(before[:, None] * hazard, axis=2), ((0, 0), (0, 0), (1, 0)))


def customers(size, seed=0, *, watched=(1, 250), as_of=AS_OF, first=0):
    """Return labels and features of so many customers, and the truth; watched so many days."""
    rng = np.random.default_rng(seed)
    use, late = rng.normal(size=size), rng.integers(0, 2, size).astype(float)
    truth = incidence_of(use, late)
    gone = truth.sum(axis=1)
    step = (rng.random(size)[:, None] > gone[:, 1:]).sum(axis=1)
    leaves, inside = step < STEPS, np.minimum(step, STEPS - 1)
    day = DAYS * inside + rng.integers(1, DAYS + 1, size)
    own = np.diff(truth, axis=2)[np.arange(size), :, inside]
    cause = (rng.random(size) > own[:, 0] / own.sum(axis=1)).astype(int)
    follow = rng.integers(watched[0], watched[1], size)
    seen = leaves & (day <= follow)
    table = pa.table(
        {
            "unit_id": [f"c{first + number}" for number in range(size)],
            "as_of": [as_of] * size,
            "use": use,
            "paid_late": late,
            "days_left": pa.array([int(d) if s else None for d, s in zip(day, seen, strict=True)]),
            "followed_days": follow,
            "cause": pa.array([CAUSES[c] if s else None for c, s in zip(cause, seen, strict=True)]),
        }
    )
    return table, truth
