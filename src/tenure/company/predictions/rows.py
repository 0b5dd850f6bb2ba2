"""Labels and features of a company as they lie in its store: computed once, read in batches."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.company.predictions.columns import Columns
from tenure.company.predictions.drawing import counted, drawn, shares
from tenure.company.predictions.facts import CODE, Facts
from tenure.company.predictions.outlook import Outlook
from tenure.predict.features.contract import Feature
from tenure.predict.features.logo import narrowed
from tenure.predict.features.matrix import features, matrix, settled
from tenure.predict.features.sources import Sources
from tenure.predict.grid import Point

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_LABELS, _PARTS = "labels.parquet", "part-*.parquet"
_SHARD = 100_000
"""Units whose features are computed at once, to bound what is in memory."""
_FEW = 0.5
"""Share of all units up to which finding a population's own events costs less than it saves."""


@dataclass(frozen=True)
class Rows:
    """The rows to learn from and to score, as of an outlook, with the columns that are meant."""

    outlook: Outlook
    columns: Columns

    @classmethod
    def of(cls, outlook: Outlook, columns: Columns | None = None) -> "Rows":
        """Return the rows with the columns of a model, or those that the data suggest now."""
        if columns is None:
            columns = Facts(outlook).columns()
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

    def features_of(
        self,
        kind: str,
        population: "ir.Table",
        points: Sequence[Point],
        only: Collection[str] | None = None,
    ) -> "pa.Table":
        """Return the features of some units at some dates, beside the population's own columns.

        `only` names those that are wanted, where not all are.
        """
        import pyarrow.parquet as pq

        folder = self._computed(kind, population, points, only)
        return pq.read_table(sorted(folder.glob(_PARTS)))

    def files(self, points: Sequence[Point]) -> list[Path]:
        """Return files of everyone who is there at the last of some dates, a shard of units each.

        They have the features as of every date, and `state`; the units lie in order.
        """
        there = self._kept("there", tuple(points))
        last = max(point.as_of for point in points)
        now = self.outlook.present(there.filter(there.as_of == last)).select("unit_id")
        same = there.semi_join(now, "unit_id").select("unit_id", "as_of", "state")
        folder = self._computed("there", same, points)
        return sorted(folder.glob(_PARTS))

    def kept(self, points: Sequence[Point]) -> list[Path]:
        """Return the same files as far as they lie in the store; nothing is computed."""
        found = self.outlook.rule.data.store.find("features", self._name("there", points))
        return sorted(found.glob(_PARTS)) if found else []

    @cached_property
    def _sources(self) -> Sources:
        return Facts(self.outlook).sources(list(self.columns.steps))

    def _key(self, kind: str, points: Sequence[Point]) -> str:
        return self.outlook.key(kind, [asdict(point) for point in points], code=CODE)

    def _kept(self, kind: str, points: tuple[Point, ...]) -> "ir.Table":
        data = self.outlook.rule.data

        def build(folder: Path) -> None:
            told = self.outlook.labels(points).order_by("as_of", "unit_id")
            data.engine.write_parquet(told, folder / _LABELS, metric="labels")

        key = self._key(kind, points)
        folder = data.store.entry("labels", key, build)
        table = data.engine.scan_parquet([folder / _LABELS], name=f"labels_{key[:8]}")
        return table.select(*[name for name in table.columns if not name.startswith("_")])

    @cached_property
    def _units(self) -> int:
        """How many units are known of at all."""
        rule = self.outlook.rule
        told = rule.data.tables.get(f"{rule.unit}s")
        number = self.labels.unit_id.nunique() if told is None else told.count()
        found = rule.data.engine.execute(number.name("n").as_table(), metric="units")
        return int(found["n"][0].as_py())

    def _summed(
        self,
        points: Sequence[Point],
        population: "ir.Table",
        number: int,
        only: Collection[str] | None,
    ) -> Sources:
        """Add up the events once for all shards, in parts of time, where there are many.

        Of a population that is a small share of all units, only its own rows are read, and the
        events of its logos.
        """
        sources = self._sources
        if max(number, self._units) <= _SHARD:
            return sources
        if number <= _FEW * self._units:
            units = self.outlook.aside("units", [population.select("unit_id").distinct()])
            sources = narrowed(sources, units)
        parts, keep = ceil(number / _SHARD), self.outlook.aside
        return settled(sources, points, self.columns.plan, keep=keep, parts=parts, only=only)

    def _computed(
        self,
        kind: str,
        population: "ir.Table",
        points: Sequence[Point],
        only: Collection[str] | None = None,
    ) -> Path:
        """Write the features of a population beside its own columns, a file a shard of units."""
        data = self.outlook.rule.data

        def build(folder: Path) -> None:
            # Asked for by every family of features: drawing it anew each time costs more than all.
            drawn = self.outlook.aside("population", [population])
            units = drawn.agg(n=drawn.unit_id.nunique())
            number = data.engine.execute(units, metric="units")["n"][0].as_py()
            sources = self._summed(points, drawn, number, only)
            shards = max(1, ceil(number / _SHARD))
            for shard in range(shards):
                path = folder / f"part-{shard:03d}.parquet"
                told = self._beside(drawn, sources, points, (shard, shards), only)
                data.engine.write_parquet(told, path, metric="features")

        return data.store.entry("features", self._name(kind, points, only), build)

    def _name(self, kind: str, points: Sequence[Point], only: Collection[str] | None = None) -> str:
        """Return under which name features lie in the store."""
        columns = [asdict(self.columns.plan), [str(step) for step in self.columns.steps]]
        wanted = None if only is None else sorted(only)
        return self.outlook.rule.data.store.key(self._key(kind, points), columns, wanted)

    def _beside(
        self,
        population: "ir.Table",
        sources: Sources,
        points: Sequence[Point],
        shard: tuple[int, int],
        only: Collection[str] | None,
    ) -> "ir.Table":
        """Return the features of one shard beside the population's own columns, in order."""
        plan = self.columns.plan
        found = matrix(sources, points, plan, population=population, shard=shard, only=only)
        own = population.rename(_unit="unit_id", _date="as_of")
        both = found.inner_join(own, [found.unit_id == own["_unit"], found.as_of == own["_date"]])
        return both.drop("_unit", "_date").order_by("as_of", "unit_id")
