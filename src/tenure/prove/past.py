"""What was known of each unit before its assignment, made ready once for every outcome."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Booleans = NDArray[np.bool_]

_LEAST = 1e-6
"""What is left of a row's residual at least: a row that fits itself has none."""


@dataclass(frozen=True)
class PastOfArm:
    """An arm's rows `own` (n,) of the columns: what a regression of any outcome on them needs.

    `about` (m, k): the arm's rows about their mean `centre` (k,); `inverse` (k, k): of their
    sums of products; `weight` (m,): of each row in the intercept at the mean of all; `rest`
    (m,): the root of what its own residual is short by, 1 − h, the leverage (HC2).
    """

    own: "Booleans"
    centre: "Floats"
    about: "Floats"
    inverse: "Floats"
    weight: "Floats"
    rest: "Floats"


@dataclass(frozen=True)
class Past:
    """Numbers known before the assignment (n, k), NaN where unknown, of the arms of a trial."""

    values: "Floats"
    treated: "Booleans"

    def rows(self, which: "Booleans") -> "Past":
        """Return the rows that a mask keeps."""
        return Past(self.values[which], self.treated[which])

    @cached_property
    def columns(self) -> "Floats":
        """What is of use of them, about its mean, in standard deviations (n, c)."""
        return usable(self.values)

    @cached_property
    def rank(self) -> int:
        """How many of the columns say something of their own."""
        import numpy as np

        return int(np.linalg.matrix_rank(self.columns)) if self.columns.shape[1] else 0

    @cached_property
    def arms(self) -> tuple[PastOfArm, PastOfArm]:
        """The treated, and those left alone."""
        return _of_arm(self.columns, self.treated), _of_arm(self.columns, ~self.treated)


def usable(before: "Floats") -> "Floats":
    """Return columns about their mean, in standard deviations; unknowns at the mean and marked."""
    import numpy as np

    columns = [np.ascontiguousarray(one) for one in before.T]
    found = [one for every in (*map(_filled, columns), *_gaps(columns)) for one in _varied(every)]
    return np.array(found).T if found else np.empty((len(before), 0))


def _filled(column: "Floats") -> "Floats":
    """Return a column with its mean where it is not known; 0 where nothing is."""
    import numpy as np

    unknown = np.isnan(column)
    if not unknown.any():
        return column
    seen = column[~unknown]
    return np.where(unknown, seen.mean() if len(seen) else 0.0, column)


def _gaps(columns: "list[Floats]") -> "Iterator[Floats]":
    """Yield where each column is not known, of those that have gaps."""
    import numpy as np

    for column in columns:
        unknown = np.isnan(column)
        if unknown.any() and not unknown.all():
            yield unknown.astype(np.float64)


def _varied(column: "Floats") -> "Iterator[Floats]":
    """Yield a column about its mean, in standard deviations; nothing where it does not vary."""
    import numpy as np

    centre, spread = column.mean(), column.std()
    if spread > 1e-12 * max(float(np.abs(column).max(initial=0.0)), 1e-300):
        yield (column - centre) / spread


def _of_arm(columns: "Floats", own: "Booleans") -> PastOfArm:
    import numpy as np

    there = columns.T[:, own]
    centre = there.mean(axis=1)
    about = (there - centre[:, None]).T
    inverse = np.linalg.pinv(about.T @ about)
    # Each row's weight in the intercept at the mean of all, which lies at 0.
    weight = 1 / len(about) - about @ (inverse @ centre)
    pull = 1 / len(about) + np.einsum("ij,ij->i", about @ inverse, about)
    return PastOfArm(own, centre, about, inverse, weight, np.sqrt(np.clip(1 - pull, _LEAST, None)))
