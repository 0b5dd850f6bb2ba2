"""A lone snapshot gives its attributes as features: IBM Telco, one row a customer."""

import os
from pathlib import Path

import pytest

from tenure.company import Company
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.rows import Rows
from tenure.definitions import loads

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "telco_ibm"
TOML = """
[company]
name = "Telco"
kind = "saas"

[tables.customers]
from = "{file}"
columns = {{ customer_id = "customerID" }}

[churn]
rule = "column"
column = "Churn"
"""
SERVICES = (
    *("PhoneService", "MultipleLines", "InternetService", "OnlineSecurity", "OnlineBackup"),
    *("DeviceProtection", "TechSupport", "StreamingTV", "StreamingMovies"),
)
NUMBERS = {"tenure", "MonthlyCharges", "TotalCharges"}


@pytest.fixture
def telco(tmp_path: Path) -> Path:
    file = DATA / "telco_21col.csv.gz"
    if not file.is_file():
        message = "IBM Telco is not there: shared/data/telco_ibm beside the repository's folder"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return file


def test_telco_has_nineteen_features_and_no_dates(telco, tmp_path):
    definitions = loads(TOML.format(file=telco.as_posix()), source="tenure.toml", folder=tmp_path)
    with Company(definitions) as company:
        rows = Rows.of(Outlook(company.rule))
        found, features = rows.sample(), rows.features
    named = {feature.about: feature for feature in features}
    assert len(named) == 19
    assert set(SERVICES) < set(named)
    assert {name for name, one in named.items() if one.kind == "number"} >= NUMBERS
    assert {one.name for one in features} < set(found.column_names)
    assert "Churn" not in found.column_names
    assert found.num_rows == 7043
    assert found["left"].to_pylist().count(1) == 1869
    assert found[named["TotalCharges"].name].null_count == 11  # customers of no month yet
    assert {one.as_py() for one in found[named["Contract"].name].unique()} == {
        *("Month-to-month", "One year", "Two year")
    }
    assert named["Contract"].says("Two year") == "Contract: Two year"
