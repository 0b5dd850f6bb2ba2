"""Three questions from raw Parquet by hand, and from Tenure's activity index.

Run as `index_contenders.py NAME QUESTION FOLDER`: prints one JSON line with seconds, CPU
seconds, peak memory and a digest of the answer. The questions, on local days in Seoul:
`triangle` (weekly cohorts, every cell), `attrition` (monthly, 28 days without an event:
active at the start, of those active at the end) and `lifecycle` (monthly: active, new,
returning). All but the one for `tenure` read the events; an event exactly at midnight
counts as one of its day, of which the peers' attrition makes nothing.
"""

import hashlib
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from contenders import END, MEMORY, THREADS, _peak_memory

Rows = list[tuple[int, ...]]
TODAY = date(2026, 7, 1)
LAST_WEEK, LAST_MONTH = 2947, 24317
"""The last whole week (from Monday 1969-12-29) and month (since year 0) before July 2026."""

DAY = "date_diff('day', DATE '1970-01-01', (occurred_at + INTERVAL 9 HOUR)::DATE)"
MONTH = "year({0}) * 12 + month({0}) - 1"
LOCAL = "(occurred_at + INTERVAL 9 HOUR)::DATE"
NEXT = f"date_trunc('month', {LOCAL}) + INTERVAL 1 MONTH"
SLOTS = {
    "triangle": f"({DAY} + 3) // 7",
    "lifecycle": MONTH.format(LOCAL),
    "attrition": f"CASE WHEN {NEXT} <= {LOCAL} + INTERVAL 28 DAY "
    f"THEN {MONTH.format(LOCAL)} + 1 END",
}
"""What a customer is put into by an event: a week, a month, or the month whose start it reaches."""

ANSWERS = {
    "triangle": "SELECT first, slot - first, count(*) FROM each GROUP BY 1, 2",
    "lifecycle": "SELECT slot, count(*), count(*) FILTER (slot = first), "
    "count(*) FILTER (list_contains(slots, slot - 1)) FROM each GROUP BY 1",
    "attrition": "SELECT slot, count(*), count(*) FILTER (list_contains(slots, slot + 1)) "
    "FROM each GROUP BY 1",
}


def duckdb_list(question: str, folder: Path) -> Rows:
    """One aggregation by customer into the list of distinct slots."""
    import duckdb

    connection = duckdb.connect(config={"threads": THREADS, "memory_limit": MEMORY})
    return connection.execute(
        f"""
        WITH seen AS (
          SELECT customer_id, {SLOTS[question]} AS slot
          FROM read_parquet('{folder}/data/events/*/*.parquet') WHERE occurred_at < '{END}'
        ), own AS (
          SELECT customer_id, list(DISTINCT slot) FILTER (slot IS NOT NULL) AS slots
          FROM seen GROUP BY 1
        ), each AS (SELECT slots, list_min(slots) AS first, unnest(slots) AS slot FROM own)
        {ANSWERS[question]}
        """
    ).fetchall()


def polars(question: str, folder: Path) -> Rows:
    """Lazy frame on the streaming engine: distinct pairs, then windows over them."""
    import polars as pl

    day = (pl.col("occurred_at") + pl.duration(hours=9)).dt.date()
    month = day.dt.year() * 12 + day.dt.month().cast(pl.Int32) - 1
    reached = day.dt.month_end().dt.offset_by("1d") <= day.dt.offset_by("28d")
    slot = {
        "triangle": (day.cast(pl.Int32) + 3) // 7,
        "lifecycle": month,
        "attrition": pl.when(reached).then(month + 1),
    }[question]
    seen = (
        pl.scan_parquet(f"{folder}/data/events/*/*.parquet", hive_partitioning=False)
        .filter(pl.col("occurred_at") < pl.lit(END).str.to_datetime())
        .select("customer_id", slot=slot.cast(pl.Int32))
        .drop_nulls()
        .unique()
        .collect(engine="streaming")
        .sort("customer_id", "slot")
    )
    own = pl.col("slot")
    pairs = seen.with_columns(
        first=own.first().over("customer_id"),
        before=own.shift(1).over("customer_id"),
        after=own.shift(-1).over("customer_id"),
    )
    rows: Rows
    if question == "triangle":
        rows = pairs.group_by("first", period=own - pl.col("first")).len().rows()
    elif question == "lifecycle":
        new, again = (own == pl.col("first")).sum(), (pl.col("before") == own - 1).sum()
        rows = pairs.group_by("slot").agg(pl.len(), new.alias("new"), again.alias("again")).rows()
    else:
        stayed = (pl.col("after") == own + 1).sum()
        rows = pairs.group_by("slot").agg(pl.len(), stayed.alias("stayed")).rows()
    return rows


