"""Which plans customers hold today, at the midnight that ends the observation, by hand."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import ibis

from tenure.company.predictions.profiles.contracts import plans
from tenure.company.units import HOLDER
from tenure.engines.duckdb import DuckDB
from tenure.periods import Calendar, Observation

END = datetime(2026, 7, 1)
CONTRACTS = [
    ("goes on", datetime(2026, 1, 1), None),
    ("ended at that midnight", datetime(2026, 1, 1), END),
    ("ends a second later", datetime(2026, 1, 1), datetime(2026, 7, 1, 0, 0, 1)),
    ("ended before", datetime(2026, 1, 1), datetime(2026, 6, 30, 23, 59)),
    ("begins then, so it is not known yet", END, None),
]


def test_a_contract_that_ends_at_that_midnight_is_not_in_force() -> None:
    rows = ibis.memtable(
        {
            HOLDER: [name for name, _, _ in CONTRACTS],
            "plan": ["pro"] * len(CONTRACTS),
            "started_at": [begun for _, begun, _ in CONTRACTS],
            "ended_at": [ended for _, _, ended in CONTRACTS],
            "mrr": [10.0] * len(CONTRACTS),
        },
        schema={
            HOLDER: "string",
            "plan": "string",
            "started_at": "timestamp",
            "ended_at": "timestamp",
            "mrr": "float64",
        },
    )
    rule = SimpleNamespace(
        held_contracts=lambda _: rows, data=SimpleNamespace(calendar=Calendar("UTC"))
    )
    outlook: Any = SimpleNamespace(
        rule=rule, observed=Observation(date(2026, 1, 1), date(2026, 6, 30))
    )
    found = plans(outlook)
    assert found is not None
    engine = DuckDB("duckdb://")
    held = engine.execute(found, metric="test").to_pylist()
    engine.close()
    assert {row["unit_id"] for row in held} == {"goes on", "ends a second later"}
    assert {row["amount"] for row in held} == {10.0}
