"""Why a risk is what it is: contributions of features, summed by family and said in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isnan
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from tenure.predict.encoding import MISSING, Design, Floats
from tenure.predict.features.contract import SIGNED, Feature
from tenure.predict.risk.model import Learned, RiskModel
from tenure.predict.risk.scoring import as_of
from tenure.predict.sample import Rows
from tenure.predict.wording import LANGUAGES, said

if TYPE_CHECKING:
    import pyarrow as pa

Flags = npt.NDArray[np.bool_]

CHUNK = 20_000
LEAST = 0.05
"""Log odds below which a family says nothing worth hearing."""
APART: Final = "attribute"
"""The family whose features have nothing to do with one another: each stands for itself."""


def caveat(language: str = "en") -> str:
    """Return what must stand beside reasons: that they are not causes."""
    return said("reasons.caveat", language)


@dataclass(frozen=True)
class Families:
    """Which features go together: `place` (features,) is the family of each contribution."""

    names: tuple[str, ...]
    place: Rows

    @classmethod
    def of(cls, features: Sequence[Feature]) -> "Families":
        """Group features by their family; attributes stand alone."""
        keys = [(one.family, one.name if one.family == APART else "") for one in features]
        order = list(dict.fromkeys(keys))
        place = np.array([order.index(key) for key in keys], np.intp)
        return cls(tuple(family for family, _ in order), place)

    def summed(self, parts: Floats) -> Floats:
        """Sum contributions (n, features) by family (n, families)."""
        return np.stack([parts[:, self.place == at].sum(axis=1) for at in range(len(self.names))]).T


def reasons(
    model: RiskModel,
    table: "pa.Table",
    features: Iterable[Feature] = (),
    *,
    languages: Sequence[str] = LANGUAGES,
    up: int = 3,
    down: int = 1,
) -> "pa.Table":
    """Return why each customer's risk is above or below what is usual, a row a reason.

    Grain in: as `RiskModel.score`. Grain out: (unit_id, as_of, direction, rank, family,
    feature, value, higher, log_odds, points, says_en, says_ko), at most `up` reasons that
    raise the risk and `down` that lower it, the strongest first. Contributions are exact, in
    log odds against the average customer; those of one family are summed, and the feature
    that adds most speaks for it, of those that say something: a value that is not known, or a
    change by nothing, is no reason that a person would give (`sayable`), and a family that has
    nothing else to say is not told. points: by how much the risk would be lower (up: positive)
    without the family's contribution, in shares of 1. higher: whether the value is above the
    median in training; null for categories and missing values. Who has no history, and
    everyone when nothing was learned, has no reasons. They are not causes: see `caveat`.

    Raises MetricError for a missing feature. Source of the contributions: `Model.contributions`.
    """
    import pyarrow as pa

    known = np.flatnonzero(~model.columns.without_history(table))
    found = [_empty(languages)]
    if model.learned is not None:
        spoken = spoken_by(model.learned, {one.name: one for one in features})
        for first in range(0, len(known), CHUNK):
            part = table.take(known[first : first + CHUNK])
            found.append(_reasons(model.learned, part, spoken, languages, up, down))
    return pa.concat_tables(found)


def spoken_by(learned: Learned, told: Mapping[str, Feature]) -> list[Feature]:
    """Return the feature of each contribution; one that nobody described speaks by its name."""
    columns = {one.name: one for one in learned.encoding.columns}
    return [
        told.get(name) or Feature(name, columns[name].kind, APART, "", "", APART, about=name)
        for name in learned.encoding.features
    ]


def sayable(design: Design, spoken: Sequence[Feature]) -> Flags:
    """Return which values (n, features) may speak: known ones, and changes that are some."""
    found = np.empty((len(design), len(spoken)), bool)
    for at, feature in enumerate(spoken):
        values = design.values[:, at]
        if design.levels[at]:
            found[:, at] = values != design.levels[at].index(MISSING)
        else:
            found[:, at] = ~np.isnan(values) & ~unchanged(feature, values)
    return found


def unchanged(feature: Feature, values: Floats) -> Flags:
    """Return which values (n,) of a feature are changes that people would write as 0."""
    if feature.unit not in SIGNED:
        return np.zeros(len(values), bool)
    whole = values * 100 if feature.unit == "change" else values
    return np.asarray(np.abs(np.round(whole, 2)) == 0)


@dataclass(frozen=True)
class Picked:
    """Reasons, one a place: row, family, feature that speaks, direction, rank, log odds."""

    rows: Rows
    family: Rows
    feature: Rows
    down: Rows
    rank: Rows
    log_odds: Floats


def _picked(parts: Floats, can: Flags, families: Families, up: int, down: int) -> Picked:
    """Return the strongest families of each row for which a feature can speak, upward first."""
    sums, found = families.summed(parts), []
    for is_down, sign, most in ((False, 1.0, up), (True, -1.0, down)):
        voiced = families.summed((can & (sign * parts > 0)).astype(float)) > 0
        strength = np.where(voiced, sign * sums, -np.inf)
        order = np.argsort(-strength, axis=1, kind="stable")
        for rank in range(min(most, len(families.names))):
            of = order[:, rank]
            rows = np.flatnonzero(strength[np.arange(len(sums)), of] >= LEAST)
            found.append(
                (rows, of[rows], np.full(len(rows), is_down), np.full(len(rows), rank + 1))
            )
    rows, family, downward, rank_of = (np.concatenate(each) for each in zip(*found, strict=True))
    at = np.lexsort((rank_of, downward, rows))
    rows, family = rows[at], family[at]
    added = sums[rows, family]
    own = (families.place[None, :] == family[:, None]) & can[rows]
    speaks = np.where(own, parts[rows] * np.sign(added)[:, None], -np.inf).argmax(axis=1)
    return Picked(rows, family, speaks, downward[at], rank_of[at], added)


def _reasons(
    learned: Learned,
    table: "pa.Table",
    spoken: Sequence[Feature],
    languages: Sequence[str],
    up: int,
    down: int,
) -> "pa.Table":
    import pyarrow as pa

    design = learned.encoding.apply(table)
    parts = learned.contributions(design)
    margin, families = parts.sum(axis=1), Families.of(spoken)
    picked = _picked(parts[:, :-1], sayable(design, spoken), families, up, down)
    values = values_of(design, table, spoken, picked.rows, picked.feature)
    higher = _higher(learned, design, picked)
    risk = learned.risk_of(margin)[picked.rows]
    columns: dict[str, Any] = {
        "unit_id": table.column("unit_id").cast(pa.string()).take(picked.rows),
        "as_of": as_of(table).take(picked.rows),
        "direction": pa.array(np.where(picked.down, "down", "up").tolist(), pa.string()),
        "rank": pa.array(picked.rank, pa.int64()),
        "family": pa.array([families.names[at] for at in picked.family], pa.string()),
        "feature": pa.array([spoken[at].name for at in picked.feature], pa.string()),
        "value": pa.array([None if one is None else str(one) for one in values], pa.string()),
        "higher": pa.array(higher, pa.bool_()),
        "log_odds": pa.array(picked.log_odds, pa.float64()),
        "points": risk - learned.risk_of(margin[picked.rows] - picked.log_odds),
    }
    for language in languages:
        told = [
            _sentence(spoken[at], one, language, bool(above))
            for at, one, above in zip(picked.feature, values, higher, strict=True)
        ]
        columns[f"says_{language}"] = pa.array(told, pa.string())
    return pa.table(columns)


def values_of(
    design: Design, table: "pa.Table", spoken: Sequence[Feature], rows: Rows, place: Rows
) -> list[Any]:
    """Return the value of the feature at each place, of each of the rows (k,): as people say it.

    A number, a word, or None.
    """
    found = np.full(len(rows), None, object)
    for at in np.unique(place):
        own = np.flatnonzero(place == at)
        if design.levels[at]:
            found[own] = table.column(spoken[at].name).take(rows[own]).to_pylist()
        else:
            numbers = design.values[rows[own], at].astype(np.float64).tolist()
            found[own] = [None if isnan(number) else number for number in numbers]
    return list(found)


def _higher(learned: Learned, design: Design, picked: Picked) -> list[bool | None]:
    value = design.values[picked.rows, picked.feature]
    above = value > np.array(learned.ranges.median)[picked.feature]
    unsaid = np.isnan(value) | np.array(design.categorical)[picked.feature]
    return [None if one else bool(two) for one, two in zip(unsaid, above, strict=True)]


def _empty(languages: Sequence[str]) -> "pa.Table":
    import pyarrow as pa

    kinds: dict[str, pa.DataType] = {
        "unit_id": pa.string(),
        "as_of": pa.date32(),
        "direction": pa.string(),
        "rank": pa.int64(),
        "family": pa.string(),
        "feature": pa.string(),
        "value": pa.string(),
        "higher": pa.bool_(),
        "log_odds": pa.float64(),
        "points": pa.float64(),
        **{f"says_{language}": pa.string() for language in languages},
    }
    return pa.schema(kinds).empty_table()


@lru_cache(maxsize=100_000)
def _sentence(feature: Feature, value: Any, language: str, higher: bool) -> str:
    return feature.says(value, language, higher)