def chdb(question: str, folder: Path) -> Rows:
    """One aggregation by customer into the array of distinct slots."""
    import chdb

    local = "toDate(occurred_at + INTERVAL 9 HOUR, 'UTC')"
    month = f"toInt32(toYear({local}) * 12 + toMonth({local}) - 1)"
    slot = {
        "triangle": f"toInt32(intDiv(toInt32({local}) + 3, 7))",
        "lifecycle": month,
        "attrition": f"if(toLastDayOfMonth({local}) + 1 <= {local} + 28, {month} + 1, 0)",
    }[question]
    answer = {
        "triangle": "SELECT first, slot - first, count() FROM each GROUP BY 1, 2",
        "lifecycle": "SELECT slot, count(), countIf(slot = first), "
        "countIf(has(slots, slot - 1)) FROM each GROUP BY 1",
        "attrition": "SELECT slot, count(), countIf(has(slots, slot + 1)) "
        "FROM each WHERE slot > 0 GROUP BY 1",
    }[question]
    query: Callable[[str, str], object] = chdb.query
    found = query(
        f"""
        WITH each AS (
          SELECT slots, arrayMin(slots) AS first, arrayJoin(slots) AS slot FROM (
            SELECT customer_id, groupUniqArray({slot}) AS slots
            FROM file('{folder}/data/events/*/*.parquet', Parquet,
              'customer_id String, occurred_at DateTime64(6, \\'UTC\\')')
            WHERE occurred_at < '{END}' GROUP BY customer_id
          )
        ) {answer}
        SETTINGS max_threads = {THREADS}, max_memory_usage = 6000000000
        """,
        "JSONCompactEachRow",
    )
    return [tuple(map(int, json.loads(line))) for line in str(found).splitlines()]


def tenure(question: str, folder: Path) -> tuple[Rows, float, float]:
    """Ask a company that has been asked before, its index being there: every rate and interval."""
    from tenure.company import Company, Question
    from tenure.company.asked import Asked
    from tenure.company.indexing import activity_index

    asking = {
        "triangle": Question("retention", "week"),
        "attrition": Question("attrition", "month"),
        "lifecycle": Question("lifecycle", "month"),
    }[question]
    with Company.open(folder / "tenure.toml", today=TODAY) as company:
        activity_index(company.rule)
        asked = Asked(company.rule, asking, quick=True)
        company.measure(Question("lifecycle", "quarter"))  # the first question loads libraries
        asked.observed  # noqa: B018 - the days that the data cover are known once a company is open
        started, cpu = time.perf_counter(), time.process_time()
        expression = asked.metric.rows(asked)
        assert asked.counts is not None
        found = company.engine.execute(expression, metric=asking.metric).to_pylist()
        seconds, busy = time.perf_counter() - started, time.process_time() - cpu
    return [_row(question, row) for row in found], seconds, busy


def index(folder: Path) -> tuple[Rows, float, float]:
    """Build the index, or bring it up to date, the company being open."""
    from tenure.company import Company
    from tenure.company.indexing import activity_index

    with Company.open(folder / "tenure.toml", today=TODAY) as company:
        started, cpu = time.perf_counter(), time.process_time()
        found = activity_index(company.rule)
        seconds, busy = time.perf_counter() - started, time.process_time() - cpu
        assert found is not None
    return [(found.about.customers,)], seconds, busy


def _row(question: str, row: dict[str, object]) -> tuple[int, ...]:
    day = row["cohort" if question == "triangle" else "period_start"]
    assert isinstance(day, date)
    if question == "triangle":
        week = ((day - date(1970, 1, 1)).days + 3) // 7
        return (week, *(int(str(row[name])) for name in ("period", "returned")))
    month = day.year * 12 + day.month - 1
    names = {"lifecycle": ("active", "new", "returning"), "attrition": ("at_start", "retained")}
    return (month, *(int(str(row[name])) for name in names[question]))


PEERS: dict[str, Callable[[str, Path], Rows]] = {
    "duckdb_list": duckdb_list,
    "polars": polars,
    "chdb": chdb,
}


def _complete(question: str, rows: Rows) -> list[tuple[int, ...]]:
    """Leave what everyone can know: whole periods in which there was somebody."""
    whole = [tuple(map(int, row)) for row in rows if row[-1] or question != "triangle"]
    if question == "triangle":
        return sorted(row for row in whole if row[0] + row[1] <= LAST_WEEK)
    return sorted(row for row in whole if row[0] <= LAST_MONTH and row[1])


def main() -> None:
    """Run one contender once and print what it took."""
    name, question, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    started, cpu = time.perf_counter(), time.process_time()
    seconds, busy = None, None
    if name in ("tenure", "index"):
        rows, seconds, busy = tenure(question, folder) if name == "tenure" else index(folder)
    else:
        rows = PEERS[name](question, folder)
    taken = {
        "name": name,
        "question": question,
        "seconds": round(seconds or time.perf_counter() - started, 3),
        "cpu": round(busy or time.process_time() - cpu, 3),
        "memory_mb": _peak_memory(),
    }
    complete = rows if name == "index" else _complete(question, rows)
    digest = hashlib.sha256(json.dumps(complete).encode()).hexdigest()[:12]
    print(json.dumps({**taken, "rows": len(complete), "digest": digest}))


if __name__ == "__main__":
    main()
