"""Measure the features of customers as of twelve dates: all of them at size, and beside peers.

`python benchmarks/features.py` simulates what is not there yet: the features of every table for a
million customers and a hundred million events, and those of events beside pandas and Polars
at a size that they can do, each contender in a process of its own. The peers must give the same
sums of every feature. Prints medians and ratios as Markdown; on a machine that does other work,
too, the ratios of CPU seconds are the steadier ones.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import timedelta
from math import isclose
from pathlib import Path
from statistics import median
from typing import Any

from features_contenders import DATES
from run import HERE, _company

TARGET = "≤ 240 s, ≤ 8,192 MB"
Taken = list[dict[str, Any]]


def main() -> None:
    """Run the benchmark and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--millions", type=int, default=100, help="millions of events, at size")
    parser.add_argument("--peer-millions", type=int, default=5, help="and for the peers")
    parser.add_argument("--peers", default="polars,pandas")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir()) / "tenure-bench")
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, {asked.rounds} rounds, medians\n")
    if asked.peers:
        _beside_peers(_folder(asked.data, asked.peer_millions), asked)
    if asked.millions:
        folder = _folder(asked.data, asked.millions)
        runs = [_run("tenure", folder) for _ in range(asked.rounds)]
        print(f"\n### Every feature of {asked.millions} M events and all tables, twelve dates\n")
        print("| | features | seconds | CPU seconds | memory, MB | target |")
        print("|---|---|---|---|---|---|")
        numbers = " | ".join(_numbers(runs))
        print(f"| tenure | {len(runs[0]['sums'])} | {numbers} | {TARGET} |", flush=True)


def _beside_peers(folder: Path, asked: argparse.Namespace) -> None:
    """Ask Tenure and the peers for the features of events; they must be the same."""
    names = ("events", *asked.peers.split(","))
    taken: dict[str, Taken] = {name: [] for name in names}
    for _ in range(asked.rounds):
        for name, runs in taken.items():
            runs.append(_run(name, folder))
    for name in names[1:]:
        _refuse_other(taken["events"][0]["sums"], taken[name][0]["sums"], name)
    size = f"{asked.peer_millions} M events"
    print(f"### {len(taken[names[1]][0]['sums'])} features of {size}, twelve dates\n")
    print("| | seconds | CPU seconds | memory, MB | CPU against Tenure |\n|---|---|---|---|---|")
    own = median(run["cpu"] for run in taken["events"])
    for name, runs in taken.items():
        ratio = median(run["cpu"] for run in runs) / own
        called = "tenure" if name == "events" else name
        print(f"| {called} | {' | '.join(_numbers(runs))} | {ratio:.1f} × |", flush=True)


def _folder(data: Path, millions: int) -> Path:
    """Return a company of that size with the units to ask for, making what is not there."""
    import duckdb

    folder = _company(data, millions).parent.parent
    path = folder / "population.parquet"
    if not path.is_file():
        days = ", ".join(f"DATE '{day}'" for day in DATES)
        near = timedelta(days=28).days
        duckdb.execute(
            f"""
            COPY (
              SELECT DISTINCT customer_id AS unit_id, as_of
              FROM read_parquet('{folder}/data/events/*/*.parquet', hive_partitioning = false),
                (SELECT unnest([{days}]) AS as_of)
              WHERE customer_id IS NOT NULL
                AND (occurred_at + INTERVAL 9 HOUR)::DATE < as_of
                AND (occurred_at + INTERVAL 9 HOUR)::DATE >= as_of - {near}
            ) TO '{path}' (FORMAT parquet)
            """
        )
    return folder


def _run(name: str, folder: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(HERE / "features_contenders.py"), name, str(folder)],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    found = dict(json.loads(done.stdout.splitlines()[-1]))
    shown = {key: value for key, value in found.items() if key != "sums"}
    print(json.dumps(shown), file=sys.stderr, flush=True)
    return found


def _refuse_other(own: dict[str, Any], other: dict[str, Any], name: str) -> None:
    for feature, (total, known) in other.items():
        mine, count = own[feature]
        if count != known or not isclose(mine, total, rel_tol=1e-6, abs_tol=1e-6):
            raise SystemExit(f"{name} disagrees about {feature}: {(mine, count)}, {(total, known)}")


def _numbers(runs: Taken) -> list[str]:
    return [f"{median(run[what] for run in runs):,.1f}" for what in ("seconds", "cpu", "memory_mb")]


if __name__ == "__main__":
    main()
