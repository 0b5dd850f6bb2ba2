"""One customer explained: what is said of them, why, how it goes on, and what to offer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.predictions.acting.uplifts import HARMS
from tenure.company.predictions.days import (
    CHANCES,
    CROSSED,
    OFFERS,
    PROFILES,
    REPLENISH,
    Day,
    latest,
    place_of,
)
from tenure.company.predictions.learning.bundle import Bundle
from tenure.company.predictions.learning.training import shelf_of
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles.scoring import Scoring
from tenure.company.predictions.views.unsaid import sentences
from tenure.errors import MetricError, suggest
from tenure.predict.health.lead import LeadTime
from tenure.predict.health.model import reason_said
from tenure.predict.reasons import caveat, reasons
from tenure.predict.survival.told import curve_rows
from tenure.predict.wording import LANGUAGES

if TYPE_CHECKING:
    import pyarrow as pa

_FEW = 5
_NEAR = 100_000
"""Names that are looked through for the one that was meant."""


@dataclass(frozen=True)
class Explanation:
    """What is known of one unit: its profile, reasons, survival curve, offers, next needs.

    crossed: its row in the table of who crossed a band, None for who did not, since the day
    `since`. components: what its health is made of, 0 to 100. chances: what the best of those
    like it hold. lead: how early health warns here. doubt: why not to trust its risk as
    others, by language. treatments: what trials say that each would change, and whether it is
    shown to drive such customers away (experiment, treatment, gain, harms). unsaid: what
    cannot be said of anyone, and why, by language; of a lone snapshot only. new: days since a
    unit joined that was too young to be known on one of the two days, None for others.
    """

    profile: dict[str, Any]
    reasons: list[dict[str, Any]]
    curve: list[dict[str, Any]]
    offers: list[dict[str, Any]]
    needs: list[dict[str, Any]]
    chances: list[dict[str, Any]]
    crossed: dict[str, Any] | None
    since: date | None
    components: Mapping[str, float]
    lead: LeadTime | None
    doubt: Mapping[str, str | None]
    treatments: Sequence[Mapping[str, Any]]
    unsaid: Mapping[str, Sequence[str]]
    new: float | None = None

    def caveat(self, language: str) -> str:
        """Return what must stand beside the reasons."""
        return caveat(language)

    def health_note(self, language: str) -> str | None:
        """Return why there is no health score, or without what it is."""
        code = self.profile.get("health_reason")
        if not code:
            return None
        return reason_said(
            code, self.profile.get("health_without"), "ko" if language == "ko" else "en"
        )


def explain(outlook: Outlook, unit: str) -> Explanation:
    """Explain a customer or an account of the last day with profiles.

    Raises MetricError for a unit that is not there on that day, suggesting one that is.
    """
    day = latest(outlook)
    row = _row(outlook, day, unit)
    bundle = shelf_of(outlook).load(day.about["model"])
    told: list[dict[str, Any]] = []
    curve: list[dict[str, Any]] = []
    doubt: dict[str, str | None] = {}
    own = _features(_then(outlook, day), bundle, day, unit)
    if own is not None and row["risk"] is not None:
        told = reasons(bundle.risk, own, bundle.features).to_pylist()
        curves = bundle.curves(own, np.array([row["risk"]]), band=True)
        curve = [] if curves is None else curve_rows(own, curves).to_pylist()
        doubt = {one: bundle.risk.score(own, one)["reason"][0].as_py() for one in LANGUAGES}
    crossed = _of(day, CROSSED, unit)
    return Explanation(
        row,
        told,
        curve,
        _of(day, OFFERS, unit),
        _of(day, REPLENISH, unit)[:_FEW],
        _of(day, CHANCES, unit),
        crossed[0] if crossed else None,
        day.before,
        _components(bundle, row),
        bundle.lead,
        doubt,
        _treatments(bundle, row),
        {language: sentences(outlook, language) for language in LANGUAGES},
        None if own is None else _new(bundle, own, day),
    )


def kept_curve(
    outlook: Outlook, bundle: Bundle, day: Day, unit: str, risk: float
) -> list[dict[str, Any]]:
    """Return the survival curve of a unit with its band, in rows as `curve_rows` gives them.

    Read off the features that the last scoring kept; none where they are gone, or where it was
    not learnt when customers leave. Nothing is computed anew, so that somebody may wait for it.
    """
    import pyarrow.parquet as pq

    scoring = _scoring(_then(outlook, day), bundle, day)
    for path in scoring.rows.kept(scoring.points):
        rows = pq.read_table(path, filters=[("unit_id", "=", unit)])
        own = _of_day(rows, day)
        if own.num_rows:
            curves = bundle.curves(own, np.array([risk]), band=True)
            return [] if curves is None else list(curve_rows(own, curves).to_pylist())
    return []


def _new(bundle: Bundle, own: "pa.Table", day: Day) -> float | None:
    """Return for how many days a unit has been there that had no history now or last time."""
    meant = bundle.risk.columns
    age = None if meant.age is None else own[meant.age][0].as_py()
    apart = 0 if day.before is None else (day.as_of - day.before).days
    return age if age is not None and age - apart < meant.young else None


def _then(outlook: Outlook, day: Day) -> Outlook:
    """Return the outlook as of which the profiles were made: what became known later is not."""
    last = day.as_of - timedelta(days=1)
    same = outlook.snapshot or outlook.observed.last == last
    return outlook if same else Outlook(outlook.rule, last)


def _features(outlook: Outlook, bundle: Bundle, day: Day, unit: str) -> "pa.Table | None":
    """Return the features of one unit, as they were scored."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for features, _ in _scoring(outlook, bundle, day).features():
        found = features.filter(pc.equal(features["unit_id"], pa.scalar(unit)))
        if found.num_rows:
            return found
    return None


