"""What is said of customers a part at a time is what is said of all at once, in less memory."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest

from support.memory import peak
from tenure.cli import printing
from tenure.company import Company
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles import buying
from tenure.company.predictions.profiles.batches import Batches
from tenure.company.predictions.profiles.buying import Buying
from tenure.company.predictions.profiles.contracts import currencies
from tenure.company.predictions.profiles.growing import Growing
from tenure.company.predictions.profiles.scoring import Scoring
from tenure.company.units import HOLDER
from tenure.engines.duckdb import DuckDB
from tenure.measure.result import Result
from tenure.periods import Calendar, Observation
from tenure.simulate import simulate


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Batches:
    """Return 1 to 5 rows of each of 100 customers, at most 7 rows at a time."""
    path = tmp_path_factory.mktemp("rows") / "rows.parquet"
    units = np.repeat(np.arange(100), np.arange(100) % 5 + 1)
    named = [f"c{one:03d}" for one in units]
    pq.write_table(pa.table({"unit_id": named, "row": np.arange(len(units))}), path)
    return Batches(path, rows=7)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outlook]:
    folder = tmp_path_factory.mktemp("shop") / "saebom"
    simulate("d2c", customers=400, months=14, seed=3, out=folder)
    with Company.open(folder / "tenure.toml") as company:
        yield Outlook(company.rule)


def test_rows_of_a_customer_are_in_one_part(rows: Batches) -> None:
    parts = list(rows)
    assert len(parts) > 10
    assert pa.concat_tables(parts).equals(pq.read_table(rows.path))
    seen = [set(part["unit_id"].to_pylist()) for part in parts]
    assert sum(map(len, seen)) == len(set.union(*seen)) == 100


def test_some_are_whole_customers_evenly_drawn(rows: Batches) -> None:
    assert rows.some(100).equals(pq.read_table(rows.path))
    some = rows.some(30)
    assert set(some["unit_id"].to_pylist()) == {f"c{one:03d}" for one in range(0, 100, 4)}
    assert some.num_rows == sum(one % 5 + 1 for one in range(0, 100, 4))


def test_rows_of_the_customers_of_a_part(rows: Batches) -> None:
    units = pa.table({"unit_id": ["c010", "c012", "c999"]})
    for found in (rows.between(units), rows.of_units(units)):
        assert found["unit_id"].to_pylist() == ["c010"] + ["c012"] * 3


def test_of_nobody_there_is_no_part(tmp_path: Path) -> None:
    path = tmp_path / "none.parquet"
    pq.write_table(pa.table({"unit_id": pa.array([], pa.string())}), path)
    assert list(Batches(path)) == []
    assert Batches(path).some().num_rows == 0
    assert Batches(path).of_units(pa.table({"unit_id": ["a"]})).num_rows == 0


def test_room_to_grow_is_the_same_in_parts(shop: Outlook) -> None:
    columns: Any = SimpleNamespace(columns=None)
    whole = Growing.of(Scoring(shop, columns))
    assert whole.there is not None
    assert whole.held is not None
    small = replace(
        whole, there=replace(whole.there, rows=37), held=replace(whole.held, rows=41), without={}
    )
    standing = [listed(one.standing()) for one in (whole, small)]
    assert standing[0] == standing[1]
    assert len(standing[0]) > 100
    chances = [sorted(listed(one.chances()), key=str) for one in (whole, small)]
    assert chances[0] == chances[1]
    assert chances[0]


def test_what_is_bought_is_the_same_in_parts(
    shop: Outlook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for the ends of values, which are drawn: a part draws its own futures."""
    usual = Buying.of(shop)
    whole = _bought(usual)

    class Small(Batches):
        @classmethod
        def of(cls, outlook: Outlook, rows: Any, what: str) -> Batches:
            return Batches(Batches.of(outlook, rows, what).path, rows=53)

    monkeypatch.setattr(buying, "Batches", Small)
    parts = _bought(Buying.of(shop))
    for name, found in whole.items():
        assert found, name
        assert parts[name] == found, name


