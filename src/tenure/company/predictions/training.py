"""Training a company's models: when it is due, and whether what was learnt takes over."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from tenure.company.predictions.bundle import Bundle
from tenure.company.predictions.learning import learn
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.rows import Rows
from tenure.company.predictions.shelf import Entry, Shelf, entry_of
from tenure.predict.compare import Comparison, compare
from tenure.predict.sample import Sample, sample_of

FIRST = "the first model"
BETTER = "better on dates that neither had learnt from"
NOT_SHOWN = "not shown to be better, so the champion stays"
NO_DATES = "no dates that the champion has not learnt from"
OTHER_COLUMNS = "the champion cannot score these columns any more"


@dataclass(frozen=True)
class Trained:
    """What a training gave: the models, their entry on the shelf, and how they compare."""

    bundle: Bundle
    entry: Entry
    comparison: Comparison | None


def train(outlook: Outlook, *, seed: int = 0) -> Trained:
    """Learn, compare with the champion, and keep; the challenger takes over only when better.

    They are compared on dates after the last that the champion has learnt from, by a
    challenger that has not learnt from them either. The first model is champion, and so is
    one whose champion can no longer score.
    """
    shelf, data = shelf_of(outlook), outlook.rule.data
    bundle = learn(outlook, seed=seed)
    found, why = None, FIRST
    if shelf.champion is not None:
        found, why = _compared(outlook, shelf, seed)
    entry = entry_of(
        bundle,
        data.today,
        data.fingerprint(),
        verdict=found.verdict if found else None,
        promoted=why in (FIRST, BETTER, OTHER_COLUMNS),
        why=why,
    )
    shelf.keep(bundle, entry)
    return Trained(bundle, entry, found)


def shelf_of(outlook: Outlook) -> Shelf:
    """Return the shelf of a company's models."""
    return Shelf(outlook.rule.data.store, outlook.rule.unit)


def due(outlook: Outlook) -> str | None:
    """Say why models should be learnt anew; None while those in use will do.

    There are none yet, or there is a date with a known outcome that they have not learnt from.
    """
    champion = shelf_of(outlook).champion
    if champion is None:
        return FIRST
    tried = [one.last_date or "" for one in shelf_of(outlook).book]
    dates = outlook.grid.dates
    if dates and dates[-1].isoformat() > max(tried):
        return f"outcomes as of {dates[-1]} are known by now"
    return None


def _compared(outlook: Outlook, shelf: Shelf, seed: int) -> tuple[Comparison | None, str]:
    """Compare the champion with what would have been learnt without the dates it has not seen."""
    champion = shelf.champion
    last = champion.last_date if champion else None
    later = [day for day in outlook.grid.dates if last and day > date.fromisoformat(last)]
    if not later:
        return None, NO_DATES
    old = shelf.load()
    rows = Rows.of(outlook, old.columns)
    names = [one.name for one in rows.features]
    if not set(old.risk.features) <= set(names):
        return None, OTHER_COLUMNS
    sample = sample_of(rows.sample(), names)
    assert sample.days is not None
    new_dates = np.isin(sample.days, [(day - date(1970, 1, 1)).days for day in later])
    embargo = old.risk.gap + old.risk.horizon
    first = (later[0] - date(1970, 1, 1)).days
    before = sample.days + embargo <= first
    tested = sample.rows(new_dates)
    if len(np.unique(tested.y)) < 2 or not before.any():
        return None, NO_DATES
    found = _paired(old, sample.rows(before), tested, seed)
    return found, BETTER if found.promote else NOT_SHOWN


def _paired(old: Bundle, before: Sample, tested: Sample, seed: int) -> Comparison:
    from tenure.predict.risk import RiskOptions
    from tenure.predict.risk import train as learn_risk

    options = RiskOptions(
        gap=old.risk.gap,
        horizon=old.risk.horizon,
        columns=old.risk.columns,
        leaks="leave out",
        seed=seed,
    )
    new = learn_risk(before, options)
    first, second = (
        model.score(tested.table).column("risk").to_numpy() for model in (old.risk, new)
    )
    return compare(tested.y, first, second, tested.weight, groups=tested.groups, seed=seed)
