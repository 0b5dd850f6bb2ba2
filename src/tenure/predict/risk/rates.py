"""Rates of groups, smoothed towards the company's: where no model is learned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from tenure.predict.encoding import MISSING, Floats

if TYPE_CHECKING:
    import pyarrow as pa

PRIOR_ROWS = 20.0
"""A group's rate counts as so many rows of the company's rate."""
AGES = (7, 14, 30, 60, 90, 180, 365)
"""Ends of the groups by age, in days; the last is open."""


@dataclass(frozen=True)
class Rates:
    """Rows and leavers of each group, as effective numbers, and the rate of all together.

    rate = (leavers + 20 · base) / (rows + 20), the mean of a Beta distribution whose 2.5 and
    97.5 % points are the interval; a group never seen has the base rate with that of 20 rows.
    """

    base: float
    groups: Mapping[str, tuple[float, float]]

    @classmethod
    def fit(cls, names: Sequence[str], y: Floats, weight: Floats, base: float) -> Self:
        """Count by group (n,); weighted rows count as (Σw)² / Σw² (Kish)."""
        codes, inverse = np.unique(np.asarray(names, object).astype(str), return_inverse=True)
        total = np.bincount(inverse, weight, minlength=len(codes))
        squares = np.bincount(inverse, weight**2, minlength=len(codes))
        left = np.bincount(inverse, weight * y, minlength=len(codes))
        size = total**2 / np.maximum(squares, 1e-300)
        share = left / np.maximum(total, 1e-300)
        counted = {
            str(code): (float(number * part), float(number))
            for code, number, part in zip(codes, size, share, strict=True)
        }
        return cls(base, counted)

    def of(self, names: Sequence[str]) -> tuple[Floats, Floats, Floats]:
        """Return rate, low and high of each row's group (n,)."""
        from scipy.stats import beta

        codes, inverse = np.unique(np.asarray(names, object).astype(str), return_inverse=True)
        counts = np.array([self.groups.get(str(code), (0.0, 0.0)) for code in codes])
        counts = counts.reshape(-1, 2)
        left = counts[:, 0] + PRIOR_ROWS * self.base
        stayed = counts[:, 1] - counts[:, 0] + PRIOR_ROWS * (1 - self.base)
        low, high = (beta.ppf(q, np.maximum(left, 0.5), np.maximum(stayed, 0.5)) for q in TAILS)
        rate = left / (left + stayed)
        return rate[inverse], np.minimum(low, rate)[inverse], np.maximum(high, rate)[inverse]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return {"base": self.base, "groups": {k: list(v) for k, v in self.groups.items()}}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return what `to_dict` wrote."""
        return cls(plain["base"], {k: (v[0], v[1]) for k, v in plain["groups"].items()})


TAILS = (0.025, 0.975)


def segment_names(table: "pa.Table", segment: str | None) -> list[str]:
    """Return the group of each row by its segment; all in one where there is none."""
    if segment is None:
        return [""] * table.num_rows
    return [MISSING if one is None else str(one) for one in table.column(segment).to_pylist()]


def age_names(ages: Floats) -> list[str]:
    """Return the group of each age in days: the end of its range, "" above and where unknown."""
    ends = [*(str(age) for age in AGES), ""]
    return [ends[at] for at in np.searchsorted(AGES, ages, side="left")]
