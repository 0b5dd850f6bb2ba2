"""Every count of customers, of every metric that has lists, has one exactly as long as it says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support import tiny
from tenure.company import Company, Question
from tenure.company.asked import Asked
from tenure.company.metrics import catalogue
from tenure.company.metrics.contract import Metric
from tenure.errors import MetricError

OF_SOMETHING_ELSE = {
    "retention": {"period"},
    "seasonality": {"smoothed_over"},
    "stickiness": {"days", "active_days", "averaged_days"},
    "frequency": {"days_active"},
    "rolling-retention": {"period", "from_step", "to_step"},
    "retention-curve": {"period", "from_step", "to_step", "cohorts"},
    "revenue-cohorts": {"period"},
    "gaps": {"at_risk"},
    "mrr": {"switched_customers", "unpriced"},
    "renewals": {"due", "renewed", "ended_early"},
    "save-window": {"contracts"},
    "expiring": {"contracts", "with_notice"},
    "products": {"orders", "lines", "products"},
    "ideal-customer": {"units", "stayed", "sample"},
    "nps": {"unusable"},
    "csat": {"unusable"},
}
"""Counts that are not of customers: steps, days, contracts, orders, answers, differences."""

ASKED: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "behaviour": [("inactive", {"windows": 1, "use": 14})],
    "features": [("inactive", {"windows": 1, "use": 14})],
    "gaps": [("inactive", {"of": "first"}), ("purchase", {"of": "typical"})],
    "interval": [("inactive", {"of": "typical"}), ("purchase", {"of": "first"})],
    "purchase-gaps": [("purchase", {"of": "first"})],
    "purchase-gap-bands": [("purchase", {"of": "first"})],
    "onboarding": [("inactive", {"steps": "watch; login where seconds > 0"})],
    "onboarding-churn": [("inactive", {"steps": "watch; login", "landmark": 7})],
    "first-value": [("inactive", {"value": "watch where seconds > 60", "within": 3})],
    "retention-curve": [
        ("inactive", {"clock": "calendar"}),
        ("inactive", {"brackets": "1-7, 8-28", "mode": "on_or_after"}),
    ],
    "revenue-cohorts": [("purchase", {})],
    "revenue-retention": [
        ("contract", {}),
        ("contract", {"denominator": "renewals_due", "term": 1}),
    ],
    "renewals": [("contract", {"term": 1})],
    "payback": [("contract", {}), ("contract", {"margin": 0.1})],
    "ideal-customer": [("inactive", {"least": 2})],
}
RULES = ("inactive", "contract", "purchase")
ANSWERS = '\n[tables.feedback]\nfrom = "data/feedback.csv"\ndates = "%Y-%m-%d"\n'


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Company]]:
    """The tiny company by each rule, with what winning its customers cost, and with answers."""
    costs = ["acquisition_cost", *(str(10 * number) for number in range(1, 13))]
    lines = zip(tiny.CUSTOMERS.splitlines(), costs, strict=True)
    opened = {}
    for rule in RULES:
        folder = Path(tmp_path_factory.mktemp(rule))
        path = tiny.write(folder, rule, more=ANSWERS if rule == "inactive" else "")
        (folder / "data" / "feedback.csv").write_text(_answers(), "utf-8")
        text = "\n".join(f"{line},{cost}" for line, cost in lines) if rule == "contract" else None
        if text:
            (folder / "data" / "customers.csv").write_text(text + "\n", "utf-8")
        opened[rule] = Company.open(path, today=tiny.NOW.date())
    yield opened
    for company in opened.values():
        company.close()


def _answers() -> str:
    """Give answers of every customer to both questions, of every kind that is counted."""
    names = [line.split(",")[0] for line in tiny.CUSTOMERS.splitlines()[1:]]
    rows = ["feedback_id,customer_id,given_at,source,score,text"]
    for source, scores in (("nps", (10, 8, 3)), ("csat", (5, 3, 1))):
        for at, name in enumerate(names):
            rows.append(f"{source}{at},{name},2024-05-03,{source},{scores[at % 3]},")
    return "\n".join(rows) + "\n"


WITH_LISTS = [name for name, metric in catalogue().items() if metric.members is not None]


def questions(metric: Metric) -> Iterator[tuple[str, Question]]:
    """Ask a metric of the companies whose tables it needs, whole and split."""
    tables = {"inactive": "events", "contract": "subscriptions", "purchase": "orders"}
    usual = [
        (rule, {}) for rule in RULES if set(metric.needs) & {*tables.values()} <= {tables[rule]}
    ]
    for rule, options in ASKED.get(metric.name, usual):
        period: Any = "month" if "month" in metric.periods else metric.periods[0]
        for by in ("region", None) if "by" in metric.common else (None,):
            yield rule, Question(metric.name, period, by=by, options=options)


def rows_of(company: Company, question: Question) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return each row with the cell that names it, its group called as metrics do."""
    found = company.measure(question)
    called = found.options.get("by")
    return [
        (row, {"group" if name == called else name: value for name, value in row.items()})
        for row in found.rows
    ]


