"""A component of health, and the mean of its signals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from tenure.predict.health.arrays import Floats, numbers
from tenure.predict.health.checks import Check
from tenure.predict.health.signals import Signal

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Component:
    """A part of health: its signals, its share of the weights, and how it was checked."""

    name: str
    signals: tuple[Signal, ...]
    weight: float
    check: Check

    def to_dict(self) -> dict[str, Any]:
        """Return what `from_dict` reads, of plain values only."""
        return {
            "name": self.name,
            "weight": self.weight,
            "check": self.check.to_dict(),
            "signals": [one.to_dict() for one in self.signals],
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the component that `to_dict` wrote."""
        signals = tuple(Signal.from_dict(one) for one in plain["signals"])
        return cls(plain["name"], signals, plain["weight"], Check.from_dict(plain["check"]))


def mean_of(
    signals: Sequence[Signal], table: "pa.Table", peers: Sequence[str | None] | None
) -> Floats:
    """Return the mean (n,) of the signals that are known, 0 to 100; NaN without any."""
    if not signals:
        return np.full(table.num_rows, np.nan)
    values = np.stack([one(numbers(table, one.feature), peers) for one in signals])
    known = (~np.isnan(values)).sum(axis=0)
    found = np.full(table.num_rows, np.nan)
    np.divide(np.nansum(values, axis=0), known, out=found, where=known > 0)
    return found
