"""Training a company's models: when it is due, and whether what was learnt takes over."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from tenure.company.predictions.drift.moved import moved
from tenure.company.predictions.learning.bundle import Bundle
from tenure.company.predictions.learning.everything import learn, options_of
from tenure.company.predictions.learning.shelf import Entry, Shelf, entry_of
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.rows import Rows
from tenure.predict.compare import Comparison, compare
from tenure.predict.features.contract import Feature
from tenure.predict.risk import RiskOptions
from tenure.predict.risk import train as learn_risk
from tenure.predict.sample import Sample, sample_of
from tenure.predict.validation import stratified

if TYPE_CHECKING:
    import pyarrow as pa

FIRST = "the first model"
BETTER = "better on dates that neither had learnt from"
NOT_SHOWN = "not shown to be better, so the champion stays"
NO_DATES = "no dates that the champion has not learnt from"
OTHER_COLUMNS = "the champion cannot score these columns any more"
EXCLUDED = "the champion has learnt from columns that are now excluded"
SAME = "no other snapshot than the champion has learnt from"
SAME_RISK = "its risks are those of the champion, and the rest is as it is known now"
BETTER_ON_OTHERS = "better on customers of the newer snapshot that it had not learnt from"
TAKES_OVER = (FIRST, BETTER, BETTER_ON_OTHERS, OTHER_COLUMNS, EXCLUDED, SAME_RISK)
_TESTED = 3
"""One part in so many of a snapshot's customers are those that models are compared on."""


@dataclass(frozen=True)
class Trained:
    """What a training gave: the models, their entry on the shelf, and how they compare."""

    bundle: Bundle
    entry: Entry
    comparison: Comparison | None


def train(outlook: Outlook, *, seed: int = 0) -> Trained:
    """Learn, compare with the champion, and keep; the challenger takes over only when better.

    They are compared on dates after the last that the champion has learnt from, by a
    challenger that has not learnt from them either; on a newer snapshot by one that has not
    learnt from the customers. The first model is champion, and so is one whose champion can no
    longer score, or should not, and one that says the same risks and differs in the rest alone.
    """
    shelf, data = shelf_of(outlook), outlook.rule.data
    bundle = learn(outlook, seed=seed)
    found, why = None, FIRST
    if shelf.champion is not None:
        same = bundle.differs_in_the_rest_alone(shelf.load())
        found, why = (None, SAME_RISK) if same else _compared(outlook, shelf, seed)
    entry = entry_of(
        bundle,
        data.today,
        data.fingerprint(),
        as_of=outlook.grid.today.as_of,
        verdict=found.verdict if found else None,
        promoted=why in TAKES_OVER,
        why=why,
    )
    shelf.keep(bundle, entry)
    return Trained(bundle, entry, found)


def shelf_of(outlook: Outlook) -> Shelf:
    """Return the shelf of a company's models."""
    return Shelf(outlook.rule.data.store, outlook.rule.unit)


def due(outlook: Outlook) -> str | None:
    """Say why models should be learnt anew; None while those in use will do.

    There are none yet, they use a column that is excluded or gone, there is a date with a known
    outcome, or a snapshot, that they have not learnt from, or the world has moved.
    """
    shelf = shelf_of(outlook)
    if shelf.champion is None:
        return FIRST
    wrong = _unusable(outlook, shelf.load())
    if wrong is not None:
        return wrong
    if outlook.snapshot:
        known = {one.data for one in shelf.book}
        return None if outlook.rule.data.fingerprint() in known else "the snapshot is a newer one"
    tried = [one.last_date or "" for one in shelf.book]
    dates = outlook.grid.dates
    if dates and dates[-1].isoformat() > max(tried):
        return f"outcomes as of {dates[-1]} are known by now"
    return moved(outlook, shelf)


def _unusable(outlook: Outlook, models: Bundle) -> str | None:
    """Say why models should or can score no longer, whatever else there is; None where they can."""
    if _excluded(outlook, models):
        return EXCLUDED
    there = {one.name for one in Rows.of(outlook, models.columns).features}
    return None if set(models.risk.features) <= there else OTHER_COLUMNS


def _excluded(outlook: Outlook, models: Bundle) -> bool:
    """Say whether models use a column that the company has excluded since."""
    excluded = set(outlook.settings.exclude)
    used = [one for one in models.features if one.name in models.risk.features]
    attributes = {one.about for one in used if one.family == "attribute"}
    return bool(excluded & {*attributes, *(one.name for one in used)})


def _compared(outlook: Outlook, shelf: Shelf, seed: int) -> tuple[Comparison | None, str]:
    """Compare the champion with what is learnt without the rows that it has not seen."""
    champion, old = shelf.champion, shelf.load()
    assert champion is not None
    wrong = _unusable(outlook, old)
    if wrong is not None:
        return None, wrong
    if outlook.snapshot:
        same = champion.data == outlook.rule.data.fingerprint()
        return (None, SAME) if same else _on_others(outlook, old, seed)
    last = champion.last_date
    later = [day for day in outlook.grid.dates if last and day > date.fromisoformat(last)]
    return _on_later(outlook, old, later, seed) if later else (None, NO_DATES)


def _seen(outlook: Outlook, old: Bundle, seed: int) -> tuple[Sample, RiskOptions]:
    """Return the rows as the champion knows their columns, and how a challenger learns."""
    rows = Rows.of(outlook, old.columns)
    names = [one.name for one in rows.features if one.name not in outlook.settings.exclude]
    table = rows.sample()
    return sample_of(table, names), challenger_options(outlook, old, rows.features, table, seed)


def challenger_options(
    outlook: Outlook, old: Bundle, features: tuple[Feature, ...], table: "pa.Table", seed: int
) -> RiskOptions:
    """Return how a challenger learns: as models are learnt here, of what the champion tells."""
    return replace(
        options_of(outlook, features, table, seed),
        gap=old.risk.gap,
        horizon=old.risk.horizon,
        columns=old.risk.columns,
        leaks="leave out",
    )


def _on_later(
    outlook: Outlook, old: Bundle, later: list[date], seed: int
) -> tuple[Comparison | None, str]:
    """Compare on later dates; the challenger learns from windows that were over before them."""
    sample, options = _seen(outlook, old, seed)
    assert sample.days is not None
    new_dates = np.isin(sample.days, [(day - date(1970, 1, 1)).days for day in later])
    embargo = old.risk.gap + old.risk.horizon
    first = (later[0] - date(1970, 1, 1)).days
    before = sample.days + embargo <= first
    tested = sample.rows(new_dates)
    if len(np.unique(tested.y)) < 2 or not before.any():
        return None, NO_DATES
    found = _paired(old, sample.rows(before), tested, options)
    return found, BETTER if found.promote else NOT_SHOWN


def _on_others(outlook: Outlook, old: Bundle, seed: int) -> tuple[Comparison | None, str]:
    """Compare on some customers of a newer snapshot; the champion may know them from before."""
    sample, options = _seen(outlook, old, seed)
    if min(sample.events, sample.others) < _TESTED:
        return None, NOT_SHOWN
    fold = stratified(sample.y, _TESTED, seed)[0]
    found = _paired(old, sample.rows(fold.train), sample.rows(fold.test), options)
    return found, BETTER_ON_OTHERS if found.promote else NOT_SHOWN


def _paired(old: Bundle, before: Sample, tested: Sample, options: RiskOptions) -> Comparison:
    new = learn_risk(before, options)
    first, second = (
        model.score(tested.table).column("risk").to_numpy() for model in (old.risk, new)
    )
    return compare(tested.y, first, second, tested.weight, groups=tested.groups, seed=options.seed)
