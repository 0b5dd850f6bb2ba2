"""How past profiles turned out: their risks beside who has left since, each by its own model."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.predictions.days import PROFILES, Day, days
from tenure.company.predictions.outlook import Outlook
from tenure.predict.drift import CalibrationDrift, calibration_drift
from tenure.predict.grid import Point
from tenure.predict.labels import KNOWN

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST, APART = 12, 7
"""Days that are looked at, the last ones, and how many days lie between them at least."""
_CUSTOMERS = 100_000
"""Customers of a day that are looked at: more make no calibration clearer."""


@dataclass(frozen=True)
class Past:
    """The profiles of a day whose outcomes are known: their model, and how right it was."""

    as_of: date
    model: str
    customers: int
    drift: CalibrationDrift


def past(outlook: Outlook, *, most: int = MOST, model: str | None = None) -> list[Past]:
    """Return how past profiles turned out, the last day first.

    Days whose horizon is over, `most` of them, a week apart; of one `model` where it is named.
    Of many customers some are looked at, evenly. Labels are those of the company's rule, as known
    by now. None of a lone snapshot, which has no later day.
    """
    if outlook.snapshot:
        return []
    chosen = _over(outlook, most, model)
    return [_judged(outlook, day, point) for day, point in chosen]


def _over(outlook: Outlook, most: int, model: str | None) -> list[tuple[Day, Point]]:
    """Return the days whose horizon is over, the last one first, with their label windows."""
    found: list[tuple[Day, Point]] = []
    for day in reversed(days(outlook.rule.data.store, outlook.rule.unit)):
        about = day.about
        begins = day.as_of + timedelta(days=about["gap"])
        point = Point(day.as_of, begins, begins + timedelta(days=about["horizon"]))
        apart = not found or (found[-1][0].as_of - day.as_of).days >= APART
        if point.until <= outlook.observed.end and apart and model in (None, about["model"]):
            found.append((day, point))
        if len(found) == most:
            break
    return found


def _judged(outlook: Outlook, day: Day, point: Point) -> Past:
    rows = outlook.rule.data.engine.execute(_rows(outlook, day, point), metric="past profiles")
    left, risk = (np.asarray(rows[name].to_numpy(), float) for name in ("left", "risk"))
    return Past(day.as_of, day.about["model"], len(left), calibration_drift(left, risk))


def _rows(outlook: Outlook, day: Day, point: Point) -> "ir.Table":
    """Return the risks of a day beside who has left (left, risk)."""
    import ibis

    engine = outlook.rule.data.engine
    table = engine.scan_parquet([day.folder / PROFILES], name=f"profiles_{day.as_of:%Y%m%d}")
    scored = table.filter(table.risk.notnull()).select("unit_id", "risk")
    number: Any = engine.execute(scored.agg(n=scored.count()), metric="past profiles")
    step = max(1, number["n"][0].as_py() // _CUSTOMERS)
    placed = scored.mutate(_place=ibis.row_number().over(ibis.window(order_by="unit_id")))
    some = placed.filter(placed["_place"] % step == 0)
    labels = outlook.labels((point,))
    known = labels.filter(labels.state == KNOWN).select("unit_id", "left")
    both = some.inner_join(known, "unit_id")
    return both.select(left=both.left.cast("float64"), risk=both.risk)
