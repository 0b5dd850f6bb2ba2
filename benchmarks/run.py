"""Measure the weekly retention triangle beside its peers, and the commands people wait for.

`make bench` simulates what is not there yet, runs every contender in a process of its own,
in turn, and prints medians and ratios as Markdown. `--sizes 20,100` are millions of events.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).parent
EVENTS_PER_CUSTOMER = 100
MONTHS = 24
PEERS = ("duckdb_sql", "duckdb_list", "polars", "chdb")


def main() -> None:
    """Run the benchmarks and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="20,100", help="millions of events")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir()) / "tenure-bench")
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, {asked.rounds} rounds, medians\n")
    _commands()
    for size in (int(one) for one in asked.sizes.split(",")):
        events = _company(asked.data, size)
        _triangle(size, _rounds(events, asked.rounds))


def _company(folder: Path, millions: int) -> Path:
    """Return the events of a company of that size, simulating it first when it is not there."""
    from tenure.simulate import simulate

    out = folder / f"saas-{millions}m"
    if not (out / "tenure.toml").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        customers = millions * 1_000_000 // EVENTS_PER_CUSTOMER
        started = time.perf_counter()
        made = simulate("saas", customers=customers, months=MONTHS, seed=1, out=out)
        seconds = time.perf_counter() - started
        print(f"simulated {made.rows['events']:,} events in {seconds:.0f} s\n")
    return out / "data" / "events"


def _rounds(events: Path, rounds: int) -> dict[str, list[dict[str, Any]]]:
    """Run every contender in turn, one round after the other; the first round warms up."""
    taken: dict[str, list[dict[str, Any]]] = {name: [] for name in ("tenure", *PEERS)}
    for number in range(rounds + 1):
        for name, runs in taken.items():
            found = _run(name, events)
            if number:
                runs.append(found)
    return taken


def _run(name: str, events: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(HERE / "contenders.py"), name, str(events)],
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _triangle(millions: int, taken: dict[str, list[dict[str, Any]]]) -> None:
    digests = {runs[0]["digest"] for runs in taken.values()}
    if len(digests) != 1:
        raise SystemExit(f"the contenders disagree: {digests}")
    best = min(_median(taken[name], "seconds") for name in PEERS)
    best_cpu = min(_median(taken[name], "cpu") for name in PEERS)
    print(f"### Weekly triangle from raw Parquet, {millions} M events\n")
    print("| | seconds | against the best peer | CPU seconds | against the best | memory, MB |")
    print("|---|---|---|---|---|---|")
    for name, runs in taken.items():
        seconds, cpu = _median(runs, "seconds"), _median(runs, "cpu")
        memory = _median(runs, "memory_mb")
        print(
            f"| {name} | {seconds:.1f} | {seconds / best:.2f} × | {cpu:.1f} |"
            f" {cpu / best_cpu:.2f} × | {memory:,.0f} |"
        )
    print(flush=True)


def _median(runs: Sequence[dict[str, Any]], what: str) -> float:
    return float(median(run[what] for run in runs))


def _commands() -> None:
    """Time `--help`, and the run of the demo company from nothing and again."""
    tenure = Path(sys.executable).parent / "tenure"
    with tempfile.TemporaryDirectory() as folder:
        demo = [str(tenure), "demo", "--no-serve", "--folder", str(Path(folder) / "demo")]
        print("| command | seconds |\n|---|---|")
        shown = median(_seconds([str(tenure), "--help"]) for _ in range(5))
        print(f"| tenure --help | {shown:.2f} |")
        print(f"| tenure demo, from nothing | {_seconds(demo):.1f} |")
        print(f"| tenure demo, nothing changed | {_seconds(demo):.1f} |\n", flush=True)


def _seconds(command: Sequence[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
