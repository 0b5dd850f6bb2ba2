"""What the rows that a model was judged by were worth, each as of its own date."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.predictions.learning.backtest import Backtest
from tenure.company.predictions.learning.bundle import Bundle
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles.buying import Buying
from tenure.company.predictions.profiles.scoring import Scoring, if_alive
from tenure.predict.encoding import Floats
from tenure.predict.sample import Sample, date_of

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 50_000
"""Rows that are kept, at most; the rarer outcome first."""


def backtest_of(outlook: Outlook, bundle: Bundle, *, seed: int = 0) -> Backtest | None:
    """Return the rows that the risk was judged by; None where nothing was judged.

    What a row is worth that is kept is told as of its own date: under contract by its MRR and
    the risk that was said of it, else by what had been bought until then. Nobody knows it of a
    lone snapshot.
    """
    tested = bundle.risk.tested
    if tested is None:
        return None
    at = np.arange(len(tested.sample))
    placed = replace(tested.sample, table=_placed(tested.sample.table, at))
    sample = placed.thinned(MOST_ROWS, seed)
    risk = tested.risk[np.asarray(sample.table["_at"].to_numpy())]
    units = np.unique(sample.groups, return_inverse=True)[1]
    value = _value(outlook, bundle, sample, risk)
    days = np.zeros(len(sample)) if sample.days is None else sample.days
    left, weight = (np.asarray(one, np.float64) for one in (sample.y, sample.weight))
    return Backtest(
        units, np.asarray(days, np.int64), left, np.asarray(risk, np.float64), weight, value
    )


def _placed(table: "pa.Table", at: Any) -> "pa.Table":
    import pyarrow as pa

    return table.append_column("_at", pa.array(at))


def _value(outlook: Outlook, bundle: Bundle, sample: Sample, risk: Floats) -> Any:
    contracted = Scoring(outlook, bundle).worth(sample.table, risk)
    if contracted is not None:
        return contracted
    found = np.full(len(sample), np.nan)
    if sample.days is None:
        return found
    units = np.array(sample.table["unit_id"].to_pylist(), object)
    for day in np.unique(sample.days):
        own = sample.days == day
        known = _bought(outlook, date_of(day))
        found[own] = [known.get(unit, np.nan) for unit in units[own]]
    return found


def _bought(outlook: Outlook, day: date) -> Mapping[str, float]:
    """Return what each unit is worth that still buys, by what it had bought before a day."""
    buying = Buying.of(Outlook(outlook.rule, day - timedelta(days=1)))
    told = None if buying is None else buying.value()
    if told is None:
        return {}
    values = if_alive(*(np.asarray(told[name], np.float64) for name in ("value", "alive")))
    units = [str(unit) for unit in told["unit_id"].to_pylist()]
    return dict(zip(units, values.tolist(), strict=True))
