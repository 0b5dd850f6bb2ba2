"""ClickHouse inside of the test process: chdb runs the SQL compiled for ClickHouse."""

from typing import Any

import chdb
import pyarrow as pa

from tenure.engines.clickhouse_sql import SETTINGS, clickhouse_sql

_LIMITS = {"max_execution_time": "120", "max_memory_usage": "2000000000"}
"""Its analyser copies a named step wherever it is used, though it runs the step once: 37 kB of SQL
for rolling retention by region become a tree of 10 MB and 7 of its 7.5 seconds."""


class ChDB:
    """Run expressions on ClickHouse's engine."""

    name = "clickhouse"

    def execute(self, expression: Any, *, metric: str) -> pa.Table:
        settings = ", ".join(f"{name} = {value}" for name, value in (SETTINGS | _LIMITS).items())
        found = chdb.query(f"{clickhouse_sql(expression)}\nSETTINGS {settings}", "ArrowTable")
        return found.cast(expression.schema().to_pyarrow())
