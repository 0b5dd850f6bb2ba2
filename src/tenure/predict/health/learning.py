"""From features and who left later: signals, checks and weights, by customers kept apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from tenure.errors import MetricError, suggest
from tenure.predict.health.arrays import Flags, Floats, Integers, codes, numbers, texts
from tenure.predict.health.checks import FEWEST_LEFT, Check, checked, weights_of
from tenure.predict.health.components import Component, mean_of
from tenure.predict.health.signals import COMPONENTS, Signal, Wanted, learnt

if TYPE_CHECKING:
    import pyarrow as pa

Origin = Literal["learnt", "set", "unchecked", "none"]


@dataclass(frozen=True)
class Rows:
    """The rows that are learned from (n,): who left, of which customer and date, which half."""

    left: Floats
    weight: Floats
    unit: Integers
    strata: Integers
    first: Flags
    peers: Sequence[str | None] | None

    @classmethod
    def of(cls, table: "pa.Table", peers: str | None, seed: int) -> "Rows":
        """Read them from a table; customers are halved by `seed`."""
        unit = codes(table, "unit_id")
        size = table.num_rows
        drawn = np.random.default_rng(seed).random(int(unit.max(initial=-1)) + 1) < 0.5
        return cls(
            numbers(table, "left"),
            numbers(table, "weight") if "weight" in table.column_names else np.ones(size),
            unit,
            codes(table, "as_of") if "as_of" in table.column_names else np.zeros(size, np.int64),
            drawn[unit],
            None if peers is None else list(texts(table, peers)),
        )

    @property
    def teaching(self) -> Flags | None:
        """The half that teaches directions, where it is known who left; None if too few did."""
        rows = self.first & ~np.isnan(self.left)
        gone = np.unique(self.unit[rows & (self.left == 1)])
        return rows if len(gone) >= FEWEST_LEFT else None

    @property
    def checking(self) -> Flags:
        """The other half."""
        return ~self.first & ~np.isnan(self.left)


def learned(
    table: "pa.Table", asked: Sequence[Wanted], rows: Rows, weights: Mapping[str, float] | None
) -> tuple[tuple[Component, ...], Origin]:
    """Return the components with their weights, and how these came about; see `HealthScore`."""
    names = list(dict.fromkeys([*COMPONENTS, *(one.component for one in asked)]))
    parts: dict[str, tuple[Signal, ...]] = {}
    for name in names:
        own = [one for one in asked if one.component == name]
        if own:
            parts[name] = tuple(
                learnt(
                    table,
                    own,
                    left=rows.left,
                    strata=rows.strata,
                    rows=rows.teaching,
                    weight=rows.weight,
                    peers=rows.peers,
                )
            )
    half = rows.checking
    some = table.filter(half)
    peers = None if rows.peers is None else list(np.array(rows.peers, object)[half])
    scores = {name: mean_of(signals, some, peers) for name, signals in parts.items()}
    left, mass = rows.left[half], rows.weight[half]
    checks = checked(scores, left, mass, rows.unit[half], rows.strata[half])
    found: dict[str, float]
    origin: Origin
    if weights is not None:
        found, origin = given(weights, list(parts)), "set"
    else:
        found, origin, checks = _learned(scores, checks, left, mass)
    made = (
        Component(name, signals, found.get(name, 0.0), checks[name])
        for name, signals in parts.items()
    )
    return tuple(made), origin


def given(weights: Mapping[str, float], names: Sequence[str]) -> dict[str, float]:
    """Return weights of the company, scaled to add up to 1.

    Raises MetricError for a component that is not there, and weights below 0 or all 0.
    """
    for name in weights:
        if name not in names:
            near = suggest(name, names)
            raise MetricError(
                f"health has no component {name!r}",
                where="health.weights",
                hint=f"did you mean {near!r}?" if near else f"there are {', '.join(names)}",
            )
    total = sum(weights.values())
    if min(weights.values(), default=0) < 0 or not total > 0:
        raise MetricError(
            "weights of health must be 0 or more, and one of them above 0", where="health.weights"
        )
    return {name: weight / total for name, weight in weights.items()}


def _learned(
    scores: Mapping[str, Floats], checks: dict[str, Check], left: Floats, mass: Floats
) -> tuple[dict[str, float], Origin, dict[str, Check]]:
    """Return weights of those that go with attrition; all alike where nothing can be checked."""
    good = [name for name, one in checks.items() if one.verdict == "goes_with"]
    if good:
        found = weights_of(scores, good, left, mass)
        idle = {
            name: replace(checks[name], verdict="adds_nothing") for name in good if not found[name]
        }
        return found, "learnt", checks | idle
    few = [name for name, one in checks.items() if one.verdict == "too_few"]
    if few and not any(one.verdict == "does_not" for one in checks.values()):
        return dict.fromkeys(few, 1 / len(few)), "unchecked", checks
    return {}, "none", checks
