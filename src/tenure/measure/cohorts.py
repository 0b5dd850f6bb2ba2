"""Cohorts pooled into one retention curve; cohorts by any date, or by the value of an attribute."""

from typing import TYPE_CHECKING

from tenure.measure.rates import rate
from tenure.measure.retention import UNFINISHED

if TYPE_CHECKING:
    import ibis.expr.types as ir

COLUMNS = (
    "cohorts",
    "eligible",
    "returned",
    "retention",
    "retention_low",
    "retention_high",
    "reason",
)

EMPTY = "nobody is in a cohort whose period is over"


def retention_curve(cells: "ir.Table", *, by: str | None = None) -> "ir.Table":
    """Pool the cells of a cohort triangle into one curve.

    Grain in: a cell of `retention` or `rolling_retention` (cohort, period, size,
    eligible, returned, complete, and a group when it is split). Grain out: a
    period since the start, times a group; with `by` the group is called so.

    retention = Σ returned / Σ eligible over the complete cells of the period with
    people in them (`cohorts` counts these), and its 95 % Wilson interval. It is no
    average of rates: large cohorts weigh more. Late periods rest on old cohorts
    alone, so a step in the curve may be a change of who is in it. Where a customer
    enters several cohorts the interval is too narrow.

    With the value of an attribute as the group, a curve is that of the cohort of
    all who have the value, each on their own clock.

    Source: definitions, "Retention by cohort".
    """
    import ibis

    keys = ["group"] if "group" in cells.columns else []
    steps = [name for name in ("from_step", "to_step") if name in cells.columns]
    used = cells.complete & (cells.eligible > 0)
    pooled = cells.group_by(*keys, "period", *steps).agg(
        cohorts=cells.count(where=used),
        eligible=cells.eligible.sum(where=used).fill_null(0).cast("int64"),
        returned=cells.returned.sum(where=used).fill_null(0).cast("int64"),
        unfinished=cells.count(where=~cells.complete & (cells["size"] > 0)),
    )
    rows = pooled.mutate(
        **rate("retention", pooled.returned, pooled.eligible),
        reason=ibis.cases(
            (pooled.eligible > 0, ibis.null("string")),
            (pooled.unfinished > 0, UNFINISHED),
            else_=EMPTY,
        ),
    )
    shown = rows.select(*keys, "period", *steps, *COLUMNS).order_by(*keys, "period")
    return shown.rename({by: "group"}) if by and keys else shown


def dated_starts(table: "ir.Table", *, unit: str, column: str) -> "ir.Table":
    """Return a date column as the start of each unit (unit_id, started_at), for `retention`.

    Grain in: any table that names the unit in the column `unit`. Grain out: one
    row for each of its rows; those without the date, or without a unit, are left
    out, so that they are in no cohort.
    """
    known = table.filter(table[unit].notnull(), table[column].notnull())
    return known.select(unit_id=known[unit], started_at=known[column].cast("timestamp"))
