"""On Spark nothing but aggregates comes back to the driver: it has no room for more."""

from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support.asking import inactive_of
from tenure.engines import Engine
from tenure.errors import EngineError

UNITS, EACH = 8_000, 40
"""320,000 events are 9 MB as Arrow; the driver of the tests takes 4 MB of results at most."""

DAYS = "2024-01-01 … 2024-06-30"


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Events in two Parquet files: unit n is seen every n-th part of four days."""
    folder = tmp_path_factory.mktemp("events")
    start = int(datetime(2024, 1, 1).timestamp()) * 1_000_000
    paths = []
    for half in range(2):
        units = range(half, UNITS, 2)
        names = [f"고객 {unit}" for unit in units for _ in range(EACH)]
        at = [
            start + (day * (3 + unit % 3) * 86_400 + unit) * 1_000_000
            for unit in units
            for day in range(EACH)
        ]
        table = pa.table(
            {"customer_id": names, "occurred_at": pa.array(at, pa.int64()).cast("timestamp[us]")}
        )
        paths.append(folder / f"part-{half}.parquet")
        pq.write_table(table, paths[-1])
    return paths


def events(engine: Engine, parts: list[Path]) -> Any:
    return engine.scan_parquet(parts, name="many")


def test_the_events_do_not_fit_into_the_driver(spark: Engine, parts: list[Path]) -> None:
    with pytest.raises(EngineError, match=r"maxResultSize"):
        spark.execute(events(spark, parts), metric="everything")


def test_a_metric_over_them_does_and_is_that_of_duckdb(
    spark: Engine, engine: Engine, parts: list[Path]
) -> None:
    found, wanted = (
        one.execute(_attrition(events(one, parts)), metric="attrition").to_pylist()
        for one in (spark, engine)
    )
    assert found == wanted
    assert wanted[1]["at_start"] > UNITS / 2


def _attrition(table: Any) -> Any:
    activity = table.select(unit_id="customer_id", occurred_at="occurred_at")
    return inactive_of(activity, DAYS, after=28)


def test_the_plan_aggregates_before_rows_leave_the_workers(spark: Any, parts: list[Path]) -> None:
    """The scan of the events lies below an aggregation on the same worker, before any exchange."""
    sql = spark.sql(_attrition(events(spark, parts)))
    plan = spark.session.sql(sql)._jdf.queryExecution().executedPlan().toString()
    lines = [line.lstrip(" :+-*(0123456789)").strip() for line in plan.split("\n")]
    scan = next(at for at, line in enumerate(lines) if line.startswith("FileScan parquet"))
    above = [line.split("(")[0].split(" ")[0] for line in reversed(lines[:scan])]
    first_exchange = above.index("Exchange")
    assert any("Aggregate" in step for step in above[:first_exchange]), plan
    assert "InMemoryTableScan" not in plan


def test_files_are_numbered_row_by_row(spark: Engine, parts: list[Path]) -> None:
    table = events(spark, parts)
    counted = table.group_by("_file").agg(
        rows=table.count(), first=table._row.min(), last=table._row.max()
    )
    found = spark.execute(counted.order_by("_file"), metric="rows").to_pylist()
    half = UNITS * EACH // 2
    assert found == [
        {"_file": f"part-{number}.parquet", "rows": half, "first": 0, "last": half - 1}
        for number in range(2)
    ]


def test_rows_are_written_by_a_worker_as_one_file(
    spark: Engine, parts: list[Path], tmp_path: Path
) -> None:
    path = tmp_path / "written" / "rows.parquet"
    spark.write_parquet(events(spark, parts).select("customer_id", "_row"), path, metric="rows")
    assert pq.read_metadata(path).num_rows == UNITS * EACH
    assert [one.name for one in path.parent.iterdir()] == ["rows.parquet"]


def test_folders_may_be_called_anything(spark: Engine, tmp_path: Path) -> None:
    """Names that a URI would encode: Korean, spaces, plus and percent signs, key=value."""
    top = tmp_path / "고객 1+1 50%"
    paths = [top / f"달=2026-0{month}" / "part 0.parquet" for month in (5, 6)]
    for number, path in enumerate(paths):
        path.parent.mkdir(parents=True)
        pq.write_table(pa.table({"n": [number]}), path)
    rows = spark.scan_parquet(paths, name="anything").select("n", "달", "_file").order_by("n")
    spark.write_parquet(rows, top / "결과.parquet", metric="rows")
    assert pq.read_table(top / "결과.parquet").to_pylist() == [
        {"n": 0, "달": "2026-05", "_file": "달=2026-05/part 0.parquet"},
        {"n": 1, "달": "2026-06", "_file": "달=2026-06/part 0.parquet"},
    ]


def test_a_query_stays_a_query(spark: Engine, tmp_path: Path) -> None:
    """What the store keeps of a SQL source has no row; it changes when the rows do."""
    tickets = [
        spark.convert_query(f"SELECT id AS n FROM range({top})", tmp_path / str(at), table="t")
        for at, top in enumerate((1000, 1000, 1001))
    ]
    files = [ticket.paths[0] for ticket in tickets]
    assert [pq.read_metadata(path).num_rows for path in files] == [0, 0, 0]
    assert files[0].read_bytes() == files[1].read_bytes() != files[2].read_bytes()
    rows = spark.scan_parquet([files[2]], name="numbers", placed=True)
    total = spark.execute(rows.agg(n=rows.n.sum(), rows=rows._row.nunique()), metric="sum")
    assert total.to_pylist() == [{"n": 500_500, "rows": 1001}]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("%Y-%m-%d %H:%M:%S", "2024-03-05 07:08:09"),
        ("%d/%m/%Y %I:%M %p", "05/03/2024 07:08 AM"),
        ("%Y년 %m월 %d일", "2024년 03월 05일"),
        ("%Y%m%dT%H%M%S", "20240305T070809"),
        ("%b %d, %Y", "Mar 05, 2024"),
    ],
)
def test_times_are_read_as_on_duckdb(spark: Engine, engine: Engine, form: str, text: str) -> None:
    table = ibis.memtable({"text": [text, "kein Datum", None]}, schema={"text": "string"})
    found, wanted = (
        one.execute(table.select(at=one.parse_time(table.text, [form])), metric="t").to_pylist()
        for one in (spark, engine)
    )
    assert found == wanted
    assert wanted[0]["at"] is not None
