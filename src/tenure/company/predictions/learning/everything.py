"""Learning everything of a company at once: risk, when, health, and what its trials say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from tenure.company.predictions.drift.drifting import reference_of
from tenure.company.predictions.learning.bundle import Bundle
from tenure.company.predictions.learning.causes import told_apart
from tenure.company.predictions.learning.completing import completed
from tenure.company.predictions.learning.leading import followed, lead_of
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.rows import Rows
from tenure.company.predictions.views.unsaid import lacking
from tenure.definitions import Health
from tenure.errors import MetricError
from tenure.predict.features.contract import Feature
from tenure.predict.health.bands import Bands
from tenure.predict.health.model import HealthScore
from tenure.predict.leakage import dated
from tenure.predict.learners import Boosting, Logistic, Tree
from tenure.predict.risk import Columns as Meant
from tenure.predict.risk import RiskModel, RiskOptions, train
from tenure.predict.sample import sample_of
from tenure.predict.survival import Survival

if TYPE_CHECKING:
    import pyarrow as pa

Made = TypeVar("Made")

YOUNG = 14
"""Days since the start before which there is no history to learn from."""
HYSTERESIS = 5.0
"""Points of health between entering a band and leaving it."""
_RATE, _DATES, _PARTS = 0.1, 2, 3
"""Learning once a month is to take a minute: larger steps, fewer folds than one could have."""
_SNAPSHOT_PARTS = 5
"""As results on snapshots are published."""
_REPLICATES = 8
_PERSON_PERIODS = 40_000
_TELLING, _LOOKED_AT = 30, 2000
"""Features by which it is learnt when, chosen by so many rows."""
_AGE = ("days_since_start", "tenure_days")
_SEGMENTS = ("plan", "attribute_segment", "attribute_channel", "attribute_industry")
_LEVELS = 12


def learn(outlook: Outlook, *, seed: int = 0) -> Bundle:
    """Return the models of a company, learnt from all dates that its data allow.

    Raises MetricError when no date can be learnt from, and for columns that know the outcome.
    What else cannot be learnt is left out, with the reason in `Bundle.without`.
    """
    rows = Rows.of(outlook)
    table, without = rows.sample(), dict[str, str]()
    names = [one.name for one in rows.features]
    names = [name for name in names if name not in outlook.settings.exclude]
    risk = train(sample_of(table, names), options_of(outlook, rows.features, table, seed))
    if outlook.snapshot:
        return completed(outlook, _of_snapshot(rows, risk, table), seed=seed)
    kept = telling(risk, table, names)
    later = _tried("survival", without, lambda: _survival(table, kept, without, seed))
    told = [one for one in rows.features if one.name in risk.features]

    def healthy(of: "pa.Table") -> HealthScore:
        return _health(outlook, told, of, seed)

    last = outlook.observed.last
    health = _tried("health", without, lambda: healthy(table))
    lead = _tried(
        "lead time",
        without,
        lambda: lead_of(table, healthy, lambda: followed(rows), last, seed=seed),
    )
    reference = reference_of(risk, table)
    bundle = Bundle(rows.columns, rows.features, risk, later, health, without, reference, lead)
    return completed(outlook, bundle, seed=seed)


def _of_snapshot(rows: Rows, risk: RiskModel, table: "pa.Table") -> Bundle:
    """Return what is learnt of a lone snapshot: the risk, and how those who had not left look."""
    import pyarrow as pa
    import pyarrow.compute as pc

    stayed = table.filter(pc.equal(table["left"], pa.scalar(0)))
    there = reference_of(risk, stayed)
    return Bundle(rows.columns, rows.features, risk, None, None, lacking(), there)


def telling(risk: RiskModel, table: "pa.Table", names: Sequence[str]) -> list[str]:
    """Return the features that say most about the risk, the most telling first.

    By the mean size of what each adds to the log odds, over some of the rows.
    """
    import numpy as np

    if risk.learned is None:
        return list(names)[:_TELLING]
    step = max(1, table.num_rows // _LOOKED_AT)
    design = risk.learned.encoding.apply(table.take(np.arange(0, table.num_rows, step)))
    size = np.abs(risk.learned.contributions(design)[:, :-1]).mean(axis=0)
    order = np.argsort(-size, kind="stable")[:_TELLING]
    return [design.features[at] for at in order if size[at] > 0]


def _survival(
    table: "pa.Table", names: Sequence[str], without: dict[str, str], seed: int
) -> Survival:
    """Learn when, and for which cause where most of those who left have one."""
    rows, dropped = told_apart(table)
    found = Survival.fit(rows, names, replicates=_REPLICATES, most=_PERSON_PERIODS, seed=seed)
    if dropped is None:
        return found
    without["cause"] = dropped.says()
    return replace(found, notes=(*found.notes, dropped))


def _tried(what: str, without: dict[str, str], make: "Callable[[], Made]") -> "Made | None":
    try:
        return make()
    except MetricError as error:
        without[what] = error.message
        return None


def options_of(
    outlook: Outlook, features: tuple[Feature, ...], table: "pa.Table", seed: int
) -> RiskOptions:
    """Return how the risk is learnt from rows of some features."""
    there = {one.name for one in features}
    called = _called(features, table)
    age = next((name for name in _AGE if name in there), None)
    return RiskOptions(
        gap=outlook.gap,
        horizon=outlook.horizon,
        columns=Meant(
            segment=_segment(features, table), age=age, history=None, young=YOUNG if age else 0
        ),
        learners=(Logistic(), Tree(), Boosting(learning_rate=_RATE)),
        dated=dated(features),
        allow=tuple(called.get(name, name) for name in outlook.settings.allow),
        called=called,
        dates=_DATES,
        parts=_SNAPSHOT_PARTS if outlook.snapshot else _PARTS,
        seed=seed,
    )


def _called(features: tuple[Feature, ...], table: "pa.Table") -> dict[str, str]:
    """Name attributes as their columns are, where nothing else is called so."""
    own = {one.name: one.about for one in features if one.family == "attribute"}
    return {name: about for name, about in own.items() if about not in table.column_names}


def _segment(features: tuple[Feature, ...], table: "pa.Table") -> str | None:
    """Choose the category whose own rate stands in for what cannot be learnt."""
    found = [one.name for one in features if one.kind == "category"]
    few = [name for name in found if 2 <= len(table[name].unique()) <= _LEVELS]
    preferred = [name for name in _SEGMENTS if name in few]
    return next(iter((*preferred, *few)), None)


def _health(outlook: Outlook, features: list[Feature], table: "pa.Table", seed: int) -> HealthScore:
    told = outlook.rule.data.definitions.health
    weights: Mapping[str, float] | None = None
    if told.weights is not None:
        weights = {str(name): weight for name, weight in told.weights.items()}
    return HealthScore.fit(table, features, weights=weights, bands=bands(told), seed=seed)


def bands(told: Health) -> Bands | None:
    """Return the bands that the company says; None where they are to be learnt."""
    if told.at_risk is None or told.healthy is None:
        return None
    width = min(HYSTERESIS, told.healthy - told.at_risk)
    return Bands(told.at_risk, told.at_risk + width, told.healthy, told.healthy - width)
