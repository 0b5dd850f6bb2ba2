import tomllib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tenure.definitions import load
from tenure.simulate import PRESETS
from tenure.tables.schema import TABLES

FITS: dict[str, Callable[[pa.DataType], bool]] = {
    "id": pa.types.is_string,
    "text": pa.types.is_string,
    "category": pa.types.is_string,
    "number": pa.types.is_floating,
    "integer": pa.types.is_integer,
    "flag": pa.types.is_boolean,
    "time": lambda kind: kind == pa.timestamp("us"),
}
WITHOUT_CONTRACT = {"d2c", "ecommerce", "gaming"}


@pytest.mark.parametrize("preset", PRESETS)
def test_tables_have_the_canonical_columns_and_types(company, preset: str) -> None:
    made = company(preset)
    for name in made.rows:
        found = "events/*/*.parquet" if name == "events" else f"{name}.parquet"
        for path in made.data.glob(found):
            fields = pq.read_schema(path)
            assert set(TABLES[name].required) <= set(fields.names), name
            for field in fields:
                canonical = TABLES[name].column(field.name)
                if canonical is not None:
                    assert FITS[canonical.kind](field.type), f"{name}.{field.name}: {field.type}"


@pytest.mark.parametrize("preset", PRESETS)
def test_required_values_are_there_and_keys_are_unique(company, ask, preset: str) -> None:
    made = company(preset)
    for name in made.rows:
        for column in TABLES[name].required:
            assert ask(made.path, f'from {name} where "{column}" is null') == [], name
        key = TABLES[name].key
        if key in {"customer_id", "account_id", "subscription_id", "ticket_id", "payment_id"}:
            twice = ask(made.path, f"select {key} from {name} group by 1 having count(*) > 1")
            assert len(twice) == (1 if name == "customers" else 0), name


@pytest.mark.parametrize("preset", PRESETS)
def test_rows_are_counted_as_written(company, ask, preset: str) -> None:
    made = company(preset)
    for name, rows in made.rows.items():
        assert ask(made.path, f"select count(*) from {name}") == [(rows,)]
    for name, rows in made.truth_rows.items():
        assert ask(made.path, f"select count(*) from truth_{name}") == [(rows,)]


@pytest.mark.parametrize("preset", PRESETS)
def test_definition_names_every_table_and_no_truth(company, preset: str) -> None:
    made = company(preset)
    text = made.definition.read_text(encoding="utf-8")
    definition = tomllib.loads(text)
    assert set(definition["tables"]) == set(made.rows)
    assert definition["churn"]["rule"] == PRESETS[preset].rule
    assert load(made.definition).churn.rule == PRESETS[preset].rule
    for source in definition["tables"].values():
        assert source["from"].startswith("data/")
        assert any(made.path.glob(source["from"]))


@pytest.mark.parametrize("preset", PRESETS)
def test_only_companies_with_contracts_have_subscriptions(company, preset: str) -> None:
    made = company(preset)
    contract = preset not in WITHOUT_CONTRACT
    assert ("subscriptions" in made.rows) is contract
    assert ("payments" in made.rows) is contract
    assert ("orders" in made.rows) is not contract


@pytest.mark.parametrize("preset", PRESETS)
def test_the_qualifying_activity_happens(company, ask, preset: str) -> None:
    made = company(preset)
    for event, where in PRESETS[preset].qualifying:
        condition = f" and {where}" if where else ""
        [(count,)] = ask(
            made.path, f"select count(*) from events where name = '{event}'{condition}"
        )
        assert count > 50


def test_references_lead_somewhere(company, ask) -> None:
    made = company("saas")
    for table, column, to in (
        ("subscriptions", "customer_id", "customers"),
        ("subscriptions", "account_id", "accounts"),
        ("customers", "account_id", "accounts"),
        ("payments", "customer_id", "customers"),
        ("touches", "customer_id", "customers"),
        ("feedback", "customer_id", "customers"),
    ):
        lost = f"from {table} where {column} not in (select {column} from {to})"
        assert ask(made.path, lost) == [], f"{table}.{column}"


def test_returns_are_negative_lines_of_the_same_order(company, ask) -> None:
    made = company("ecommerce")
    [(lines, orphans)] = ask(
        made.path,
        """select count(*), count(*) filter (b.order_id is null) from orders r
        left join orders b on b.order_id = r.order_id and b.product_id = r.product_id
          and b.amount > 0 and b.occurred_at < r.occurred_at
        where r.amount < 0""",
    )
    assert lines > 20
    assert orphans == 0


def test_contract_periods_are_in_order(company, ask) -> None:
    for preset in ("saas", "b2b", "bfsi", "edtech"):
        made = company(preset)
        wrong = """from subscriptions where ended_at <= started_at or ends_at < started_at
            or cancelled_at > ended_at or cancelled_at < started_at
            or (end_reason is null) <> (ended_at is null and cancelled_at is null)"""
        assert ask(made.path, f"select * {wrong}") == [], preset


def test_some_have_given_notice_and_still_have_access(company, ask) -> None:
    made = company("bfsi", customers=2000)
    assert ask(made.path, "from subscriptions where cancelled_at is not null and ended_at is null")


def test_files_of_events_hold_one_local_month_each(company) -> None:
    made = company("saas")
    folder: Path = made.data / "events" / "month=2025-12"
    times = pq.read_table(folder)["occurred_at"]
    assert str(min(times.to_pylist())) >= "2025-11-30 15:00:00"
    assert str(max(times.to_pylist())) < "2025-12-31 15:00:00"
