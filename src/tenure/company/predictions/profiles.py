"""Profiles: one row a customer (or a logo) as of a day, everything known, kept a folder a day."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.predictions.buying import Buying
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.scoring import Scoring
from tenure.company.predictions.training import shelf_of
from tenure.company.profiles import profiles
from tenure.errors import MetricError
from tenure.predict.health.overrides import Override
from tenure.predict.reasons import reasons
from tenure.predict.worth.tiers import tiers
from tenure.store import Store, as_json, fingerprint_code, write_text

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

FOLDER = "profiles"
PROFILES, REASONS, CROSSED, ABOUT = (
    "profiles.parquet",
    "reasons.parquet",
    "crossed.parquet",
    "about.json",
)
OFFERS, REPLENISH = "offers.parquet", "replenish.parquet"
_SCORES = "scores.parquet"
_TOLD = 0.1
"""The share of customers, those of most risk, whose reasons are worked out: so many are read."""
_PERSONAL = ("email",)


@dataclass(frozen=True)
class Day:
    """The profiles of one day, as they lie in the store."""

    folder: Path

    @property
    def as_of(self) -> date:
        """The day before whose beginning everything was known."""
        return date.fromisoformat(self.folder.name)

    @property
    def about(self) -> dict[str, Any]:
        """How they came about: model, when they were made, and what could not be said."""
        return dict(json.loads((self.folder / ABOUT).read_text("utf-8")))

    def table(self, name: str = PROFILES, **options: Any) -> "pa.Table | None":
        """Return one of the tables, None where there is none; `options` are those of Parquet."""
        import pyarrow.parquet as pq

        path = self.folder / name
        return pq.read_table(path, **options) if path.is_file() else None


def days(store: Store, unit: str) -> list[Day]:
    """Return the days with profiles, the first one first."""
    found = (store.root / FOLDER / unit).glob("????-??-??")
    return [Day(folder) for folder in sorted(found) if (folder / ABOUT).is_file()]


def latest(outlook: Outlook) -> Day:
    """Return the last day with profiles; MetricError when there is none."""
    found = days(outlook.rule.data.store, outlook.rule.unit)
    if not found:
        raise MetricError("nobody has been scored yet", hint="tenure predict score")
    return found[-1]


def score(outlook: Outlook) -> Day:
    """Score everyone who is there today and keep their profiles, whole or not at all.

    What was scored before from the same data with the same models stays as it is. Raises
    MetricError when nothing has been learnt yet.
    """
    store, unit = outlook.rule.data.store, outlook.rule.unit
    bundle = shelf_of(outlook).load()
    key = store.key(
        fingerprint_code(),
        bundle.version,
        outlook.rule.data.fingerprint(),
        outlook.rule.data.definitions.fingerprint(),
        str(outlook.observed),
    )
    place = store.root / FOLDER / unit / outlook.grid.today.as_of.isoformat()
    if (place / ABOUT).is_file() and Day(place).about["key"] == key:
        return Day(place)
    earlier = [day for day in days(store, unit) if day.as_of < outlook.grid.today.as_of]
    before = earlier[-1] if earlier else None
    scoring = Scoring(outlook, bundle, _bands(before), _overrides(outlook))

    def build(folder: Path) -> None:
        _write_scores(scoring, folder)
        _write_bought(outlook, folder)
        _write_profiles(outlook, folder)
        write_text(
            folder / ABOUT,
            as_json(
                {
                    "key": key,
                    "unit": unit,
                    "model": bundle.version,
                    "horizon": bundle.risk.horizon,
                    "gap": bundle.risk.gap,
                    "before": before.as_of if before else None,
                    "without": dict(bundle.without),
                }
            ),
        )
        if before is not None:
            _write_crossed(folder, before)

    store.replace(place, build)
    return Day(place)


def _bands(before: Day | None) -> dict[str, str]:
    """Return the bands of health that units had the last time."""
    found = before.table() if before else None
    if found is None or "health_band" not in found.column_names:
        return {}
    units, bands = (found[name].to_pylist() for name in ("unit_id", "health_band"))
    return {str(unit): str(band) for unit, band in zip(units, bands, strict=True) if band}


def _overrides(outlook: Outlook) -> tuple[Override, ...]:
    """Return the scores that people set, as the table `overrides` has them."""
    if "overrides" not in outlook.rule.data.tables:
        return ()
    calendar = outlook.rule.data.calendar
    rows = outlook.rule.known("overrides", outlook.observed)
    found = outlook.rule.data.engine.execute(rows, metric="overrides").to_pylist()

    def day(at: datetime) -> date:
        return calendar.day(at)

    return tuple(
        Override(
            str(row["unit_id"]),
            float(row["score"]),
            str(row["author"]),
            str(row["reason"]),
            day(row["set_at"]),
            day(row["expires_at"]),
        )
        for row in found
    )


def _write_scores(scoring: Scoring, folder: Path) -> None:
    """Write what is said of everyone, a shard at a time, and the reasons of those at most risk."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer, risks = None, []
    try:
        for _, said in scoring.tables():
            writer = writer or pq.ParquetWriter(folder / _SCORES, said.schema, compression="zstd")
            writer.write_table(said)
            risks.append(said["risk"].to_numpy())
    finally:
        if writer is not None:
            writer.close()
    if not risks:
        raise MetricError("nobody is there today, so there is nobody to score")
    every = np.concatenate(risks).astype(float)
    known = every[np.isfinite(every)]
    least = float(np.quantile(known, 1 - _TOLD)) if known.size else np.inf
    told = []
    for (features, _), risk in zip(scoring.features(), risks, strict=True):
        chosen = np.flatnonzero(risk.astype(float) >= least)
        told.append(reasons(scoring.bundle.risk, features.take(chosen), scoring.bundle.features))
    pq.write_table(pa.concat_tables(told), folder / REASONS, compression="zstd")


