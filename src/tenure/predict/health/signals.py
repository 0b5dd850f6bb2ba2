"""Signals: a feature as 0 to 100, the share of peers that it is better than."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np

from tenure.predict.features.contract import Feature
from tenure.predict.health.arrays import Flags, Floats, Integers, numbers
from tenure.stats import Test, mantel_trend

if TYPE_CHECKING:
    import pyarrow as pa

Higher = Literal["healthy", "unhealthy"]

COMPONENTS = ("use", "value", "service", "sentiment", "relationship", "payment", "contract")
OF_FAMILY = {
    "use": "use",
    "value": "value",
    "money": "value",
    "purchase": "value",
    "service": "service",
    "sentiment": "sentiment",
    "relationship": "relationship",
    "logo": "relationship",
    "payment": "payment",
    "contract": "contract",
}
"""The component of each family of features; tenure and attributes are no health."""

MOST_KNOTS = 101
FEWEST_PEERS = 50
"""A group of fewer peers is compared with everyone."""
MOST_SIGNALS = 5
CLEAR, AGAINST = 0.05, 0.001
"""The p-values below which a direction is clear: as it is presumed (or not), and against that."""
FIFTHS = 5


_PRESUMED: Mapping[tuple[str, str], Higher] = {
    **{("use", unit): "healthy" for unit in ("times", "names", "weeks", "change")},
    **{("value", unit): "healthy" for unit in ("times", "names", "money", "change")},
    **{("service", unit): "unhealthy" for unit in ("times", "units")},
    **{("payment", unit): "unhealthy" for unit in ("times", "share", "")},
    ("use", "days"): "unhealthy",
    ("sentiment", "points"): "healthy",
}
"""Which way features of a component and unit point, where too few left to learn it."""


@dataclass(frozen=True)
class Wanted:
    """A feature of a component; `higher` says whether more is healthy, or None: to be learnt.

    `presumed` is what is taken where too few customers left to learn it.
    """

    feature: str
    component: str
    higher: Higher | None = None
    presumed: Higher | None = None


@dataclass(frozen=True)
class Scale:
    """The share of peers below a value, half of those at it: 0 to 100, by straight lines."""

    values: tuple[float, ...]
    shares: tuple[float, ...]

    @classmethod
    def of(cls, values: Floats, weight: Floats) -> Self:
        """Learn it from peers (n,), of which there is at least one."""
        distinct, place = np.unique(values, return_inverse=True)
        mass = np.bincount(place, weight)
        share = 100 * (np.cumsum(mass) - mass / 2) / mass.sum()
        if len(distinct) > MOST_KNOTS:
            even = np.linspace(share[0], share[-1], MOST_KNOTS)
            kept = np.unique(np.searchsorted(share, even).clip(0, len(share) - 1))
            distinct, share = distinct[kept], share[kept]
        return cls(tuple(distinct.tolist()), tuple(share.tolist()))

    def __call__(self, values: Floats) -> Floats:
        """Return the shares (n,); NaN where the value is."""
        found = np.interp(values, self.values, self.shares)
        return np.where(np.isnan(values), np.nan, found)


@dataclass(frozen=True)
class Signal:
    """A feature on the scale of its peers, turned so that higher is healthier.

    `scales` are those of the groups of peers; under "" that of everyone. `learnt` says whether
    the direction was, by z, the trend of attrition over fifths of the feature.
    """

    feature: str
    higher: Higher
    learnt: bool
    z: float | None
    scales: Mapping[str, Scale]

    def __call__(self, values: Floats, peers: Sequence[str | None] | None = None) -> Floats:
        """Return 0 to 100 (n,), higher is healthier; NaN where the value is unknown."""
        found = self.scales[""](values)
        if peers is not None:
            groups = np.asarray(peers, object)
            for group, scale in self.scales.items():
                if group:
                    own = groups == group
                    found[own] = scale(values[own])
        return found if self.higher == "healthy" else 100 - found

    def to_dict(self) -> dict[str, Any]:
        """Return what `from_dict` reads, of plain values only."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the signal that `to_dict` wrote."""
        scales = {
            group: Scale(tuple(one["values"]), tuple(one["shares"]))
            for group, one in plain["scales"].items()
        }
        return cls(plain["feature"], plain["higher"], plain["learnt"], plain["z"], scales)


