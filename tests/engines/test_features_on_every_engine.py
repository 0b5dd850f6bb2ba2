"""Features and labels of predictions are the same on every engine."""

from datetime import date
from typing import Any

import pytest

from engines.test_same_on_every_engine import ENGINES, assert_same
from support.feature_worlds import PLAN, world
from support.rows import table
from tenure.engines import Engine
from tenure.measure.states import activity_spells
from tenure.predict.features.matrix import matrix
from tenure.predict.labels import labels

MADE = world(seed=5, zone="America/New_York", dates=(date(2024, 2, 29), date(2024, 3, 10)), units=5)


def _features() -> Any:
    found = matrix(MADE.sources(), MADE.points, PLAN, population=MADE.population())
    return found.order_by("as_of", "unit_id")


def _labels() -> Any:
    sources = MADE.sources()
    cut = {"calendar": sources.calendar, "observed": sources.observed}
    spells = activity_spells(sources.table("events"), days=20, **cut)
    names = ("started_at", "ended_at", "cancelled_at")
    lines = [
        {
            "unit_id": row["unit_id"],
            **{f"{name}_local": row[name] for name in names},
            "voluntary": row["auto_renew"],
        }
        for row in MADE.tables["subscriptions"]
    ]
    contracts = table(lines).rename(
        from_local="started_at_local", to_local="ended_at_local", notice_local="cancelled_at_local"
    )
    found = labels(spells, MADE.points, observed=sources.observed, contracts=contracts)
    return found.order_by("as_of", "unit_id")


@pytest.mark.parametrize("ask", [_features, _labels])
@pytest.mark.parametrize("other", ENGINES, indirect=True)
def test_rows_are_those_of_duckdb(engine: Engine, other: Any, ask: Any) -> None:
    wanted = engine.execute(ask(), metric="features")
    found = other.execute(ask(), metric="features")
    assert found.schema.names == wanted.schema.names
    assert wanted.num_rows > 5
    assert_same(found.to_pylist(), wanted.to_pylist())