def size(asked: Asked, cell: dict[str, Any], count: str) -> int:
    """Return how many different customers a list has, none of them twice."""
    assert asked.metric.members is not None
    listed = asked.metric.members(asked, cell, count)
    counted = listed.agg(rows=listed.count(), units=listed.unit_id.nunique())
    (row,) = asked.engine.execute(counted, metric="list").to_pylist()
    assert row["rows"] == row["units"]
    return int(row["units"])


def chosen(rows: list[Any], most: int) -> list[Any]:
    """Return those of some rows that have most to count, in their order."""
    full = sorted(rows, key=lambda one: -sum(1 for v in one[0].values() if v not in (None, 0)))
    kept = [id(one) for one in full[:most]]
    return [one for one in rows if id(one) in kept]


def check(companies: dict[str, Company], name: str, *, rows: int, asking: int) -> int:
    """Compare each count of some rows with its list; return how many were not empty.

    Of one row, the last count that is not empty stands for all.
    """
    metric, some = catalogue()[name], 0
    counts = [one.name for one in metric.columns if one.unit == "count"]
    others = OF_SOMETHING_ELSE.get(name, set())
    for rule, question in questions(metric):
        try:
            found = rows_of(companies[rule], question)
        except MetricError:
            continue  # this company's tables do not allow it
        asked = Asked(companies[rule].rule, question)
        for row, cell in chosen(found, rows):
            last = [one for one in counts if row[one] and one not in others][-1:]
            for count in counts if rows > 1 else last:
                if count in others:
                    with pytest.raises(MetricError):
                        asked.metric.members(asked, cell, count)  # type: ignore[misc]
                elif row[count] is not None:
                    assert size(asked, cell, count) == row[count], (rule, question, row, count)
                    some += row[count] > 0
        asking -= 1
        if not asking:
            break
    return some


@pytest.mark.parametrize("name", WITH_LISTS)
def test_a_count_of_the_fullest_row(name: str, companies: dict[str, Company]) -> None:
    found = check(companies, name, rows=1, asking=1)
    assert found or name == "year-on-year"  # there is no year before


@pytest.mark.parametrize("name", WITH_LISTS)
def test_every_count_by_every_rule(name: str, companies: dict[str, Company]) -> None:
    check(companies, name, rows=3, asking=100)


def test_metrics_without_lists_say_what_they_count(companies: dict[str, Company]) -> None:
    without = {name: one for name, one in catalogue().items() if one.members is None}
    assert all(one.counts_of for one in without.values())
    assert not any(one.counts_of for name, one in catalogue().items() if name in WITH_LISTS)
    with pytest.raises(MetricError, match="its counts are of cohorts"):
        companies["purchase"].save_cohort(
            Question("revenue-emergence"), name="x", row={}, count="cohorts"
        )
