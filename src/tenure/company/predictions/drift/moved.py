"""Whether the world has moved so far that models should be learnt anew, and why."""

from dataclasses import replace
from datetime import date, timedelta

from tenure.company.predictions.days import days
from tenure.company.predictions.drift.drifting import drift_of
from tenure.company.predictions.drift.past import past
from tenure.company.predictions.learning.shelf import Shelf
from tenure.company.predictions.outlook import Outlook

PATIENCE = timedelta(days=7)
"""After a training none is due for drift: without new outcomes it would give the same again."""
_OFF = ("level off", "slope off")


def moved(outlook: Outlook, shelf: Shelf) -> str | None:
    """Say why the models in use no longer fit, as far as their own profiles tell; else None.

    Their risks of the last day lie far from those that they were learnt with, or those of the
    last day whose horizon is over did not come true.
    """
    champion = shelf.champion
    if champion is None or _waiting(outlook, shelf):
        return None
    return _drifted(outlook, champion.version) or _failed(outlook, champion.version)


def _waiting(outlook: Outlook, shelf: Shelf) -> bool:
    last = shelf.book[-1].as_of
    return last is not None and outlook.grid.today.as_of < date.fromisoformat(last) + PATIENCE


def _drifted(outlook: Outlook, model: str) -> str | None:
    scored = days(outlook.rule.data.store, outlook.rule.unit)
    own = [day for day in scored if day.about["model"] == model]
    found = drift_of(own[-1]) if own else None
    if found is None or found.verdict != "retrain" or found.score is None:
        return None
    return f"on {own[-1].as_of} the {replace(found.score, name='risk').says()}"


def _failed(outlook: Outlook, model: str) -> str | None:
    for one in past(outlook, most=1, model=model):
        if one.drift.verdict in _OFF:
            return f"the risks of {one.as_of}: {one.drift.says()}"
    return None
