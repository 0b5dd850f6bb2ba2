"""Worth on real purchases, by a split in time: CDNOW, to the digits printed of it.

Protocol (Fader, Hardie and Lee 2005): the 1/10 sample of 2,357 customers whose first purchase was
in the first quarter of 1997. Calibration until 30 September 1997, 39 weeks; holdout until
30 June 1998, 39 weeks. Purchases of a customer on one day are one, an amount of 0 is one, too.
Times are days between local days, divided by 7; the age is that to the last day of calibration, so
who first bought on 1 January is 272 / 7 = 38.86 weeks old. Gamma–Gamma: the mean worth of the
repeat purchases in calibration of the 946 customers who have one.
"""

from datetime import date

import numpy as np
import pyarrow.compute as pc
import pytest

from peers.test_real_data import DATA, NOW, definitions
from tenure.company import Company
from tenure.definitions import loads
from tenure.periods import Calendar
from tenure.predict.worth.bgnbd import BgNbd, fit_bgnbd
from tenure.predict.worth.gamma_gamma import fit_gamma_gamma, related
from tenure.predict.worth.gaps import elasticity_of, rhythms, stretching
from tenure.predict.worth.interactions import product_interactions
from tenure.predict.worth.next_judged import judge
from tenure.predict.worth.next_purchase import fit_next_purchase
from tenure.predict.worth.purchases import followed, kinds, summary
from tenure.predict.worth.reckoning import Reckoning
from tenure.predict.worth.recommend import fit_recommender
from tenure.predict.worth.recommend_judged import compare
from tenure.predict.worth.value import fit_worth

SINCE, AS_OF, END = date(1997, 1, 1), date(1997, 10, 1), date(1998, 7, 1)
CLOCK = Calendar("America/New_York")

SAMPLE = """
[company]
name = "CDNOW, a tenth of it"
kind = "d2c"
time_zone = "America/New_York"
currency = "USD"

[store]
path = "store"

[tables.orders]
from = "FOLDER/cdnow/CDNOW_sample.txt.gz"
fixed = { customer_id = "8-11", occurred_at = "13-20", quantity = "21-23", amount = "24-31" }
dates = "%Y%m%d"

[churn]
rule = "purchase"
"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """Give the orders of the sample and the engine that they are in."""
    folder = tmp_path_factory.mktemp("cdnow")
    definitions("cdnow", folder)  # skips where the data are not there
    text = SAMPLE.replace("FOLDER", DATA.as_posix())
    with Company(loads(text, source="cdnow", folder=folder), today=NOW.date()) as company:
        yield company.data.tables["orders"], company.engine


@pytest.fixture(scope="module")
def summaries(sample):
    """Give each customer's history as of 1 October 1997."""
    orders, engine = sample
    found = engine.execute(summary(orders, AS_OF, since=SINCE, calendar=CLOCK), metric="test")
    return found.sort_by("unit_id")


@pytest.fixture(scope="module")
def later(sample, summaries):
    """Give the purchases and their worth in the holdout, in the order of the summaries."""
    orders, engine = sample
    found = engine.execute(followed(orders, AS_OF, END, calendar=CLOCK), metric="test").to_pylist()
    rows = {row["unit_id"]: row for row in found}
    none = {"purchases": 0, "worth": 0.0}
    own = [rows.get(unit, none) for unit in summaries["unit_id"].to_pylist()]
    return np.array([row["purchases"] for row in own]), np.array([row["worth"] for row in own])


def weeks(table, name):
    return table[name].to_numpy() / 7


def test_the_sample_is_the_one_that_was_published(summaries, later):
    assert summaries.num_rows == 2_357
    assert pc.sum(summaries["frequency"]).as_py() == 2_457
    assert pc.max(summaries["age"]).as_py() == 272
    assert later[0].sum() == 1_882


def test_bgnbd(sample, summaries, later):
    """r .243, α 4.414, a .793, b 2.426, log likelihood −9582.4; 1,653 expected, 1,882 bought,
    correlation .626. Standard errors as lifetimes 0.11.3 prints them."""
    orders, engine = sample
    each = kinds(summary(orders, AS_OF, since=SINCE, calendar=CLOCK))
    told = engine.execute(each, metric="test")
    fit = fit_bgnbd(
        told["frequency"], weeks(told, "recency"), weeks(told, "age"), told["customers"]
    )
    assert [round(value, 3) for value in fit.values] == [0.243, 4.414, 0.793, 2.426]
    assert round(fit.log_likelihood, 1) == -9582.4
    assert fit.customers == 2_357
    assert fit.standard_errors == pytest.approx((0.012557, 0.378224, 0.185734, 0.705414), abs=2e-6)
    x, tx, age = summaries["frequency"], weeks(summaries, "recency"), weeks(summaries, "age")
    expected = BgNbd.of(fit).expected(x, tx, age, 39)
    assert round(expected.sum()) == 1_653
    assert round(np.corrcoef(expected, later[0])[0, 1], 3) == 0.626


