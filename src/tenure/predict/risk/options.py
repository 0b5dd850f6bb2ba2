"""What a risk model is asked to be: how far ahead, which columns mean what, what is tried."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from tenure.errors import MetricError
from tenure.predict.learners import Boosting, Learner, Logistic, Tree
from tenure.predict.sample import Rows

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Columns:
    """Columns of the table that mean something beside being features.

    segment: a category whose own rate is used where nothing is learned. age: days since the
    unit began. history: how many facts there are of it. Who has no facts, or is younger than
    `young` days, has no history: a segment of its own, with a rate by age.
    """

    segment: str | None = None
    age: str | None = None
    history: str | None = None
    young: int = 0

    def needed(self) -> tuple[str, ...]:
        """Return the columns that a table must have."""
        return tuple(name for name in (self.segment, self.age, self.history) if name)

    def without_history(self, table: "pa.Table") -> Rows:
        """Return which rows (n,) have no history."""
        for name in self.needed():
            if name not in table.column_names:
                raise MetricError(f"the rows lack {name!r}", where="risk")
        found = np.zeros(table.num_rows, bool)
        if self.history:
            found |= ~(self.numbers(table, self.history) > 0)
        if self.age and self.young:
            found |= self.numbers(table, self.age) < self.young
        return found

    @staticmethod
    def numbers(table: "pa.Table", name: str) -> Rows:
        """Return a column as float64, NaN where missing."""
        import pyarrow as pa

        return np.asarray(table.column(name).cast(pa.float64()).to_numpy(), np.float64)


@dataclass(frozen=True)
class RiskOptions:
    """How a risk model is made; days unless said otherwise.

    gap, horizon: leaving counts from as_of + gap, for `horizon` days; both 0: it had happened
    by as_of. learners: what is tried, the simplest first. Of the leakage check are dated:
    features made of facts with a date before as_of; allow: columns that must not be blocked;
    called: how people call a feature, where otherwise; leaks: whether it refuses to train or
    leaves the columns out. dates, parts: see `rolling_origin`.
    """

    gap: int = 7
    horizon: int = 30
    learners: tuple[Learner, ...] = (Logistic(), Tree(), Boosting())
    columns: Columns = Columns()
    dated: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    called: Mapping[str, str] = field(default_factory=dict)
    leaks: Literal["refuse", "leave out"] = "refuse"
    dates: int = 3
    parts: int = 5
    seed: int = 0

    @property
    def embargo(self) -> int:
        """Days after a date until its outcome is known."""
        return self.gap + self.horizon
