"""Customers drawn from the models, so that what is estimated can be held against what is so."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Buyers:
    """Histories until each one's age, and what was bought in the `ahead` days after."""

    frequency: np.ndarray
    recency: np.ndarray
    age: np.ndarray
    value: np.ndarray
    later: np.ndarray
    worth: np.ndarray


def buyers(
    n: int,
    *,
    seed: int,
    purchases: tuple[float, float, float, float] = (0.6, 30.0, 0.8, 2.5),
    money: tuple[float, float, float] = (6.0, 4.0, 15.0),
    longest: float = 400.0,
    ahead: float = 365.0,
) -> Buyers:
    """Draw customers of BG/NBD and Gamma–Gamma, purchase by purchase."""
    r, alpha, a, b = purchases
    p, q, gamma = money
    rng = np.random.default_rng(seed)
    rate, leaving = rng.gamma(r, 1 / alpha, n), rng.beta(a, b, n)
    nu, age = rng.gamma(q, 1 / gamma, n), np.ceil(rng.uniform(1, longest, n))
    found = {name: np.zeros(n) for name in ("x", "tx", "spent", "later", "worth")}
    at, active = np.zeros(n), np.arange(n)
    while len(active):
        at[active] += rng.exponential(1 / rate[active])
        active = active[at[active] < age[active] + ahead]
        amount = rng.gamma(p, 1 / nu[active])
        seen = at[active] < age[active]
        found["x"][active] += seen
        found["spent"][active] += amount * seen
        found["tx"][active[seen]] = at[active[seen]]
        found["later"][active] += ~seen
        found["worth"][active] += amount * ~seen
        active = active[rng.random(len(active)) >= leaving[active]]
    with np.errstate(invalid="ignore"):
        mean = found["spent"] / found["x"]
    return Buyers(found["x"], found["tx"], age, mean, found["later"], found["worth"])


@dataclass(frozen=True)
class Comers:
    """Gaps until a last day, and the days until the next purchase after it; infinite if none."""

    frequency: np.ndarray
    recency: np.ndarray
    silence: np.ndarray
    log_gaps: np.ndarray
    waits: np.ndarray


def comers(
    n: int,
    *,
    seed: int,
    rhythm: tuple[float, float, float, float, float] = (1.5, 40.0, 0.6, 3.0, 2.5),
    pace: np.ndarray | float = 1.0,
    days: float = 500.0,
) -> Comers:
    """Draw gaps of a regularity k, after each of which the customer may be gone."""
    r, alpha, a, b, k = rhythm
    rng = np.random.default_rng(seed)
    rate, leaving = rng.gamma(r, 1 / (alpha * np.broadcast_to(pace, n))), rng.beta(a, b, n)
    last = np.floor(rng.uniform(0, days - 10, n))
    start, waits = last.copy(), np.full(n, np.inf)
    count, logs = np.zeros(n), np.zeros(n)
    active = np.flatnonzero(rng.random(n) >= leaving)
    while len(active):
        gap = rng.gamma(k, 1 / rate[active])
        inside = last[active] + gap < days
        waits[active[~inside]] = (last[active] + gap - days)[~inside]
        active, gap = active[inside], gap[inside]
        last[active] += gap
        count[active] += 1
        logs[active] += np.log(gap)
        active = active[rng.random(len(active)) >= leaving[active]]
    return Comers(count, last - start, days - last, logs, waits)
