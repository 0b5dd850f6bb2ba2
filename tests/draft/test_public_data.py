"""Drafts of public data sets load as they are and, where there is churn, measure it."""

from datetime import date
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
TODAY = date(2026, 1, 1)
CONTRACTS = ("accounts.csv", "subscriptions.csv.gz")

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(),
    reason=f"the public data sets are not there ({SHARED.name} beside the repository)",
)


def test_ravenstack_is_a_company_of_contracts(drafted):
    found = drafted(SHARED / "ravenstack")
    tables = found.definitions.tables
    assert set(tables) == {"accounts", "subscriptions", "events", "tickets"}
    assert tables["events"].via == "subscriptions"
    assert found.definitions.churn.rule == "contract"
    files = [SHARED / "ravenstack" / f"ravenstack_{name}" for name in CONTRACTS]
    rows = drafted(*files).attrition("quarter", today=TODAY)
    assert len(rows) == 8
    assert rows[-1]["at_start"] > 400


def test_online_retail_is_a_shop(drafted):
    found = drafted(SHARED / "online_retail")
    assert found.columns("orders") == {
        "customer_id": "CustomerID",
        "order_id": "InvoiceNo",
        "occurred_at": "InvoiceDate",
        "product_id": "StockCode",
        "quantity": "Quantity",
        "unit_price": "UnitPrice",
    }
    rows = found.attrition("quarter", today=TODAY, unusable=True)
    assert [row["complete"] for row in rows[1:4]] == [True, True, True]
    assert rows[3]["at_start"] > 1000


def test_mrr_playbook_is_contracts(drafted):
    found = drafted(SHARED / "mrr_playbook")
    assert found.columns("subscriptions") == {
        "started_at": "start_date",
        "ends_at": "end_date",
        "mrr": "monthly_amount",
    }
    assert sum(row["joined"] for row in found.attrition("month", today=TODAY)) > 40


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("telco_21col.csv.gz", "Churn"),
        ("Telco_customer_churn_33col.xlsx", "Churn Label"),
    ],
)
def test_telco_is_a_snapshot(drafted, name, column):
    found = drafted(SHARED / "telco_ibm" / name)
    assert found.definitions.churn.column == column
    [row] = found.attrition("month", today=TODAY)
    assert (row["at_start"], row["lost"]) == (7043, 1869)


def test_cdnow_is_fixed_width_text(drafted):
    found = drafted(SHARED / "cdnow" / "CDNOW_master.txt.gz")
    assert found.definitions.tables["orders"].fixed is not None
    assert found.definitions.churn.rule == "purchase"


def test_hillstrom_is_no_data_about_churn(drafted):
    found = drafted(SHARED / "hillstrom")
    assert not found.definitions.tables
    assert "not data about churn" in found.text
