"""The effects of plays that are proved, as of a day: they go before what a play assumes."""

from collections.abc import Mapping
from datetime import date, timedelta

from tenure.act.worth import Average
from tenure.company.acts.tables import PROVED, files
from tenure.store import Store

COLUMNS = {
    "experiment": "string",
    "treatment": "string",
    "verdict": "string",
    "days": "int64",
    "effect": "float64",
    "low": "float64",
    "high": "float64",
    "held_left": "float64",
}
"""A row a treatment: the effect on the share that stays after so many days, with its interval."""
KNOWN = ("works", "harms", "no_difference")
"""Verdicts by which one goes; an effect that can be anything is no better than an assumption."""


def proved(store: Store, on: date, treatment: str) -> Mapping[str, Average]:
    """Return the effect of each play whose verdict was known on a day, by the last run until then.

    The whole interval is that which holds however often one looked.
    """
    import pyarrow.parquet as pq

    known = files(store, PROVED, before=on + timedelta(days=1))
    if not known:
        return {}
    return {
        row["experiment"]: Average(row["effect"], row["high"], row["held_left"])
        for row in pq.read_table(known[-1]).to_pylist()
        if row["treatment"] == treatment and row["verdict"] in KNOWN
    }
