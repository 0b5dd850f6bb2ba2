"""Lifetime value: its intervals on drawn customers, currencies, batches, and tiers."""

import numpy as np
import pyarrow as pa
import pytest

from predict.worth.drawn_customers import buyers
from tenure.errors import MetricError
from tenure.predict.worth.bgnbd import BgNbd
from tenure.predict.worth.delta import log_variance
from tenure.predict.worth.gamma_gamma import GammaGamma
from tenure.predict.worth.reckoning import Reckoning
from tenure.predict.worth.tiers import most_valuable, tiers
from tenure.predict.worth.value import Worth, fit_worth

PURCHASES, MONEY = (0.6, 30.0, 0.8, 2.5), (6.0, 4.0, 15.0)
YEAR = Reckoning(days=365, margin=0.4, discount=0.0)


def summaries(drawn, currency="USD"):
    n = len(drawn.frequency)
    return pa.table({
        "unit_id": [f"c{number:06}" for number in range(n)],
        "frequency": drawn.frequency,
        "recency": drawn.recency,
        "age": drawn.age,
        "value": pa.array(drawn.value, from_pandas=True),
        "currency": [currency] * n,
    })  # fmt: skip


@pytest.fixture(scope="module")
def drawn():
    return buyers(3_000, seed=1)


@pytest.fixture(scope="module")
def worth(drawn):
    return fit_worth(summaries(drawn))


def column(table, name):
    return np.array(table[name].to_pylist(), dtype=float)


def test_a_value_is_margin_times_spending_times_purchases(drawn, worth):
    found = worth.value(summaries(drawn).slice(0, 50), YEAR)
    expected = 0.4 * column(found, "spend") * column(found, "purchases")
    assert column(found, "value") == pytest.approx(expected)
    tighter = worth.value(
        summaries(drawn).slice(0, 50), Reckoning(365, 0.4, discount=0.0, returned=0.25)
    )
    assert column(tighter, "value") == pytest.approx(0.75 * expected)
    discounted = worth.value(summaries(drawn).slice(0, 50), Reckoning(365, 0.4, discount=0.21))
    share = column(discounted, "value") / expected
    assert (share < 1).all()
    assert (share > 1 / 1.21).all()


def test_intervals_hold_what_customers_really_bring(drawn, worth):
    """Of 3,000 drawn customers, what they really bought in the year after. Many buy nothing, so
    the lower end is 0 and leaves nobody out; above the upper end are one in forty."""
    found = worth.value(summaries(drawn), YEAR, draws=400)
    brought = 0.4 * drawn.worth
    below = (brought < column(found, "value_low")).mean()
    above = (brought > column(found, "value_high")).mean()
    assert below <= 0.025
    assert above == pytest.approx(0.025, abs=0.01)
    narrow = worth.value(summaries(drawn), Reckoning(365, 0.4, 0.0, level=0.5), draws=400)
    assert (brought > column(narrow, "value_high")).mean() == pytest.approx(0.25, abs=0.03)


def test_intervals_of_the_expected_value_hold_it():
    """Of 30 companies of 1,500 customers, each with its own fit: how often the value expected by
    the true parameters lies in the interval of the mean."""
    inside, shares = [], []
    for seed in range(30):
        one = buyers(1_500, seed=100 + seed)
        fits = fit_worth(summaries(one))
        part = summaries(one).slice(0, 40)
        found = fits.value(part, YEAR, draws=10)
        x, tx, age = one.frequency[:40], one.recency[:40], one.age[:40]
        truth = 0.4 * BgNbd(*PURCHASES).expected(x, tx, age, 365)
        truth *= GammaGamma(*MONEY).expected(x, one.value[:40])
        held = (column(found, "mean_low") <= truth) & (truth <= column(found, "mean_high"))
        inside.append(held.mean())
        shares.append(column(found, "mean_high") / column(found, "mean_low"))
    assert np.mean(inside) == pytest.approx(0.95, abs=0.04)
    assert np.median(shares) > 1.1  # not so wide that they could not fail, nor of no width


def test_the_delta_method_is_the_spread_of_drawn_parameters(worth):
    def expected(parameters):
        return BgNbd(*parameters).expected([0, 3], [0, 100], [100, 200], 365)

    rng = np.random.default_rng(0)
    drawn = np.log([expected(one) for one in worth.purchases.draws(2_000, rng)])
    told = log_variance(expected, worth.purchases)
    assert told == pytest.approx(drawn.var(axis=0), rel=0.15)


def test_customers_alike_have_the_same_interval_in_any_order(drawn, worth):
    table = summaries(drawn).slice(0, 200)
    order = np.random.default_rng(0).permutation(200)
    first, second = worth.value(table, YEAR), worth.value(table.take(pa.array(order)), YEAR)
    assert column(second, "value_high") == pytest.approx(column(first, "value_high")[order])
    again = worth.value(table, YEAR)
    assert again.equals(first)
    other = worth.value(table, YEAR, seed=1)
    assert not np.array_equal(column(other, "value_high"), column(first, "value_high"))


def test_each_currency_by_itself_and_a_reason_without(drawn):
    usd, won = summaries(drawn), summaries(drawn, "KRW")
    dear = pa.array([None if one is None else one * 1300 for one in won["value"].to_pylist()])
    won = won.set_column(4, "value", dear)
    few = summaries(drawn, "EUR").slice(0, 20)
    mixed = summaries(drawn, "several").slice(0, 5)
    table = pa.concat_tables([usd, won, few, mixed])
    worth = fit_worth(table)
    assert sorted(worth.money) == ["KRW", "USD"]
    found = worth.value(table, YEAR, draws=20)
    dollars, korean = (found.slice(start, 3_000) for start in (0, 3_000))
    assert column(korean, "value") == pytest.approx(1300 * column(dollars, "value"))
    rest = found.slice(6_000)
    assert rest["value"].null_count == rest["spend"].null_count == 25
    assert rest["reason"].to_pylist() == ["no_spending"] * 20 + ["several_currencies"] * 5
    assert rest["purchases"].null_count == 0
    assert dollars["reason"].null_count == 3_000


