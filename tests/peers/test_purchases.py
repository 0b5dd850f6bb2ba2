"""Purchases on real data: against plain pandas, and against what is published of CDNOW."""

from datetime import date

import pandas as pd
import pytest

from peers.test_real_data import DATA, NOW, definitions
from tenure.company import Company
from tenure.measure.baskets import baskets
from tenure.measure.durations import finish_quantiles
from tenure.measure.purchases import bought_lines, purchase_gaps, repeat_purchase
from tenure.measure.rfm import rfm_scores
from tenure.periods import Calendar, Observation

RETAIL = Observation(date(2010, 12, 1), date(2011, 12, 9))
CDNOW = Observation(date(1997, 1, 1), date(1998, 6, 30))


@pytest.fixture(scope="module")
def retail(tmp_path_factory):
    """Give the order lines of Online Retail, read as the product does, and as pandas does."""
    folder = tmp_path_factory.mktemp("retail")
    with Company(definitions("online_retail", folder), today=NOW.date()) as company:
        frame = pd.read_parquet(DATA / "online_retail" / "online_retail.parquet")
        frame = frame[frame.CustomerID.notna()].copy()
        frame["amount"] = frame.Quantity * frame.UnitPrice
        frame["day"] = frame.InvoiceDate.dt.normalize()
        frame["unit"] = frame.CustomerID.astype(int).astype(str)
        orders = company.data.tables["orders"]
        yield orders, frame, frame[(frame.amount >= 0) & (frame.Quantity > 0)], company.engine


@pytest.fixture(scope="module")
def cdnow(tmp_path_factory):
    """Give the orders of CDNOW, read as the product does, and as pandas does."""
    folder = tmp_path_factory.mktemp("cdnow")
    with Company(definitions("cdnow", folder), today=NOW.date()) as company:
        path = DATA / "cdnow" / "CDNOW_master.txt.gz"
        names = ["unit", "day", "quantity", "amount"]
        frame = pd.read_csv(
            path, sep=r"\s+", names=names, dtype={"unit": str, "day": str}, skiprows=1
        )
        frame["day"] = pd.to_datetime(frame.day, format="%Y%m%d")
        yield company.data.tables["orders"], frame, company.engine


def purchases(orders):
    lines = bought_lines(orders)
    return lines.select(unit_id=lines.customer_id, occurred_at=lines.occurred_at)


def days_of(frame):
    return frame[["unit", "day"]].drop_duplicates().sort_values(["unit", "day"])


def test_online_retail_repeat_purchase(retail):
    orders, _, bought, engine = retail
    calendar = Calendar("Europe/London")
    found = repeat_purchase(purchases(orders), period="quarter", calendar=calendar, observed=RETAIL)
    days = days_of(bought)
    first = days.groupby("unit").day.min()
    second = days.groupby("unit").day.nth(1)
    second.index = days.loc[second.index, "unit"]
    for row in engine.execute(found, metric="test").to_pylist():
        low, high = pd.Timestamp(row["period_start"]), pd.Timestamp(row["period_end"])
        inside = days[(days.day >= low) & (days.day < high)].groupby("unit").size()
        assert (row["buyers"], row["repeat_buyers"]) == (len(inside), (inside > 1).sum())
        assert (row["buyers_ever"], row["repeat_ever"]) == (
            (first < high).sum(),
            (second < high).sum(),
        )
        fresh = first[(first >= low) & (first < high)]
        ripe = fresh[fresh + pd.Timedelta(days=90) <= pd.Timestamp(RETAIL.last)]
        soon = second.reindex(ripe.index) <= ripe + pd.Timedelta(days=90)
        assert (row["first_buyers"], row["eligible"], row["repeated_within"]) == (
            len(fresh),
            len(ripe),
            soon.sum(),
        )
    assert first.size == 4_339


def test_online_retail_gaps_and_baskets(retail):
    orders, _, bought, engine = retail
    calendar = Calendar("Europe/London")
    counts = engine.execute(
        purchase_gaps(purchases(orders), calendar=calendar, observed=RETAIL), metric="test"
    )
    gaps = days_of(bought).groupby("unit").day.diff().dt.days.dropna()
    rows = counts.to_pylist()
    assert {r["time"]: r["events"] for r in rows if r["events"]} == gaps.value_counts().to_dict()
    (row,) = finish_quantiles(counts).to_pylist()
    assert row["mean_over"] == pytest.approx(gaps.mean())
    assert row["p50"] > gaps.median()  # open gaps are long ones: leaving them out is too quick
    quarter = engine.execute(
        baskets(bought_lines(orders), period="year", calendar=calendar, observed=RETAIL),
        metric="test",
    ).to_pylist()[1]
    year = bought[bought.day.dt.year == 2011]
    own = year.groupby("unit").StockCode.nunique()
    assert quarter["lines"] == len(year)
    assert quarter["orders"] == year.InvoiceNo.nunique()
    assert quarter["products"] == year.StockCode.nunique()
    assert quarter["products_per_customer"] == pytest.approx(own.mean())
    assert quarter["products_median"] == own.median()


def test_online_retail_rfm(retail):
    orders, everything, bought, engine = retail
    table = rfm_scores(orders, currency="GBP", calendar=Calendar("Europe/London"), observed=RETAIL)
    found = engine.execute(table, metric="test").to_pandas().set_index("unit_id").sort_index()
    recency = (pd.Timestamp(RETAIL.last) - bought.groupby("unit").day.max()).dt.days
    frequency = bought.groupby("unit").day.nunique()
    money = everything.groupby("unit").amount.sum().reindex(recency.index)
    assert found.recency_days.to_dict() == recency.to_dict()
    assert found.purchase_days.to_dict() == frequency.to_dict()
    pd.testing.assert_series_equal(found.revenue, money, check_names=False, atol=1e-6)
    for name, value in (("recency", -recency), ("frequency", frequency)):
        score = 1 + (5 * (value.rank(method="min") - 1) // len(value)).astype(int)
        assert found[name].to_dict() == score.to_dict()


def test_cdnow_is_one_cohort_of_the_first_quarter_of_1997(cdnow):
    """Fader and Hardie: 23,570 people whose first purchase was in the first quarter of 1997,
    all their purchases to the end of June 1998; 69,659 transactions."""
    orders, frame, engine = cdnow
    lines = frame[(frame.amount >= 0) & (frame.quantity > 0)]
    assert (frame.unit.nunique(), len(frame)) == (23_570, 69_659)
    found = repeat_purchase(
        purchases(orders),
        period="quarter",
        calendar=Calendar("America/New_York"),
        observed=CDNOW,
    )
    rows = engine.execute(found, metric="test").to_pylist()
    assert [row["first_buyers"] for row in rows] == [23_570, 0, 0, 0, 0, 0]
    assert rows[0]["period_start"] == date(1997, 1, 1)
    days = days_of(lines).groupby("unit").size()
    assert (rows[-1]["buyers_ever"], rows[-1]["repeat_ever"]) == (23_570, (days > 1).sum())
    assert rows[0]["eligible"] == 23_570
