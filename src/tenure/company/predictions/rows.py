"""Labels and features of a company as they lie in its store: computed once, read in batches."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from tenure.company.predictions.drawing import counted, drawn, shares
from tenure.company.predictions.facts import Facts
from tenure.company.predictions.outlook import Outlook
from tenure.definitions import Step
from tenure.predict.features.contract import Feature
from tenure.predict.features.matrix import features, matrix
from tenure.predict.features.runs import by_run
from tenure.predict.features.sources import Plan, Sources
from tenure.predict.grid import Point
from tenure.store import fingerprint_code

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_LABELS = "labels.parquet"
_SHARD = 100_000
"""Units whose features are computed at once, to bound what is in memory."""
_CODE = ("predict", "company", "measure", "tables", "engines", "conditions", "periods.py")


@dataclass(frozen=True)
class Columns:
    """What the columns of a company's features are: found once, and kept with a model."""

    plan: Plan
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Rows:
    """The rows to learn from and to score, as of an outlook, with the columns that are meant."""

    outlook: Outlook
    columns: Columns

    @classmethod
    def of(cls, outlook: Outlook, columns: Columns | None = None) -> "Rows":
        """Return the rows with the columns of a model, or those that the data suggest now."""
        if columns is None:
            plan, steps = Facts(outlook).plan()
            columns = Columns(plan, tuple(steps))
        return cls(outlook, columns)

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        """The features that the company's tables allow."""
        return features(self._sources, self.columns.plan)

    @cached_property
    def labels(self) -> "ir.Table":
        """What became of everyone who was there at the dates to learn from."""
        return self._kept("labels", self.outlook.grid.points)

    @cached_property
    def outcomes(self) -> dict[int, int]:
        """How many rows of known outcome there are: 0 stayed, 1 left."""
        if not self.outlook.grid.points:
            return {}
        table = self.outlook.rule.data.engine.execute(counted(self.labels), metric="outcomes")
        return {int(row["left"]): int(row["rows"]) for row in table.to_pylist()}

    def sample(self) -> "pa.Table":
        """Return the rows to learn from: features, what became of them, and `weight`.

        Raises MetricError when there is nothing to learn from.
        """
        if not self.outcomes:
            raise self.outlook.empty
        chosen = drawn(self.labels, shares(self.outcomes, self.outlook.settings.sample))
        return self.features_of("sample", chosen, self.outlook.grid.points)

    def features_of(self, kind: str, population: "ir.Table", points: Sequence[Point]) -> "pa.Table":
        """Return the features of some units at some dates, beside the population's own columns."""
        import pyarrow.parquet as pq

        folder = self._computed(kind, population, points)
        return pq.read_table(sorted(folder.glob("part-*.parquet")))

    def files(self, points: Sequence[Point]) -> list[Path]:
        """Return files of everyone who is there at the last of some dates, a shard of units each.

        They have the features as of every date, and `state`; the units lie in order.
        """
        there = self._kept("there", tuple(points))
        last = max(point.as_of for point in points)
        now = self.outlook.present(there.filter(there.as_of == last)).select("unit_id")
        same = there.semi_join(now, "unit_id").select("unit_id", "as_of", "state")
        folder = self._computed("there", same, points)
        return sorted(folder.glob("part-*.parquet"))

    @cached_property
    def _sources(self) -> Sources:
        return Facts(self.outlook).sources(list(self.columns.steps))

    def _key(self, kind: str, points: Sequence[Point]) -> str:
        data = self.outlook.rule.data
        return data.store.key(
            kind,
            fingerprint_code(*_CODE),
            data.fingerprint(),
            data.definitions.fingerprint(),
            str(self.outlook.observed),
            [asdict(point) for point in points],
        )

    def _kept(self, kind: str, points: tuple[Point, ...]) -> "ir.Table":
        data = self.outlook.rule.data

        def build(folder: Path) -> None:
            told = self.outlook.labels(points).order_by("as_of", "unit_id")
            data.engine.write_parquet(told, folder / _LABELS, metric="labels")

        key = self._key(kind, points)
        folder = data.store.entry("labels", key, build)
        table = data.engine.scan_parquet([folder / _LABELS], name=f"labels_{key[:8]}")
        return table.select(*[name for name in table.columns if not name.startswith("_")])

    def _with_runs(self, points: Sequence[Point], parts: int) -> Sources:
        """Add up the events once for all shards, in parts of time, where there are several."""
        if parts == 1 or self._sources.events is None:
            return self._sources
        data, dates = self.outlook.rule.data, tuple(sorted(set(points)))
        paths = []
        for part in range(parts):
            runs = by_run(self._sources, self.columns.plan, dates, part=(part, parts))
            paths.append(data.store.scratch / f"runs-{uuid4().hex[:8]}-{part:03d}.parquet")
            data.engine.write_parquet(runs, paths[-1], metric="features: events")
        written = data.engine.scan_parquet(paths, name=f"runs_{uuid4().hex[:8]}")
        return replace(self._sources, runs=written)

    def _computed(self, kind: str, population: "ir.Table", points: Sequence[Point]) -> Path:
        """Write the features of a population beside its own columns, a file a shard of units."""
        data = self.outlook.rule.data
        number = data.engine.execute(
            population.agg(n=population.unit_id.nunique()), metric="units"
        ).to_pylist()[0]["n"]
        shards = max(1, ceil(number / _SHARD))

        def build(folder: Path) -> None:
            sources = self._with_runs(points, shards)
            for shard in range(shards):
                found = matrix(
                    sources,
                    points,
                    self.columns.plan,
                    population=population,
                    shard=(shard, shards),
                )
                own = population.rename(_unit="unit_id", _date="as_of")
                both = found.inner_join(
                    own, [found.unit_id == own["_unit"], found.as_of == own["_date"]]
                )
                told = both.drop("_unit", "_date").order_by("as_of", "unit_id")
                path = folder / f"part-{shard:03d}.parquet"
                data.engine.write_parquet(told, path, metric="features")

        columns = [asdict(self.columns.plan), [str(step) for step in self.columns.steps]]
        key = data.store.key(self._key(kind, points), columns)
        return data.store.entry("features", key, build)
