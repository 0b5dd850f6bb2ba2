"""Shares of arms that were in force when each unit was drawn, and what they make of a trial."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tenure.prove import Drawn, Split, check_splits
from tenure.prove.telling import note

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

_DIGITS = 9
"""Shares that are equal so far are one: 1 − 0.9 is not 0.1 to the last digit."""
_UNTOLD = -1.0


def in_force(at: "Integers", arm: "Integers", share: "Floats", arms: int, whole: bool) -> "Floats":
    """Return the shares of all arms (n, arms) in force at each assignment, NaN where untold.

    `arm`: the number of each row's arm, whose own `share` it tells, if that is not NaN. An arm to
    which nobody was assigned at an instant has the share it had before, else the one it has after;
    of two arms that are the `whole` trial each has what the other leaves.
    """
    import numpy as np

    instants, place = np.unique(at, return_inverse=True)
    found, told = np.full((len(instants), arms), np.nan), np.isfinite(share)
    found[place[told], arm[told]] = share[told]
    if whole and arms == 2:
        rest = 1 - found[:, ::-1]
        found = np.where(np.isnan(found), rest, found)
    else:
        found = np.column_stack([_carried(found[:, one]) for one in range(arms)])
    every: Floats = np.where(told[:, None], found[place], np.nan).round(_DIGITS)
    return every


def coded(shares: "Floats") -> "Integers | None":
    """Return the number of each row's shares (n, k), those untold one of their own; None of one."""
    import numpy as np

    known = np.where(np.isfinite(shares), shares, _UNTOLD)
    if (known == known[:1]).all():
        return None
    alone = known[:, 0] if known.shape[1] == 1 else known  # rows are slow to sort
    found: Integers = np.unique(alone, axis=0, return_inverse=True)[1].reshape(-1)
    return found


def with_shares(table: "pa.Table", whole: bool) -> "pa.Table":
    """Fill `held` of outcomes: the share of both arms that was left alone then.

    Where it changed, an account that is assigned as a whole counts as it was assigned first, with
    all its units; where units were drawn by themselves, no account is told. `whole`: these are all
    arms of the trial.
    """
    import numpy as np
    import pyarrow as pa

    share = _numbers(table, "share")
    if not np.isfinite(share).any():
        return table
    at = np.asarray(table["at"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy(), np.int64)
    treated = _numbers(table, "treated").astype(np.int64)
    both = in_force(at, treated, share, 2, whole)
    held = (both[:, 0] / both.sum(axis=1)).round(_DIGITS)
    number = coded(held[:, None])
    if number is None or table["group"].null_count == table.num_rows:
        return _put(table, held=held)
    group = _groups(table)
    drawn_by = group * (int(number.max()) + 1) + number
    if not _one_each(np.unique(drawn_by, return_inverse=True)[1], treated):
        return _put(table, held=held, group=None)
    first = np.lexsort((at, group))
    of_group = np.empty(int(group.max()) + 1, np.int64)
    starts = np.concatenate([[True], np.diff(group[first]) > 0])
    of_group[group[first][starts]] = first[starts]
    place = of_group[group]
    return _put(table, held=held[place], treated=treated[place])


def strata(table: "pa.Table", kept: "NDArray[np.bool_]") -> "Integers | None":
    """Return the number of the share by which each row that counts was drawn; None of one."""
    return coded(_numbers(table, "held")[kept][:, None])


def split_in_force(
    table: "pa.Table", arms: tuple[str, str], meant: Mapping[str, float] | None
) -> Split | None:
    """Hold the sizes of (control, treatment) against the shares in force; None where untold.

    Accounts are counted where they are assigned as a whole. Of whom nobody wrote it down, what is
    `meant` now stands in, or they are not counted. Shares that leave nobody alone, or all, are no
    draw.
    """
    import numpy as np

    held = _numbers(table, "held")
    if not np.isfinite(held).any():
        return None
    treated, rows = _numbers(table, "treated") > 0, np.arange(table.num_rows)
    if table["group"].null_count < table.num_rows:
        group = _groups(table)
        if _one_each(group, treated.astype(np.int64)):
            rows = np.unique(group, return_index=True)[1]
    held, treated = held[rows], treated[rows]
    untold = np.isnan(held)
    if meant is not None:
        held = np.where(untold, meant[arms[0]] / (meant[arms[0]] + meant[arms[1]]), held)
    drawn: list[Drawn] = []
    for one in np.unique(held[(held > 0) & (held < 1)]).tolist():
        own = held == one
        counts = {arms[0]: int((own & ~treated).sum()), arms[1]: int((own & treated).sum())}
        drawn.append((counts, {arms[0]: one, arms[1]: 1 - one}))
    return told_of(check_splits(drawn), len(drawn), int(untold.sum()) if meant is not None else 0)


def told_of(found: Split, draws: int, untold: int) -> Split:
    """Return a split that says by which shares it was checked."""
    notes = [note("split_in_force")] if draws > 1 else []
    notes += [note("split_assumed", n=untold)] if untold else []
    return replace(found, notes=tuple(notes))


def _carried(column: "Floats") -> "Floats":
    """Return a column whose gaps have the value before them, else the first after."""
    import numpy as np

    known = np.flatnonzero(np.isfinite(column))
    if not len(known):
        return column
    before = np.searchsorted(known, np.arange(len(column)), side="right") - 1
    found: Floats = column[known[np.maximum(before, 0)]]
    return found


def _one_each(group: "Integers", arm: "Integers") -> bool:
    """Say whether every group is in one arm, and any has several rows."""
    import numpy as np

    of_group = np.zeros(int(group.max(initial=-1)) + 1, arm.dtype)
    of_group[group] = arm
    return len(of_group) < len(group) and bool((of_group[group] == arm).all())


def _groups(table: "pa.Table") -> "Integers":
    """Return the number of each row's account; units without one are one each."""
    import numpy as np
    import pyarrow.compute as pc

    names: Any = pc.coalesce(table["group"], table["unit_id"]).combine_chunks().dictionary_encode()
    return np.asarray(names.indices, np.int64)


def _numbers(table: "pa.Table", name: str) -> "Floats":
    import numpy as np
    import pyarrow as pa

    found: Any = table[name].cast(pa.float64()).to_numpy(zero_copy_only=False)
    return np.asarray(found, np.float64)


def _put(table: "pa.Table", **columns: "NDArray[Any] | None") -> "pa.Table":
    """Return a table with columns replaced; None: unknown."""
    import pyarrow as pa

    for name, values in columns.items():
        kind = table.schema.field(name).type
        told = pa.nulls(table.num_rows, kind) if values is None else pa.array(values).cast(kind)
        table = table.set_column(table.column_names.index(name), name, told)
    return table


def of_units(rows: "pa.Table", arms: Sequence[str]) -> "Mapping[str, tuple[float, ...]]":
    """Return the shares of all arms in force when each unit was drawn (`Trials.drawn`)."""
    import numpy as np
    import pyarrow as pa

    at = np.asarray(rows["assigned_at"].cast(pa.timestamp("us")).cast(pa.int64()), np.int64)
    place = {name: number for number, name in enumerate(arms)}
    arm = np.array([place[str(one)] for one in rows["arm"].to_pylist()], np.int64)
    found = in_force(at, arm, _numbers(rows, "share"), len(arms), True)
    who = [str(one) for one in rows["unit_id"].to_pylist()]
    return {one: tuple(each) for one, each in zip(who, found.tolist(), strict=True)}
