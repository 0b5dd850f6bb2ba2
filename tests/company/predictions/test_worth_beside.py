"""What purchases are worth, beside a profile: of whom it is not known it is said why."""

from types import SimpleNamespace
from typing import Any

import ibis
import pyarrow as pa

from tenure.company.predictions.profiles.joined import _with_worth
from tenure.engines.duckdb import DuckDB


def test_of_who_never_bought_it_is_said_that_they_did_not() -> None:
    profiles = ibis.memtable(pa.table({"unit_id": ["many", "once", "never"]}))
    worth = ibis.memtable(
        pa.table(
            {
                "unit_id": ["many", "once"],
                "value": [40.0, None],
                "value_low": [10.0, None],
                "value_high": [70.0, None],
                "alive": [0.9, 0.4],
                "reason": [None, "no_repeat"],
                "currency": ["KRW", "KRW"],
            }
        )
    )
    outlook: Any = SimpleNamespace()
    told = _with_worth(profiles, worth, outlook).select("unit_id", "value", "value_reason")
    engine = DuckDB("duckdb://")
    found = engine.execute(told.order_by("unit_id"), metric="test").to_pylist()
    engine.close()
    assert found == [
        {"unit_id": "many", "value": 40.0, "value_reason": None},
        {"unit_id": "never", "value": None, "value_reason": "no_purchase"},
        {"unit_id": "once", "value": None, "value_reason": "no_repeat"},
    ]
