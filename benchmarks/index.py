"""Measure the activity index: building it, a day of new events, and questions asked of it.

`python benchmarks/index.py` makes what is not there yet: 100 million events of a simulated
company, each customer's weeks dealt out to five, so that there are about five million.
Every contender runs in a process of its own; peers ask the raw events the same questions
and must give the same answers. Prints medians and ratios as Markdown; on a machine that
does other work, too, the ratios of CPU seconds are the steadier ones.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from run import HERE, _company

QUESTIONS = ("triangle", "attrition", "lifecycle")
TARGETS = {"build": "≤ 1.2 ×", "day": "≤ 2 s", "question": "≤ 0.2 s, ≥ 40 ×"}
DEFINITIONS = """\
[company]
name = "Five million"
kind = "saas"
time_zone = "Asia/Seoul"
week_starts = "monday"

[engine]
memory = "3GB"
threads = 2

[tables.events]
from = "data/events/*/*.parquet"

[active]
none = []

[churn]
rule = "inactive"
after = "28 days"
"""
Taken = dict[tuple[str, str], list[dict[str, Any]]]


def main() -> None:
    """Run the benchmark and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--millions", type=int, default=100, help="millions of events")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default="duckdb_list,polars,chdb")
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir()) / "tenure-bench")
    asked = parser.parse_args()
    folder = _five(asked.data, asked.millions)
    peers = [name for name in asked.peers.split(",") if name]
    taken: Taken = {}
    for _ in range(asked.rounds):
        _index(folder, taken)
        for question in QUESTIONS:
            for name in ("tenure", *peers):
                _run(name, question, folder, taken)
    _print(taken, peers)


def _five(data: Path, millions: int) -> Path:
    """Return a company with those events and five times the customers, making it first."""
    import duckdb

    folder = data / f"five-{millions}m"
    if (folder / "tenure.toml").is_file():
        return folder
    events = _company(data, millions)
    connection = duckdb.connect(config={"threads": 2, "memory_limit": "4GB"})
    for path in sorted(events.glob("*/*.parquet")):
        out = folder / "data" / "events" / path.parent.name
        out.mkdir(parents=True, exist_ok=True)
        connection.execute(
            f"""
            COPY (
              SELECT customer_id || '-' ||
                (hash(customer_id, date_trunc('week', occurred_at)) % 5) AS customer_id,
                occurred_at, name, seconds, device
              FROM read_parquet('{path}', hive_partitioning = false)
              WHERE occurred_at < '2026-06-30 15:00:00'
            ) TO '{out / path.name}' (FORMAT parquet)
            """
        )
    (folder / "tenure.toml").write_text(DEFINITIONS, "utf-8")
    return folder


def _index(folder: Path, taken: Taken) -> None:
    """Build the index without the last day, then bring it up to date; the day is a file."""
    import duckdb

    last = max((folder / "data" / "events").glob("month=*/*.parquet"))
    rest, day = last.with_name("rest.parquet"), last.with_name("day.parquet")
    kept = folder / last.name
    shutil.rmtree(folder / "store", ignore_errors=True)
    cut, source = "TIMESTAMP '2026-06-29 15:00:00'", f"read_parquet('{last}')"
    for path, which in ((rest, f"occurred_at < {cut}"), (day, f"occurred_at >= {cut}")):
        where = f"SELECT * EXCLUDE (month) FROM {source} WHERE {which}"
        duckdb.execute(f"COPY ({where}) TO '{path}' (FORMAT parquet)")
    try:
        last.rename(kept)
        day.rename(folder / day.name)
        _run("index", "build", folder, taken)
        (folder / day.name).rename(day)
        _run("index", "day", folder, taken)
    finally:
        for path in (rest, day, folder / day.name):
            path.unlink(missing_ok=True)
        kept.rename(last)
    _run("index", "whole", folder, taken)


def _run(name: str, question: str, folder: Path, taken: Taken) -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / "index_contenders.py"), name, question, str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps(found), file=sys.stderr, flush=True)
    taken.setdefault((name, question), []).append(found)


def _print(taken: Taken, peers: list[str]) -> None:
    for question in QUESTIONS:
        digests = {taken[name, question][0]["digest"] for name in ("tenure", *peers)}
        if len(digests) != 1:
            raise SystemExit(f"the contenders disagree about {question}: {digests}")
    print("| | who | seconds | CPU seconds | CPU against it | memory, MB | target |")
    print("|---|---|---|---|---|---|---|")
    best = _best(taken, peers, "triangle") if peers else None
    for what in ("build", "day", "whole"):
        target = TARGETS.get(what, TARGETS["build"])
        _line(f"index: {what}", "tenure", taken["index", what], best, target)
    for question in QUESTIONS:
        own = taken["tenure", question]
        _line(question, "tenure", own, own, TARGETS["question"])
        for name in peers:
            _line(question, name, taken[name, question], own, "")


def _best(taken: Taken, peers: list[str], question: str) -> list[dict[str, Any]]:
    return min((taken[name, question] for name in peers), key=lambda runs: _median(runs, "cpu"))


def _line(
    what: str,
    who: str,
    runs: list[dict[str, Any]],
    against: list[dict[str, Any]] | None,
    target: str,
) -> None:
    ratio = f"{_median(runs, 'cpu') / _median(against, 'cpu'):.2f} ×" if against else ""
    numbers = [f"{_median(runs, name):,.2f}" for name in ("seconds", "cpu")]
    memory = f"{_median(runs, 'memory_mb'):,.0f}"
    print(f"| {' | '.join([what, who, *numbers, ratio, memory, target])} |", flush=True)


def _median(runs: list[dict[str, Any]], what: str) -> float:
    return float(median(run[what] for run in runs))


if __name__ == "__main__":
    main()
