"""The SQL that other engines would be given, kept as text: a change of it must be seen.

Renew the snapshots after a change that is meant:

    TENURE_RENEW=1 python -m pytest tests/engines/test_snapshots.py
"""

import os
import re
from pathlib import Path
from typing import Any

import ibis
import pytest
import sqlglot

from engines.cases import DAYS, NEW_YORK
from support.asking import inactive_of, observed, retention_of
from tenure.engines.clickhouse_sql import clickhouse_sql
from tenure.engines.warehouses import WAREHOUSES, warehouse_sql
from tenure.measure.retention import spell_activity
from tenure.measure.states import contract_spells, merged, purchase_spells
from tenure.periods import Calendar

FOLDER = Path(__file__).parent / "snapshots"
DIALECTS = ("clickhouse", *WAREHOUSES)
CALENDAR = Calendar(NEW_YORK)
_DRAWN = re.compile(r"\b[0-9a-f]{32}\b|\bibis_\w+_[0-9a-z]{20,}\b")

EVENTS = ibis.table({"unit_id": "string", "occurred_at": "timestamp"}, name="events")
STARTS = ibis.table({"unit_id": "string", "started_at": "timestamp"}, name="starts")
GROUPS = ibis.table({"unit_id": "string", "group": "string"}, name="groups")
CONTRACTS = ibis.table(
    {
        "customer_id": "string",
        "started_at": "timestamp",
        "ends_at": "timestamp",
        "cancelled_at": "timestamp",
        "ended_at": "timestamp",
        "mrr": "float64",
        "auto_renew": "boolean",
    },
    name="subscriptions",
)


def _contracts() -> Any:
    days = observed(DAYS)
    return contract_spells(CONTRACTS, unit="customer_id", calendar=CALENDAR, observed=days)


def _purchases() -> Any:
    return purchase_spells(EVENTS, typical_days=30, calendar=CALENDAR, observed=observed(DAYS))


ASKED = {
    "attrition": lambda: inactive_of(EVENTS, DAYS, after=28, zone=NEW_YORK, groups=GROUPS),
    "attrition_at_least": lambda: inactive_of(EVENTS, DAYS, after=28, at_least=2, period="week"),
    "retention": lambda: retention_of(EVENTS, DAYS, zone=NEW_YORK, starts=STARTS, groups=GROUPS),
    "retention_on_or_after": lambda: retention_of(EVENTS, DAYS, mode="on_or_after", at_least=2),
    "retention_contracts": lambda: retention_of(
        spell_activity(_contracts(), "month", CALENDAR, observed(DAYS)), DAYS, zone=NEW_YORK
    ),
    "states_contract": _contracts,
    "states_purchase": _purchases,
    "states_merged": lambda: merged(_purchases()),
}


def sql_of(name: str, dialect: str) -> str:
    """Compile one question for one engine, as text with steps, the same every time."""
    expression = ASKED[name]()
    if dialect == "clickhouse":
        text = clickhouse_sql(expression)
    else:
        text = warehouse_sql(expression, dialect)
    assert sqlglot.parse(text, dialect=dialect)  # raises when it is no SQL
    return f"{_named_in_order(text)};\n"


def _named_in_order(text: str) -> str:
    """Give the names that Ibis draws at random a number, in the order in which they come."""
    names: dict[str, str] = {}
    return _DRAWN.sub(lambda name: names.setdefault(name[0], f"drawn_{len(names)}"), text)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", ASKED)
def test_sql_is_the_snapshot(name: str, dialect: str) -> None:
    path = FOLDER / f"{name}.{dialect}.sql"
    found = sql_of(name, dialect)
    if os.environ.get("TENURE_RENEW"):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert path.is_file(), f"there is no snapshot {path.name}; {__doc__}"
    assert found == path.read_text("utf-8"), f"the SQL differs from {path.name}; {__doc__}"


def test_every_snapshot_is_of_a_question_that_is_asked() -> None:
    kept = {path.name for path in FOLDER.glob("*")}
    assert kept == {f"{name}.{dialect}.sql" for name in ASKED for dialect in DIALECTS}
