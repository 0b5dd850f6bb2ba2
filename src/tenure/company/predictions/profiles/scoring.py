"""Scoring everyone who is there today: risk, when, health and, under contract, worth."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.predictions.days import Day
from tenure.company.predictions.learning.bundle import Bundle
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles.carried import bands
from tenure.company.predictions.rows import Rows
from tenure.predict.grid import Point
from tenure.predict.health.changes import changes
from tenure.predict.health.overrides import Override, applied
from tenure.predict.labels import UNDER_NOTICE
from tenure.predict.risk.bands import banded
from tenure.predict.survival.model import DAYS
from tenure.predict.survival.told import told
from tenure.predict.worth.contracts import NO_CONTRACT, NOTICED, contract_value

if TYPE_CHECKING:
    import pyarrow as pa

ACTIVE = "active"
TREND_DAYS = 28
"""Days over which a change of health is told."""
MONEY = "mrr"
"""The feature that says what a contract brings a month."""
_MONTH, _YEAR = 365.25 / 12, 365.25
_VALUES = ("value", "value_low", "value_high", "value_kept")
"""What a contract brings, with its interval, and if the customer is kept beyond the horizon."""
_NEVER = 1e-12


@dataclass(frozen=True)
class Scoring:
    """The scores of everyone who is there today, by one set of models.

    `before` are the last profiles, from which on changes are explained; who has no reason to
    change keeps the bands of risk and of health of then.
    """

    outlook: Outlook
    bundle: Bundle
    before: Day | None = None
    overrides: tuple[Override, ...] = ()

    @property
    def since(self) -> date | None:
        """The day of the last profiles."""
        return self.before.as_of if self.before else None

    @property
    def points(self) -> tuple[Point, ...]:
        """Today, and before it the days that health, and the last profiles, are compared with."""
        today = self.outlook.grid.today
        earlier = {self._before} if self.since is None else {self._before, self.since}
        backs = [today.as_of - day for day in sorted(earlier)]
        then = [Point(today.as_of - one, today.begins - one, today.until - one) for one in backs]
        return (*then, today)

    @property
    def _before(self) -> date:
        return self.outlook.grid.today.as_of - timedelta(days=TREND_DAYS)

    @cached_property
    def rows(self) -> Rows:
        """The rows with the columns that the models have learnt."""
        return Rows.of(self.outlook, self.bundle.columns)

    def files(self) -> list[Path]:
        """Return the files of features as of all these days, a shard of units each."""
        return self.rows.files(self.points)

    def features(self) -> "Iterator[tuple[pa.Table, pa.Table]]":
        """Yield the features of a shard of those there today, and those of the day before."""
        for path in self.files():
            yield self._split(path, self._before)

    def moved(self) -> "Iterator[tuple[pa.Table, pa.Table]]":
        """Yield the features of a shard of those there today, and those since the last profiles."""
        for path in self.files() if self.since else ():
            yield self._split(path, self.since)

    def tables(self) -> "Iterator[tuple[pa.Table, pa.Table]]":
        """Yield the features of a shard of those there today, and what is said of them."""
        for features, before in self.features():
            yield features, self._said(features, before)

    def _split(self, path: Path, before: date | None) -> "tuple[pa.Table, pa.Table]":
        """Read a shard: the rows of today, and those of the same units of a day before."""
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        table = pq.read_table(path)
        day = table["as_of"].cast(pa.date32())
        today = pa.scalar(self.outlook.grid.today.as_of, pa.date32())
        then = pa.scalar(before, pa.date32())
        return table.filter(pc.equal(day, today)), table.filter(pc.equal(day, then))

    def _said(self, features: "pa.Table", before: "pa.Table") -> "pa.Table":
        import pyarrow as pa

        notice = np.array(features["state"].to_pylist(), object) == UNDER_NOTICE
        columns: dict[str, Any] = {
            "unit_id": features["unit_id"],
            "as_of": features["as_of"].cast(pa.date32()),
            "state": pa.array(np.where(notice, UNDER_NOTICE, ACTIVE).tolist(), pa.string()),
        }
        columns |= self._risk(features, notice)
        columns |= self._when(features, columns["risk"], notice)
        columns |= self._health(features, before)
        columns |= self._uplift(features, notice)
        return pa.table(columns)

    def _risk(self, features: "pa.Table", notice: Any) -> dict[str, Any]:
        """Return the risk; of those under notice there is none to tell, they have said it."""
        found = self.bundle.risk.score(features)
        named = {
            "risk": "risk",
            "risk_low": "risk_low",
            "risk_high": "risk_high",
            "risk_band": "band",
            "trust": "trust",
            "model": "model",
        }
        if self.before is not None:
            found = found.set_column(found.column_names.index("band"), "band", self._banded(found))
        return {name: _unless(notice, found[own]) for name, own in named.items()}

    def _banded(self, found: "pa.Table") -> "pa.Array[Any]":
        """Return the bands of risk, of which one changes only when the risk is well beyond it."""
        import pyarrow as pa

        before = bands(self.before, found["unit_id"], "risk_band")
        risk = found["risk"].to_numpy().astype(float)
        return pa.array(banded(risk, self.bundle.risk.bands, before).tolist(), pa.string())

    def _when(self, features: "pa.Table", risk: Any, notice: Any) -> dict[str, Any]:
        """Return when they will have left, and what a contract is worth until then."""
        known = np.where(notice, np.nan, risk.to_numpy(zero_copy_only=False).astype(float))
        curves = self.bundle.curves(features, known)
        if curves is None:
            return {}
        said = told(features, curves, [day for day in DAYS if day <= curves.horizon])
        names = [name for name in said.column_names if name not in ("unit_id", "as_of")]
        names = [name for name in names if not name.endswith(("_low", "_high"))]
        found = {f"leaves_in_{day}_days": _nullable([None] * len(curves)) for day in DAYS}
        found |= {name: _unless(notice, said[name]) for name in names}
        return found | self._worth(features, curves.surviving, curves.edges, notice)

    def worth(self, features: "pa.Table", risk: Any) -> Any:
        """Return what contracts are worth (n,) that are kept; None where that is not known."""
        curves = self.bundle.curves(features, risk)
        if curves is None:
            return None
        noticed = np.zeros(features.num_rows, bool)
        found = self._worth(features, curves.surviving, curves.edges, noticed).get("value_kept")
        return None if found is None else found.to_numpy(zero_copy_only=False)

    def _uplift(self, features: "pa.Table", notice: Any) -> dict[str, Any]:
        """Return whom treatment would change, of each trial that has shown that it differs."""
        kept = [one.uplift for one in self.bundle.findings if one.uplift is not None]
        return {
            name: _unless(notice, values)
            for one in kept
            for name, values in one.told(features).items()
        }

    def _worth(self, features: "pa.Table", staying: Any, edges: Any, notice: Any) -> dict[str, Any]:
        """Return what contracts bring in the months to come; null where no MRR is known."""
        asked = self.outlook.rule.data.definitions.value
        months = int(min(asked.horizon, edges[-1]) // _MONTH)
        if MONEY not in features.column_names or not months:
            return {}
        monthly = np.arange(1, months + 1) * _MONTH
        curve = np.array([np.interp(monthly, edges, one) for one in staying])
        curve = curve.reshape(len(staying), months)
        curve = np.minimum.accumulate(np.clip(curve, 0, 1), axis=1)
        mrr = features[MONEY].to_numpy().astype(float)
        known = np.isfinite(mrr) & (mrr > 0)
        rate = (1 + asked.discount) ** (_MONTH / _YEAR) - 1
        found = {name: np.full(len(mrr), np.nan) for name in _VALUES}
        if known.any():
            margin = mrr[known] * asked.margin
            worth = contract_value(curve[known], margin, rate=rate)
            kept = contract_value(self._kept(staying, edges, curve)[known], margin, rate=rate)
            each = (worth.expected, worth.low, worth.high, kept.expected)
            for name, values in zip(_VALUES, each, strict=True):
                found[name][known] = values
        days = np.full(len(mrr), round(months * _MONTH))
        return {
            **{name: _unless(notice, _nullable(values)) for name, values in found.items()},
            "value_days": _unless(notice | ~known, _whole(days)),
            "value_reason": _coded(np.select([notice, ~known], [NOTICED, NO_CONTRACT], "")),
            "mrr": _nullable(mrr),
        }

    def _kept(self, staying: Any, edges: Any, curve: Any) -> Any:
        """Return the curves of those who are still there when the horizon of the risk is over."""
        until = self.bundle.risk.gap + self.bundle.risk.horizon
        there = np.array([np.interp(until, edges, one) for one in staying])
        later = curve / np.maximum(there, _NEVER)[:, None]
        monthly = np.arange(1, curve.shape[1] + 1) * _MONTH
        return np.where(monthly <= until, 1.0, np.minimum(later, 1.0))

    def _health(self, features: "pa.Table", before: "pa.Table") -> dict[str, Any]:
        health = self.bundle.health
        if health is None:
            return {}
        import pyarrow as pa

        now, then = health.score(features), health.score(before)
        both = pa.concat_tables([now, then.select(now.column_names)])
        moved = changes(health, both, days=TREND_DAYS).slice(0, now.num_rows)
        said = applied(now, self.overrides)
        found: dict[str, Any] = {
            "health": said["score"],
            **{f"health_{one.name}": now[one.name] for one in health.components},
            "health_known": now["known"],
            "health_reason": now["reason"],
            "health_without": now["without"],
            "health_change": moved["change"],
            "health_most": moved["most"],
            "health_computed": said["computed"],
            "health_set_by": said["overridden_by"],
            "health_set_why": said["override_reason"],
            "health_set_until": said["overridden_until"],
        }
        if health.bands is not None:
            found["health_band"] = self._bands(said)
        return found

    def _bands(self, said: "pa.Table") -> "pa.Array[Any]":
        import pyarrow as pa

        health = self.bundle.health
        assert health is not None
        assert health.bands is not None
        score = said["score"].to_numpy().astype(float)
        found = health.bands.step(score, bands(self.before, said["unit_id"], "health_band"))
        return pa.array(found.tolist(), pa.string())


def if_alive(value: Any, alive: Any) -> Any:
    """Return what purchases are worth (n,) of who still buys: value / the chance of that."""
    return np.divide(value, alive, out=np.full(len(value), np.nan), where=alive > 0)


def _unless(which: Any, values: Any) -> Any:
    """Return the values, null where a mask says so."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.if_else(pa.array(which), pa.scalar(None, values.type), values)


def _nullable(values: Any) -> "pa.Array[Any]":
    import pyarrow as pa

    return pa.array(values, pa.float64(), from_pandas=True)


def _coded(codes: Any) -> "pa.Array[Any]":
    """Return codes as texts, null where there is none."""
    import pyarrow as pa

    return pa.array([one or None for one in codes.tolist()], pa.string())


def _whole(values: Any) -> "pa.Array[Any]":
    import pyarrow as pa

    return pa.array(values, pa.int64())
