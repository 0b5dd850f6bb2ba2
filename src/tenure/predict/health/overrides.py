"""Scores that a person set: by whom, why, and until when; the computed ones are kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from tenure.errors import MetricError
from tenure.predict.health.arrays import dates, nullable, numbers, texts
from tenure.predict.health.said import Language, say

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Override:
    """A score that `author` gave a unit because of `reason`.

    It holds from `made_on` up to, but not on, `until`. Raises MetricError unless there is an
    author, a reason, a score from 0 to 100 and an end after the beginning.
    """

    unit_id: str
    score: float
    author: str
    reason: str
    made_on: date
    until: date

    def __post_init__(self) -> None:
        wrong = None
        if not self.author.strip() or not self.reason.strip():
            wrong = "it needs an author and a reason"
        elif not 0 <= self.score <= 100:
            wrong = f"its score must be from 0 to 100, not {self.score:g}"
        elif not self.made_on < self.until:
            wrong = f"it must end after {self.made_on}, not on {self.until}"
        if wrong:
            raise MetricError(
                f"the override of {self.unit_id!r} is not valid: {wrong}",
                where="health.override",
                hint="an override expires, so that nobody is forgotten",
            )

    def holds(self, day: date) -> bool:
        """Say whether it holds on a day."""
        return self.made_on <= day < self.until

    def says(self, language: Language = "en") -> str:
        """Return it as a sentence."""
        told = {"author": self.author, "score": self.score, "reason": self.reason}
        return say("override", "says", language, until=self.until.isoformat(), **told)

    def to_dict(self) -> dict[str, Any]:
        """Return what `from_dict` reads, of plain values only."""
        days = {"made_on": self.made_on.isoformat(), "until": self.until.isoformat()}
        return {**self.__dict__, **days}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the override that `to_dict` wrote."""
        days = {name: date.fromisoformat(plain[name]) for name in ("made_on", "until")}
        return cls(**{**plain, **days})


def applied(scores: "pa.Table", overrides: Iterable[Override]) -> "pa.Table":
    """Return scores (unit_id, as_of, score, …) with those that people set in their place.

    An override counts on the dates on which it holds; of several, the one made last. Adds
    computed (the score without it), overridden_by, override_reason and overridden_until, null
    where none holds.
    """
    import pyarrow as pa

    by_unit: dict[str, list[Override]] = {}
    for one in sorted(overrides, key=lambda one: one.made_on):
        by_unit.setdefault(one.unit_id, []).append(one)
    pairs = zip(texts(scores, "unit_id"), dates(scores, "as_of"), strict=True)
    holding = [_holding(by_unit.get(unit, ()), day) for unit, day in pairs]
    computed = numbers(scores, "score")
    given = np.array([np.nan if one is None else one.score for one in holding])
    score = nullable(np.where(np.isnan(given), computed, given))
    table = scores.set_column(scores.column_names.index("score"), "score", score)
    added = {
        "computed": nullable(computed),
        "overridden_by": pa.array([one and one.author for one in holding], pa.string()),
        "override_reason": pa.array([one and one.reason for one in holding], pa.string()),
        "overridden_until": pa.array([one and one.until for one in holding], pa.date32()),
    }
    for name, values in added.items():
        table = table.append_column(name, values)
    return table


def _holding(overrides: Iterable[Override], day: date) -> Override | None:
    return next((one for one in reversed([*overrides]) if one.holds(day)), None)
