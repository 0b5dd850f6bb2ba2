"""Measure what a risk model costs: training, scoring and reasons, beside a default LightGBM.

`python benchmarks/training.py` draws customers at twelve dates, trains with validation and
calibration, scores a million and explains the tenth at most risk; it prints Markdown.
"""

import argparse
import os
import resource
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

    from tenure.predict.risk import RiskModel

Floats = NDArray[np.float64]
Made = TypeVar("Made")

DATES, CATEGORIES, BATCH = 12, 10, 65_536
FIRST = date(2025, 1, 1)


def main() -> None:
    """Run the benchmark and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--features", type=int, default=150)
    parser.add_argument("--score", type=int, default=1_000_000)
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start\n")
    table = drawn(asked.rows, asked.features)
    seconds, model = timed(lambda: trained(table))
    chosen = model.report["validation"]["chosen"]
    print("| what | seconds | |\n|---|---|---|")
    size = f"{asked.rows:,} rows × {asked.features} features"
    print(f"| training, {size} | {seconds:.0f} | {model.learner}, AUC {chosen['auc'][0]:.4f} |")
    peer, _ = timed(lambda: default_boosting(table))
    print(f"| default LightGBM, one fit, no validation | {peer:.0f} | |")
    _score(model, asked.score, asked.features)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"\nPeak memory {peak:.1f} GiB, load {os.getloadavg()[0]:.1f} at the end")


def _score(model: "RiskModel", customers: int, features: int) -> None:
    from tenure.predict.reasons import reasons

    def stream() -> "Iterator[pa.RecordBatch]":
        for number in range(-(-customers // BATCH)):
            yield from drawn(BATCH, features, dates=1, seed=number + 1).to_batches()

    drawing, _ = timed(lambda: sum(len(batch) for batch in stream()))
    both, count = timed(lambda: sum(len(batch) for batch in model.score_batches(stream())))
    seconds = both - drawing
    print(f"| scoring {count:,} customers | {seconds:.0f} | {count / seconds:,.0f} a second |")
    top = drawn(customers // 10, features, dates=1, seed=99)
    seconds, found = timed(lambda: reasons(model, top))
    told = f"{found.num_rows:,} reasons, {len(top) / seconds:,.0f} customers a second"
    print(f"| reasons of {len(top):,} customers, two languages | {seconds:.0f} | {told} |")


def timed(make: Callable[[], Made]) -> tuple[float, Made]:
    """Return the seconds that something took, and what it made."""
    start = time.perf_counter()
    made = make()
    return time.perf_counter() - start, made


def trained(table: "pa.Table") -> "RiskModel":
    """Train as a run does: leakage, validation, choice, calibration, intervals."""
    from tenure.predict.risk import Columns, RiskOptions, train
    from tenure.predict.sample import sample_of

    names = [name for name in table.column_names if name not in ("unit_id", "as_of", "left")]
    options = RiskOptions(gap=0, horizon=30, columns=Columns(segment="c0"))
    return train(sample_of(table, names), options)


def default_boosting(table: "pa.Table") -> Any:
    """Fit LightGBM as it comes, once, on the same matrix."""
    import lightgbm

    from tenure.predict.encoding import Encoding

    names = [name for name in table.column_names if name not in ("unit_id", "as_of", "left")]
    design = Encoding.fit(table, names, "float32").apply(table)
    model = lightgbm.LGBMClassifier(verbosity=-1, random_state=0)
    return model.fit(design.values, table.column("left").to_numpy())


def drawn(rows: int, features: int, *, dates: int = DATES, seed: int = 0) -> "pa.Table":
    """Draw rows whose log odds follow some counts, a break and a category, of many columns."""
    import pyarrow as pa

    rng = np.random.default_rng(seed)
    units = -(-rows // dates)
    columns: dict[str, Any] = {
        "unit_id": np.tile(np.arange(units), dates)[:rows].astype(str),
        "as_of": pa.array([FIRST + timedelta(30 * n) for n in range(dates)]).take(
            np.repeat(np.arange(dates), units)[:rows]
        ),
    }
    words = np.array([f"level {n}" for n in range(8)])
    margin = np.full(rows, -3.0)
    for at in range(CATEGORIES):
        code = rng.integers(0, 8, rows)
        columns[f"c{at}"] = words[code]
        margin += 0.15 * (code == at % 8)
    for at in range(features - CATEGORIES):
        values = _numbers(rng, rows, at)
        if at < 40:
            margin += 0.12 * np.nan_to_num((values - np.nanmean(values)) / np.nanstd(values))
        columns[f"n{at}"] = pa.array(values, from_pandas=True)
    few = (np.nan_to_num(np.asarray(columns["n0"])) > 2) & (np.asarray(columns["n4"]) > 2)
    margin += 0.8 * few
    columns["left"] = (rng.random(rows) < 1 / (1 + np.exp(-margin))).astype(np.int64)
    return pa.table(columns)


def _numbers(rng: np.random.Generator, rows: int, at: int) -> Floats:
    """Return a column: a count, an amount, or a change that is missing for a third."""
    if at % 4 == 0:
        return rng.poisson(1.5, rows).astype(np.float64)
    if at % 4 == 1:
        return rng.gamma(1.5, 20.0, rows)
    values = rng.normal(0.0, 0.5, rows)
    if at % 4 == 2:
        values[rng.random(rows) < 0.3] = np.nan
    return values


if __name__ == "__main__":
    main()