def test_correlation_and_who_is_left_out_are_reported(drawn):
    table = summaries(drawn)
    values = np.where(np.arange(3_000) % 10 == 0, 0.0, drawn.value)
    worth = fit_worth(table.set_column(4, "value", pa.array(values, from_pandas=True)))
    again = drawn.frequency > 0
    assert worth.left_out == {"USD": int((again & (np.arange(3_000) % 10 == 0)).sum())}
    assert worth.related["USD"].low < 0 < worth.related["USD"].high


def test_a_tail_too_heavy_has_no_value(drawn, worth):
    heavy = worth.money["USD"]
    fit = type(heavy)(heavy.names, (6.0, 0.8, 15.0), heavy.covariance, 0.0, 1)
    other = Worth(worth.purchases, {"USD": fit}, worth.related, worth.left_out)
    found = other.value(summaries(drawn), YEAR, draws=10)
    once = drawn.frequency == 0
    assert [one == "heavy_tail" for one in found["reason"].to_pylist()] == once.tolist()
    assert np.isnan(column(found, "value_high")[once]).all()


def test_who_has_surely_gone_is_worth_nothing_without_doubt(worth):
    """1,500 purchases a day apart and then none for 4,500 days: P(alive) is 0 to the last digit."""
    gone = buyers(1, seed=1)
    table = summaries(gone).drop_columns(["frequency", "recency", "age", "value"])
    for name, value in (("frequency", 1500.0), ("recency", 1500.0), ("age", 6000.0), ("value", 9)):
        table = table.append_column(name, pa.array([float(value)]))
    (row,) = worth.value(table, YEAR).to_pylist()
    ends = ("value", "value_low", "value_high", "mean_low", "mean_high")
    assert [row[name] for name in ends] == [0.0] * 5


def test_what_was_learnt_is_read_back_as_it_was(worth):
    assert Worth.load(worth.dump()) == worth


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"days": 0, "margin": 0.3}, "days must be above 0"),
        ({"days": 365, "margin": 30}, r"margin must lie in \(0, 1\]"),
        ({"days": 365, "margin": 0.3, "discount": -0.1}, "discount must be ≥ 0"),
        ({"days": 365, "margin": 0.3, "returned": 1.0}, "returned must lie"),
        ({"days": 365, "margin": 0.3, "level": 95}, "level must lie"),
    ],
)
def test_a_reckoning_that_cannot_be_is_refused(arguments, message):
    with pytest.raises(MetricError, match=message):
        Reckoning(**arguments)


def test_a_missing_column_is_named(worth):
    with pytest.raises(MetricError, match="no column 'frequency'; there are: unit_id"):
        worth.value(pa.table({"unit_id": ["a"]}), YEAR)


def test_tiers_by_share():
    """Ten customers: the top tenth is one, but two share its value; 30 % are three. One has no
    value, and no tier."""
    value = np.array([9.0, 100, 100, 7, 6, 5, 4, 3, 2, 1, np.nan])
    found, told = tiers(value, shares=(("gold", 0.1), ("silver", 0.3), ("rest", 1.0)))
    assert found.tolist() == ["silver", "gold", "gold", *["rest"] * 7, None]
    gold, silver, rest = told
    assert (gold.customers, gold.least, gold.total) == (2, 100, 200)
    assert (silver.customers, silver.least) == (1, 9)
    assert (rest.customers, rest.least, rest.total) == (7, 1, 28)
    assert gold.share == pytest.approx(200 / 237)
    assert sum(one.share for one in told) == pytest.approx(1)


def test_tiers_by_amount():
    found, told = tiers(np.array([50.0, 10, 9.99, 0]), least=(("a", 50), ("b", 10)))
    assert found.tolist() == ["a", "b", None, None]
    assert [(one.name, one.customers, one.total) for one in told] == [("a", 1, 50), ("b", 1, 10)]


def test_tiers_of_nobody_have_no_cut_and_no_share():
    found, told = tiers(np.array([np.nan, np.nan]))
    assert found.tolist() == [None, None]
    assert all(one.least is None and one.share is None for one in told)


def test_cuts_out_of_order_are_refused():
    with pytest.raises(MetricError, match="must grow"):
        tiers(np.array([1.0]), shares=(("a", 0.5), ("b", 0.2)))
    with pytest.raises(MetricError, match="must fall"):
        tiers(np.array([1.0]), least=(("a", 10), ("b", 20)))


def test_the_most_valuable():
    table = pa.table({
        "unit_id": ["d", "b", "a", "c"],
        "value": [5.0, 9.0, 9.0, None],
        "currency": ["USD"] * 4,
    })  # fmt: skip
    assert most_valuable(table, 2)["unit_id"].to_pylist() == ["a", "b"]
    assert most_valuable(table, 9)["unit_id"].to_pylist() == ["a", "b", "d"]
    other = table.set_column(2, "currency", pa.array(["USD", "KRW", "USD", "USD"]))
    with pytest.raises(MetricError, match="KRW, USD cannot be put in one order"):
        most_valuable(other, 2)