def _write_bought(outlook: Outlook, folder: Path) -> None:
    """Write what orders tell, where there are any."""
    import pyarrow.parquet as pq

    buying = Buying.of(outlook)
    if buying is None:
        return
    tables = {
        "value.parquet": buying.value(),
        "next.parquet": buying.next_purchases(),
        REPLENISH: buying.replenishments(),
        OFFERS: buying.offers(),
    }
    for name, table in tables.items():
        if table is not None:
            pq.write_table(table, folder / name, compression="zstd")
    write_text(folder / "bought.json", as_json(buying.without))


def _write_profiles(outlook: Outlook, folder: Path) -> None:
    """Put everything known of each unit beside what is said of it, one row a unit."""
    import pyarrow.parquet as pq

    engine = outlook.rule.data.engine

    def scan(name: str) -> "ir.Table":
        table = engine.scan_parquet([folder / name], name=f"{name.partition('.')[0]}_of_day")
        return table.select(*[one for one in table.columns if not one.startswith("_")])

    rows = scan(_SCORES)
    known = profiles(outlook.rule, outlook.observed)
    if known is not None:
        own = [one for one in known.columns if one not in rows.columns and one not in _PERSONAL]
        rows = _beside(rows, known.select("unit_id", *own))
    if (folder / "value.parquet").is_file() and "value" not in rows.columns:
        worth = scan("value.parquet")
        rows = _beside(
            rows,
            worth.select(
                "unit_id",
                "value",
                "value_low",
                "value_high",
                "alive",
                "currency",
                value_reason="reason",
            )
            if "currency" not in rows.columns
            else worth.select(
                "unit_id", "value", "value_low", "value_high", "alive", value_reason="reason"
            ),
        )
    if (folder / "next.parquet").is_file():
        following = scan("next.parquet")
        rows = _beside(
            rows,
            following.select(
                "unit_id",
                next_purchase="next_day",
                next_earliest="earliest",
                next_latest="latest",
                overdue="overdue",
                next_reason="reason",
            ),
        )
    path = folder / "joined.parquet"
    engine.write_parquet(rows.order_by("unit_id"), path, metric="profiles")
    table = pq.read_table(path)
    if "value" in table.column_names:
        table = table.append_column("value_tier", _tiers(table))
    pq.write_table(table, folder / PROFILES, compression="zstd")
    for name in ("joined.parquet", _SCORES):
        (folder / name).unlink()


def _tiers(table: "pa.Table") -> "pa.Array[Any]":
    import pyarrow as pa

    found, _ = tiers(table["value"].to_numpy().astype(float))
    return pa.array(found.tolist(), pa.string())


def _beside(rows: "ir.Table", told: "ir.Table") -> "ir.Table":
    named = told.rename(_whose="unit_id")
    return rows.left_join(named, rows.unit_id == named["_whose"]).drop("_whose")


def _write_crossed(folder: Path, before: Day) -> None:
    """Write who crossed a band of risk or of health since the last time, and why."""
    import pyarrow.parquet as pq

    now, then = Day(folder).table(), before.table()
    assert now is not None
    assert then is not None
    bands = [name for name in ("risk_band", "health_band") if name in then.column_names]
    names = ["unit_id", *[name for name in bands if name in now.column_names]]
    moved = then.select(names).rename_columns(["unit_id", *[f"{one}_before" for one in names[1:]]])
    both = now.join(moved, "unit_id", join_type="inner").sort_by("unit_id")
    found = np.zeros(both.num_rows, bool)
    for name in names[1:]:
        new, old = (both[one].to_numpy(zero_copy_only=False) for one in (name, f"{name}_before"))
        found |= new != old
    crossed = both.take(np.flatnonzero(found))
    kept = [one for name in names[1:] for one in (name, f"{name}_before")]
    extra = [
        one
        for one in ("risk", "health", "health_change", "health_most")
        if one in crossed.column_names
    ]
    pq.write_table(crossed.select(["unit_id", *kept, *extra]), folder / CROSSED)
