"""Every feature equals what loops over one unit's rows give, at every date of several worlds."""

from datetime import date
from math import isclose
from typing import Any

import pytest

from support.feature_reference import FEWEST_PEERS, reference
from support.feature_worlds import PLAN, FactWorld, world
from tenure.predict.features import subscriptions
from tenure.predict.features.matrix import features, matrix

WORLDS = {
    "Asia/Seoul": (date(2024, 1, 1), date(2024, 2, 1), date(2024, 2, 29)),
    "America/New_York": (date(2024, 3, 10), date(2024, 3, 11), date(2024, 11, 3)),
    "America/Sao_Paulo": (date(2018, 2, 18), date(2018, 11, 4)),
}


@pytest.mark.parametrize("zone", WORLDS)
def test_every_feature_is_what_loops_give(run, zone, monkeypatch):
    monkeypatch.setattr(subscriptions, "PEERS", FEWEST_PEERS)
    made = world(seed=7, zone=zone, dates=WORLDS[zone])
    table = matrix(made.sources(), made.points, PLAN, population=made.population())
    rows = run(table)
    assert len(rows) == len(made.units) * len(made.dates)
    names = [feature.name for feature in features(made.sources(), PLAN)]
    assert list(rows[0]) == ["unit_id", "as_of", *names]
    seen = {name: {row[name] for row in rows} for name in names}
    assert [name for name, values in seen.items() if len(values) == 1] == []
    wrong = [one for row in rows for one in _wrong(made, row)]
    assert wrong == []


def _wrong(made: FactWorld, row: dict[str, Any]) -> list[tuple[Any, ...]]:
    expected = reference(made, row["unit_id"], row["as_of"])
    assert set(expected) == set(row) - {"unit_id", "as_of"}
    return [
        (row["unit_id"], row["as_of"], name, row[name], value)
        for name, value in expected.items()
        if not _same(row[name], value)
    ]


def _same(found: Any, wanted: Any) -> bool:
    if isinstance(found, float) and wanted is not None:
        return isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-12)
    return bool(found == wanted)
