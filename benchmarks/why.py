"""Measure `tenure explain why` of a fresh period beside the plain query that only splits attrition.

`python benchmarks/why.py --company FOLDER --periods 2026-04,2026-03` takes a simulated company of
kind saas after `tenure run`; a period is one that nobody asked for yet. The peer is DuckDB SQL over
the raw Parquet: who was active when each month began, and lost when it ended, by channel; it says
nothing of drivers, themes, events and reasons. Both must tell the same counts. Prints medians of
the whole processes as Markdown: of a busy machine, the ratio of CPU seconds counts.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

_SQL = """
WITH days AS (SELECT UNNEST($days::DATE[]) AS day),
events AS (
  SELECT DISTINCT customer_id, (occurred_at + INTERVAL 9 HOUR)::DATE AS used
  FROM read_parquet($events)
  WHERE (name = 'watch' AND seconds >= 60) OR name = 'lead_created'
),
active AS (
  SELECT DISTINCT customer_id, day FROM events JOIN days
  ON used < day AND used >= day - INTERVAL 28 DAY
)
SELECT channel, one.day, COUNT(*) AS at_start, COUNT(*) - COUNT(later.customer_id) AS lost
FROM active AS one
LEFT JOIN active AS later
ON later.customer_id = one.customer_id AND later.day = one.day + INTERVAL 1 MONTH
LEFT JOIN (
  SELECT DISTINCT ON (customer_id) customer_id, channel FROM read_parquet($customers)
) AS known ON known.customer_id = one.customer_id
WHERE one.day < ($days::DATE[])[3]
GROUP BY ALL
"""
CONTENDERS = ("tenure", "sql")


def main() -> None:
    """Run the benchmark and print it; with `--only`, one contender."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--company", type=Path, required=True)
    parser.add_argument("--periods", required=True, help="months that nobody asked for yet")
    parser.add_argument("--only", choices=CONTENDERS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps(_split(asked.company, asked.periods)))
        return
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in CONTENDERS}
    for period in asked.periods.split(","):
        for name, runs in taken.items():
            runs.append(_run(name, asked.company, period))
        _same(asked.company, period)
    _print(taken)


def _run(name: str, company: Path, period: str) -> dict[str, float]:
    """Return seconds, CPU seconds and the peak of memory of a whole process."""
    where = company / "tenure.toml"
    command = [sys.executable, "-m", "tenure", "explain", "why", "-d", str(where)]
    command += ["--period", period]
    if name == "sql":
        command = [sys.executable, __file__, "--only", name]
        command += ["--company", str(company), "--periods", period]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{name} failed for {period}")
    return {
        "seconds": time.perf_counter() - started,
        "cpu": used.ru_utime + used.ru_stime,
        "memory_mb": used.ru_maxrss / 1024,
    }


def _split(company: Path, period: str) -> list[list[Any]]:
    """Return (channel, month, at_start, lost) of a month and the one before, by plain SQL."""
    import duckdb

    files = company / "data"
    asked = {
        "days": [str(day) for day in _months(period)],
        "events": str(files / "events/*/*.parquet"),
        "customers": str(files / "customers.parquet"),
    }
    engine = duckdb.connect(config={"memory_limit": "4GB", "threads": os.cpu_count() or 1})
    rows = engine.execute(_SQL, asked).fetchall()
    return [[channel, str(day)[:10], *counts] for channel, day, *counts in rows]


def _same(company: Path, period: str) -> None:
    """Hold the peer's counts against those of Tenure's own split, cell by cell."""
    from tenure.company import Company, Question
    from tenure.company.questions import answer

    theirs = {(channel, day): tuple(told) for channel, day, *told in _split(company, period)}
    with Company.open(company / "tenure.toml") as found:
        rows = answer(found.rule, Question("attrition", by="channel")).rows
    days = {str(day) for day in _months(period)[:2]}
    ours = {
        (row["channel"], str(row["period_start"])): (row["at_start"], row["lost"])
        for row in rows
        if str(row["period_start"]) in days and row["at_start"]
    }
    if ours != theirs:
        raise SystemExit(f"{period}: the counts differ: {ours} against {theirs}")


def _months(period: str) -> list[date]:
    """Return the first days of the month before, of the month, and of the month after."""
    first = date.fromisoformat(f"{period}-01")
    before = (first - timedelta(days=1)).replace(day=1)
    return [before, first, (first + timedelta(days=31)).replace(day=1)]


def _print(taken: dict[str, list[dict[str, float]]]) -> None:
    print(f"{os.cpu_count()} cores, medians of {len(taken['tenure'])} periods\n")
    print("| | seconds | CPU seconds | memory, MB | CPU against the SQL |\n|---|---|---|---|---|")
    peer = median(run["cpu"] for run in taken["sql"])
    for name, runs in taken.items():
        told = {what: median(run[what] for run in runs) for what in runs[0]}
        print(
            f"| {name} | {told['seconds']:.1f} | {told['cpu']:.1f} | {told['memory_mb']:,.0f} "
            f"| {told['cpu'] / peer:.1f} × |"
        )


if __name__ == "__main__":
    main()
