"""Attrition in every period at once, whole or split: kept, so that no later period costs any."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.company.asked import Asked, Question
from tenure.company.explanations.why.span import Span
from tenure.company.predictions.kept import kept
from tenure.company.predictions.outlook import Outlook
from tenure.company.splits import split_columns
from tenure.measure.rates import UNKNOWN

if TYPE_CHECKING:
    import pyarrow as pa

_FILE = "rows.parquet"
_CODE = ("company", "measure", "stats", "tables", "engines", "conditions", "periods.py")
_SPLITS = 4


def splits(outlook: Outlook) -> list[str]:
    """Return by what a change is split where nobody says by what."""
    return list(kept(outlook, "splits", lambda: split_columns(outlook.rule, _SPLITS), code=_CODE))


def whole(outlook: Outlook, span: Span, where: str | None) -> dict[date, dict[str, Any]]:
    """Return attrition of those who fit `where`, by the first day of each period of a kind."""
    asked = _asked(outlook, "attrition", span, where, None)
    return {row["period_start"]: row for row in _rows(outlook, asked).to_pylist()}


def contribution(
    outlook: Outlook, span: Span, where: str | None, by: str
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return each segment's part in the change, and the whole, as the metric of that name does.

    Rows have the segment in `group`; None where it is not known.
    """
    asked = _asked(outlook, "contribution", span, where, by)
    finish = asked.metric.finish
    assert finish is not None  # the metric is made of attrition in every period
    rows = finish(_rows(outlook, asked), asked).to_pylist()
    named = [row | {"group": None if row["group"] == UNKNOWN else row["group"]} for row in rows]
    return named[:-1], named[-1]


def _asked(outlook: Outlook, metric: str, span: Span, where: str | None, by: str | None) -> Asked:
    options = {"after": span.after, "before": span.before} if by else {}
    question = Question(metric, span.kind, by, where, outlook.as_of, options)
    return Asked(outlook.rule, question, quick=True)


def _rows(outlook: Outlook, asked: Asked) -> "pa.Table":
    """Return the counts of every period (and group), which no option changes."""
    import pyarrow.parquet as pq

    def build(folder: Path) -> None:
        found = asked.engine.execute(asked.metric.rows(asked), metric=asked.metric.name)
        pq.write_table(found, folder / _FILE)

    one = asked.question
    key = outlook.key("counted", one.metric, one.period, one.by, one.where, code=_CODE)
    return pq.read_table(outlook.rule.data.store.entry("counted", key, build) / _FILE)
