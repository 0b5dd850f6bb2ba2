"""Whether next purchases came when they were expected: a split in time, with intervals."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tenure.predict.worth.columns import numbers, texts
from tenure.predict.worth.next_purchase import NextPurchase
from tenure.predict.worth.rhythm import gaps_of
from tenure.predict.worth.types import Floats
from tenure.stats import Estimate, wilson


@dataclass(frozen=True)
class Judged:
    """How dates compare with what came, of rows followed for a horizon.

    `inside`: the share of those who bought within it that did in their interval (95 % Wilson
    interval; it should hold `level`); `early` and `late` before and after it. `deciles`: shares of
    them by tenths of their own predicted distribution, 0.1 each where it is right; `distance`: the
    furthest that its distribution is from that (Kolmogorov–Smirnov). `expected` and `bought`: how
    many should have bought within the horizon, and did.
    """

    rows: int
    bought: int
    expected: float
    level: float
    inside: Estimate | None
    early: float | None
    late: float | None
    deciles: tuple[float, ...]
    distance: float | None


def judge(
    learnt: NextPurchase,
    rhythms: pa.Table,
    followed: pa.Table,
    *,
    horizon: int,
    level: float = 0.8,
) -> Judged:
    """Compare the dates of rows, as of a date, with what was bought in the `horizon` days after.

    Grain in: `rhythms` as of the date, and `followed` over exactly the horizon, by product where
    the rows are. A predicted gap lasts until some moment of its last day, so what came on a day
    counts at its middle.
    """
    gaps, model = gaps_of(rhythms), learnt.model(rhythms)
    stretch = numbers(rhythms, "stretch")
    ahead = horizon / stretch
    waited = _waited(rhythms, followed, learnt.products is not None) / stretch - gaps.silence
    came = np.isfinite(waited)
    now, end = model.silent(gaps), model.silent(gaps, ahead)
    then = model.silent(gaps, np.where(came, waited, 0.0))
    place = _placed(now - then, now - end)[came]
    n, tail = int(came.sum()), (1.0 - level) / 2.0
    early, late = int((place < tail).sum()), int((place > 1.0 - tail).sum())
    share = wilson(n - early - late, n)
    return Judged(
        len(gaps),
        n,
        float(model.within(gaps, ahead).sum()),
        level,
        Estimate(1.0 - (early + late) / n, *share) if share else None,
        early / n if n else None,
        late / n if n else None,
        tuple((np.histogram(place, 10, (0.0, 1.0))[0] / n).tolist()) if n else (),
        _distance(place) if n else None,
    )


def _placed(passed: Floats, whole: Floats) -> Floats:
    """Return passed / whole in [0, 1]; 0 where nothing was expected at all: it came too soon."""
    return np.clip(passed / np.where(whole > 0, whole, np.inf), 0.0, 1.0)


def _waited(rhythms: pa.Table, followed: pa.Table, by_product: bool) -> Floats:
    """Return the days from the last purchase to the middle of the next one's day, else infinity."""
    keys = ("unit_id", "product_id") if by_product else ("unit_id",)
    came = zip(*(texts(followed, key) for key in keys), strict=True)
    days = dict(zip(came, numbers(followed, "next_day"), strict=True))
    rows = zip(*(texts(rhythms, key) for key in keys), strict=True)
    found = np.array([days.get(row, np.inf) for row in rows], dtype=float)
    return found - 0.5 - numbers(rhythms, "last_day")


def _distance(place: Floats) -> float:
    """Return the Kolmogorov–Smirnov distance from the uniform distribution."""
    ordered, n = np.sort(place), len(place)
    above = np.arange(1, n + 1) / n - ordered
    below = ordered - np.arange(n) / n
    return float(max(above.max(), below.max()))
