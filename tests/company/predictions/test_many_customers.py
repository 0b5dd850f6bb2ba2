"""What must not grow with the number of customers: Python objects while everyone is scored."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support.memory import peak
from tenure.company.predictions.days import CROSSED, PROFILES, REASONS, Day
from tenure.company.predictions.learning import hindsight
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles import crossed, scored
from tenure.company.predictions.profiles.carried import bands
from tenure.engines.duckdb import DuckDB
from tenure.predict.sample import Sample

MANY = 200_000
DAY = date(2026, 6, 30)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """Return profiles of many customers: every second one healthy, the others without health."""
    folder = tmp_path_factory.mktemp("days") / DAY.isoformat()
    folder.mkdir()
    units = [f"C{number:07d}" for number in range(MANY)]
    band = pa.array(np.where(np.arange(MANY) % 2 == 0, "healthy", None).tolist(), pa.string())
    risk = np.arange(MANY) / MANY
    columns = {"risk": risk, "risk_band": pa.repeat("low", MANY), "health_band": band}
    columns["health"] = pa.array(np.where(np.arange(MANY) % 2 == 0, 80.0, np.nan), from_pandas=True)
    pq.write_table(pa.table({"unit_id": units, **columns}), folder / PROFILES)
    return Day(folder)


def test_bands_of_the_last_time_are_those_of_the_units_asked_for(day: Day) -> None:
    units = pa.chunked_array([["C0000003", "new"], ["C0000002"]])
    assert bands(day, units, "health_band").tolist() == [None, None, "healthy"]
    assert bands(day, units, "risk_band").tolist() == ["low", None, "low"]
    assert bands(None, units, "risk_band").tolist() == [None, None, None]
    assert peak(lambda: bands(day, units, "health_band")) < 1_000_000


def test_without_health_nobody_had_a_band(tmp_path: Path) -> None:
    pq.write_table(pa.table({"unit_id": ["a"]}), tmp_path / PROFILES)
    assert bands(Day(tmp_path), pa.chunked_array([["a"]]), "health_band").tolist() == [None]


def test_of_those_who_stayed_in_their_band_nothing_is_kept(
    day: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One has a risk of another band, one has no health any more, one has just come."""
    table = day.table()
    assert table is not None
    bands_now, risk, name, health = (
        table[one].to_pylist() for one in ("risk_band", "risk", "unit_id", "health_band")
    )
    bands_now[7], risk[7], health[8], name[9] = "high", 0.9, None, "new"
    now = {"unit_id": name, "risk": risk, "risk_band": bands_now, "health_band": health}
    pq.write_table(pa.table({**now, "health": table["health"]}), tmp_path / PROFILES)
    engine = DuckDB("duckdb://")
    scoring: Any = SimpleNamespace(
        outlook=SimpleNamespace(
            rule=SimpleNamespace(data=SimpleNamespace(engine=engine)),
            grid=SimpleNamespace(today=SimpleNamespace(as_of=date(2026, 7, 1))),
        ),
        bundle=SimpleNamespace(health=None),
        since=DAY,
    )
    why = pa.table({"unit_id": ["C0000007"], "risk_why_en": ["because"], "risk_why_ko": ["때문"]})
    monkeypatch.setattr(crossed, "_why_risk", lambda *_: why)
    del table, now, name, risk, bands_now, health
    assert peak(lambda: crossed.write_crossed(scoring, tmp_path, day)) < 5_000_000
    engine.close()
    found = pq.read_table(tmp_path / CROSSED).to_pylist()
    assert [row["unit_id"] for row in found] == ["C0000007", "C0000008"]
    first, second = found
    assert (first["risk_band_before"], first["risk_band"]) == ("low", "high")
    assert (first["risk_before"], first["risk"]) == (7 / MANY, 0.9)
    assert (first["risk_why_en"], second["risk_why_en"]) == ("because", None)
    assert (second["health_band_before"], second["health_band"]) == ("healthy", None)
    assert (first["health_why_en"], second["health_why_ko"]) == (None, None)


def test_reasons_are_written_shard_by_shard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three shards of ten, the tenth with most risk in two of them: what is told is on disk."""
    shards = []
    for shard in range(3):
        units = [f"{shard}-{number}" for number in range(10)]
        risk = [0.5 + shard / 10 if one in ("1-0", "2-0", "2-1") else 0.1 for one in units]
        features = pa.table({"unit_id": units})
        shards.append((features, pa.table({"unit_id": units, "risk": risk})))

    def said(_model: Any, chosen: pa.Table, _features: Any) -> pa.Table:
        return chosen.append_column("says_en", pa.repeat("because", chosen.num_rows))

    monkeypatch.setattr(scored, "reasons", said)
    monkeypatch.setattr(scored, "write_drift", lambda *_: None)
    monkeypatch.setattr(scored, "Today", lambda *_: SimpleNamespace(add=lambda *_: None))
    scoring: Any = SimpleNamespace(
        bundle=SimpleNamespace(risk=None, features=(), reference=None),
        files=lambda: shards,
        tables=lambda: iter(shards),
        features=lambda: ((features, None) for features, _ in shards),
    )
    scored.write_scores(scoring, tmp_path)
    with pq.ParquetFile(tmp_path / REASONS) as file:
        assert file.read()["unit_id"].to_pylist() == ["1-0", "2-0", "2-1"]
        assert [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)] == [1, 2]


def test_what_judged_rows_were_worth_is_looked_up_of_them_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of many who bought three are asked about: one alive by half, one not at all, one unknown."""
    alive = np.full(MANY, 0.5)
    alive[1] = 0.0
    columns = {"unit_id": [f"C{number:07d}" for number in range(MANY)], "alive": alive}
    currency = pa.array(["KRW"] * MANY)
    worth = pa.table({**columns, "value": np.arange(MANY, dtype=float), "currency": currency})
    parts = [worth.slice(first, 50_000) for first in range(0, MANY, 50_000)]
    buying = SimpleNamespace(value=lambda: iter(parts))
    monkeypatch.setattr(hindsight.Buying, "of", lambda _: buying)
    asked = pa.table({"unit_id": ["C0000007", "new", "C0000001"]})
    rows: Any = Sample(asked, (), *(np.ones(3) for _ in range(3)), days=np.full(3, 20_000))
    monkeypatch.setattr(hindsight.Scoring, "worth", lambda *_: None)
    company = SimpleNamespace(company=SimpleNamespace(currency="KRW"))
    rule: Any = SimpleNamespace(data=SimpleNamespace(definitions=company))
    outlook, none, found = Outlook(rule), cast(Any, None), list[Any]()
    assert peak(lambda: found.append(hindsight.value_of(outlook, none, rows, none))) < 10_000_000
    assert found[0][0] == 14.0
    assert np.isnan(found[0][1:]).all()
