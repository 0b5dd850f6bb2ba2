"""What counts as exposed: a threshold on a feature, or a level; and over which days."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.explanations.drivers.naming import LANGUAGES
from tenure.company.explanations.drivers.places import is_whole_of, key_of
from tenure.errors import MetricError
from tenure.explain.drivers.arrays import Floats
from tenure.explain.drivers.contrast import HIGH, contrasts
from tenure.predict.features.contract import Feature
from tenure.predict.health.arrays import numbers

if TYPE_CHECKING:
    import pyarrow as pa

USUAL_DAYS, MOST_DAYS = 28, 90
_RULE = re.compile(r"^\s*(>=|<=|>|<|=|≥|≤)\s*(-?\d+(?:\.\d+)?)\s*$")
_TESTS = {
    ">=": np.greater_equal, "≥": np.greater_equal, ">": np.greater,
    "<=": np.less_equal, "≤": np.less_equal, "<": np.less, "=": np.equal,
}  # fmt: skip
_WHO_THEY_ARE = ("customers",)


@dataclass(frozen=True)
class Exposure:
    """A feature with the rule by which a customer is exposed; `days` of its window.

    `operator` and `bound` of a number; `level` of a category.
    """

    feature: Feature
    operator: str = "="
    bound: float = 0.0
    level: str | None = None

    @property
    def days(self) -> int:
        """The days over which one is exposed; those of a month for a state."""
        return self.feature.days or USUAL_DAYS

    @property
    def rule(self) -> str:
        """The rule as it is written."""
        return f"= {self.level}" if self.level is not None else f"{self.operator} {self.bound:g}"

    def of(self, table: "pa.Table") -> Floats:
        """Return 1 for who is exposed (n,), 0 for who is not, NaN where it is not known."""
        column = table[self.feature.name]
        if self.level is not None:
            texts = column.to_pylist()
            return np.array([np.nan if one is None else float(one == self.level) for one in texts])
        values = numbers(table, self.feature.name)
        found = _TESTS[self.operator](values, self.bound).astype(np.float64)
        found[np.isnan(values)] = np.nan
        return found

    def same(self, other: Feature) -> bool:
        """Say whether a feature tells the same fact, or one that the exposure's event adds to.

        From the latter and all other events one could tell what is not to be held alike.
        """
        return key_of(other) == key_of(self.feature) or is_whole_of(other, self.feature)

    def says(self, language: str) -> str:
        """Return what one is exposed to, in a few words."""
        return f"{self.feature.called(language)} {self.rule}"


def exposure(feature: Feature, level: str | None, treated: str | None) -> Exposure:
    """Return the exposure that is meant; without a rule the threshold is found by `usual`.

    Raises MetricError for what happens to nobody, for windows beyond 90 days, and for a rule
    that cannot be read.
    """
    _refuse(feature)
    if feature.kind == "category":
        chosen = level or (treated or "").removeprefix("=").strip()
        if not chosen:
            raise MetricError(
                f"{feature.name} is no number: name one of its values",
                hint=f"tenure explain driver {feature.name}=…",
            )
        return Exposure(feature, level=chosen)
    if treated is None:
        return Exposure(feature, "", np.nan)
    found = _RULE.match(treated)
    if found is None:
        raise MetricError(
            f"treated cannot be {treated!r}", hint='a rule such as ">= 1", "> 0" or "< 5"'
        )
    return Exposure(feature, found[1], float(found[2]))


def usual(asked: Exposure, table: "pa.Table") -> Exposure:
    """Return an exposure with its threshold: as `tenure explain drivers` cuts the feature.

    More than the value that half or more have, else the top quarter.
    """
    if asked.level is not None or not np.isnan(asked.bound):
        return asked
    values = numbers(table, asked.feature.name)
    told = contrasts(values[:, None], [0], np.ones(len(values)), least=1)
    if not told:
        raise MetricError(f"{asked.feature.name} has one value: nobody is exposed otherwise")
    cut = told[0].cut
    if (told[0].codes == HIGH).mean() > 0.5:
        return Exposure(asked.feature, "<=", cut.low)
    return Exposure(asked.feature, ">=", cut.high)


def _refuse(feature: Feature) -> None:
    if feature.table in _WHO_THEY_ARE:
        raise MetricError(
            f"{feature.called('en')} is who customers are, nothing that happened to them, so "
            "there is no time before it",
            hint="compare them as segments: tenure measure attrition --by …",
        )
    if feature.days is not None and feature.days > MOST_DAYS:
        raise MetricError(
            f"{feature.name} looks back {feature.days} days: too long to have a time before it",
            hint=f"name one of at most {MOST_DAYS} days, as in failed_payments_90d",
        )


def words(asked: Exposure) -> dict[str, Any]:
    """Return what one is exposed to, in both languages."""
    return {f"exposure_{language}": asked.says(language) for language in LANGUAGES}
