"""Rows to learn from: features and outcome of units at dates, and the weight of each row."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tenure.errors import MetricError
from tenure.predict.encoding import Design, Floats
from tenure.predict.grid import EPOCH

if TYPE_CHECKING:
    import pyarrow as pa

Rows = npt.NDArray[Any]
KNOWN = "known"


@dataclass(frozen=True)
class Sample:
    """n rows with a known outcome, one a unit and date.

    y (n,): 1 left, 0 stayed. weight (n,): 1 / the probability with which the row was drawn.
    groups (n,): a number a unit. days (n,): days since 1970 of as_of, or None for a lone
    snapshot. `left_out`: how many rows were not taken, by the reason.
    """

    table: "pa.Table" = field(repr=False)
    features: tuple[str, ...]
    y: Floats = field(repr=False)
    weight: Floats = field(repr=False)
    groups: Rows = field(repr=False)
    days: Rows | None = field(repr=False)
    left_out: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.y)

    @property
    def dates(self) -> tuple[date, ...]:
        """The observation dates, ascending; none of a lone snapshot."""
        return () if self.days is None else tuple(date_of(day) for day in np.unique(self.days))

    @property
    def events(self) -> int:
        """How many units left."""
        return len(np.unique(self.groups[self.y == 1]))

    @property
    def others(self) -> int:
        """How many units stayed at some date."""
        return len(np.unique(self.groups[self.y == 0]))

    @property
    def rate(self) -> float:
        """The share that leaves, of the rows that the sample stands for."""
        return float(np.average(self.y, weights=self.weight)) if len(self) else float("nan")

    def rows(self, keep: Rows) -> "Sample":
        """Return the rows that a mask or an index keeps."""
        index = np.flatnonzero(keep) if keep.dtype == bool else keep
        return replace(
            self,
            table=self.table.take(index),
            y=self.y[index],
            weight=self.weight[index],
            groups=self.groups[index],
            days=None if self.days is None else self.days[index],
        )

    def called(self, names: Mapping[str, str]) -> "Sample":
        """Return the sample with features under the names by which people know them."""
        columns = [names.get(name, name) for name in self.table.column_names]
        features = tuple(names.get(name, name) for name in self.features)
        return replace(self, table=self.table.rename_columns(columns), features=features)

    def thinned(self, most: int, seed: int = 0) -> "Sample":
        """Return at most `most` rows: the rarer outcome first, up to half, weights corrected.

        Within an outcome each row is as likely as any other, so that dates keep their shares;
        Σ weight of each outcome stays what it was.
        """
        return self if len(self) <= most else self.rows_drawn(*drawn(self.y, most, seed))

    def rows_drawn(self, index: Rows, times: Floats) -> "Sample":
        """Return the rows of an index, each standing for `times` as many as before."""
        found = self.rows(index)
        return replace(found, weight=found.weight * times)


def sample_of(
    table: "pa.Table",
    features: Sequence[str],
    *,
    outcome: str = "left",
    unit: str = "unit_id",
    as_of: str = "as_of",
) -> Sample:
    """Return the rows of a table whose outcome is known.

    Grain in: a unit at a date (unit_id, as_of, left, the features); `state` and `weight` where
    there are such columns. Without as_of, or with one date only, it is a lone snapshot: one
    row a unit. Rows without an outcome are left out and counted by their state.

    Raises MetricError for a missing column, an outcome other than 0 and 1, and a unit with
    several rows at one date.
    """
    for name in (unit, outcome, *features):
        if name not in table.column_names:
            raise MetricError(f"the rows to learn from lack {name!r}", where="sample")
    known, left_out = _known(table, outcome)
    found = table.filter(known) if left_out else table
    y = _outcomes(found, outcome)
    groups = _codes(found, unit)
    days = _days(found, as_of)
    key = groups if days is None else groups * 1_000_000 + days
    if len(np.unique(key)) < len(key):
        raise MetricError(
            "a unit has several rows at one date",
            where="sample",
            hint="join features and labels by unit_id and as_of, one row each",
        )
    if days is not None and len(np.unique(days)) < 2:
        days = None
    weight = np.ones(len(y))
    if "weight" in found.column_names:
        weight = np.asarray(found.column("weight").to_numpy(), np.float64)
    return Sample(found, tuple(features), y, weight, groups, days, left_out)


def drawn(y: Floats, most: int, seed: int) -> tuple[Rows, Floats]:
    """Return the index of at most `most` rows, ascending, and how many rows each stands for.

    The rarer outcome gets half of the room, or all of itself where that is less.
    """
    rng = np.random.default_rng(seed)
    ones, zeros = np.flatnonzero(y == 1), np.flatnonzero(y == 0)
    rare, common = (ones, zeros) if len(ones) <= len(zeros) else (zeros, ones)
    kept = min(len(rare), most // 2)
    parts = [(rare, kept), (common, min(len(common), most - kept))]
    index, times = [], []
    for rows, number in parts:
        if number:
            index.append(rng.choice(rows, number, replace=False))
            times.append(np.full(number, len(rows) / number))
    order = np.argsort(np.concatenate(index))
    return np.concatenate(index)[order], np.concatenate(times)[order]


def date_of(day: int) -> date:
    """Return the date of a number of days since 1970-01-01."""
    return date.fromordinal(EPOCH.toordinal() + int(day))


def fingerprint(design: Design, sample: Sample) -> str:
    """Return 16 hexadecimal digits that change with any value, outcome, weight, unit or date."""
    digest = blake2b(digest_size=8)
    digest.update("\x1f".join(design.names).encode())
    parts = (design.values, sample.y, sample.weight, sample.groups)
    for part in parts if sample.days is None else (*parts, sample.days):
        digest.update(np.asfortranarray(part).T.tobytes())
    return digest.hexdigest()


def _known(table: "pa.Table", outcome: str) -> tuple[Any, dict[str, int]]:
    import pyarrow.compute as pc

    known = pc.is_valid(table.column(outcome))
    unknown = table.filter(pc.invert(known))
    if not unknown.num_rows:
        return known, {}
    if "state" not in table.column_names:
        return known, {"not known": unknown.num_rows}
    counts = Counter(str(one or "not known") for one in unknown.column("state").to_pylist())
    return known, dict(sorted(counts.items()))


def _outcomes(table: "pa.Table", outcome: str) -> Floats:
    import pyarrow as pa

    try:
        y = np.asarray(table.column(outcome).cast(pa.float64()).to_numpy(), np.float64)
    except pa.ArrowException as error:
        raise MetricError(
            f"the outcome {outcome!r} is no number: {error}", hint="1 for left, 0 for stayed"
        ) from error
    if not ((y == 0) | (y == 1)).all():
        raise MetricError(f"the outcome {outcome!r} is neither 0 nor 1 in some row")
    return y


def _codes(table: "pa.Table", unit: str) -> Rows:
    encoded = table.column(unit).combine_chunks().dictionary_encode()
    if encoded.null_count:
        raise MetricError(f"{encoded.null_count} rows have no {unit}", where="sample")
    return np.asarray(encoded.indices.to_numpy(), np.int64)


def _days(table: "pa.Table", as_of: str) -> Rows | None:
    if as_of not in table.column_names or not table.num_rows:
        return None
    values = table.column(as_of).to_numpy().astype("datetime64[D]")
    if np.isnat(values).all():
        return None
    if np.isnat(values).any():
        raise MetricError("some rows have no as_of", where="sample")
    return values.astype(np.int64)
