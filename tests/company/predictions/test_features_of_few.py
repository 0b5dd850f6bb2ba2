"""Features of some of very many units: from their own events, added up once, and the same."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from tenure.company import Company
from tenure.company.predictions import rows as module
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.rows import Rows
from tenure.simulate import simulate


@pytest.fixture(scope="module", params=("saas", "b2b"))
def rows(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rows]:
    """Customers in logos, and logos themselves."""
    folder: Path = tmp_path_factory.mktemp("few") / request.param
    simulate(request.param, customers=260, months=9, seed=3, out=folder)
    with Company.open(folder / "tenure.toml") as company:
        yield Rows.of(Outlook(company.rule))


def test_they_are_those_that_all_events_tell(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    points = rows.outlook.grid.points
    some = rows.labels.filter(rows.labels.unit_id.right(1).isin(["1", "4", "7"]))
    own = some.select("unit_id", "as_of")
    whole = rows.features_of("whole", own, points)
    assert whole.num_rows > 20
    assert {"logo_users_28d", "events_28d"} <= set(whole.column_names)
    number = len(whole["unit_id"].unique())
    monkeypatch.setattr(module, "_SHARD", number // 2 + 1)
    narrowed: list[int] = []
    plain = module.narrowed
    monkeypatch.setattr(module, "narrowed", lambda *told: narrowed.append(1) or plain(*told))
    sharded = rows.features_of("in shards", own, points)
    assert narrowed, "only their own events are to be read"
    keys = [("as_of", "ascending"), ("unit_id", "ascending")]
    assert _near(sharded.sort_by(keys), whole.sort_by(keys))


_CHOSEN = (("events_28d", "tenure_days", "payment_failing"), ("logo_users_28d",))


def test_some_features_are_those_of_all(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    points = rows.outlook.grid.points[-2:]
    days = [point.as_of for point in points]
    own = rows.labels.filter(rows.labels.unit_id.right(1).isin(["1", "4"]))
    own = own.filter(own.as_of.isin(days)).select("unit_id", "as_of")
    keys = [("as_of", "ascending"), ("unit_id", "ascending")]
    whole = rows.features_of("whole of two", own, points).sort_by(keys)
    monkeypatch.setattr(module, "_SHARD", 40)
    for chosen in _CHOSEN:
        some = rows.features_of("some", own, points, chosen).sort_by(keys)
        names = [name for name in whole.column_names if name in ("unit_id", "as_of", *chosen)]
        assert names[2:]
        assert _near(some, whole.select(names))


def _near(table: pa.Table, other: pa.Table) -> bool:
    """Say whether tables are the same, sums of values up to the order they were added in."""
    assert table.column_names == other.column_names
    for name in table.column_names:
        mine, theirs = table[name].to_pylist(), other[name].to_pylist()
        if pa.types.is_floating(table[name].type):
            assert mine == pytest.approx(theirs, rel=1e-9, abs=1e-9, nan_ok=True), name
        else:
            assert mine == theirs, name
    return True
