"""Features of events as of twelve dates: by Tenure, and the same ones in pandas and Polars.

Run as `features_contenders.py NAME FOLDER`: prints one JSON line with seconds, CPU seconds,
peak memory, and of every feature the sum and how many are known. `events` asks Tenure for what
the peers compute, `tenure` for the features of all tables. Who is asked for lies in
population.parquet (unit_id, as_of): who did something in the 28 days before each date. Days are
those of Seoul; each contender reads raw Parquet and writes the features to Parquet.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

Sums = dict[str, tuple[float, int]]
FIRST, LAST = date(2024, 7, 1), date(2026, 6, 30)
DATES = tuple(date(2025 + (6 + at) // 12, (6 + at) % 12 + 1, 1) for at in range(12))
NAMES = (
    *("watch", "lead_created", "login", "report_viewed"),
    *("automation_run", "theme_changed", "note_shared", "bulk_import"),
)
VALUED = ("watch",)
WINDOWS = (7, 28, 90)
QUARTERS = ("night", "morning", "afternoon")
THREADS = 2
MEMORY = "4GB"
NORM = 28 / 62
EPOCH = date(1970, 1, 1)
PARTS, SHARDS = 4, 4
"""Stretches of time and shards of units of a hundred million events; fewer have one."""
_FEW = 10_000_000


def tenure(folder: Path, out: Path, *, only_events: bool = False) -> Sums:
    """Ask Tenure for the matrix: events added up once in parts of time, then shard by shard."""
    from tenure.engines import connect
    from tenure.predict.features.matrix import features, matrix, settled
    from tenure.predict.grid import Point

    engine = connect("duckdb://", memory=MEMORY, threads=THREADS, scratch=out / "scratch")
    sources, plan = _sources(engine, folder, only_events)
    points = tuple(Point(day, day, day + timedelta(days=30)) for day in DATES)
    rows = engine.execute(sources.events.count().as_table(), metric="rows").to_pylist()
    small = next(iter(rows[0].values())) < _FEW
    parts, shards = (1, 1) if small else (PARTS, SHARDS)

    def kept(name: str, tables: list[Any]) -> Any:
        files = [out / f"{name}-{part}.parquet" for part in range(len(tables))]
        for table, path in zip(tables, files, strict=True):
            engine.write_parquet(table, path, metric=name)
        return engine.scan_parquet(files, name=name).drop("_file", "_row")

    sources = settled(sources, points, plan, keep=kept, parts=parts)
    population = engine.scan_parquet([folder / "population.parquet"], name="population")
    every = [
        matrix(sources, points, plan, population=population, shard=(shard, shards))
        for shard in range(shards)
    ]
    names = [one.name for one in features(sources, plan) if one.kind != "category"]
    table = kept("matrix", every)
    told = {f"s{at}": table[name].sum() for at, name in enumerate(names)}
    told |= {f"n{at}": table[name].count() for at, name in enumerate(names)}
    (row,) = engine.execute(table.agg(**told), metric="sums").to_pylist()
    engine.close()
    return {name: (row[f"s{at}"] or 0.0, row[f"n{at}"]) for at, name in enumerate(names)}


def events(folder: Path, out: Path) -> Sums:
    """Ask Tenure for the features of events alone."""
    return tenure(folder, out, only_events=True)


def _sources(engine: Any, folder: Path, only_events: bool) -> Any:
    from tenure.measure.payments import outcome
    from tenure.periods import Calendar, Observation
    from tenure.predict.features.sources import Plan, Sources, attribute_kinds

    def read(name: str) -> Any:
        files = sorted((folder / "data").glob(f"{name}.parquet"))
        files = files or sorted((folder / "data" / name).glob("*/*.parquet"))
        return engine.scan_parquet(files, name=name).drop("_file", "_row")

    did = read("events").rename(unit_id="customer_id", value="seconds")
    seen = Observation(FIRST, LAST)
    sources, plan = Sources(Calendar("Asia/Seoul"), seen, events=did), Plan(NAMES, VALUED)
    if only_events:
        return sources, plan
    names = ("customers", "subscriptions", "payments", "tickets", "feedback", "touches")
    tables = {name: read(name).rename(unit_id="customer_id") for name in names}
    paid, units = tables["payments"], tables.pop("customers")
    tables["payments"] = paid.mutate(outcome=outcome(paid.status))
    members = units.select("started_at", user_id="unit_id", logo_id="account_id")
    more = replace(plan, scored=("nps", "csat"), attributes=attribute_kinds(units, "customers"))
    return replace(sources, units=units, members=members, **tables), more


def polars(folder: Path, out: Path) -> Sums:
    """Filter and group once a date, on the streaming engine."""
    import polars as pl

    files = sorted((folder / "data" / "events").glob("*/*.parquet"))
    clock = pl.col("occurred_at") + timedelta(hours=9)
    source = pl.scan_parquet(files, hive_partitioning=False).select(
        unit_id="customer_id",
        name="name",
        value=pl.col("seconds").fill_null(0.0),
        day=clock.dt.epoch("s") // 86400,
        quarter=clock.dt.hour() // 6,
        weekend=clock.dt.weekday() > 5,
    )
    population = pl.read_parquet(folder / "population.parquet")
    found = []
    for day in DATES:
        number = (day - EPOCH).days
        past = source.filter(pl.col("day") < number)
        near = past.filter(pl.col("day") >= number - 90).with_columns(age=number - pl.col("day"))
        last = past.group_by("unit_id").agg(last=pl.col("day").max())
        units = population.filter(pl.col("as_of") == day).lazy()
        rows = units.join(last, on="unit_id", how="left")
        rows = rows.join(near.group_by("unit_id").agg(_polars_sums(pl)), on="unit_id", how="left")
        found.append(rows.collect(engine="streaming"))
    frame = pl.concat(found).with_columns(pl.selectors.numeric().fill_null(0))
    numbers = {name: frame[name].cast(pl.Float64) for name in frame.columns if name not in _KEYS}
    numbers["since"] = frame["as_of"].cast(pl.Int32) - frame["last"]
    told = dict(_told(numbers, lambda a, b: a / b.replace(0.0, None), sum))
    pl.DataFrame(told).write_parquet(out / "polars.parquet")
    return {name: (float(one.sum()), len(one) - one.null_count()) for name, one in told.items()}


_KEYS = ("unit_id", "as_of", "last")


def _polars_sums(pl: Any) -> Iterator[Any]:
    age, name, value = pl.col("age"), pl.col("name"), pl.col("value")
    held = {**{f"_{days}": age <= days for days in WINDOWS}, "_before": age.is_between(29, 56)}
    for window, inside in held.items():
        yield inside.sum().alias(f"n{window}")
        yield value.filter(inside).sum().alias(f"v{window}")
        yield pl.col("day").filter(inside).n_unique().alias(f"days{window}")
        yield (inside & ~name.is_in(NAMES)).sum().alias(f"rest{window}")
        for at, one in enumerate(NAMES):
            yield (inside & (name == one)).sum().alias(f"n{at}{window}")
            if one in VALUED:
                yield value.filter(inside & (name == one)).sum().alias(f"v{at}{window}")
    yield pl.col("weekend").sum().alias("weekend")
    for at, part in enumerate(QUARTERS):
        yield (pl.col("quarter") == at).sum().alias(part)
    for week in range(8):
        yield ((age - 1) // 7 == week).any().cast(pl.Int64).alias(f"week{week}")


def pandas(folder: Path, out: Path) -> Sums:
    """Filter and group once a date."""
    import pandas as pd

    files = sorted((folder / "data" / "events").glob("*/*.parquet"))
    frame = pd.concat([pd.read_parquet(file, partitioning=None) for file in files])
    clock = frame.occurred_at + pd.Timedelta(hours=9)
    frame = frame.assign(
        unit_id=frame.customer_id,
        value=frame.seconds.fillna(0.0),
        day=(clock - pd.Timestamp(EPOCH)).dt.days,
        quarter=clock.dt.hour // 6,
        weekend=clock.dt.weekday > 4,
    )[["unit_id", "name", "value", "day", "quarter", "weekend"]]
    population = pd.read_parquet(folder / "population.parquet")
    found = []
    for day in DATES:
        number = (day - EPOCH).days
        past = frame[frame.day < number]
        near = past[past.day >= number - 90]
        units = population[population.as_of == day]
        rows = units.merge(past.groupby("unit_id").day.max().rename("last"), on="unit_id")
        sums = _pandas_sums(pd, near.assign(age=number - near.day))
        found.append(rows.merge(sums, on="unit_id", how="left").assign(since=number - rows["last"]))
    every = pd.concat(found).fillna(0)
    numbers = {name: every[name].astype(float) for name in every.columns if name not in _KEYS}
    told = dict(_told(numbers, lambda a, b: a / b.where(b != 0), sum))
    pd.DataFrame(told).to_parquet(out / "pandas.parquet")
    return {name: (float(one.sum()), int(one.count())) for name, one in told.items()}


def _pandas_sums(pd: Any, near: Any) -> Any:
    age = near.age
    held = {**{f"_{days}": age <= days for days in WINDOWS}, "_before": age.between(29, 56)}
    columns, days = {}, {}
    for window, inside in held.items():
        columns[f"n{window}"] = inside
        columns[f"v{window}"] = near.value.where(inside, 0.0)
        columns[f"rest{window}"] = inside & ~near.name.isin(NAMES)
        for at, one in enumerate(NAMES):
            columns[f"n{at}{window}"] = own = inside & (near.name == one)
            if one in VALUED:
                columns[f"v{at}{window}"] = near.value.where(own, 0.0)
        days[f"days{window}"] = near[inside].groupby("unit_id").day.nunique()
    columns["weekend"] = near.weekend
    columns |= {part: near.quarter == at for at, part in enumerate(QUARTERS)}
    summed = pd.DataFrame(columns).groupby(near.unit_id).sum()
    weeks = pd.DataFrame({f"week{week}": (age - 1) // 7 == week for week in range(8)})
    return summed.join(weeks.groupby(near.unit_id).any()).join(pd.DataFrame(days))


def _told(
    one: dict[str, Any], over: Callable[[Any, Any], Any], add: Callable[[Any], Any]
) -> Iterator[tuple[str, Any]]:
    """Make the features of their sums, by the names that Tenure gives them."""
    yield "days_since_use", one["since"]
    for days in WINDOWS:
        yield f"events_{days}d", one[f"n_{days}"]
        yield f"active_days_{days}d", one[f"days_{days}"]
        yield f"value_{days}d", one[f"v_{days}"]
        yield f"other_events_{days}d", one[f"rest_{days}"]
    yield "events_change_28d", over(one["n_28"], one["n_before"]) - 1
    yield "value_change_28d", over(one["v_28"], one["v_before"]) - 1
    yield "active_days_change_28d", over(one["days_28"], one["days_before"]) - 1
    yield "events_against_norm_28d", over(one["n_28"], (one["n_90"] - one["n_28"]) * NORM) - 1
    yield "value_per_event_90d", over(one["v_90"], one["n_90"])
    for part in (*QUARTERS, "weekend"):
        yield f"{part}_share_90d", over(one[part], one["n_90"])
    weeks = [one[f"week{week}"] for week in range(8)]
    yield "active_weeks_56d", add(weeks)
    runs = [weeks[0]]
    for week in weeks[1:]:
        runs.append(runs[-1] * week)
    yield "weeks_in_a_row", add(runs)
    for at, name in enumerate(NAMES):
        for days in WINDOWS:
            yield f"event_{name}_{days}d", one[f"n{at}_{days}"]
            if name in VALUED:
                yield f"value_{name}_{days}d", one[f"v{at}_{days}"]
        norm = (one[f"n{at}_90"] - one[f"n{at}_28"]) * NORM
        yield f"event_{name}_against_norm_28d", over(one[f"n{at}_28"], norm) - 1
    for days in (28, 90):
        yield f"names_{days}d", add([1.0 * (one[f"n{at}_{days}"] > 0) for at in range(len(NAMES))])
    yield (
        "names_dropped_28d",
        add([1.0 * ((one[f"n{at}_90"] > 0) & (one[f"n{at}_28"] == 0)) for at in range(len(NAMES))]),
    )


CONTENDERS: dict[str, Callable[[Path, Path], Sums]] = {
    "tenure": tenure,
    "events": events,
    "polars": polars,
    "pandas": pandas,
}


def main() -> None:
    """Run one contender and print what it took and what it found."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    with tempfile.TemporaryDirectory(dir=folder) as out:
        started, cpu = time.perf_counter(), time.process_time()
        sums = CONTENDERS[name](folder, Path(out))
        taken = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"name": name, **taken, "memory_mb": memory, "sums": sums}))


if __name__ == "__main__":
    main()
