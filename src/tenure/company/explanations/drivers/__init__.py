"""Drivers of a company's attrition: what goes with leaving, and of one, what it may cause."""

from typing import TYPE_CHECKING, Any

from tenure.company.predictions.outlook import Outlook

if TYPE_CHECKING:
    from datetime import date

    from tenure.measure.result import Result

__all__ = ["cause", "drivers", "moved"]


def drivers(outlook: Outlook, *, by: str | None = None, where: str | None = None) -> "list[Result]":
    """Return what goes with leaving, the areas it lies in, by segment, and what was left out.

    Grain: a group of features that cannot be told apart; an area; a driver and segment.
    Kept in the store: a second call reads it. Raises MetricError where too few left.
    """
    from tenure.company.explanations.drivers.learning import learnt
    from tenure.company.explanations.drivers.views import (
        AREAS,
        DRIVERS,
        LEFT_OUT,
        SEGMENTS,
        times_in,
    )

    found = learnt(outlook, by=by, where=where)
    about, sql = found["about"], _noted(found["sql"])
    results = [
        DRIVERS.result(outlook, found["drivers"], sql, **about, **times_in(about)),
        AREAS.result(outlook, found["areas"], sql, **about),
    ]
    if by:
        results.append(SEGMENTS.result(outlook, found["segments"], sql, by=by, **about))
    if found["left_out"]:
        results.append(LEFT_OUT.result(outlook, found["left_out"], sql, **about))
    return results


def cause(outlook: Outlook, name: str, *, treated: str | None = None) -> "list[Result]":
    """Return an estimate of what one driver causes, with its checks, or why there is none.

    `name`: a driver, or an event; `treated`: who counts as exposed, such as ">= 1". Raises
    MetricError for an unknown driver and for one that is nothing that happens to a customer.
    """
    from tenure.company.explanations.drivers.cause_views import results_of
    from tenure.company.explanations.drivers.causing import caused

    return results_of(outlook, caused(outlook, name, treated=treated))


def moved(
    outlook: Outlook,
    now: "tuple[date, date]",
    before: "tuple[date, date]",
    where: str | None = None,
) -> list[dict[str, Any]]:
    """Return which drivers' prevalence moved from one period to another, in the largest first.

    See `moving.moved`; periods are half-open, [start, end).
    """
    from tenure.company.explanations.drivers.moving import moved as compared

    return compared(outlook, now, before, where)


def _noted(sql: str) -> str:
    return (
        "-- worked out from the features that predictions are learnt from (tenure predict train), "
        f"with who left as here:\n{sql}"
    )
