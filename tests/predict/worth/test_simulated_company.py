"""Worth at a simulated brand of consumables, by a split in time: buyers who simply stop coming.

They buy by chance, at rates of their own that a gamma distribution gives, until they leave by the
calendar (not after a purchase, as the models have it), and more in some seasons than in others.
"""

from datetime import date

import ibis
import numpy as np
import pyarrow.parquet as pq
import pytest

from tenure.periods import Calendar
from tenure.predict.worth.gaps import elasticity_of, rhythms, stretching
from tenure.predict.worth.interactions import product_interactions
from tenure.predict.worth.next_judged import judge
from tenure.predict.worth.next_purchase import fit_next_purchase
from tenure.predict.worth.purchases import followed, summary
from tenure.predict.worth.reckoning import Reckoning
from tenure.predict.worth.recommend import fit_recommender
from tenure.predict.worth.recommend_judged import compare
from tenure.predict.worth.value import fit_worth
from tenure.simulate import simulate

CLOCK = Calendar("Asia/Seoul")
SINCE, AS_OF, END = date(2024, 7, 1), date(2026, 1, 1), date(2026, 6, 30)
DAYS = 180


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    folder = tmp_path_factory.mktemp("d2c") / "company"
    simulate("d2c", customers=4_000, months=24, seed=5, out=folder)
    return ibis.memtable(pq.read_table(folder / "data" / "orders.parquet"))


@pytest.fixture(scope="module")
def ask(engine):
    return lambda expression: engine.execute(expression, metric="test")


@pytest.mark.parametrize("by_product", [False, True])
def test_next_purchases(orders, ask, by_product):
    """80 % intervals hold 80 %; of those expected to come, a few more or less do."""
    options = {"calendar": CLOCK, "by_product": by_product}
    rows = ask(rhythms(orders, AS_OF, since=SINCE, **options))
    came = ask(followed(orders, AS_OF, END, **options))
    found = judge(fit_next_purchase(rows, by_product=by_product), rows, came, horizon=DAYS)
    assert found.bought > 900
    assert found.inside.value == pytest.approx(0.8, abs=0.03)
    assert found.distance < 0.06
    assert found.expected == pytest.approx(found.bought, rel=0.2)


def test_customers_buy_by_chance(orders, ask):
    """The regularity k is about 1, and quantities say nothing of when they come back."""
    rows = ask(rhythms(orders, AS_OF, since=SINCE, calendar=CLOCK))
    assert fit_next_purchase(rows).rhythm["k"] == pytest.approx(1.1, abs=0.15)
    found = elasticity_of(ask(stretching(orders, AS_OF, since=SINCE, calendar=CLOCK)))
    assert found.low < 0 < found.high


def test_intervals_of_value(orders, ask):
    """What customers then paid: few above the 95 % interval, and hardly any below it."""
    table = ask(summary(orders, AS_OF, since=SINCE, calendar=CLOCK))
    found = fit_worth(table).value(table, Reckoning(DAYS, 1.0, discount=0.0))
    later = {row["unit_id"]: row["worth"] for row in ask(
        followed(orders, AS_OF, END, calendar=CLOCK)
    ).to_pylist()}  # fmt: skip
    paid = np.array([later.get(unit, 0.0) for unit in found["unit_id"].to_pylist()])
    low, high, value = (found[one].to_numpy() for one in ("value_low", "value_high", "value"))
    assert (paid > high).mean() < 0.04
    assert (paid < low).mean() < 0.02
    assert value.sum() == pytest.approx(paid.sum(), rel=0.25)
    assert np.corrcoef(value, paid)[0, 1] > 0.5


def test_where_customers_have_no_tastes_popularity_is_not_beaten(orders, ask):
    before, after = (
        ask(product_interactions(orders, end, since=start, calendar=CLOCK))
        for start, end in ((SINCE, AS_OF), (AS_OF, END))
    )
    found = compare(fit_recommender(before, AS_OF), before, after)
    assert found.customers > 500
    assert found.verdict in ("no_better", "worse")
