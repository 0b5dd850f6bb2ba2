"""IBM Telco, 33 columns: every churn reason falls into the taxonomy; shares are the file's."""

import csv
import gzip
from collections import Counter

import pytest

from peers.test_real_data import DATA
from tenure.company import Company
from tenure.company.explanations.reasons import reasons
from tenure.company.predictions.outlook import Outlook
from tenure.explain.reasons.taxonomy import taxonomy

FILE = DATA / "telco_ibm" / "telco_33col.csv.gz"
EXPECTED = {
    "Attitude of support person": "service/attitude",
    "Attitude of service provider": "service/attitude",
    "Competitor offered higher download speeds": "competitor/product",
    "Competitor offered more data": "competitor/offer",
    "Competitor made better offer": "competitor/offer",
    "Competitor had better devices": "competitor/product",
    "Don't know": None,
    "Network reliability": "product/reliability",
    "Product dissatisfaction": "product/quality",
    "Price too high": "value/too_expensive",
    "Service dissatisfaction": "service",
    "Lack of self-service on Website": "service/self_service",
    "Extra data charges": "value/fees",
    "Moved": "change/moved",
    "Limited range of services": "product/range",
    "Lack of affordable download/upload speed": "value/too_expensive",
    "Long distance charges": "value/fees",
    "Poor expertise of phone support": "service/expertise",
    "Poor expertise of online support": "service/expertise",
    "Deceased": "life/death",
}


@pytest.fixture(scope="module")
def told():
    if not FILE.is_file():
        pytest.skip(f"{FILE} is not there")
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        return Counter(row["Churn Reason"] for row in csv.DictReader(file))


def test_every_reason_falls_into_the_taxonomy(told):
    assert set(told) - {""} == set(EXPECTED)
    for label, code in EXPECTED.items():
        found = taxonomy().of_label(label)
        assert found.code == code, label
        assert found.unknown == (label == "Don't know")


def test_the_company_answers_with_the_shares_of_the_file(told, tmp_path):
    path = tmp_path / "tenure.toml"
    path.write_text(
        '[company]\nname = "Telco"\nkind = "saas"\n[tables.customers]\n'
        f'from = "{FILE.as_posix()}"\n'
        'columns = { customer_id = "CustomerID", end_reason = "Churn Reason" }\n'
        '[churn]\nrule = "column"\ncolumn = "Churn Value"\n',
        "utf-8",
    )
    with Company.open(path) as company:
        table, heard, *_ = reasons(Outlook(company.rule))
    rows = {row["code"]: row for row in table.rows}
    left = sum(number for label, number in told.items() if label)
    rivals = sum(number for label, number in told.items() if "Competitor" in label)
    assert heard.rows[0]["left"] == left == 1869
    assert rows["competitor"]["recorded"] == rivals == 621
    assert rows["competitor"]["recorded_of"] == left - told["Don't know"]
    assert rows["competitor"]["recorded_share"] == pytest.approx(621 / 1715)
    assert heard.rows[0]["involuntary"] == told["Deceased"] == 6
    assert rows["competitor"]["stated"] == 0
    assert rows["competitor"]["stated_share"] is None
