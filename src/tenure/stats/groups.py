"""Groups that are assigned as a whole."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray


def in_both_arms(treated: "NDArray[Any]", group: "NDArray[Any]") -> int:
    """Return how many groups have rows in both arms.

    A row a unit, each (n,): `treated` is 1 or 0; `group` the number of its group, from 0 without
    gaps.
    """
    import numpy as np

    if not len(treated):
        return 0
    share = np.bincount(group, treated) / np.bincount(group)
    return int(((share > 0) & (share < 1)).sum())
