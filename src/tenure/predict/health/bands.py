"""Bands of health with hysteresis: what it takes to enter one is more than to stay in it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from tenure.errors import MetricError
from tenure.predict.health.arrays import Floats, numbers, texts
from tenure.predict.health.said import Language, say

if TYPE_CHECKING:
    import pyarrow as pa

AT_RISK, WATCH, HEALTHY = "at_risk", "watch", "healthy"
BANDS = (AT_RISK, WATCH, HEALTHY)
"""From the worst to the best; `band_said` has the words."""

Names = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Bands:
    """Scores at which bands are entered and left.

    Below `risk` one is at risk, and stays so until the score reaches `out_of_risk`; from
    `healthy` on one is healthy, and stays so until it falls below `out_of_healthy`. Whoever has
    no band yet gets it by `risk` and `healthy`.
    """

    risk: float
    out_of_risk: float
    healthy: float
    out_of_healthy: float

    def __post_init__(self) -> None:
        inside = 0 <= self.risk <= self.healthy <= 100
        apart = self.risk < self.out_of_risk <= self.healthy and (
            self.risk <= self.out_of_healthy < self.healthy
        )
        if not (inside and apart):
            raise MetricError(
                f"bands cannot have the thresholds {self}",
                where="health.bands",
                hint="risk < out_of_risk ≤ healthy and risk ≤ out_of_healthy < healthy",
            )

    @classmethod
    def of(
        cls,
        score: Floats,
        weight: Floats | None = None,
        *,
        at_risk: float = 0.2,
        healthy: float = 0.5,
        margin: float = 5.0,
    ) -> Self:
        """Return bands that put these shares of the customers (n,) at risk and among the healthy.

        `margin` is the width of the hysteresis in points, less where bands are narrow.
        """
        there = ~np.isnan(score)
        if not there.any():
            raise MetricError("there is no score to take bands from", where="health.bands")
        order = np.argsort(score[there])
        mass = np.ones(len(order)) if weight is None else weight[there][order]
        place = (np.cumsum(mass) - mass / 2) / mass.sum()
        ends = np.interp([at_risk, 1 - healthy], place, score[there][order])
        low = float(np.clip(ends[0], 0, 99))
        high = float(np.clip(ends[1], low + 0.5, 100))
        width = min(margin, high - low)
        return cls(low, low + width, high, high - width)

    def step(self, score: Floats, before: Names | None = None) -> Names:
        """Return the bands (n,) of scores, given those before; None where the score is unknown.

        `before` holds None for who had no band.
        """
        found = np.where(score < self.risk, AT_RISK, np.where(score < self.healthy, WATCH, HEALTHY))
        found = found.astype(object)
        if before is not None:
            middle = (score >= self.risk) & (score < self.healthy)
            found[middle & (before == AT_RISK) & (score < self.out_of_risk)] = AT_RISK
            found[middle & (before == HEALTHY) & (score >= self.out_of_healthy)] = HEALTHY
        found[np.isnan(score)] = None
        return found

    def history(self, table: "pa.Table", before: "pa.Table | None" = None) -> "pa.Table":
        """Return a table of scores (unit_id, as_of, score) with `band`, date by date.

        `before` gives the bands to begin with (unit_id, band), such as yesterday's. A date
        without a score gives no band, and the last known one stays what is compared with. Rows
        keep their order.
        """
        import pyarrow as pa

        unit, day = texts(table, "unit_id"), table["as_of"].to_numpy()
        score, found = numbers(table, "score"), np.full(table.num_rows, None, object)
        known: dict[Any, str] = {}
        if before is not None:
            pairs = zip(texts(before, "unit_id"), texts(before, "band"), strict=True)
            known = {one: band for one, band in pairs if band is not None}
        for at in np.unique(day):
            rows = np.flatnonzero(day == at)
            last = np.array([known.get(one) for one in unit[rows]], object)
            found[rows] = self.step(score[rows], last)
            known |= {one: band for one, band in zip(unit[rows], found[rows], strict=True) if band}
        return table.append_column("band", pa.array(found, pa.string()))


def band_said(band: str, language: Language = "en") -> str:
    """Return the words for a band."""
    return say("band", band, language)
