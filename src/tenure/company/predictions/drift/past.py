"""How past profiles turned out: their risks beside who has left since, each by its own model."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from tenure.company.predictions.days import PROFILES, Day, days
from tenure.company.predictions.learning.shelf import Shelf
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

    Days whose horizon is over, `most` of them, a week apart, scored by models that were learnt
    by then; of one `model` where it is named. Of many customers some are looked at, evenly.
    Labels are those of the company's rule, as known by now. None of a lone snapshot, which has
    no later day.
    """
    chosen = [] if outlook.snapshot else days_over(outlook, most, model)
    if not chosen:
        return []
    table = outlook.rule.data.engine.execute(_rows(outlook, chosen), metric="past profiles")
    when = np.asarray(table["as_of"].to_numpy(), "datetime64[D]")
    left, risk = (np.asarray(table[name].to_numpy(), float) for name in ("left", "risk"))
    found = []
    for day, _ in chosen:
        own = when == np.datetime64(day.as_of)
        if own.any():
            judged = calibration_drift(left[own], risk[own])
            found.append(Past(day.as_of, day.about["model"], int(own.sum()), judged))
    return found


def days_over(outlook: Outlook, most: int, model: str | None) -> list[tuple[Day, Point]]:
    """Return the days whose horizon is over, the last one first, with their label windows.

    A day that was scored in hindsight is none of them: its model has learnt from what came of it.
    """
    store, unit = outlook.rule.data.store, outlook.rule.unit
    learnt = _learnt(Shelf(store, unit))
    found: list[tuple[Day, Point]] = []
    for day in reversed(days(store, unit)):
        about = day.about
        begins = day.as_of + timedelta(days=about["gap"])
        point = Point(day.as_of, begins, begins + timedelta(days=about["horizon"]))
        apart = not found or (found[-1][0].as_of - day.as_of).days >= APART
        foretold = learnt.get(about["model"], day.as_of) <= day.as_of
        over = point.until <= outlook.observed.end
        if over and apart and foretold and model in (None, about["model"]):
            found.append((day, point))
        if len(found) == most:
            break
    return found


def _learnt(shelf: Shelf) -> dict[str, date]:
    """Return as of which day each model was learnt the first time, where the book says so."""
    known = [one for one in reversed(shelf.book) if one.as_of is not None]
    return {one.version: date.fromisoformat(str(one.as_of)) for one in known}


def _rows(outlook: Outlook, chosen: list[tuple[Day, Point]]) -> "ir.Table":
    """Return the risks of the days beside who has left (as_of, left, risk): one question."""
    import ibis

    scored = ibis.union(*[_scored(outlook, day) for day, _ in chosen])
    labels = outlook.labels(tuple(sorted(point for _, point in chosen)))
    known = labels.filter(labels.state == KNOWN).select("unit_id", "as_of", "left")
    both = scored.inner_join(known, ["unit_id", "as_of"])
    return both.select("as_of", left=both.left.cast("float64"), risk=both.risk)


def _scored(outlook: Outlook, day: Day) -> "ir.Table":
    """Return the risks of a day (unit_id, as_of, risk), of many customers evenly some."""
    import ibis
    import pyarrow.parquet as pq

    path = day.folder / PROFILES
    step = ceil(pq.read_metadata(path).num_rows / _CUSTOMERS)
    name = f"profiles_{day.as_of:%Y%m%d}"
    table = outlook.rule.data.engine.scan_parquet([path], name=name)
    scored = table.filter(table.risk.notnull()).select("unit_id", "as_of", "risk")
    placed = scored.mutate(_place=ibis.row_number().over(ibis.window(order_by="unit_id")))
    return placed.filter(placed["_place"] % max(1, step) == 0).drop("_place")
