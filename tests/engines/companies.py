"""One tiny company with a row of everything, on each engine: in files, in a database, on a cluster."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import ibis
import psycopg
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from support import tiny
from tenure.company.dataset import Dataset
from tenure.company.units import Rule

TODAY = tiny.NOW.date()
TABLES = (
    "customers", "accounts", "subscriptions", "events", "orders", "tickets", "feedback", "touches",
)  # fmt: skip

_COSTS = {"c01": 60, "c02": 45, "c03": 12.5, "c04": 80, "c06": 0, "c10": 300, "c11": 20}
_EARLY = (
    ("c01", "2024-01-05T02:00:00", "profile"),
    ("c01", "2024-01-06T02:00:00", "invite"),
    ("c02", "2024-01-09T14:59:59", "profile"),
    ("c04", "2024-02-02T15:00:00", "profile"),
    ("c05", "2024-02-11T23:30:00", "profile"),
    ("c05", "2024-02-13T01:00:00", "invite"),
    ("c07", "2024-03-03T09:00:00", "invite"),
    ("c10", "2024-04-08T01:00:00", "profile"),
    ("c12", "2024-06-20T01:00:00", "invite"),
)
_TICKETS = """\
ticket_id,customer_id,opened_at,first_response_at,resolved_at,channel
t1,c01,2024-01-31 17:50:00,2024-02-01 09:20:00,2024-02-02 10:00:00,전화
t2,c02,2024-02-09 12:00:00,2024-02-13 09:00:00,,email
t3,c05,2024-03-15 10:00:00,2024-03-15 10:30:00,2024-03-15 17:00:00,email
t4,c05,2024-06-28 16:00:00,,,전화
t5,c09,2024-05-31 23:00:00,2024-06-03 09:05:00,2024-06-04 09:00:00,
"""
_FEEDBACK = """\
feedback_id,customer_id,given_at,source,score
f1,c01,2024-02-03 09:00:00,nps,9
f2,c01,2024-02-20 09:00:00,nps,6
f3,c03,2024-02-29 15:30:00,NPS,10
f4,c05,2024-03-02 09:00:00,nps,8
f5,c07,2024-03-31 23:59:59,nps,55
f6,c09,2024-05-01 09:00:00,nps,0
f7,c01,2024-03-04 09:00:00,csat,5
f8,c02,2024-03-04 10:00:00,csat,2
f9,c10,2024-05-06 10:00:00,csat,4
"""
_TOUCHES = """\
touch_id,customer_id,sent_at,play
t1,c01,2024-02-01 00:00:00,nps spring
t2,c03,2024-02-02 00:00:00,nps spring
t3,c06,2024-03-02 00:00:00,NPS spring
t4,c06,2024-03-03 00:00:00,offer
"""
_MORE = """
[tables.orders]
from = "data/orders.csv"
dates = "%Y-%m-%d %H:%M:%S"

[tables.tickets]
from = "data/tickets.csv"
dates = "%Y-%m-%d %H:%M:%S"

[tables.feedback]
from = "data/feedback.csv"
dates = "%Y-%m-%d %H:%M:%S"

