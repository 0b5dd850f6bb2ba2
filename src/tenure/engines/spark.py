"""Spark: the metrics run on a cluster; nothing but aggregates comes back to the driver."""

import logging
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl

import ibis
import pyarrow as pa
from ibis.backends.sql.datatypes import PySparkType
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from tenure.engines.compiling import with_shared_steps
from tenure.engines.duckdb import DuckDB, refuse_other
from tenure.engines.server import Server, ticket_of, without_values
from tenure.engines.spark_functions import naive_utc, strptime
from tenure.engines.spark_sql import COMPILER
from tenure.errors import EngineError
from tenure.tables.source import FILE_COLUMN, ROW_COLUMN, Converted, Scan, common_folder

if TYPE_CHECKING:
    import ibis.expr.types as ir

_SETTINGS = {
    "spark.app.name": "tenure",
    "spark.driver.maxResultSize": "64m",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
"""What a session starts with; the URL may say otherwise."""

_FIXED = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    # Else a date that a file is filtered by shifts where a worker's clock is set to another zone.
    "spark.sql.datetime.java8API.enabled": "true",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
"""What the expressions need; it is set whatever the URL says."""

_CAUSE = "Caused by: "


class Spark(Server):
    """Run expressions on a Spark cluster.

    `spark://host:7077?spark.executor.memory=2g` names the master, and after the question
    mark any of Spark's own settings. The driver runs here and holds aggregates only: a
    result larger than `spark.driver.maxResultSize` is refused by Spark itself.
    """

    name = "spark"
    compiler = COMPILER
    refused: ClassVar[tuple[type[Exception], ...]] = (
        PySparkException,
        Py4JError,
        pa.ArrowException,
    )

    def __init__(self, url: str, *, memory: str = "4GB", threads: int | None = None) -> None:
        super().__init__()
        master, _, asked = url.partition("?")
        settings = _SETTINGS | {"spark.executor.memory": memory}
        if threads:
            settings["spark.cores.max"] = str(threads)
        settings |= dict(parse_qsl(asked)) | _FIXED
        running = SparkSession.getActiveSession()
        self._started = running is None
        try:
            self.session = _beside(running, master) if running else _first(master, settings)
        except (PySparkException, Py4JError, RuntimeError) as error:
            first = str(error).strip().split("\n", 1)[0]
            raise EngineError(first, metric="connect", engine=self.name, sql="") from error
        for name, value in settings.items():
            if self.session.conf.isModifiable(name):
                self.session.conf.set(name, value)
        logging.getLogger("SQLQueryContextLogger").disabled = True  # it prints customers' values

    def rows(self, sql: str) -> pa.Table:
        """Run a query whose result is small; Spark refuses one that is not."""
        return self.session.sql(sql).toArrow()

    def schema(self, sql: str) -> Any:
        """Return the Ibis schema of what a query gives; the query is not run for it."""
        fields = self.session.sql(sql).schema.fields
        return ibis.schema({one.name: _type(one.dataType.simpleString()) for one in fields})

    def named(self, name: str, sql: str) -> None:
        """Give a query a name within this session; nothing is written."""
        super().named(name, sql)
        self.session.sql(sql).createOrReplaceTempView(name)

    def numbered(self, sql: str) -> str:
        """Return a query for the rows of another one, each with a number of its own."""
        return (
            f"SELECT *, 'query' AS {FILE_COLUMN}, monotonically_increasing_id() AS {ROW_COLUMN}"
            f" FROM (\n{sql}\n) AS q"
        )

    def digest(self, sql: str) -> str:
        """Return a query for one row that identifies the rows of another."""
        return (
            "SELECT count(*) AS n, cast(sum(cast(xxhash64(*) AS decimal(38, 0))) AS string) AS h"
            f" FROM (\n{sql}\n) AS q"
        )

    def steps(self, query: Any) -> Any:
        """Name what is used more than once alone: Spark takes long to plan every other name."""
        return with_shared_steps(query)

    def script(self, expression: "ir.Expr") -> str:
        """Return SQL that can be run by itself: the named expressions it needs, then its own."""
        query = self.sql(expression)
        steps = [
            f"CREATE OR REPLACE TEMPORARY VIEW {name} AS\n{self._views[name]};"
            for name in self.needed(query)
        ]
        return "\n\n".join([*steps, f"{query};"])

    def scan_parquet(self, paths: Sequence[Path], *, name: str, placed: bool = False) -> "ir.Table":
        """Return the rows of Parquet files, unread until asked for, under a name.

        The files must lie where the workers see them, under the same path. See `Reader`.
        """
        if any(ticket_of(path) for path in paths):
            return super().scan_parquet(paths, name=name, placed=placed)
        for path in paths:
            refuse_other(path)
        top = common_folder(paths)
        with self._errors("read", ", ".join(path.name for path in paths)):
            reader = self.session.read.option("mergeSchema", str(len(paths) > 1).lower())
            keyed = all("=" in path.parent.relative_to(top).as_posix() for path in paths)
            frame = (reader.option("basePath", str(top)) if keyed else reader).parquet(
                *(_named(path) for path in paths)
            )
            taken = frame.columns
            columns = ["*"] if placed else _flat(frame.schema)
            if not placed:
                place = "url_decode(replace(_metadata.file_path, '+', '%2B'))"  # file:/…
                columns.append(f"substring({place}, {len(_named(top))}) AS {FILE_COLUMN}")
            if ROW_COLUMN not in taken:
                columns.append(f"_metadata.row_index AS {ROW_COLUMN}")
            own = f"tenure_{name}"
            frame.selectExpr(*columns).createOrReplaceTempView(own)
            self._views.pop(own, None)  # people name the files themselves when they run the SQL
            return ibis.table(self.schema(f"SELECT * FROM {own}"), name=own)

    def convert(self, scan: Scan, folder: Path, *, table: str) -> Converted:
        """Write the rows of files to Parquet here, by the embedded engine; see `Converted`."""
        embedded = DuckDB("duckdb://", threads=1)
        try:
            return embedded.convert(scan, folder, table=table)
        finally:
            embedded.close()

    def write_parquet(self, table: "ir.Table", path: Path, *, metric: str) -> None:
        """Run an expression; a worker writes its rows to one Parquet file that all of them see."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.writing")
        sql = self.sql(table)
        with self._errors(metric, sql):
            frame = self.session.sql(sql)
            frame.coalesce(1).write.mode("overwrite").parquet(_named(draft.absolute()))
        try:
            (part,) = draft.glob("part-*.parquet")
            os.replace(part, path)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def parse_time(self, text: "ir.StringValue", formats: Sequence[str]) -> "ir.TimestampValue":
        """Read text as a naive timestamp by the first format that fits; null where none does."""
        return strptime(text, formats)

    def naive_utc(self, instant: "ir.TimestampValue") -> "ir.TimestampValue":
        """Return zoned instants as naive UTC timestamps."""
        return naive_utc(instant)

    def normalised(self, text: "ir.StringValue") -> "ir.StringValue":
        """Return text as it is: Spark has no function for Unicode normal forms."""
        return text

    def told(self, error: Exception) -> str:
        """Return what went wrong on the cluster, which stands last, without values of rows."""
        first, *others = str(error).strip().split("\n")
        causes = [line for line in others if line.startswith(_CAUSE)]
        return without_values(causes[-1].removeprefix(_CAUSE) if causes else first)

    def close(self) -> None:
        """Stop the driver, if this connection started it."""
        if self._started:
            self.session.stop()


def _first(master: str, settings: Mapping[str, str]) -> SparkSession:
    """Start the driver."""
    builder = SparkSession.builder.master(master)
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _beside(running: SparkSession, master: str) -> SparkSession:
    """Return a session with names of its own on the driver that runs in this process already."""
    if running.sparkContext.master != master:
        raise RuntimeError(f"Spark runs here on {running.sparkContext.master} already")
    return running.newSession()


def _named(path: Path) -> str:
    """Return a path as Hadoop takes it: not encoded as in a URI, which would be another name."""
    return f"file://{path}"


def _type(shown: str) -> Any:
    return PySparkType.from_string(shown)


def _flat(schema: Any) -> list[str]:
    """Name all columns, the fields of every struct beside the others."""
    named = []
    for field in schema.fields:
        if field.dataType.typeName() != "struct":
            named.append(f"`{field.name}`")
            continue
        named += [
            f"`{field.name}`.`{inner}` AS `{field.name}.{inner}`" for inner in field.dataType.names
        ]
    return named
