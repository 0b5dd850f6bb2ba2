"""A trial's units as they were assigned, and what came of each."""

from dataclasses import dataclass, replace
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
    what was known before the assignment, None without. `stratum`: the number of the shares by
    which each was drawn; None where these never changed.
    """

    outcome: "Floats"
    treated: "Booleans"
    cluster: "Integers | None" = None
    before: Past | None = None
    stratum: "Integers | None" = None

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
            None if self.stratum is None else self.stratum[which],
        )

    def pooled(self) -> "Trial":
        """Return the same rows as if drawn by one share."""
        return replace(self, stratum=None)

    def of(self, outcome: "ArrayLike") -> "Trial":
        """Return the same trial with another outcome (n,)."""
        return Trial(
            numbers("outcome", outcome, len(self)),
            self.treated,
            self.cluster,
            self.before,
            self.stratum,
        )


def trial(
    outcome: "ArrayLike",
    treated: "ArrayLike",
    *,
    groups: "ArrayLike | None" = None,
    before: "ArrayLike | None" = None,
    strata: "ArrayLike | None" = None,
) -> Trial:
    """Return a checked trial.

    `treated` is true or 1 where assigned to the treatment. `groups` names what was assigned
    together. `before` (n, k): numbers known before the assignment, NaN where unknown. `strata`
    names the shares by which each was drawn, where these changed. Raises MetricError for unequal
    lengths, outcomes that are no numbers, and a group that is in both arms, or in several strata.
    """
    import numpy as np

    came = numbers("outcome", outcome)
    arm = numbers("treated", treated, len(came))
    if not ((arm == 0) | (arm == 1)).all():
        raise MetricError("treated must be 0 or 1", where="treated")
    cluster = None if groups is None else _coded("groups", groups, len(came))
    stratum = None if strata is None else _coded("strata", strata, len(came))
    if cluster is not None:
        _one_arm_each(arm, cluster)
    drawn = np.asarray(arm > 0)
    known = None if before is None else Past(_columns(before, len(came)), drawn)
    if cluster is not None and stratum is not None:
        _one_stratum_each(stratum, cluster)
    varied = stratum is not None and bool((stratum > 0).any())
    return Trial(came, drawn, cluster, known, stratum if varied else None)


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


def _coded(what: str, values: "ArrayLike", length: int) -> "Integers":
    import numpy as np

    names = np.asarray(values)
    if names.shape != (length,):
        raise MetricError(f"{length} {what} are needed, not {names.shape}", where=what)
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


def _one_stratum_each(stratum: "Integers", cluster: "Integers") -> None:
    import numpy as np

    size = int(cluster.max(initial=-1)) + 1
    least, most = np.full(size, np.iinfo(np.int64).max), np.full(size, -1)
    np.minimum.at(least, cluster, stratum)
    np.maximum.at(most, cluster, stratum)
    mixed = int((least < most).sum())
    if mixed:
        raise MetricError(
            f"{mixed} groups are in several strata",
            where="strata",
            hint="what is assigned together is assigned once: take its first assignment",
        )
