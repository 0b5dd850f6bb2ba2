"""What values were seen in training, so that a customer unlike all others is told apart."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np

from tenure.predict.encoding import Design, Floats
from tenure.predict.sample import Rows

TAIL = 0.001
SEEN = 0.001
"""A missing value, or another level, in at least this share of the rows is nothing new."""
MOST_OUT = 0.1
"""With more of the features outside, a score is not to be trusted as others are."""


@dataclass(frozen=True)
class Ranges:
    """By column: the 0.1 and 99.9 % points, the median, and which codes were seen.

    `missing`: whether missing numbers were. `codes`: the codes of a category that were.
    """

    names: tuple[str, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    median: tuple[float, ...]
    missing: tuple[bool, ...]
    codes: tuple[tuple[int, ...], ...]

    @classmethod
    def fit(cls, design: Design) -> Self:
        """Learn the ranges of the rows to learn from."""
        found = [
            _codes(design.values[:, at]) if levels else _numbers(design.values[:, at])
            for at, levels in enumerate(design.levels)
        ]
        low, high, median, missing, codes = zip(*found, strict=True)
        return cls(design.names, low, high, median, missing, codes)

    def outside(self, design: Design) -> Rows:
        """Return how many features of each row (n,) lie outside."""
        total = np.zeros(len(design), np.int64)
        for at, codes in enumerate(self.codes):
            values = design.values[:, at]
            if codes:
                total += ~np.isin(values, codes)
                continue
            absent = np.isnan(values)
            total += (values < self.low[at]) | (values > self.high[at])
            if not self.missing[at]:
                total += absent
        return total

    @property
    def most(self) -> int:
        """How many features may lie outside."""
        return max(1, int(MOST_OUT * len(self.names)))

    def to_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return what `to_dict` wrote."""
        codes = tuple(tuple(one) for one in plain["codes"])
        rest = {name: tuple(plain[name]) for name in ("names", "low", "high", "median", "missing")}
        return cls(**rest, codes=codes)


def _numbers(values: Floats) -> tuple[float, float, float, bool, tuple[int, ...]]:
    absent = np.isnan(values)
    there = values[~absent].astype(np.float64)
    # The ends of the range are values that were seen, whatever lies between them.
    low, high = np.quantile(there, [TAIL, 1 - TAIL], method="nearest")
    seen = bool(absent.mean() >= SEEN)
    return float(low), float(high), float(np.median(there)), seen, ()


def _codes(values: Floats) -> tuple[float, float, float, bool, tuple[int, ...]]:
    codes, counts = np.unique(values.astype(np.int64), return_counts=True)
    seen = codes[counts >= SEEN * len(values)]
    return 0.0, 0.0, 0.0, True, tuple(int(code) for code in seen)
