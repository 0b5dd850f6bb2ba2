"""Hillstrom's e-mail test as a company: customers, visits as events, arms as assignments.

The file has no days. Here everyone is assigned on one day, and who visited did so on the last of
the two weeks that the file tells of.
"""

import gzip
import os
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from peers.test_real_data import DATA

NAME = "spring_mail"
TODAY = date(2008, 4, 30)
RATES = {"none": 0.106, "womens": 0.151, "mens": 0.183}
"""Shares that visited within two weeks, as published."""
_ARMS = {"No E-Mail": "none", "Womens E-Mail": "womens", "Mens E-Mail": "mens"}
_DEFINITIONS = """\
[company]
name = "Hillstrom"
kind = "ecommerce"
time_zone = "UTC"
language = "en"

[active]
any = [{ event = "visit" }]

[churn]
rule = "inactive"
after = "30 days"

[prediction]
enabled = false

[tables.customers]
from = "customers.parquet"

[tables.events]
from = "events.parquet"

[tables.assignments]
from = "assignments.parquet"
"""


def emails() -> pa.Table:
    """Return the published rows; skips, and in CI fails, where they are not there."""
    path = DATA / "hillstrom" / "hillstrom.csv.gz"
    if not path.is_file():
        message = f"the data sets are not there: {DATA.name} beside the repository's folder"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with gzip.open(path, "rb") as lines:
        return pa.csv.read_csv(lines)


def write(folder: Path) -> Path:
    """Write the company, and return its tenure.toml."""
    rows = emails()
    names = pa.array([f"c{number:05d}" for number in range(rows.num_rows)])
    arms = pa.array([_ARMS[one] for one in rows["segment"].to_pylist()])
    folder.mkdir(parents=True, exist_ok=True)

    def same(text: str, number: int = rows.num_rows) -> pa.Array:
        return pa.repeat(text, number)

    visited = names.filter(pc.equal(rows["visit"], 1).combine_chunks())
    tables = {
        "customers": {"customer_id": names, "started_at": same("2007-06-01")},
        "events": {
            "customer_id": visited,
            "occurred_at": same("2008-04-02 12:00:00", len(visited)),
            "name": same("visit", len(visited)),
        },
        "assignments": {
            "unit_id": names,
            "experiment": same(NAME),
            "arm": arms,
            "assigned_at": same("2008-03-20"),
        },
    }
    for name, columns in tables.items():
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
    (folder / "tenure.toml").write_text(_DEFINITIONS, "utf-8")
    return folder / "tenure.toml"
