"""Discrete-time survival by cause: learned from labels and features, then asked of customers."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tenure.errors import MetricError
from tenure.predict.encoding import Design, Encoding
from tenure.predict.learners import Learner, learner
from tenure.predict.survival.curves import Curves, area, depth
from tenure.predict.survival.fitting import fitted, reached
from tenure.predict.survival.followup import Floats, follow_up, noticed
from tenure.predict.survival.hazards import Hazard, below, hazard_of, incidence
from tenure.predict.survival.notes import Note, note
from tenure.predict.survival.periods import USUAL, Cut
from tenure.predict.survival.told import told

if TYPE_CHECKING:
    import pyarrow as pa

DAYS = (28, 84, 182)
BATCH = 10_000


@dataclass(frozen=True)
class Survival:
    """When customers leave, and for which cause.

    `fits` are the hazards by cause: of all customers first, then of each bootstrap replicate;
    `shrink`: see `Fits`. `units` is how many customers were learned from, `left` how many of
    them were seen to leave, by cause.
    """

    encoding: Encoding
    intervals: Cut
    causes: tuple[str, ...]
    fits: tuple[tuple[Hazard, ...], ...]
    shrink: float
    units: int
    left: dict[str, int]
    notes: tuple[Note, ...]

    @classmethod
    def fit(
        cls,
        table: "pa.Table",
        features: Sequence[str],
        *,
        by: str | Learner = "logistic",
        intervals: Cut | None = None,
        causes: Sequence[str] | None = None,
        replicates: int = 30,
        most: int = 500_000,
        seed: int = 0,
    ) -> "Survival":
        """Learn from a table of features joined to labels, a row per unit and date.

        Reads unit_id, days_left, followed_days and, where there, cause, weight and state;
        rows of those under notice are left out. Each date begins a clock of its own
        (landmarks), so one customer may be in several rows; bands draw whole customers, in
        `replicates` draws; 0 gives none. At most about `most` person-periods are learned from.
        Intervals that hardly anyone was watched for are cut off; `notes` say so.

        Raises MetricError as `follow_up` and `Encoding.fit` do, and when nobody was watched.
        Source: J. D. Singer and J. B. Willett, It's about time, Journal of Educational
        Statistics 18 (1993); H. C. van Houwelingen, Dynamic prediction by landmarking in event
        history analysis, Scandinavian Journal of Statistics 34 (2007).
        """
        rows = table.filter(~noticed(table))
        seen = follow_up(rows, causes)
        asked = intervals or USUAL
        reach = reached(seen, asked)
        encoding = Encoding.fit(rows, features)
        fits = fitted(
            encoding.apply(rows),
            seen,
            reach,
            by=learner(by) if isinstance(by, str) else by,
            replicates=replicates,
            most=most,
            seed=seed,
        )
        said = list(fits.notes)
        if reach.horizon < asked.horizon:
            said.append(note("shorter", horizon=reach.horizon, asked=asked.horizon))
        if out := table.num_rows - rows.num_rows:
            said.append(note("under_notice", rows=out))
        units = len(np.unique(seen.unit))
        every = (encoding, reach, seen.causes, fits.hazards, fits.shrink, units)
        return cls(*every, seen.left(), tuple(said))

    def incidences(self, design: Design, *, band: bool = True) -> Iterator[Floats]:
        """Yield the incidences (n, causes, J + 1) of all customers, then of each replicate."""
        for hazards in self.fits if band else self.fits[:1]:
            yield incidence(hazards, design, self.intervals)

    def curves(self, table: "pa.Table", *, band: bool = True) -> Curves:
        """Return the curves of the rows of a table of features."""
        return self.banded(self.incidences(self.encoding.apply(table), band=band))

    def banded(self, incidences: Iterable[Floats]) -> Curves:
        """Return curves from the incidences of all customers and those of the replicates."""
        first, *others = incidences
        edges = np.array(self.intervals.edges)
        if len(others) < 2:
            return Curves(edges, self.causes, first)
        from scipy.stats import t

        deep = np.stack([_depths(one) for one in others])
        means = np.stack([area(1 - one.sum(axis=1), edges) for one in others])
        error, mean_error = (one.std(axis=0, ddof=1) * self.shrink for one in (deep, means))
        times = float(t.ppf(0.975, len(others) - 1))
        return Curves(edges, self.causes, first, error, mean_error, times)

    def table(
        self, table: "pa.Table", *, days: Sequence[int] = DAYS, band: bool = True
    ) -> "pa.Table":
        """Return a row per row of a table of features: unit_id, as_of, and what `told` says.

        Days beyond the horizon are left out.
        """
        within = [day for day in days if day <= self.intervals.horizon]
        return told(table, self.curves(table, band=band), within)

    def stream(
        self,
        batches: "Iterable[pa.Table | pa.RecordBatch]",
        *,
        days: Sequence[int] = DAYS,
        band: bool = True,
    ) -> "Iterator[pa.Table]":
        """Yield the tables of batches of features, in bounded memory; see `table`."""
        for part in parts_of(batches):
            yield self.table(part, days=days, band=band)

    def dump(self) -> dict[str, str]:
        """Return the model as named texts, "survival.json" first; `load` reads them."""
        plain = {
            "encoding": self.encoding.to_dict(),
            "edges": self.intervals.edges,
            "block": self.intervals.block,
            "causes": self.causes,
            "fits": len(self.fits),
            "shrink": self.shrink,
            "units": self.units,
            "left": self.left,
            "notes": [[one.code, dict(one.values)] for one in self.notes],
        }
        texts = {"survival.json": json.dumps(plain, indent=1, ensure_ascii=False)}
        for at, hazards in enumerate(self.fits):
            for number, hazard in enumerate(hazards):
                for name, text in hazard.dump().items():
                    texts[f"fit_{at}/cause_{number}/{name}"] = text
        return texts

    @classmethod
    def load(cls, texts: Mapping[str, str]) -> "Survival":
        """Return the model that `dump` wrote; errors: texts of no such model."""
        try:
            plain = json.loads(texts["survival.json"])
            causes = tuple(plain["causes"])
            fits = tuple(
                tuple(
                    hazard_of(below(texts, f"fit_{at}/cause_{number}/"))
                    for number in range(len(causes))
                )
                for at in range(plain["fits"])
            )
            return cls(
                Encoding.from_dict(plain["encoding"]),
                Cut(tuple(plain["edges"]), tuple(plain["block"])),
                causes,
                fits,
                plain["shrink"],
                plain["units"],
                plain["left"],
                tuple(note(code, **values) for code, values in plain["notes"]),
            )
        except (KeyError, ValueError) as error:
            raise MetricError(
                f"these texts hold no survival model that can be read: {error!r}",
                hint="train again, or restore the folder of the model",
            ) from error


def parts_of(batches: "Iterable[pa.Table | pa.RecordBatch]") -> "Iterator[pa.Table]":
    """Yield tables of at most `BATCH` rows."""
    import pyarrow as pa

    for batch in batches:
        whole = pa.Table.from_batches([batch]) if isinstance(batch, pa.RecordBatch) else batch
        for start in range(0, whole.num_rows, BATCH):
            yield whole.slice(start, BATCH)


def _depths(incidence: Floats) -> Floats:
    """Return the depth (n, 1 + causes, J + 1) of staying, and of not leaving for each cause."""
    every = incidence.sum(axis=1, keepdims=True)
    return depth(1 - np.concatenate([every, incidence], axis=1))