[tables.touches]
from = "data/touches.csv"
dates = "%Y-%m-%d %H:%M:%S"
"""

_SQL = {
    "score": "double precision",
    "seconds": "bigint",
    "size": "bigint",
    "quantity": "bigint",
    "amount": "bigint",
    "mrr": "double precision",
    "acquisition_cost": "double precision",
    "auto_renew": "boolean",
}
_ARROW = {
    "bigint": pa.int64(),
    "double precision": pa.float64(),
    "boolean": pa.bool_(),
    "text": pa.string(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}
_WITH_TIMES = ("events", "orders", "tickets", "feedback", "touches")


def in_files(folder: Path, rule: str) -> Path:
    """Write the company with its tables as CSV; return its tenure.toml."""
    more = _MORE if rule != "purchase" else _MORE[_MORE.index("[tables.tickets]") - 1 :]
    if rule != "inactive":
        more += '\n[tables.events]\nfrom = "data/events.csv"\ndates = "%Y-%m-%dT%H:%M:%S"\n'
    path = tiny.write(folder, rule, more=more)
    data = folder / "data"
    early = "".join(f"{unit},{at},{at},{name},\n" for unit, at, name in _EARLY)
    (data / "events.csv").write_text(tiny.events() + early, "utf-8")
    (data / "orders.csv").write_text(tiny.orders(), "utf-8")
    (data / "tickets.csv").write_text(_TICKETS, "utf-8")
    (data / "feedback.csv").write_text(_FEEDBACK, "utf-8")
    (data / "touches.csv").write_text(_TOUCHES, "utf-8")
    (data / "customers.csv").write_text(_with_costs(tiny.CUSTOMERS), "utf-8")
    return path


def _with_costs(text: str) -> str:
    rows = list(csv.reader(io.StringIO(text)))
    out = io.StringIO()
    costs = ["acquisition_cost", *(_COSTS.get(row[0], "") for row in rows[1:])]
    csv.writer(out, lineterminator="\n").writerows(
        [*row, cost] for row, cost in zip(rows, costs, strict=True)
    )
    return out.getvalue()


def in_database(files: Path, url: str, *, schema: str) -> Path:
    """Copy the tables of a company into a PostgreSQL database; return its tenure.toml."""
    with psycopg.connect(url, autocommit=True) as database:
        database.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}")
        for name in TABLES:
            text = _text(files, name)
            listed = ", ".join(f"{column} {_kind(name, column)}" for column in _columns(text))
            database.execute(f"CREATE TABLE {schema}.{name} ({listed})")
            copy = f"COPY {schema}.{name} FROM STDIN (FORMAT csv, HEADER)"
            with database.cursor() as cursor, cursor.copy(copy) as into:
                into.write(text)
    return _moved(files, files.parent / schema, url, f"SELECT * FROM {schema}.{{name}}")


def on_cluster(files: Path, url: str) -> Path:
    """Write the tables of a company as Parquet that workers see; return its tenure.toml."""
    folder = files.parent / "on_cluster"
    (folder / "data").mkdir(parents=True)
    for name in TABLES:
        text = _text(files, name)
        kinds = {column: _ARROW[_kind(name, column)] for column in _columns(text)}
        options = pyarrow.csv.ConvertOptions(column_types=kinds, strings_can_be_null=True)
        rows = pyarrow.csv.read_csv(io.BytesIO(text.encode()), convert_options=options)
        pa.parquet.write_table(rows, folder / "data" / f"{name}.parquet")
    return _moved(files, folder, url, None)


def in_memory(data: Dataset, engine: Any) -> Rule:
    """Return the rule of a company with its canonical tables handed to another engine."""
    tables = {
        name: ibis.memtable(data.engine.execute(table, metric=name))
        for name, table in data.tables.items()
    }
    return Rule(replace(data, engine=engine, tables=tables))


def _text(files: Path, name: str) -> str:
    return (files.parent / "data" / f"{name}.csv").read_text("utf-8")


def _columns(text: str) -> list[str]:
    return text.split("\n", 1)[0].split(",")


def _kind(table: str, column: str) -> str:
    if column.endswith("_at"):
        return "timestamp" if table in _WITH_TIMES else "date"
    return _SQL.get(column, "text")


def _moved(files: Path, folder: Path, url: str, query: str | None) -> Path:
    """Write the tenure.toml of the company for another engine."""
    folder.mkdir(exist_ok=True)
    text = files.read_text("utf-8").replace("[engine]\n", f'[engine]\nurl = "{url}"\n')
    kept = []
    for line in text.split("\n"):
        if line.startswith('from = "data/') and query:
            name = line.split("/")[1].split(".")[0]
            kept.append(f'sql = "{query.format(name=name)}"')
        elif not line.startswith("dates = "):
            kept.append(line.replace(".csv", ".parquet"))
    path = folder / "tenure.toml"
    path.write_text("\n".join(kept), encoding="utf-8")
    return path
