"""A trial's units as they were assigned, and what came of each."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tenure.errors import MetricError
from tenure.prove.past import Past
from tenure.stats.groups import in_both_arms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Booleans = NDArray[np.bool_]


@dataclass(frozen=True)
class Trial:
    """A row a unit of analysis, each (n,); made by `trial`.

    `outcome`: 1 where they left (or had any other event), 0 where not; or an amount. `treated`:
    assigned to the treatment, whether or not they were reached. `cluster`: the number of what
    was assigned together (the account); None where every row was assigned by itself. `before`:
    what was known before the assignment, None without.
    """

    outcome: "Floats"
    treated: "Booleans"
    cluster: "Integers | None" = None
    before: Past | None = None

    def __len__(self) -> int:
        return len(self.outcome)

    @cached_property
    def binary(self) -> bool:
        """Whether the outcome is a yes or no."""
        return bool(((self.outcome == 0) | (self.outcome == 1)).all())

    def rows(self, which: "Booleans") -> "Trial":
        """Return the rows that a mask keeps."""
        return Trial(
            self.outcome[which],
            self.treated[which],
            None if self.cluster is None else self.cluster[which],
            None if self.before is None else self.before.rows(which),
        )

    def of(self, outcome: "ArrayLike") -> "Trial":
        """Return the same trial with another outcome (n,)."""
        return Trial(
            numbers("outcome", outcome, len(self)), self.treated, self.cluster, self.before
        )


def trial(
    outcome: "ArrayLike",
    treated: "ArrayLike",
    *,
    groups: "ArrayLike | None" = None,
    before: "ArrayLike | None" = None,
) -> Trial:
    """Return a checked trial.

    `treated` is true or 1 where assigned to the treatment. `groups` names what was assigned
    together. `before` (n, k): numbers known before the assignment, NaN where unknown. Raises
    MetricError for unequal lengths, outcomes that are no numbers, and a group that is in both
    arms.
    """
    import numpy as np

    came = numbers("outcome", outcome)
    arm = numbers("treated", treated, len(came))
    if not ((arm == 0) | (arm == 1)).all():
        raise MetricError("treated must be 0 or 1", where="treated")
    cluster = None if groups is None else _coded(groups, len(came))
    if cluster is not None:
        _one_arm_each(arm, cluster)
    drawn = np.asarray(arm > 0)
    known = None if before is None else Past(_columns(before, len(came)), drawn)
    return Trial(came, drawn, cluster, known)


def numbers(what: str, values: "ArrayLike", length: int | None = None) -> "Floats":
    """Return finite numbers (n,), else raise MetricError that names what is wrong."""
    import numpy as np

    found = np.asarray(values, np.float64)
    if found.ndim != 1 or (length is not None and len(found) != length):
        wanted = "one number a row" if length is None else f"{length} rows"
        raise MetricError(f"{wanted} are needed, not the shape {found.shape}", where=what)
    if not np.isfinite(found).all():
        missing = int((~np.isfinite(found)).sum())
        raise MetricError(
            f"{missing} of {len(found)} rows are no numbers",
            where=what,
            hint="leave out, in both arms alike, those of whom the outcome is not known yet",
        )
    return found


def _coded(groups: "ArrayLike", length: int) -> "Integers":
    import numpy as np

    names = np.asarray(groups)
    if names.shape != (length,):
        raise MetricError(f"{length} groups are needed, not {names.shape}", where="groups")
    found: Integers = np.unique(names, return_inverse=True)[1].astype(np.int64)
    return found


def _columns(before: "ArrayLike", length: int) -> "Floats":
    import numpy as np

    found = np.asarray(before, np.float64)
    found = found[:, None] if found.ndim == 1 else found
    if found.ndim != 2 or len(found) != length:
        raise MetricError(f"{length} rows are needed, not {found.shape}", where="before")
    return found


def _one_arm_each(arm: "NDArray[Any]", cluster: "Integers") -> None:
    mixed = in_both_arms(arm, cluster)
    if mixed:
        raise MetricError(
            f"{mixed} groups are in both arms",
            where="groups",
            hint="what is assigned together is in one arm: take its first assignment",
        )