def wanted(features: Iterable[Feature]) -> list[Wanted]:
    """Return the features that health may be made of, by their family; categories are none."""
    return [
        Wanted(one.name, part, None, _PRESUMED.get((part, one.unit)))
        for one in features
        if one.kind != "category" and (part := OF_FAMILY.get(one.family)) is not None
    ]


def fifths(values: Floats) -> Integers:
    """Return the fifth (n,) of each value from the lowest, 0 to 4; equal values are not parted.

    −1 where the value is unknown.
    """
    there = ~np.isnan(values)
    found = np.full(len(values), -1)
    if there.any():
        share = Scale.of(values[there], np.ones(int(there.sum())))
        distinct, place = np.unique(values[there], return_inverse=True)
        at = np.minimum((share(distinct) / 100 * FIFTHS).astype(int), FIFTHS - 1)
        found[there] = at[place]
    return found


def trend(fifth: Integers, left: Floats, strata: Integers) -> Test | None:
    """Test whether attrition rises (z above 0) or falls over fifths, within dates.

    Mantel's extension test: with dates as strata, the log-rank test for a trend.
    """
    known = fifth >= 0
    place = strata[known] * FIFTHS + fifth[known]
    size = (int(strata.max()) + 1) * FIFTHS if len(strata) else FIFTHS
    tried = np.bincount(place, minlength=size).reshape(-1, FIFTHS)
    gone = np.bincount(place, left[known], size).reshape(-1, FIFTHS)
    return mantel_trend(
        [
            [(int(a), int(n)) for a, n in zip(gone[at], tried[at], strict=True)]
            for at in range(len(tried))
        ]
    )


def learnt(
    table: "pa.Table",
    asked: Sequence[Wanted],
    *,
    left: Floats,
    strata: Integers,
    rows: Flags | None,
    weight: Floats,
    peers: Sequence[str | None] | None,
) -> list[Signal]:
    """Return the signals of one component: at most five, those whose direction is clearest.

    Directions are learnt from `rows` (n,) only, scales from all; without rows, because too few
    left, directions are those presumed. Declared ones come first, and all of them are kept.
    """
    found: list[tuple[float, Signal]] = []
    for one in asked:
        values = numbers(table, one.feature)
        there = ~np.isnan(values)
        if not there.any() or np.ptp(values[there]) == 0:
            continue
        test = None if rows is None else trend(fifths(values[rows]), left[rows], strata[rows])
        higher = one.higher or (one.presumed if rows is None else _direction(test, one))
        if higher is None:
            continue
        z = None if test is None else test.statistic
        scales = _scales(values, weight, peers)
        signal = Signal(one.feature, higher, one.higher is None and test is not None, z, scales)
        found.append((np.inf if one.higher else abs(z or 0.0), signal))
    found.sort(key=lambda pair: -pair[0])
    declared = sum(one.higher is not None for one in asked)
    return [signal for _, signal in found[: max(MOST_SIGNALS, declared)]]


def _direction(test: Test | None, one: Wanted) -> Higher | None:
    if test is None:
        return None
    found: Higher = "unhealthy" if test.statistic > 0 else "healthy"
    clear = AGAINST if one.presumed not in (None, found) else CLEAR
    return found if test.p < clear else None


def _scales(values: Floats, weight: Floats, peers: Sequence[str | None] | None) -> dict[str, Scale]:
    there = ~np.isnan(values)
    scales = {"": Scale.of(values[there], weight[there])}
    if peers is None:
        return scales
    groups = np.asarray(peers, object)
    for group in sorted({one for one in peers if one}):
        own = there & (groups == group)
        if own.sum() >= FEWEST_PEERS:
            scales[group] = Scale.of(values[own], weight[own])
    return scales