def _bought(told: Buying | None) -> dict[str, list[dict[str, Any]]]:
    assert told is not None
    drawn = ("value_low", "value_high")
    value = [
        {name: one for name, one in row.items() if name not in drawn}
        for row in listed(told.value())
    ]
    return {
        "value": value,
        "next": listed(told.next_purchases()),
        "again": listed(told.replenishments()),
        "offers": listed(told.offers()),
    }


def listed(parts: Any) -> list[dict[str, Any]]:
    assert parts is not None
    return [row for part in parts for row in part.to_pylist()]


CONTRACTS = [
    ("one", "USD", None),
    ("two", "USD", None),
    ("two", "KRW", None),
    ("before", "USD", None),
    ("before", "KRW", datetime(2026, 3, 1)),
    ("usual", None, None),
    ("with usual", None, None),
    ("with usual", "USD", None),
]


def test_in_which_currency_contracts_in_force_are_paid() -> None:
    """Contracts that ended count no more, and those that name none are in the company's, EUR."""
    held = ibis.memtable(
        {
            HOLDER: [one for one, _, _ in CONTRACTS],
            "currency": [one for _, one, _ in CONTRACTS],
            "started_at": [datetime(2026, 1, 1)] * len(CONTRACTS),
            "ended_at": [one for _, _, one in CONTRACTS],
            "mrr": [10.0] * len(CONTRACTS),
        },
        schema={
            HOLDER: "string",
            "currency": "string",
            "started_at": "timestamp",
            "ended_at": "timestamp",
            "mrr": "float64",
        },
    )
    data = SimpleNamespace(
        tables={"subscriptions": held},
        calendar=Calendar("UTC"),
        definitions=SimpleNamespace(company=SimpleNamespace(currency="EUR")),
    )
    outlook: Any = SimpleNamespace(
        snapshot=None,
        rule=SimpleNamespace(held_contracts=lambda _: held, data=data),
        observed=Observation(date(2026, 1, 1), date(2026, 6, 30)),
    )
    found = currencies(outlook)
    assert found is not None
    engine = DuckDB("duckdb://")
    told = {
        row["unit_id"]: row["currency"] for row in engine.execute(found, metric="t").to_pylist()
    }
    engine.close()
    assert told == {
        "one": "USD",
        "two": "several",
        "before": "USD",
        "usual": "EUR",
        "with usual": "several",
    }
    del data.tables["subscriptions"]
    assert currencies(outlook) is None


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_profiles_are_written_a_part_at_a_time(tmp_path: Path, form: str) -> None:
    """As when written at once, formulas of spreadsheets and all; 200,000 rows take no room."""
    number = 200_000
    names = [f"=1+{at}" if at % 2 else f"글 {at}" for at in range(number)]
    table = pa.table({"unit_id": names, "risk": np.arange(number) / number})
    pq.write_table(table, tmp_path / "rows", row_group_size=10_000)
    out, whole = tmp_path / f"out.{form}", tmp_path / f"whole.{form}"
    del names
    assert peak(lambda: printing.streamed(tmp_path / "rows", None, out)) < 5_000_000
    printing.result(Result("profiles", "", date(2026, 1, 1), table, ""), None, whole)
    if form == "csv":
        assert out.read_bytes() == whole.read_bytes()
        assert pv.read_csv(out)["unit_id"][1].as_py() == "'=1+1"
    else:
        assert pq.read_table(out).equals(pq.read_table(whole))


def test_other_forms_are_not_streamed(tmp_path: Path) -> None:
    assert not printing.streamed(tmp_path / "rows", "json", tmp_path / "out.csv")
    assert not printing.streamed(tmp_path / "rows", None, tmp_path / "out.txt")
    assert list(tmp_path.iterdir()) == []
