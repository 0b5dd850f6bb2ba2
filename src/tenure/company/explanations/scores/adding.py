"""What a score adds to behaviour: the rows that risk is learnt from, with and without it."""

from typing import TYPE_CHECKING, Any

from tenure.company.explanations.scores import views
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.rows import Rows
from tenure.errors import MetricError
from tenure.explain.scores.gain import Difference, Gain, gain
from tenure.measure.result import Result
from tenure.predict.features.contract import part_of_name

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

_MOST = 30_000
"""Rows that are judged on and learnt from; of more, every so manieth."""
NO_SCORE = "no feature is of this score"


def adds(outlook: Outlook, source: str, seed: int) -> Result:
    """Return what the score of a source adds, by AUC and log loss; null with the reason."""
    try:
        found = _gain(outlook, source, seed)
    except MetricError as error:
        found = Gain(0, 0, 0, reason=error.message)
    rows = [_row(name, found, getattr(found, name)) for name in ("log_loss", "auc")]
    sql = "-- the rows of predict with and without the features of feedback"
    return views.ADDS.result(outlook, rows, sql, source=source)


def _row(name: str, found: Gain, figure: Difference | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "figure": name.replace("_", " "),
        "alone": found.alone,
        "rows": found.rows,
        "left": found.left,
        "verdict": found.verdict,
        "reason": found.reason,
    }
    if figure is not None:
        row |= {
            "without": figure.without,
            "with_score": figure.with_score,
            "gain": figure.gain,
            "gain_low": figure.low,
            "gain_high": figure.high,
        }
    return row


def _gain(outlook: Outlook, source: str, seed: int) -> Gain:
    import numpy as np

    rows = Rows.of(outlook)
    part = f"{part_of_name(source)}_score"
    numbers = [one for one in rows.features if one.kind != "category"]
    own = [one.name for one in numbers if one.name in (part, f"{part}_change")]
    others = [one.name for one in numbers if one.family != "sentiment"]
    if not own:
        raise MetricError(f"{NO_SCORE}: {source!r}")
    table = _some(rows.sample())
    known = table["state"].to_numpy(zero_copy_only=False) == "known"
    table = table.filter(known)
    left = table["left"].to_numpy(zero_copy_only=False).astype(np.int64)
    unit = np.unique(
        table["unit_id"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True
    )[1]
    date = np.unique(table["as_of"].to_numpy(zero_copy_only=False), return_inverse=True)[1]
    return gain(_columns(table, others), _columns(table, own), left, unit, date, seed=seed)


def _some(table: "pa.Table") -> "pa.Table":
    step = -(-table.num_rows // _MOST)
    return table.take(list(range(0, table.num_rows, step))) if step > 1 else table


def _columns(table: "pa.Table", names: list[str]) -> "NDArray[np.float64]":
    import numpy as np
    import pyarrow as pa

    told = [table[name].cast(pa.float64()).to_numpy(zero_copy_only=False) for name in names]
    return np.column_stack(told) if told else np.zeros((table.num_rows, 0))
