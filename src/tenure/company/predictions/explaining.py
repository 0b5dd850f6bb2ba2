"""One customer explained: what is said of them, why, how it goes on, and what to offer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles import OFFERS, REPLENISH, Day, latest
from tenure.company.predictions.scoring import Scoring
from tenure.company.predictions.training import shelf_of
from tenure.company.predictions.unsaid import sentences
from tenure.errors import MetricError, suggest
from tenure.predict.health.model import reason_said
from tenure.predict.reasons import caveat, reasons
from tenure.predict.survival.told import curve_rows
from tenure.predict.wording import LANGUAGES

if TYPE_CHECKING:
    import pyarrow as pa

_FEW = 5


@dataclass(frozen=True)
class Explanation:
    """What is known of one unit: its profile, reasons, survival curve, offers, next needs.

    unsaid: what cannot be said of anyone, and why, by language; of a lone snapshot only.
    """

    profile: dict[str, Any]
    reasons: list[dict[str, Any]]
    curve: list[dict[str, Any]]
    offers: list[dict[str, Any]]
    needs: list[dict[str, Any]]
    unsaid: Mapping[str, Sequence[str]]

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
    import pyarrow as pa
    import pyarrow.compute as pc

    day = latest(outlook)
    row = _row(outlook, day, unit)
    scoring = Scoring(outlook, shelf_of(outlook).load(day.about["model"]))
    own = None
    for features, _ in scoring.features():
        found = features.filter(pc.equal(features["unit_id"], pa.scalar(unit)))
        own = found if found.num_rows else own
    told: list[dict[str, Any]] = []
    curve: list[dict[str, Any]] = []
    if own is not None and row["risk"] is not None:
        bundle = scoring.bundle
        told = reasons(bundle.risk, own, bundle.features).to_pylist()
        curves = bundle.curves(own, np.array([row["risk"]]), band=True)
        curve = [] if curves is None else curve_rows(own, curves).to_pylist()
    offers, needs = _of(day, OFFERS, unit), _of(day, REPLENISH, unit)[:_FEW]
    unsaid = {language: sentences(outlook, language) for language in LANGUAGES}
    return Explanation(row, told, curve, offers, needs, unsaid)


def _row(outlook: Outlook, day: Day, unit: str) -> dict[str, Any]:
    found = _of(day, "profiles.parquet", unit)
    if found:
        return found[0]
    absent = outlook.snapshot.absent(unit) if outlook.snapshot else None
    if absent:
        raise MetricError(absent, hint="only those who had not left are scored")
    names = day.table(columns=["unit_id"])
    assert names is not None
    near = suggest(unit, [str(one) for one in names["unit_id"].to_pylist()[:100_000]])
    raise MetricError(
        f"{unit!r} was not there on {day.as_of}, so nothing is predicted of them",
        hint=f"did you mean {near!r}?" if near else "only those who are there are scored",
    )


def _of(day: Day, name: str, unit: str) -> list[dict[str, Any]]:
    found: pa.Table | None = day.table(name, filters=[("unit_id", "=", unit)])
    return [] if found is None else list(found.to_pylist())
