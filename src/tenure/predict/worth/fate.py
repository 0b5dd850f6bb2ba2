"""What customers may really bring: futures drawn one by one, parameters and luck together."""

from dataclasses import dataclass

import numpy as np

from tenure.predict.worth.bgnbd import BgNbd
from tenure.predict.worth.histories import Histories
from tenure.predict.worth.reckoning import Reckoning
from tenure.predict.worth.types import Floats, Integers

_CHUNK = 2**19


@dataclass(frozen=True)
class Spending:
    """The frequency and mean value that tell what purchases are worth, (n,); 0, 0 where none do."""

    frequency: Floats
    value: Floats


def drawn_intervals(
    rows: Histories,
    spending: Spending,
    purchases: Floats,
    money: Floats,
    *,
    reckoning: Reckoning,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Return the interval of what each customer will bring over the horizon, (n,).

    `purchases` (draws, 4) and `money` (draws, 3) are parameters drawn around their fits, a pair
    for each future: the customer's own rate, chance of leaving and worth of a purchase are drawn
    given what they did, then each purchase and whether they leave after it. The ends are order
    statistics, so that a further future lies between them with the probability `level`. Customers
    alike in everything have the same interval, drawn once.
    """
    where, place = _alike(rows, spending)
    tail, step = (1.0 - reckoning.level) / 2.0, max(1, _CHUNK // len(purchases))
    ends = np.empty((2, len(where)))
    for start in range(0, len(where), step):
        part = where[start : start + step]
        own = Spending(spending.frequency[part], spending.value[part])
        totals = _futures(rows.part(part), own, purchases, money, reckoning, rng)
        quantiles = np.quantile(totals, [tail, 1.0 - tail], axis=1, method="weibull")
        ends[:, start : start + step] = reckoning.share * quantiles
    return ends[0, place], ends[1, place]


def _alike(rows: Histories, spending: Spending) -> tuple[Integers, Integers]:
    """Return where each kind of customer first stands, and each customer's kind."""
    columns = np.array([
        rows.frequency, rows.recency, rows.age, spending.frequency, spending.value
    ])  # fmt: skip
    order = np.lexsort(columns)
    fresh = np.ones(len(rows), dtype=bool)
    fresh[1:] = (np.diff(columns[:, order], axis=1) != 0).any(axis=0)
    place = np.empty(len(rows), dtype=np.int64)
    place[order] = np.cumsum(fresh) - 1
    return order[fresh].astype(np.int64), place


def _futures(
    rows: Histories,
    spending: Spending,
    purchases: Floats,
    money: Floats,
    reckoning: Reckoning,
    rng: np.random.Generator,
) -> Floats:
    """Return what each customer spends in each future, discounted, (n, draws)."""
    n, draws, time = len(rows), len(purchases), reckoning.days
    who, draw = _starting(rows, purchases, rng)
    r, alpha, a, b = purchases[draw].T
    x = rows.frequency[who]
    buying = rng.standard_gamma(r + x) / (alpha + rows.age[who])
    with np.errstate(divide="ignore"):  # whose drawn rate is 0 never buys again
        at = rng.standard_exponential(len(who)) / buying
    buys = at < time
    who, draw, buying, at = who[buys], draw[buys], buying[buys], at[buys]
    leaving = rng.beta(a[buys], b[buys] + x[buys])
    p, q, gamma = money[draw].T
    shape = q + p * spending.frequency[who]
    scale = (gamma + spending.frequency[who] * spending.value[who]) / rng.standard_gamma(shape)
    total, place = np.zeros(n * draws), who * draws + draw
    while len(at):
        total[place] += rng.standard_gamma(p) * scale * np.exp(-reckoning.rate * at)
        at = at + rng.standard_exponential(len(at)) / buying
        stays = (rng.random(len(at)) >= leaving) & (at < time)
        place, at, buying, leaving, p, scale = (
            one[stays] for one in (place, at, buying, leaving, p, scale)
        )
    return total.reshape(n, draws)


def _starting(
    rows: Histories, purchases: Floats, rng: np.random.Generator
) -> tuple[Integers, Integers]:
    """Return the customers and draws in which the customer has not gone yet."""
    alive = np.empty((len(rows), len(purchases)))
    for future, parameters in enumerate(purchases):
        alive[:, future] = BgNbd(*parameters).alive_of(rows)
    who, draw = np.nonzero(rng.random(alive.shape) < alive)
    return who.astype(np.int64), draw.astype(np.int64)
