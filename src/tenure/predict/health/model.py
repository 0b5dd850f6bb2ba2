"""The health score: components from signals, weights that attrition bears out, 0 to 100."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from tenure.errors import MetricError
from tenure.predict.features.contract import Feature
from tenure.predict.health.arrays import Flags, Floats, nullable, numbers, texts
from tenure.predict.health.bands import Bands
from tenure.predict.health.components import Component, mean_of
from tenure.predict.health.learning import Origin, Rows, learned
from tenure.predict.health.said import Language, components_said, say
from tenure.predict.health.signals import Wanted, wanted

if TYPE_CHECKING:
    import pyarrow as pa

LEAST_KNOWN = 0.5
"""With less than this share of the weights known there is no score."""
PARTLY, TOO_LITTLE, NOTHING, NO_SCORE = "partly", "too_little", "nothing", "no_score"


@dataclass(frozen=True)
class HealthScore:
    """What health is made of here; `peers` is the column of those who are compared.

    `weights` says how they came about: learnt, set (by the company), unchecked (too few left
    to learn any: all alike), or none (no component goes with attrition: there is no score).
    """

    components: tuple[Component, ...]
    bands: Bands | None
    peers: str | None
    weights: Origin

    @classmethod
    def fit(
        cls,
        table: "pa.Table",
        features: Sequence[Feature | Wanted],
        *,
        weights: Mapping[str, float] | None = None,
        bands: Bands | None = None,
        peers: str | None = None,
        seed: int = 0,
    ) -> Self:
        """Learn from a table of features joined to labels (unit_id, as_of, left, [weight]).

        Grain in: a row a unit and date; rows whose `left` is null count among the peers only.
        `features` belong to components by their family, or as `Wanted` says. Half of the
        customers, drawn by `seed`, teach which way each feature points; the other half checks
        the components and teaches their weights, so that no component is proved by the
        customers it was made from. `weights` are set by the company instead, in any unit.
        Bands that are not given put a fifth of the rows at risk and half among the healthy.

        Raises MetricError for no feature, an unknown component in `weights`, or weights that
        are below 0 or all 0.
        """
        asked = [
            w for one in features for w in ([one] if isinstance(one, Wanted) else wanted([one]))
        ]
        if not asked:
            raise MetricError(
                "no feature belongs to a component of health",
                where="health",
                hint="give features of use, value, service, sentiment, payments or contracts",
            )
        rows = Rows.of(table, peers, seed)
        parts, origin = learned(table, asked, rows, weights)
        found = cls(parts, bands, peers, origin)
        score = numbers(found.score(table), "score")
        if bands is None and not np.isnan(score).all():
            found = replace(found, bands=Bands.of(score, rows.weight))
        return found

    def score(self, table: "pa.Table") -> "pa.Table":
        """Return the health of each row of a table of features.

        Columns: unit_id, as_of; score, 0 to 100, higher is healthier: the weighted mean of the
        components that are known; one a component, null where nothing is known of it; `known`,
        the share of the weights that is; `reason` and `without`: why there is no score, or
        which components it is without, parted by commas. `reason_said` puts them in words.
        """
        import pyarrow as pa

        each, weight = self.parts(table), self._weight
        there = ~np.isnan(each)
        known = weight @ there
        total = weight @ np.where(there, each, 0.0)
        enough = (known >= LEAST_KNOWN) & (known > 0)
        score = np.divide(total, known, out=np.full(len(total), np.nan), where=enough)
        result = table.select([one for one in ("unit_id", "as_of") if one in table.column_names])
        result = result.append_column("score", nullable(np.clip(score, 0, 100)))
        for one, values in zip(self.components, each, strict=True):
            result = result.append_column(one.name, nullable(values))
        without = self._without(there)
        reasons = [self._reason(*one) for one in zip(known.tolist(), without, strict=True)]
        result = result.append_column("known", nullable(known))
        result = result.append_column("reason", pa.array(reasons, pa.string()))
        return result.append_column("without", pa.array(without, pa.string()))

    def parts(self, table: "pa.Table") -> Floats:
        """Return the components' own scores (components, n), NaN where nothing is known."""
        peers = None if self.peers is None else list(texts(table, self.peers))
        return np.stack([mean_of(one.signals, table, peers) for one in self.components])

    @property
    def _weight(self) -> Floats:
        return np.array([one.weight for one in self.components])

    def says(self, language: Language = "en") -> list[str]:
        """Return what has to be said: what the number means, how weights came, the checks."""
        found = [say("score", "label", language)]
        if self.weights != "learnt":
            found.append(say("note", self.weights, language))
        by_company = self.weights == "set"
        return found + [one.check.says(language, weights_set=by_company) for one in self.components]

    def _without(self, there: Flags) -> list[str | None]:
        """Return the names of the components that count and are not known, a row each."""
        weighed = [
            (one.name, row) for one, row in zip(self.components, there, strict=True) if one.weight
        ]
        found: list[str | None] = [None] * there.shape[1]
        for at in np.flatnonzero(~np.all([row for _, row in weighed], axis=0)) if weighed else ():
            found[at] = ",".join(name for name, row in weighed if not row[at])
        return found

    def _reason(self, known: float, without: str | None) -> str | None:
        if self.weights == "none":
            return NO_SCORE
        if known < LEAST_KNOWN:
            return TOO_LITTLE if known > 0 else NOTHING
        return None if without is None else PARTLY

    def dump(self) -> dict[str, str]:
        """Return "health.json"; `load` reads it."""
        plain = {
            "weights": self.weights,
            "peers": self.peers,
            "bands": None if self.bands is None else asdict(self.bands),
            "components": [one.to_dict() for one in self.components],
        }
        return {"health.json": json.dumps(plain, indent=1, ensure_ascii=False, allow_nan=False)}

    @classmethod
    def load(cls, texts: Mapping[str, str]) -> Self:
        """Return the health score that `dump` wrote; errors: texts of no such score."""
        try:
            plain = json.loads(texts["health.json"])
            parts = tuple(Component.from_dict(one) for one in plain["components"])
            bands = None if plain["bands"] is None else Bands(**plain["bands"])
            return cls(parts, bands, plain["peers"], plain["weights"])
        except (KeyError, TypeError, ValueError) as error:
            raise MetricError(
                f"these texts hold no health score that can be read: {error!r}",
                hint="train again, or restore the folder of the model",
            ) from error


def reason_said(code: str, without: str | None, language: Language = "en") -> str:
    """Return a reason of `HealthScore.score` as people read it."""
    return say("reason", code, language, components=components_said(without or "", language))
