"""What was bought by whom, and who is behind each count of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from tenure.company.metrics.whose import of_units, recorded
from tenure.errors import MetricError
from tenure.measure.members import in_group, known_count, period_of, whole
from tenure.measure.purchases import (
    REPEAT_COUNTS,
    bought_lines,
    each_gap,
    each_lifetime,
    repeat_members,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.company.asked import Asked


def bought(asked: "Asked") -> "ir.Table":
    """Return purchases (unit_id, occurred_at)."""
    lines = bought_lines(orders(asked))
    return lines.select(unit_id=lines.customer_id, occurred_at=lines.occurred_at)


def orders(asked: "Asked") -> "ir.Table":
    """Return order lines, their unit in customer_id."""
    return asked.only(of_units(asked, asked.known("orders")), "customer_id")


def buyer_members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return the customers behind one count of one period."""
    known_count(count, REPEAT_COUNTS)
    return repeat_members(
        in_group(bought(asked), asked.groups, cell),
        number=period_of(cell, "period_start", asked.period, asked.calendar),
        count=count,
        period=asked.period,
        within=cast(int, asked.option("within")),
        calendar=asked.calendar,
        observed=asked.observed,
    )


def gap_members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return the customers behind one count of first gaps; of all gaps one has several."""
    known_count(count, ("over", "open"))
    if asked.option("of") != "first":
        raise MetricError(
            f"{count} counts gaps, of which a customer has several",
            hint="ask for the first gap of each customer: --of first",
        )
    every = each_gap(
        bought(asked), only_first=True, calendar=asked.calendar, observed=asked.observed
    )
    own = in_group(every, asked.groups, cell)
    if "from_days" in cell:
        own = own.filter(own.time >= whole(cell, "from_days"))
    if cell.get("to_days") is not None:
        own = own.filter(own.time < whole(cell, "to_days"))
    over = own.following.notnull()
    return own.filter(over if count == "over" else ~over).select("unit_id")


def lifetime_members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return the customers who started in the data, or of them those lost or still there."""
    known_count(count, ("customers", "lost", "there"))
    every = each_lifetime(
        asked.only(asked.rule.spells(asked.observed)),
        starts=recorded(asked),
        calendar=asked.calendar,
        observed=asked.observed,
    )
    own = in_group(every, asked.groups, cell)
    if count != "customers":
        own = own.filter(own.lost.notnull() if count == "lost" else own.lost.isnull())
    return own.select("unit_id")


def basket_members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return who bought in one period."""
    known_count(count, ("buyers",))
    lines = bought(asked)
    number = period_of(cell, "period_start", asked.period, asked.calendar)
    at = asked.calendar.numbers_at(lines.occurred_at, asked.period, asked.observed)
    buyers = lines.filter(at == number).select("unit_id").distinct()
    return in_group(buyers, asked.groups, cell).select("unit_id")