def test_the_cohort_over_time(summaries):
    """Expected repeat purchases until each week, from the model alone, beside those made."""
    x, tx, age = summaries["frequency"], weeks(summaries, "recency"), weeks(summaries, "age")
    model = BgNbd.of(fit_bgnbd(x, tx, age))
    first = 272 / 7 - age  # weeks after 1 January
    expected = model.cohort(-first, [272 / 7, (272 + 273) / 7])
    assert expected[0] == pytest.approx(2_457, rel=0.02)
    assert expected[1] == pytest.approx(2_457 + 1_882, rel=0.05)


def test_gamma_gamma(summaries):
    """p 6.25, q 3.744, γ 15.44, of 946 customers; frequency and value are hardly related: .11."""
    x, value = summaries["frequency"], summaries["value"].to_numpy()
    fit = fit_gamma_gamma(x, value)
    assert (round(fit["p"], 2), round(fit["q"], 3), round(fit["gamma"], 2)) == (6.25, 3.744, 15.44)
    assert fit.customers == 946
    assert round(related(x, value).value, 2) == 0.11


def test_intervals_hold_what_customers_brought(summaries, later):
    """95 % intervals of the worth of the holdout: on customers who went on to buy more than the
    model expects, above the upper end are 4 %, not 2.5 %."""
    worth = fit_worth(summaries)
    found = worth.value(summaries, Reckoning(273, 1.0, discount=0.0), draws=400)
    low, high = (found[name].to_numpy() for name in ("value_low", "value_high"))
    assert (later[1] < low).mean() < 0.005
    assert (later[1] > high).mean() == pytest.approx(0.04, abs=0.01)
    assert found["value"].to_numpy().sum() == pytest.approx(later[1].sum(), rel=0.2)


def test_next_purchases_of_the_sample(sample):
    orders, engine = sample
    rows = engine.execute(rhythms(orders, AS_OF, since=SINCE, calendar=CLOCK), metric="test")
    came = engine.execute(followed(orders, AS_OF, END, calendar=CLOCK), metric="test")
    found = judge(fit_next_purchase(rows), rows, came, horizon=273)
    assert (found.rows, found.bought) == (2_357, 684)
    assert found.inside.low < 0.8 < found.inside.high
    assert found.distance < 0.07


@pytest.fixture(scope="module")
def retail(tmp_path_factory):
    """Give the order lines of Online Retail and the engine that they are in."""
    folder = tmp_path_factory.mktemp("retail")
    with Company(definitions("online_retail", folder), today=NOW.date()) as company:
        yield company.data.tables["orders"], company.engine


LONDON = {"calendar": Calendar("Europe/London")}
OPENS, AUTUMN, CLOSES = date(2010, 12, 1), date(2011, 9, 2), date(2011, 12, 10)


@pytest.mark.parametrize("by_product", [False, True])
def test_next_purchases_of_online_retail(retail, by_product):
    """As of 2 September 2011, followed for 99 days: 80 % intervals of customers, and of customers
    and products. More come than expected: autumn is the season, which the model does not know."""
    orders, engine = retail
    options = LONDON | {"by_product": by_product}
    rows = engine.execute(rhythms(orders, AUTUMN, since=OPENS, **options), metric="test")
    came = engine.execute(followed(orders, AUTUMN, CLOSES, **options), metric="test")
    found = judge(fit_next_purchase(rows, by_product=by_product, seed=0), rows, came, horizon=99)
    assert found.bought == (27_621 if by_product else 1_949)
    assert found.inside.value == pytest.approx(0.8, abs=0.03)
    assert found.distance < 0.06
    assert 0.8 < found.expected / found.bought < 0.95


def test_more_lasts_longer_in_online_retail_but_little(retail):
    orders, engine = retail
    sums = engine.execute(stretching(orders, AUTUMN, since=OPENS, **LONDON), metric="test")
    found = elasticity_of(sums)
    assert 0.05 < found.low < found.value < found.high < 0.2


def test_recommendations_in_online_retail(retail):
    """As of 10 August 2011, followed for 60 days: new products better than by popularity; of
    those that may come again, better by little or nothing than what was bought before."""
    orders, engine = retail
    as_of, end = date(2011, 8, 10), date(2011, 10, 9)
    before, after = (
        engine.execute(product_interactions(orders, until, since=since, **LONDON), metric="test")
        for since, until in ((OPENS, as_of), (as_of, end))
    )
    recommender = fit_recommender(before, as_of)
    new = compare(recommender, before, after)
    assert (new.verdict, new.against) == ("better", "popular")
    assert new.ahead.low > 0.05
    again = compare(recommender, before, after, new=False)
    assert again.against == "again"
    assert abs(again.ahead.value) < 0.01
    assert again.qualities["offered"].ndcg.value > 2 * again.qualities["popular"].ndcg.value
