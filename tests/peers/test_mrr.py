"""The MRR playbook: 121 periods of 55 customers, against its own definitions and by hand."""

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

from support.drawing import assert_drawn
from tenure.measure.revenue import customer_movements, mrr
from tenure.measure.revenue_contracts import contract_revenue
from tenure.measure.revenue_retention import revenue_retention
from tenure.periods import Calendar, Observation

DATA = Path(__file__).parents[2].parent / "shared" / "data"
FILE = DATA / "mrr_playbook" / "subscription_periods.csv"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the data sets are not there")

PLACE = {"calendar": Calendar(), "observed": Observation(date(2017, 9, 1), date(2020, 1, 31))}
DAY_INSIDE = datetime(1970, 1, 1, 0, 0, 0, 1) - datetime(1970, 1, 1)
"""A day without a time lies just inside of itself, as the company's tables are read."""

NAMES = {
    "new": "new",
    "reactivation": "reactivation",
    "upgrade": "expansion",
    "downgrade": "contraction",
    "churn": "churn",
}
"""The playbook's categories and ours."""


@pytest.fixture(scope="module")
def periods():
    with FILE.open(encoding="utf-8") as lines:
        return [
            (
                row["customer_id"],
                date.fromisoformat(row["start_date"]),
                date.fromisoformat(row["end_date"]),
                int(row["monthly_amount"]),
            )
            for row in csv.DictReader(lines)
        ]


@pytest.fixture(scope="module")
def contracts(periods):
    from support import rows

    told = [
        {
            "customer_id": who,
            "started_at": datetime(*start.timetuple()[:3]) + DAY_INSIDE,
            "ends_at": datetime(*end.timetuple()[:3]) + DAY_INSIDE,
            "mrr": float(amount),
        }
        for who, start, end, amount in periods
    ]
    return contract_revenue(rows.table(told), unit="customer_id", currency="USD", **PLACE)


def months():
    return [date(2017 + (8 + n) // 12, (8 + n) % 12 + 1, 1) for n in range(29)]


def playbook(periods):
    """Work out the playbook's table as it says: a month, a customer, what changed and why.

    "new: has not had a previous subscription; churn: last month the customer paid, this
    month not; upgrade, downgrade: pays more, less; reactivation: a previously churned
    customer has started again."
    """
    changes = []
    for who in {one[0] for one in periods}:
        own = [one[1:] for one in periods if one[0] == who]
        paid = {m: sum(amount for start, end, amount in own if start <= m < end) for m in months()}
        before, ever = 0, False
        for month in months():
            now = paid[month]
            category = None
            if now and not before:
                category = "reactivation" if ever else "new"
            elif before and not now:
                category = "churn"
            elif now != before:
                category = "upgrade" if now > before else "downgrade"
            if category:
                changes.append((month, who, category, before, now))
            before, ever = now, ever or bool(now)
    return changes


def test_every_change_of_every_customer(run, contracts, periods):
    found = run(customer_movements(contracts, period="month", **PLACE))
    ours = {
        (r["period_start"], r["unit_id"], r["movement"], r["before"], r["after"]) for r in found
    }
    theirs = {(m, who, NAMES[what], a, b) for m, who, what, a, b in playbook(periods)}
    assert ours == theirs
    assert len(ours) == len(found) > 150


def test_months_worked_out_by_hand(run, contracts, drawn):
    """From the file: March 2019, when 5 ends and 14 and 23 begin; and what comes in July.

    Open at the end of February 2019: 6 (65), 7 (70), 9 (75), 10 (25), 11 (50), 12 (50),
    17 (50), 18 (50), 20 (50), 21 (50), 22 (35), 15 (30), 5 (25); 1 had left with February.
    In March 5 (25) leaves, 14 (25) and 23 (35) begin.
    In July 2019 14 falls from 50 to 25, 29 from 50 to 35; 5 comes back with 50; 16 (25),
    27 (130) and 28 (50) begin; nobody leaves. In force at its end: 1 (75), 5 (50), 6 (65),
    7 (70), 8 (65), 9 (75), 10, 11, 12 (50 each), 14 (25), 15 (30), 16 (25), 17 (40), 18, 19,
    20, 21 (50 each), 22 (35), 23 (50), 24 (60), 26 (50), 27 (130), 28 (50), 29 (35), 30 (45)
    and 32 (25).

    | period_start | new | expansion | contraction | churn | reactivation | closing |
    | 2019-03-01   | 60  | 0         | 0           | 25    | 0            | 660     |
    | 2019-07-01   | 205 | 0         | 40          | 0     | 50           | 1350    |
    """
    found = run(mrr(contracts, period="month", **PLACE))
    chosen = [row for row in found if str(row["period_start"]) in ("2019-03-01", "2019-07-01")]
    assert_drawn([_whole(row) for row in chosen], drawn[0])
    march = chosen[0]
    assert march["opening"] == 65 + 70 + 75 + 25 + 50 * 6 + 35 + 30 + 25
    assert march["quick_ratio"] == pytest.approx(60 / 25)


def test_the_whole_history_adds_up(run, contracts, periods):
    found = run(mrr(contracts, period="month", **PLACE))
    assert [row["period_start"] for row in found] == months()
    for row in found:
        paid = sum(
            amount for _, start, end, amount in periods if start <= row["period_start"] < end
        )
        assert row["closing"] == paid
    assert sum(row["new_customers"] for row in found) == 55
    years = run(mrr(contracts, period="year", **PLACE))
    assert [row["closing"] for row in years][1] == next(
        row["closing"] for row in found if row["period_start"] == date(2018, 12, 1)
    )


def test_grr_and_nrr_of_a_month(run, contracts):
    """July 2019: of what recurred, 40 were lost and nothing gained."""
    found = run(revenue_retention(contracts, period="month", **PLACE))
    july = next(row for row in found if row["period_start"] == date(2019, 7, 1))
    assert july["lost"] == 40
    assert july["grr"] == pytest.approx(1 - 40 / july["base"])
    assert july["nrr"] == july["grr"]


def _whole(row):
    return {name: int(value) if isinstance(value, float) else value for name, value in row.items()}
