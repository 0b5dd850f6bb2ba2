"""The weekly retention triangle from raw Parquet, once by Tenure and three times by hand.

Run as `contenders.py NAME EVENTS`: prints one JSON line with seconds, CPU seconds, peak
memory and a digest of the answer. Weeks begin on Monday in Seoul; a customer's cohort is
the week of their first event; every cell counts the customers active in that week, up to
the last whole week before July 2026, when the simulated data end.
"""

import hashlib
import json
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

Rows = list[tuple[int, int, int]]
THREADS = 2
END = "2026-06-30 15:00:00"
"""The end of 30 June 2026 in Seoul, as UTC."""
MEMORY = "6GB"


def tenure(events: Path) -> Rows:
    """Ask Tenure's public metric, with every cell's interval and maturity."""
    from tenure.engines import connect
    from tenure.measure import retention
    from tenure.periods import Calendar, Observation

    engine = connect("duckdb://", memory=MEMORY, threads=THREADS)
    raw = engine.scan_parquet(sorted(events.glob("*/*.parquet")), name="events_source")
    activity = raw.select(unit_id=raw.customer_id, occurred_at=raw.occurred_at)
    calendar = Calendar("Asia/Seoul", "monday")
    first = engine.execute(activity.agg(at=activity.occurred_at.min()), metric="span")
    observed = Observation(calendar.day(first["at"][0].as_py()), date(2026, 6, 30))
    triangle = retention(activity, period="week", calendar=calendar, observed=observed)
    rows = engine.execute(triangle, metric="retention").to_pylist()
    return [
        (_week(row["cohort"]), row["period"], row["returned"])
        for row in rows
        if row["complete"] and row["returned"]
    ]


def duckdb_sql(events: Path) -> Rows:
    """Two-step SQL: distinct customer-weeks, then their distance from each one's first."""
    import duckdb

    connection = duckdb.connect(config={"threads": THREADS, "memory_limit": MEMORY})
    return connection.execute(
        f"""
        WITH seen AS (
          SELECT DISTINCT customer_id,
            date_diff('day', DATE '1969-12-29', (occurred_at + INTERVAL 9 HOUR)::DATE) // 7 AS week
          FROM read_parquet('{events}/*/*.parquet') WHERE occurred_at < '{END}'
        ), first AS (
          SELECT customer_id, min(week) AS cohort FROM seen GROUP BY 1
        )
        SELECT cohort, week - cohort AS period, count(*) AS returned
        FROM seen JOIN first USING (customer_id) GROUP BY 1, 2
        """
    ).fetchall()


def duckdb_list(events: Path) -> Rows:
    """One aggregation by customer into the list of distinct weeks."""
    import duckdb

    connection = duckdb.connect(config={"threads": THREADS, "memory_limit": MEMORY})
    return connection.execute(
        f"""
        WITH own AS (
          SELECT customer_id, list(DISTINCT date_diff(
            'day', DATE '1969-12-29', (occurred_at + INTERVAL 9 HOUR)::DATE) // 7) AS weeks
          FROM read_parquet('{events}/*/*.parquet') WHERE occurred_at < '{END}' GROUP BY 1
        )
        SELECT cohort, week - cohort AS period, count(*) AS returned
        FROM (SELECT list_min(weeks) AS cohort, unnest(weeks) AS week FROM own) GROUP BY 1, 2
        """
    ).fetchall()


def polars(events: Path) -> Rows:
    """Lazy frame on the streaming engine."""
    import polars as pl

    local = pl.col("occurred_at") + pl.duration(hours=9)
    week = (local.dt.epoch("d") + 3) // 7
    seen = (
        pl.scan_parquet(f"{events}/*/*.parquet", hive_partitioning=False)
        .filter(pl.col("occurred_at") < datetime.fromisoformat(END))
        .select("customer_id", week=week.cast(pl.Int32))
        .unique()
        .collect(engine="streaming")
    )
    first = seen.group_by("customer_id").agg(cohort=pl.col("week").min())
    cells = (
        seen.join(first, on="customer_id")
        .group_by("cohort", period=pl.col("week") - pl.col("cohort"))
        .len()
    )
    rows: Rows = cells.rows()
    return rows


def chdb(events: Path) -> Rows:
    """One aggregation by customer into the array of distinct weeks."""
    import chdb

    query: Callable[[str, str], object] = chdb.query
    answer = query(
        f"""
        SELECT cohort, week - cohort AS period, count() AS returned
        FROM (
          SELECT arrayMin(weeks) AS cohort, arrayJoin(weeks) AS week FROM (
            SELECT customer_id, groupUniqArray(toInt32(
              intDiv(toInt32(toDate(occurred_at + INTERVAL 9 HOUR, 'UTC')) + 3, 7))) AS weeks
            FROM file('{events}/*/*.parquet', Parquet,
              'customer_id String, occurred_at DateTime64(6, \\'UTC\\')')
            WHERE occurred_at < '{END}'
            GROUP BY customer_id
          )
        ) GROUP BY cohort, period
        SETTINGS max_threads = {THREADS}, max_memory_usage = 6000000000
        """,
        "JSONCompactEachRow",
    )
    rows = [json.loads(line) for line in str(answer).splitlines()]
    return [(int(cohort), int(period), int(returned)) for cohort, period, returned in rows]


def _peak_memory() -> int:
    """Return the peak of resident memory in MB; what a parent held before does not count."""
    status = Path("/proc/self/status").read_text("utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def _week(first: date) -> int:
    return ((first - date(1970, 1, 1)).days + 3) // 7


CONTENDERS: dict[str, Callable[[Path], Rows]] = {
    "tenure": tenure,
    "duckdb_sql": duckdb_sql,
    "duckdb_list": duckdb_list,
    "polars": polars,
    "chdb": chdb,
}


def main() -> None:
    """Run one contender once and print what it took."""
    name, events = sys.argv[1], Path(sys.argv[2])
    started, cpu = time.perf_counter(), time.process_time()
    rows = CONTENDERS[name](events)
    seconds, busy = time.perf_counter() - started, time.process_time() - cpu
    unfinished = _week(date(2026, 6, 29))
    complete = sorted(tuple(map(int, row)) for row in rows if row[0] + row[1] < unfinished)
    text = json.dumps(complete)
    print(
        json.dumps(
            {
                "name": name,
                "seconds": round(seconds, 3),
                "cpu": round(busy, 3),
                "memory_mb": _peak_memory(),
                "cells": len(complete),
                "digest": hashlib.sha256(text.encode()).hexdigest()[:12],
            }
        )
    )


if __name__ == "__main__":
    main()
