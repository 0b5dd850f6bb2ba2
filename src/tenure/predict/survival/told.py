"""The answer as a table: chances by day, median, expected days, cause, and reasons for blanks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.predict.survival.curves import Curves
from tenure.predict.survival.followup import UNKNOWN, Floats
from tenure.predict.survival.notes import BEYOND, NO_CAUSE, NOBODY, NOT_SAID

if TYPE_CHECKING:
    import pyarrow as pa


def told(keys: "pa.Table", curves: Curves, days: Sequence[int]) -> "pa.Table":
    """Return a row per curve: the keys (unit_id, as_of; or a segment) and what is read off.

    leaves_in_28_days …: the chance of having left by then, a share, with _low and _high (null
    without a band). median_days: when half of such customers will have left; null with
    `median_reason` beyond the horizon. expected_days: the mean of the days left, those beyond
    the horizon counting as the horizon. cause: that for which most of such customers leave
    within the horizon, cause_share their share of those who leave; null with `cause_reason`.
    """
    import pyarrow as pa

    columns: dict[str, pa.Array[Any]] = {}
    for day in days:
        columns |= _three(f"leaves_in_{day}_days", curves.leaving(day))
    median = curves.median()
    columns |= _three("median_days", median)
    columns["median_reason"] = _reasons([(np.isnan(median[0]), BEYOND)])
    columns |= _three("expected_days", curves.expected())
    columns |= _cause(curves)
    columns["horizon_days"] = pa.array(np.full(len(curves), curves.horizon))
    names = [name for name in ("unit_id", "as_of", "segment") if name in keys.column_names]
    table = keys.select(names)
    for name, column in columns.items():
        table = table.append_column(name, column)
    return table


def curve_rows(keys: "pa.Table", curves: Curves) -> "pa.Table":
    """Return the curves as rows: the keys, day, staying, low, high, and leaving by cause.

    One row per curve and edge of the intervals; shares between 0 and 1.
    """
    import pyarrow as pa

    steps = len(curves.edges)
    names = [name for name in ("unit_id", "as_of", "segment") if name in keys.column_names]
    table = keys.select(names).take(np.repeat(np.arange(len(curves)), steps))
    table = table.append_column("day", pa.array(np.tile(curves.edges, len(curves))))
    for name, values in zip(
        ("staying", "staying_low", "staying_high"), (curves.surviving, *curves.band), strict=True
    ):
        table = table.append_column(name, _numbers(values.ravel()))
    for at, cause in enumerate(curves.causes):
        share = (curves.incidence[:, at], *curves.cause_band(cause))
        for name, values in zip(("", "_low", "_high"), share, strict=True):
            table = table.append_column(f"left_{cause}{name}", _numbers(values.ravel()))
    return table


def _three(name: str, found: tuple[Floats, Floats, Floats]) -> "dict[str, pa.Array[Any]]":
    names = (name, f"{name}_low", f"{name}_high")
    return {one: _numbers(values) for one, values in zip(names, found, strict=True)}


def _cause(curves: Curves) -> "dict[str, pa.Array[Any]]":
    import pyarrow as pa

    if set(curves.causes) <= {UNKNOWN}:
        nothing = np.ones(len(curves), bool)
        return {
            "cause": pa.nulls(len(curves), pa.string()),
            "cause_share": pa.nulls(len(curves), pa.float64()),
            "cause_reason": _reasons([(nothing, NO_CAUSE)]),
        }
    number, share = curves.likeliest()
    names = np.array([*curves.causes, UNKNOWN], object)[number]
    names[number < 0] = None
    unsaid = names == UNKNOWN
    names[unsaid] = None
    return {
        "cause": pa.array(names, pa.string()),
        "cause_share": _numbers(np.where(unsaid, np.nan, share)),
        "cause_reason": _reasons([(number < 0, NOBODY), (unsaid, NOT_SAID)]),
    }


def _numbers(values: Floats) -> "pa.Array[Any]":
    """Return numbers with null for NaN."""
    import pyarrow as pa

    return pa.array(values, pa.float64(), from_pandas=True)


def _reasons(cases: Sequence[tuple[Any, str]]) -> "pa.Array[Any]":
    import pyarrow as pa

    found = np.full(len(cases[0][0]), None, object)
    for where, code in cases:
        found[where] = code
    return pa.array(found, pa.string())