def _scoring(outlook: Outlook, bundle: Bundle, day: Day) -> Scoring:
    """Return the scoring that the profiles of a day came from."""
    store, kind = outlook.rule.data.store, outlook.rule.unit
    before = Day(place_of(store, kind, day.before)) if day.before else None
    return Scoring(outlook, bundle, before)


def _of_day(features: "pa.Table", day: Day) -> "pa.Table":
    """Leave the rows as of a day."""
    import pyarrow as pa
    import pyarrow.compute as pc

    dates = features["as_of"].cast(pa.date32())
    return features.filter(pc.equal(dates, pa.scalar(day.as_of, pa.date32())))


def _treatments(bundle: Bundle, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what each treatment would change whose trial has shown that it differs."""
    kept = [one.uplift for one in bundle.findings if one.uplift is not None]
    return [
        {
            "experiment": one.experiment,
            "treatment": one.treatment,
            "gain": row[one.column],
            "harms": row[one.column + HARMS],
        }
        for one in kept
        if row.get(one.column) is not None
    ]


def _components(bundle: Bundle, row: Mapping[str, Any]) -> dict[str, float]:
    """Return what a health score is made of: components that count and are known."""
    parts = () if bundle.health is None else bundle.health.components
    named = {one.name: row.get(f"health_{one.name}") for one in parts if one.weight > 0}
    return {name: score for name, score in named.items() if score is not None}


def _row(outlook: Outlook, day: Day, unit: str) -> dict[str, Any]:
    found = _of(day, PROFILES, unit)
    if found:
        return found[0]
    absent = outlook.snapshot.absent(unit) if outlook.snapshot else None
    if absent:
        raise MetricError(absent, hint="only those who had not left are scored")
    names = day.table(columns=["unit_id"])
    assert names is not None
    near = suggest(unit, [str(one) for one in names["unit_id"].slice(0, _NEAR).to_pylist()])
    raise MetricError(
        f"{unit!r} was not there on {day.as_of}, so nothing is predicted of them",
        hint=f"did you mean {near!r}?" if near else "only those who are there are scored",
    )


def _of(day: Day, name: str, unit: str) -> list[dict[str, Any]]:
    found: pa.Table | None = day.table(name, filters=[("unit_id", "=", unit)])
    return [] if found is None else list(found.to_pylist())
