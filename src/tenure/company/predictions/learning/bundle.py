"""What was learnt of a company, as named texts: risk, survival, health, and what columns mean."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from tenure.company.predictions.acting.findings import Finding, dumped, loaded
from tenure.company.predictions.columns import Columns
from tenure.company.predictions.learning.backtest import Backtest
from tenure.errors import MetricError
from tenure.predict.drift.reference import Reference
from tenure.predict.features.contract import Feature
from tenure.predict.health.lead import LeadTime
from tenure.predict.health.model import HealthScore
from tenure.predict.risk import RiskModel
from tenure.predict.survival import Curves, Survival
from tenure.predict.survival.aligned import aligned

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS, _REFERENCE, _LEAD = "columns.json", "reference.json", "lead.json"
_RISK, _SURVIVAL, _HEALTH, _UPLIFT = "risk/", "survival/", "health/", "uplift/"
_BACKTEST = "backtest.csv"
_DIGEST = 5
"""Bytes of a name's digest."""


@dataclass(frozen=True)
class Bundle:
    """All models of one training, which are promoted, kept and loaded together.

    `survival`, `health` and `lead` are None where they could not be learnt; `without` says why.
    `reference` is what the rows looked like, to tell drift from; None where nothing was learnt.
    `backtest` are the rows that the risk was judged by, None where it was not. `findings` are
    what trials say, with a model of whom treatment changes where that is of use.
    """

    columns: Columns
    features: tuple[Feature, ...]
    risk: RiskModel
    survival: Survival | None
    health: HealthScore | None
    without: Mapping[str, str]
    reference: Reference | None = None
    lead: LeadTime | None = None
    backtest: Backtest | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def version(self) -> str:
        """The name that every score carries; after `named` that of everything in the bundle."""
        return self.risk.version

    def named(self) -> "Bundle":
        """Return the bundle under a name that no other has: learner, last date, digest of all.

        What is the same in every text has the same name.
        """
        stem = self.version.rpartition("-")[0]
        texts = [one for pair in sorted(self._called(stem).dump().items()) for one in pair]
        digest = blake2b("\x1f".join(texts).encode(), digest_size=_DIGEST).hexdigest()
        return self._called(f"{stem}-{digest}")

    def differs_in_the_rest_alone(self, other: "Bundle") -> bool:
        """Say whether the models of risk are the same, and anything else is not."""
        mine = self._called(other.version).dump()
        theirs, risk = other.dump(), other.risk.dump()
        return mine != theirs and risk == _below(mine, _RISK)

    def _called(self, version: str) -> "Bundle":
        return replace(self, risk=replace(self.risk, version=version))

    def curves(self, features: "pa.Table", risk: Any, *, band: bool = False) -> Curves | None:
        """Return when the rows will have left, in accord with their risk (n,; NaN: not known).

        None where it was not learnt when.
        """
        if self.survival is None:
            return None
        found = self.survival.curves(features, band=band)
        begins, until = self.risk.gap, self.risk.gap + self.risk.horizon
        return found if until > found.horizon else aligned(found, risk, begins, until)

    def dump(self) -> dict[str, str]:
        """Return the models as named texts; `load` reads them."""
        plain: dict[str, Any] = {
            **self.columns.plain(),
            "features": [asdict(one) for one in self.features],
            "without": dict(self.without),
        }
        texts = {_COLUMNS: json.dumps(plain, indent=1, ensure_ascii=False)}
        texts |= {_RISK + name: text for name, text in self.risk.dump().items()}
        if self.survival is not None:
            texts |= {_SURVIVAL + name: text for name, text in self.survival.dump().items()}
        if self.health is not None:
            texts |= {_HEALTH + name: text for name, text in self.health.dump().items()}
        if self.reference is not None:
            texts[_REFERENCE] = self.reference.to_json()
        if self.lead is not None:
            texts[_LEAD] = json.dumps(asdict(self.lead))
        if self.backtest is not None:
            texts[_BACKTEST] = self.backtest.dump()
        texts |= {_UPLIFT + name: text for name, text in dumped(self.findings).items()}
        return texts

    @classmethod
    def load(cls, texts: Mapping[str, str]) -> "Bundle":
        """Return the models that `dump` wrote; MetricError for texts of none."""
        try:
            plain = json.loads(texts[_COLUMNS])
            columns = Columns.read(plain)
            told = tuple(Feature(**one) for one in plain["features"])
        except (KeyError, TypeError, ValueError) as error:
            raise MetricError(
                f"the columns of these models cannot be read: {error!r}",
                hint="train again: tenure predict train",
            ) from error
        later, health = _below(texts, _SURVIVAL), _below(texts, _HEALTH)
        return cls(
            columns,
            told,
            RiskModel.load(_below(texts, _RISK)),
            Survival.load(later) if later else None,
            HealthScore.load(health) if health else None,
            plain["without"],
            Reference.from_json(texts[_REFERENCE]) if _REFERENCE in texts else None,
            LeadTime.from_dict(json.loads(texts[_LEAD])) if _LEAD in texts else None,
            Backtest.load(texts[_BACKTEST]) if _BACKTEST in texts else None,
            loaded(_below(texts, _UPLIFT)),
        )


def _below(texts: Mapping[str, str], folder: str) -> dict[str, str]:
    return {
        name.removeprefix(folder): text for name, text in texts.items() if name.startswith(folder)
    }
