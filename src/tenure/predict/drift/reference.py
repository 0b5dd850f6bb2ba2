"""What features and scores looked like when a model was trained: shares by bins, as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from tenure.errors import MetricError
from tenure.predict.drift.columns import Kind, Texts, column_of, effective, weights_of
from tenure.predict.evaluate.rows import Floats, vector

if TYPE_CHECKING:
    import pyarrow as pa

PARTS = 10
"""Bins of a number: tenths of the training rows."""

MOST_LEVELS = 30
"""Categories kept by name; all others are one bin."""

MISSING, OTHER, ANY = "(missing)", "(other)", "any number"


@dataclass(frozen=True)
class Bins:
    """How the rows lay in the bins of one column when the model was trained.

    A number: bins [cuts[i − 1], cuts[i]), from −∞ to ∞; a category: `levels`, then all others.
    The last share is that of missing values. `n`: rows, weighted ones as Kish counts them.
    """

    name: str
    kind: Kind
    cuts: tuple[float, ...]
    levels: tuple[str, ...]
    shares: tuple[float, ...]
    n: float

    @property
    def labels(self) -> tuple[str, ...]:
        """Return a name for each bin."""
        if self.kind == "category":
            return (*self.levels, OTHER, MISSING)
        if not self.cuts:
            return (ANY, MISSING)
        edges = [f"{cut:.4g}" for cut in self.cuts]
        inner = (f"{low} … {high}" for low, high in pairwise(edges))
        return (f"< {edges[0]}", *inner, f"≥ {edges[-1]}", MISSING)


@dataclass(frozen=True)
class Reference:
    """The bins of every feature, and of the score; None when no score was given."""

    features: tuple[Bins, ...]
    score: Bins | None = None

    def to_json(self) -> str:
        """Return what `from_json` reads."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the reference that `to_json` wrote; raises MetricError for anything else."""
        try:
            plain = json.loads(text)
            score = plain["score"]
            return cls(
                features=tuple(_read(one) for one in plain["features"]),
                score=None if score is None else _read(score),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise MetricError(f"this is no reference that can be read: {error!r}") from error


def learn_reference(
    table: "pa.Table",
    features: Sequence[str] | None = None,
    *,
    score: ArrayLike | None = None,
    weight: ArrayLike | None = None,
) -> Reference:
    """Keep what the training rows look like, to compare later ones with.

    Grain in: a row a customer and date; `features` are columns of the table (default: all),
    numbers, flags or text. `score`: the calibrated probabilities of the same rows. Raises
    MetricError for a feature that is not there or of another type, and for no rows.
    """
    mass = weights_of(weight, table.num_rows)
    names = table.column_names if features is None else features
    found = tuple(_learned(name, column_of(table, name), mass) for name in names)
    if score is None:
        return Reference(found)
    return Reference(found, _learned("score", vector("score", score, like=mass), mass))


def shares_of(bins: Bins, values: Floats | Texts, mass: Floats) -> Floats:
    """Return the share of weight in each bin."""
    if isinstance(values, Texts):
        place = {level: number for number, level in enumerate(bins.levels)}
        other = len(bins.levels)
        code = np.array([*(place.get(name, other) for name in values.names), other + 1])
        where, size = code[values.code], other + 2  # −1, missing, is the last
    else:
        size = len(bins.cuts) + 2
        inside = np.searchsorted(bins.cuts, values, side="right")
        where = np.where(np.isnan(values), size - 1, inside)
    found: Floats = np.bincount(where, mass, minlength=size) / mass.sum()
    return found


def _learned(name: str, values: Floats | Texts, mass: Floats) -> Bins:
    cuts: tuple[float, ...] = ()
    levels: tuple[str, ...] = ()
    kind: Kind = "number"
    if isinstance(values, Texts):
        kind, levels = "category", _levels(values, mass)
    else:
        cuts = _cuts(values, mass)
    bins = Bins(name, kind, cuts, levels, (), effective(mass))
    return replace(bins, shares=tuple(shares_of(bins, values, mass).tolist()))


def _levels(values: Texts, mass: Floats) -> tuple[str, ...]:
    there = values.code >= 0
    weighed = np.bincount(values.code[there], mass[there], minlength=len(values.names))
    order = sorted(zip(-weighed, values.names, strict=True))
    return tuple(name for weight, name in order[:MOST_LEVELS] if weight < 0)


def _cuts(values: Floats, mass: Floats) -> tuple[float, ...]:
    """Return the tenths, each the least value of the bin above it; the least of all is none."""
    known = ~np.isnan(values) & (mass > 0)
    order = np.argsort(values[known], kind="stable")
    ordered, own = values[known][order], mass[known][order]
    if not len(ordered):
        return ()
    reached = np.cumsum(own) / own.sum()
    at = np.searchsorted(reached, np.arange(1, PARTS) / PARTS, side="left")
    cuts = np.unique(ordered[at])
    cuts = cuts[cuts > ordered[0]]
    above = ordered[ordered > ordered[0]]
    if not len(cuts) and len(above):
        cuts = above[:1]  # nearly all rows share the least value: the others are a bin
    return tuple(cuts.tolist())


def _read(plain: dict[str, Any]) -> Bins:
    found = Bins(
        str(plain["name"]),
        plain["kind"],
        tuple(map(float, plain["cuts"])),
        tuple(map(str, plain["levels"])),
        tuple(map(float, plain["shares"])),
        float(plain["n"]),
    )
    if found.kind not in ("number", "category") or len(found.shares) != len(found.labels):
        raise ValueError(f"{found.name}: as many shares as bins are needed")
    return found
