"""BG/NBD: figures printed elsewhere, customers drawn from it, and what must always hold."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import dblquad
from scipy.special import betaln, gammaln

from predict.worth.drawn_customers import buyers
from tenure.errors import MetricError
from tenure.predict.worth.bgnbd import BgNbd, fit_bgnbd
from tenure.predict.worth.bgnbd_likelihood import Likelihood
from tenure.predict.worth.fit import Fit
from tenure.predict.worth.histories import distinct, histories_of

CDNOW = BgNbd(0.243, 4.414, 0.793, 2.426)


@st.composite
def histories(draw):
    x = draw(st.integers(0, 400))
    tx = draw(st.floats(0.1, 500)) if x else 0.0
    return x, tx, tx + draw(st.floats(0, 500))


positive = st.floats(0.02, 200)
models = st.builds(BgNbd, positive, st.floats(0.05, 500), positive, positive)


@pytest.mark.parametrize(
    ("model", "history", "time", "expected"),
    [
        # ₂F₁ in the published formula, with 40 digits, by mpmath 1.4.1
        (CDNOW, (2, 30.43, 38.86), 39, 1.22602817476714),
        (CDNOW, (0, 0, 38.86), 1000, 2.17839595553422),
        (BgNbd(0.5, 40, 1, 2.5), (3, 100, 200), 365, 1.48451314446752),  # a = 1: a pole
        (BgNbd(2, 0.05, 0.4, 3), (700, 650, 700), 2000, 6.55636121700423e-17),
        (BgNbd(15, 0.05, 0.5, 0.02), (0, 0, 0), 400, 24.6650961614327),
        (BgNbd(0.3, 10, 250, 900), (40, 300, 365), 365, 0.0083387212531156),
    ],
)
def test_expected_purchases_are_those_of_the_published_formula(model, history, time, expected):
    x, tx, age = ([one] for one in history)
    assert model.expected(x, tx, age, time)[0] == pytest.approx(expected, rel=1e-7)


def test_the_customer_of_the_paper():
    """Fader, Hardie and Lee (2005): x = 2, tx = 30.43, T = 38.86 expects 1.226 in 39 weeks."""
    assert CDNOW.expected([2], [30.43], [38.86], 39)[0] == pytest.approx(1.226, abs=5e-4)


def test_the_likelihood_is_the_integral_over_rates_and_chances_of_leaving():
    r, alpha, a, b = 1.4, 3.0, 1.3, 2.2

    def density(p, rate):
        prior = r * np.log(alpha) - gammaln(r) + (r - 1) * np.log(rate) - alpha * rate
        prior += (a - 1) * np.log(p) + (b - 1) * np.log1p(-p) - betaln(a, b)
        gone = p * (1 - p) ** 2 * rate**3 * np.exp(-rate * 4.0)
        there = (1 - p) ** 3 * rate**3 * np.exp(-rate * 6.0)
        return np.exp(prior) * (gone + there)

    whole = dblquad(density, 0, 60, 0, 1, epsabs=1e-12)[0]
    found, _ = Likelihood(histories_of([3], [4.0], [6.0]))(r, alpha, a, b)
    assert found == pytest.approx(np.log(whole), rel=1e-7)


def test_the_gradient_is_the_slope():
    drawn = buyers(500, seed=4)
    likelihood = Likelihood(distinct(histories_of(drawn.frequency, drawn.recency, drawn.age)))
    at = np.log([0.7, 20.0, 0.6, 3.0])
    slopes = [
        (likelihood.of_logs(at + step)[0] - likelihood.of_logs(at - step)[0]) / 2e-5
        for step in np.eye(4) * 1e-5
    ]
    assert likelihood.of_logs(at)[1] == pytest.approx(slopes, rel=1e-6)


def test_the_fit_finds_the_parameters_within_their_errors():
    drawn = buyers(30_000, seed=1)
    fit = fit_bgnbd(drawn.frequency, drawn.recency, drawn.age)
    assert fit.standard_errors is not None
    truth = np.array([0.6, 30.0, 0.8, 2.5])
    assert (np.abs(np.array(fit.values) - truth) < 3 * np.array(fit.standard_errors)).all()


def test_standard_errors_are_the_spread_of_fits():
    """Of 40 companies drawn alike, the logarithms of r and a vary as much as each fit says."""
    fits = []
    for seed in range(40):
        drawn = buyers(1_200, seed=seed)
        fits.append(fit_bgnbd(drawn.frequency, drawn.recency, drawn.age))
    told = np.array([np.array(one.standard_errors) / one.values for one in fits])
    spread = np.log([one.values for one in fits]).std(axis=0)
    assert spread == pytest.approx(told.mean(axis=0), rel=0.35)


def test_expectation_and_survival_are_those_of_drawn_customers():
    """Of 200,000 drawn customers: what they bought later, by how often they had bought."""
    drawn = buyers(200_000, seed=2)
    model = BgNbd(0.6, 30.0, 0.8, 2.5)
    expected = model.expected(drawn.frequency, drawn.recency, drawn.age, 365)
    for low, high in ((0, 0), (1, 1), (2, 4), (5, 1000)):
        own = (drawn.frequency >= low) & (drawn.frequency <= high)
        error = drawn.later[own].std() / np.sqrt(own.sum())
        assert abs(expected[own].mean() - drawn.later[own].mean()) < 4 * error


def test_the_cohort_buys_what_drawn_customers_do():
    drawn = buyers(100_000, seed=5)
    model = BgNbd(0.6, 30.0, 0.8, 2.5)
    expected = model.cohort(drawn.age, [0.0, 365.0])
    assert expected[0] == pytest.approx(drawn.frequency.sum(), rel=0.02)
    assert expected[1] == pytest.approx((drawn.frequency + drawn.later).sum(), rel=0.02)
    ages, counts = np.unique(drawn.age, return_counts=True)
    assert model.cohort(ages, [0.0, 365.0], counts) == pytest.approx(expected)


def test_customers_who_have_not_come_yet_buy_nothing():
    assert CDNOW.cohort([-10.0], [0.0, 10.0, 11.0]) == pytest.approx(
        [0.0, 0.0, CDNOW.expected([0], [0], [0], 1)[0]]
    )


def test_counts_stand_for_customers():
    drawn = buyers(3_000, seed=3)
    rows = distinct(histories_of(drawn.frequency, np.ceil(drawn.recency), drawn.age))
    one_by_one = fit_bgnbd(drawn.frequency, np.ceil(drawn.recency), drawn.age)
    counted = fit_bgnbd(rows.frequency, rows.recency, rows.age, rows.customers)
    assert rows.customers.sum() == 3_000
    assert len(rows) < 2_500
    assert counted.values == pytest.approx(one_by_one.values, rel=1e-9)
    assert counted.customers == one_by_one.customers == 3_000


def test_another_unit_of_time_changes_alpha_alone():
    drawn = buyers(3_000, seed=3)
    days = fit_bgnbd(drawn.frequency, drawn.recency, drawn.age)
    weeks = fit_bgnbd(drawn.frequency, drawn.recency / 7, drawn.age / 7)
    assert days["alpha"] == pytest.approx(7 * weeks["alpha"], rel=1e-7)
    for name in ("r", "a", "b"):
        assert days[name] == pytest.approx(weeks[name], rel=1e-7)
    assert weeks.log_likelihood - days.log_likelihood == pytest.approx(
        drawn.frequency.sum() * np.log(7)
    )


def test_a_start_from_a_part_of_the_data_ends_at_the_same_summit(monkeypatch):
    drawn = buyers(5_000, seed=8)
    whole = fit_bgnbd(drawn.frequency, drawn.recency, drawn.age)
    monkeypatch.setattr("tenure.predict.worth.bgnbd._ROUGH", 200)
    part = fit_bgnbd(drawn.frequency, drawn.recency, drawn.age)
    assert part.values == pytest.approx(whole.values, rel=1e-6)


@settings(max_examples=60)
@given(models, histories(), st.floats(0.1, 1000), st.floats(0.1, 1000))
def test_what_always_holds(model, history, time, more):
    x, tx, age = ([one] for one in history)
    alive = model.alive(x, tx, age)[0]
    soon, late = (model.expected(x, tx, age, t)[0] for t in (time, time + more))
    assert 0 <= alive <= 1
    assert 0 <= soon <= late * (1 + 1e-7) + 1e-12
    assert late <= (model.r + x[0]) / (model.alpha + age[0]) * (time + more) * (1 + 1e-7)
    assert model.discounted(x, tx, age, time, 0.0)[0] == pytest.approx(soon, rel=1e-12)
    worth = model.discounted(x, tx, age, time, 0.001)[0]
    assert soon * np.exp(-0.001 * time) * (1 - 1e-6) <= worth <= soon * (1 + 1e-6)


@settings(max_examples=40)
@given(models, histories(), st.floats(0.1, 500))
def test_longer_silence_makes_it_less_likely_that_somebody_is_there(model, history, silence):
    x, tx, age = history
    before, after = model.alive([x, x], [tx, tx], [age, age + silence])
    assert after <= before * (1 + 1e-12)


def test_discounting_is_that_of_small_steps():
    model, x, tx, age = BgNbd(0.6, 30.0, 0.8, 2.5), [0, 4], [0, 120], [50, 200]
    edges = np.linspace(0, 365, 731)
    each = np.diff([model.expected(x, tx, age, t) for t in edges], axis=0)
    middle = np.exp(-0.002 * (edges[1:] + edges[:-1]) / 2)
    assert model.discounted(x, tx, age, 365, 0.002) == pytest.approx(middle @ each, rel=1e-5)


def test_nobody_leaves_before_a_second_purchase():
    assert CDNOW.alive([0, 0], [0, 0], [0, 5000]) == pytest.approx([1, 1])


def test_too_few_who_bought_again_are_refused():
    with pytest.raises(MetricError, match="only 29 customers bought again; BG/NBD needs 30"):
        fit_bgnbd([1] * 29 + [0] * 500, [5] * 29 + [0] * 500, [30] * 529)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ((-1, 0, 5), "frequency must be a whole number"),
        ((1.5, 1, 5), "frequency must be a whole number"),
        ((float("nan"), 1, 5), "frequency must be a whole number"),
        ((1, 6, 5), "age must be ≥ recency; row 1"),
        ((0, 2, 5), "recency must be 0 where nothing was bought again"),
        ((2, 0, 5), "recency must be above 0"),
        ((1, 2, float("inf")), "age must be ≥ recency"),
    ],
)
def test_histories_that_cannot_be_are_refused(row, message):
    good = (1, 2, 5)
    with pytest.raises(MetricError, match=message):
        histories_of(*zip(good, row, strict=True))


def test_columns_of_unlike_length_and_a_time_that_runs_back_are_refused():
    with pytest.raises(MetricError, match="have 1, 2, 1 and 1 rows"):
        histories_of([1], [2, 3], [4])
    with pytest.raises(MetricError, match="time ahead must be ≥ 0"):
        CDNOW.expected([0], [0], [1], -1)


def test_where_nobody_ever_leaves_the_fit_has_no_errors_and_says_what_it_can():
    rng = np.random.default_rng(0)
    rate = rng.gamma(2.0, 1 / 20, 3_000)
    at = np.cumsum(rng.exponential(1 / rate, (200, 3_000)), axis=0)
    inside = at < 200
    last = np.where(inside, at, 0).max(axis=0)
    fit = fit_bgnbd(inside.sum(axis=0), last, np.full(3_000, 200.0))
    assert fit.covariance is None
    assert fit.standard_errors is None
    with pytest.raises(MetricError, match="no covariance"):
        fit.draws(2, rng)
    expected = BgNbd.of(fit).expected(inside.sum(axis=0), last, np.full(3_000, 200.0), 100)
    assert expected.sum() == pytest.approx(rate.sum() * 100, rel=0.03)


def test_a_fit_is_read_back_as_it_was():
    drawn = buyers(2_000, seed=7)
    fit = fit_bgnbd(drawn.frequency, drawn.recency, drawn.age)
    assert Fit.load(fit.dump()) == fit


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 4),
            st.sampled_from([1.0, 2.5, 3.0, 4e9]),
            st.sampled_from([0.0, 0.5, 7.0, 6e9]),
            st.integers(0, 3),
        ),
        min_size=1,
    )
)
def test_alike_histories_are_counted_once(drawn):
    rows = [(float(x), tx, tx + more, float(n)) for x, tx, more, n in drawn]
    expected = Counter()
    for x, tx, age, n in rows:
        expected[x, tx, age] += n
    found = distinct(histories_of(*zip(*rows, strict=True)))
    told = zip(found.frequency, found.recency, found.age, strict=True)
    counted = dict(zip(told, found.customers, strict=True))
    assert counted == {row: n for row, n in expected.items() if n}
    assert len(counted) == len(found)
