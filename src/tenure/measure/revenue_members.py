"""Who is behind a number of the MRR table."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tenure.errors import MetricError
from tenure.measure.members import in_group, known_count, period_of
from tenure.measure.payback import COUNTS as FATES
from tenure.measure.revenue import CUSTOMERS, moved
from tenure.measure.revenue_changes import marked
from tenure.measure.revenue_renewals import YEAR, outcomes
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

COUNTED = tuple(name for name in CUSTOMERS if name != "switched_customers")
"""Counts that are made of customers; `switched` is a difference of two."""


def mrr_members(
    contracts: "ir.Table",
    *,
    cell: Mapping[str, object],
    count: str,
    period: Period,
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Return the units (unit_id) that one count of one row of `mrr` is made of.

    `cell` names the row: period_start, the currency where there are several, and the
    group of a split. Raises MetricError for a count or a period that there is not.
    """
    known_count(count, COUNTED)
    number = period_of(cell, "period_start", period, calendar)
    first, last = (calendar.number(day, period) for day in (observed.first, observed.last))
    if not first <= number <= last:
        raise MetricError(f"nothing is observed of the period from {cell['period_start']}")
    told = cell.get("currency")
    mine = contracts if told is None else contracts.filter(contracts.currency == str(told))
    if count in ("opening_customers", "closing_customers"):
        mark = number if count == "opening_customers" else number + 1
        rows = marked(mine, period, calendar, observed)
        chosen = rows.filter(rows.from_mark <= mark, rows.to_mark >= mark)
    else:
        # Whether a customer left is known from all of their contracts, in any currency.
        rows = moved(contracts, period, calendar, observed)
        chosen = rows.filter(rows.mark == number + 1, rows[count] == 1)
        chosen = chosen if told is None else chosen.filter(chosen.currency == str(told))
    return in_group(chosen.select("unit_id").distinct(), groups, cell).select("unit_id")


def due_members(
    contracts: "ir.Table",
    *,
    cell: Mapping[str, object],
    period: Period,
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
    at_least_months: int = YEAR,
) -> "ir.Table":
    """Return the units (unit_id) that held the contracts due in one row of `renewals`.

    `cell` names it: period_start, the currency, and the group of a split.
    """
    import ibis

    found = outcomes(contracts, observed, at_least_months)
    tick = ibis.interval(microseconds=1)
    due = found.filter(
        found.due > 0,
        calendar.numbers(found["at"] - tick, period)
        == period_of(cell, "period_start", period, calendar),
        found.currency == str(cell.get("currency")),
    )
    return in_group(due.select("unit_id").distinct(), groups, cell).select("unit_id")


def payback_members(
    fates: "ir.Table",
    *,
    cell: Mapping[str, object],
    count: str,
    period: Period,
    calendar: Calendar,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Return the units (unit_id) that one count of one row of `payback` is made of.

    Grain in: that of `payback.customer_payback`. `cell` names the row: period_start, and the
    group of a split.
    """
    known_count(count, FATES)
    number = period_of(cell, "period_start", period, calendar)
    own = fates.filter(calendar.numbers(fates.began, period) == number)
    chosen = own.filter(own.counts if count == "acquired" else own.fate == count)
    return in_group(chosen, groups, cell).select("unit_id")
