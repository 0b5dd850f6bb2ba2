"""When customers will buy next, or need a product again: a date with an interval, or why not."""

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from tenure.errors import MetricError
from tenure.predict.worth.columns import column, numbers, table_of, texts
from tenure.predict.worth.fit import Fit
from tenure.predict.worth.product_scales import ProductScales, fit_product_scales
from tenure.predict.worth.rhythm import Rhythm, fit_rhythm, gaps_of
from tenure.predict.worth.types import Floats

GONE = "gone"
BEYOND = "beyond_horizon"
"""Why there is no date; see `words`."""

LEAST_AGAIN = 0.1
"""Below this probability of ever buying again there is no next date to give."""

OVERDUE = 0.9
"""Who has been silent for longer than this share of gaps like theirs is overdue."""


@dataclass(frozen=True)
class NextPurchase:
    """What was learnt of how customers come back: their rhythm, and that of products."""

    rhythm: Fit
    products: ProductScales | None = None

    def dates(
        self, rhythms: pa.Table, as_of: date, *, horizon: int = 365, level: float = 0.8
    ) -> pa.Table:
        """Return the next purchase of each row, as of the date the rows were made for.

        Grain in: that of `gaps.rhythms`; any part of the rows. Grain out: the same rows (unit_id,
        [product_id,] last_day, gaps, own_gap, usual_gap, again, next_day, earliest, latest,
        overdue, reason), lengths in days.

        own_gap: mean of the own gaps, null without any; usual_gap: the median gap expected after
        such a purchase, own and others' weighed. again: probability of buying in the next
        `horizon` days. Given that they do, and the silence so far, next_day is the median of the
        date, and it lies in [earliest, latest] with probability `level`. overdue: the silence is
        longer than `OVERDUE` of gaps like theirs. No date, and a reason, where again is below
        `LEAST_AGAIN`: they will hardly ever buy again (gone), or hardly within the horizon.
        """
        if not 0 < level < 1 or horizon < 1:
            raise MetricError(
                f"level must lie between 0 and 1 and horizon be ≥ 1, not {level} and {horizon}",
                where="next purchase",
            )
        gaps, model, stretch = gaps_of(rhythms), self.model(rhythms), numbers(rhythms, "stretch")
        ahead, tail = horizon / stretch, (1.0 - level) / 2.0
        again = model.within(gaps, ahead)
        reason = np.full(len(gaps), None, dtype=object)
        reason[again < LEAST_AGAIN] = BEYOND
        reason[model.alive(gaps) < LEAST_AGAIN] = GONE
        last = numbers(rhythms, "last_day")
        dated = {
            name: _dates(last + stretch * model.gap(gaps, share, ahead), again, as_of)
            for name, share in (("earliest", tail), ("next_day", 0.5), ("latest", 1.0 - tail))
        }
        fresh = replace(gaps, silence=np.zeros(len(gaps)))
        keys = [name for name in ("unit_id", "product_id") if name in rhythms.column_names]
        own = stretch * gaps.recency / np.where(gaps.frequency > 0, gaps.frequency, np.nan)
        return table_of({
            **{name: texts(rhythms, name) for name in keys},
            "last_day": column(rhythms, "last_day"),
            "gaps": gaps.frequency.astype(np.int64),
            "own_gap": own,
            "usual_gap": stretch * model.gap(fresh, 0.5),
            "again": again,
            "next_day": dated["next_day"],
            "earliest": dated["earliest"],
            "latest": dated["latest"],
            "overdue": model.silent(gaps) <= 1.0 - OVERDUE,
            "reason": reason,
        })  # fmt: skip

    def model(self, rhythms: pa.Table) -> Rhythm:
        """Return the model of the rows, each with the pace of its product."""
        model = Rhythm.of(self.rhythm)
        if self.products is None:
            return model
        factor = self.products.factor(texts(rhythms, "product_id"))
        return replace(model, alpha=model.alpha * factor)

    def dump(self) -> str:
        """Return what was learnt as JSON."""
        products = None if self.products is None else vars(self.products)
        return json.dumps({"rhythm": self.rhythm.dump(), "products": products})

    @staticmethod
    def load(text: str) -> "NextPurchase":
        """Read back what `dump` wrote."""
        told = json.loads(text)
        products = told["products"]
        return NextPurchase(
            Fit.load(told["rhythm"]), ProductScales(**products) if products else None
        )


def fit_next_purchase(
    rhythms: pa.Table, *, by_product: bool = False, seed: int = 0
) -> NextPurchase:
    """Learn how customers come back; with `by_product`, for each product.

    Grain in: that of `gaps.rhythms`. Customers are shrunk to their product, and products to the
    company. Raises MetricError when too few bought again.
    """
    gaps = gaps_of(rhythms)
    rhythm = fit_rhythm(gaps, seed=seed)
    if not by_product:
        return NextPurchase(rhythm)
    products = texts(rhythms, "product_id")
    return NextPurchase(rhythm, fit_product_scales(gaps, products, Rhythm.of(rhythm), seed=seed))


def _dates(day: Floats, again: Floats, as_of: date) -> "pa.Array[Any]":
    """Return numbers of days as dates: the day that a moment lies in, not before as_of."""
    first = (as_of - date(1970, 1, 1)).days
    undated = again < LEAST_AGAIN
    whole = np.where(undated, first, np.maximum(np.ceil(day), first)).astype(np.int32)
    return pa.array(whole, pa.int32(), mask=undated).cast(pa.date32())
