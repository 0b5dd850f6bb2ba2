"""Decisions are the same whatever the order of rows and however many threads ask."""

import random
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support.deciding import DAY, TODAY, play
from support.scored import scored
from tenure.act.reading import load
from tenure.company import Company
from tenure.company.acts.deciding import decide
from tenure.company.predictions.outlook import Outlook
from tenure.engines.duckdb import DuckDB

PLAYS = tuple(
    play(name, {"kind": "segment"}, salt=f"{at:016x}", **more)
    for at, (name, more) in enumerate(
        {
            "few": {"budget": {"contacts": 5}, "holdout": 0.2},
            "money": {"budget": {"money": 9.0}, "worth": {"effect": 0.4, "contact": 1.0}},
            "held": {"worth": {"effect": 0.3, "contact": 1.0}, "holdout": 0.5},
        }.items(),
        1,
    )
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a company in which every four customers are alike: only their names tell them apart."""
    place = tmp_path / "first"
    place.mkdir()
    scored(place, *PLAYS)
    path = place / "store/profiles/customer" / DAY.isoformat() / "profiles.parquet"
    table = pq.read_table(path)
    risk = pa.array([0.2 + (one // 4) / 50 for one in range(table.num_rows)])
    pq.write_table(table.set_column(table.column_names.index("risk"), "risk", risk), path)
    return place


def shuffled(folder: Path, seed: int) -> Path:
    """Return the same company with the rows of every table in another order."""
    place = folder.with_name(f"shuffled-{seed}")
    shutil.copytree(folder, place, ignore=shutil.ignore_patterns("acts"))
    for file in place.glob("*.csv"):
        head, *rows = file.read_text("utf-8").splitlines(keepends=True)
        random.Random(seed).shuffle(rows)
        file.write_text("".join([head, *rows]), "utf-8")
    path = place / "store/profiles/customer" / DAY.isoformat() / "profiles.parquet"
    table = pq.read_table(path)
    pq.write_table(table.take(np.random.default_rng(seed).permutation(table.num_rows)), path)
    return place


def decisions(folder: Path, threads: int) -> pa.Table:
    with Company.open(folder / "tenure.toml", today=TODAY) as company:
        engine = company.data.engine
        assert isinstance(engine, DuckDB)
        engine._connection.con.execute(f"SET threads = {threads}")
        return pq.read_table(decide(Outlook(company.rule), load(folder / "plays")))


def test_decisions_are_the_same_whatever_the_order_of_rows_and_the_threads(folder: Path) -> None:
    first = decisions(folder, 1)
    said = set(first["reason"].to_pylist())
    assert {"chosen", "held_out", "budget", "contacts", "frequency", "other_play"} <= said
    assert decisions(folder, 8).equals(first)
    for seed, threads in ((1, 1), (2, 8)):
        assert decisions(shuffled(folder, seed), threads).equals(first)
