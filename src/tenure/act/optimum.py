"""The best choice there is, by a solver: what the greedy one is compared with."""

from collections.abc import Sequence

import numpy as np

from tenure.act.budget import Bound, Integers
from tenure.act.worth import Floats
from tenure.errors import TenureError


def optimum(net: Floats, bounds: Sequence[Bound], *, gap: float = 0.0) -> tuple[Integers, float]:
    """Return the play of each unit (n,), −1 for none, with the most net value, and that value.

    One play a unit within all bounds, priorities and holdouts left aside; `gap` is how far from
    the optimum, as a share, is near enough. It is exact and takes minutes for tens of thousands
    of units. Raises TenureError when the solver does not end well.
    Source: Q. Huangfu, J. A. J. Hall, Mathematical Programming Computation 10 (2018), HiGHS.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    plays, units = np.nonzero(net > 0)
    chosen = np.full(net.shape[1], -1, np.int64)
    if not len(plays):
        return chosen, 0.0
    rows = _rows(plays, units, net.shape, bounds)
    found = milp(
        -net[plays, units],
        integrality=np.ones(len(plays)),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(matrix, -np.inf, most) for matrix, most in rows],
        options={"mip_rel_gap": gap},
    )
    if found.x is None:
        raise TenureError(f"the solver found no choice: {found.message}", where="optimum")
    taken = found.x > 0.5
    chosen[units[taken]] = plays[taken]
    return chosen, float(net[plays[taken], units[taken]].sum())


def _rows(
    plays: Integers, units: Integers, shape: tuple[int, ...], bounds: Sequence[Bound]
) -> "list[tuple[object, Floats]]":
    """Return the constraints as sparse rows: one play a unit, and what each bound has left."""
    from scipy.sparse import csr_array

    at = np.arange(len(plays))
    ones = csr_array((np.ones(len(at)), (units, at)), (shape[1], len(at)))
    found: list[tuple[object, Floats]] = [(ones, np.ones(shape[1]))]
    for one in bounds:
        group = np.broadcast_to(one.group, shape)[plays, units].astype(np.int64)
        use = np.broadcast_to(one.use, shape)[plays, units].astype(np.float64)
        own = group >= 0
        matrix = csr_array((use[own], (group[own], at[own])), (len(one.left), len(at)))
        found.append((matrix, one.left))
    return found
