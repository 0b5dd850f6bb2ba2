"""Money as a company is asked for it: whole numbers, options, who is behind a count."""

import pytest

from support import tiny
from tenure.company import Company, Question, metrics
from tenure.company.asked import Asked
from tenure.errors import MetricError


@pytest.fixture(autouse=True)
def _in_the_catalogue(monkeypatch):
    """Have the area in the catalogue, whatever else is."""
    if "revenue" not in metrics.AREAS:
        monkeypatch.setattr(metrics, "AREAS", (*metrics.AREAS, "revenue"))
    metrics.catalogue.cache_clear()
    yield
    metrics.catalogue.cache_clear()


@pytest.fixture(scope="module")
def company(prepared):
    with Company.open(prepared("contract"), today=tiny.NOW.date()) as opened:
        yield opened


def test_mrr_of_a_dozen_customers_by_hand(company):
    """c08 and c11 come and go within a month; c04 is back in June, c09 pays nothing."""
    found = company.measure(Question("mrr"))
    names = ("new", "churn", "reactivation", "closing")
    assert [tuple(row[name] for name in names) for row in found.rows] == [
        (70, 0, 0, 70),
        (50, 0, 0, 120),
        (10, 30, 0, 100),
        (30, 0, 0, 130),
        (0, 20, 0, 110),
        (0, 0, 30, 140),
    ]
    assert found.table.column_names == [c.name for c in metrics.find("mrr").columns]


def test_by_the_day_of_notice_churn_comes_earlier(company):
    """c10 gave notice on 20 June and is paid for until July; c04 gave it in April."""
    found = company.measure(Question("mrr", options={"churn_date": "notice"})).rows
    assert [row["churn"] for row in found] == [0, 0, 30, 10, 10, 30]


def test_customers_behind_a_count(company):
    asked = Asked(company.rule, Question("mrr"))
    cell = {"period_start": "2024-05-01"}
    units = asked.metric.members(asked, cell, "churned_customers")
    found = company.engine.execute(units, metric="members").to_pylist()
    assert sorted(one["unit_id"] for one in found) == ["c04", "c06"]
    with pytest.raises(MetricError, match="there is no count"):
        asked.metric.members(asked, cell, "switched_customers")


@pytest.mark.parametrize("name", ["revenue-retention", "renewals"])
def test_columns_are_those_that_the_catalogue_names(company, name):
    found = company.measure(Question(name, period="quarter", options={"term": 1}))
    assert found.table.column_names == [c.name for c in metrics.find(name).columns]
    assert found.definition
    split = company.measure(Question(name, period="quarter", by="region"))
    assert split.table.column_names[0] == "region"


def test_rates_without_a_currency_of_the_company_are_refused(company):
    with pytest.raises(MetricError, match="no currency to convert into"):
        company.measure(Question("mrr", options={"rates": "USD=1350"}))


def test_payback_without_costs_is_refused(company):
    with pytest.raises(MetricError, match="no acquisition_cost"):
        company.measure(Question("payback"))


@pytest.mark.parametrize("text", ["USD", "USD=abc", "=3", "USD=-1"])
def test_a_wrong_exchange_rate_is_named(company_of, text):
    path = company_of("contract")
    told = path.read_text("utf-8").replace('kind = "saas"', 'kind = "saas"\ncurrency = "KRW"')
    path.write_text(told, encoding="utf-8")
    with (
        Company.open(path, today=tiny.NOW.date()) as opened,
        pytest.raises(MetricError, match="is no exchange rate"),
    ):
        opened.measure(Question("mrr", options={"rates": text}))
