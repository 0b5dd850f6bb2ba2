"""What the rows that a model was judged by were worth, each as of its own date."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.predictions.currencies import in_other, of_main
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
    value = value_of(outlook, bundle, sample, risk)
    days = np.zeros(len(sample)) if sample.days is None else sample.days
    left, weight = (np.asarray(one, np.float64) for one in (sample.y, sample.weight))
    return Backtest(
        units, np.asarray(days, np.int64), left, np.asarray(risk, np.float64), weight, value
    )


def _placed(table: "pa.Table", at: Any) -> "pa.Table":
    import pyarrow as pa

    return table.append_column("_at", pa.array(at))


def value_of(outlook: Outlook, bundle: Bundle, sample: Sample, risk: Floats) -> Any:
    """Return what each row (n,) is worth that is kept, as of its date; NaN where not known.

    All in the main currency; of who pays in another, nothing is told.
    """
    contracted = Scoring(outlook, bundle).worth(sample.table, risk)
    if contracted is not None:
        return np.where(in_other(outlook, sample.table["unit_id"]), np.nan, contracted)
    found = np.full(len(sample), np.nan)
    if sample.days is None:
        return found
    for day in np.unique(sample.days):
        own = np.flatnonzero(sample.days == day)
        found[own] = _bought(outlook, date_of(day), sample.table["unit_id"].take(own))
    return found


def _bought(outlook: Outlook, day: date, units: "pa.ChunkedArray[Any]") -> Floats:
    """Return what units (n,) are worth that still buy, by what they had bought before a day."""
    import pyarrow as pa
    import pyarrow.compute as pc

    buying = Buying.of(Outlook(outlook.rule, day - timedelta(days=1)))
    parts = None if buying is None else buying.value()
    if parts is None:
        return np.full(len(units), np.nan)
    own = units.combine_chunks()
    told = pa.concat_tables(one.filter(pc.is_in(one["unit_id"], own)) for one in parts)
    rows = told.take(pc.index_in(units, told["unit_id"].combine_chunks()))
    value, alive = (np.asarray(rows[name].to_numpy(), np.float64) for name in ("value", "alive"))
    usual = outlook.rule.data.definitions.company.currency
    return of_main(rows["currency"], np.asarray(if_alive(value, alive), np.float64), usual)
