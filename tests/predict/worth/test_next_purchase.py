"""Next purchases: drawn customers and products, dates by hand, and judgement by a split."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import dblquad
from scipy.special import betaln, gammaincc, gammaln

from predict.worth.drawn_customers import comers
from support.examples import some
from tenure.errors import MetricError
from tenure.predict.worth.next_judged import judge
from tenure.predict.worth.next_purchase import NextPurchase, fit_next_purchase
from tenure.predict.worth.product_scales import fit_product_scales
from tenure.predict.worth.rhythm import Gaps, Rhythm, _Likelihood, fit_rhythm

AS_OF = date(2024, 7, 1)
TRUTH = (1.5, 40.0, 0.6, 3.0, 2.5)


def gaps(drawn):
    return Gaps(drawn.frequency, drawn.recency, drawn.silence, drawn.log_gaps)


def table(drawn, products=None):
    n = len(drawn.frequency)
    last = [AS_OF - timedelta(days=1 + int(one)) for one in drawn.silence]
    return pa.table({
        "unit_id": [f"c{number}" for number in range(n)],
        **({"product_id": products} if products is not None else {}),
        "last_day": pa.array(last, pa.date32()),
        "frequency": drawn.frequency,
        "recency": drawn.recency,
        "silence": drawn.silence,
        "log_gaps": drawn.log_gaps,
        "stretch": np.ones(n),
    })  # fmt: skip


def came(drawn, days, products=None):
    inside = np.flatnonzero(drawn.waits < days)
    when = [AS_OF + timedelta(days=int(drawn.waits[one])) for one in inside]
    return pa.table({
        "unit_id": [f"c{one}" for one in inside],
        **({"product_id": np.array(products)[inside]} if products is not None else {}),
        "next_day": pa.array(when, pa.date32()),
    })  # fmt: skip


def test_the_likelihood_is_the_integral_over_rates_and_chances_of_leaving():
    r, alpha, a, b, k = 1.4, 3.0, 1.3, 2.2, 1.7
    each = np.array([1.0, 2.5])

    def density(p, rate):
        prior = r * np.log(alpha) - gammaln(r) + (r - 1) * np.log(rate) - alpha * rate
        prior += (a - 1) * np.log(p) + (b - 1) * np.log1p(-p) - betaln(a, b)
        told = (k * np.log(rate) - gammaln(k) + (k - 1) * np.log(each) - rate * each).sum()
        stays = p + (1 - p) * gammaincc(k, rate * 2.0)
        return np.exp(prior + told) * (1 - p) ** 2 * stays

    whole = dblquad(density, 0, 40, 0, 1, epsabs=1e-12)[0]
    rows = Gaps(*(np.array([one]) for one in (2.0, 3.5, 2.0, np.log(each).sum())))
    assert Rhythm(r, alpha, a, b, k).log_likelihood(rows)[0] == pytest.approx(
        np.log(whole), rel=1e-7
    )


def test_the_gradient_is_the_slope():
    likelihood = _Likelihood(gaps(comers(400, seed=1)), np.arange(400) % 3.0)
    at = np.log([1.2, 33.0, 0.5, 2.0, 1.7])
    slopes = [
        (likelihood.of_logs(at + step)[0] - likelihood.of_logs(at - step)[0]) / 2e-5
        for step in np.eye(5) * 1e-5
    ]
    assert likelihood.of_logs(at)[1] == pytest.approx(slopes, rel=1e-5)


def test_the_fit_finds_the_parameters_within_their_errors():
    fit = fit_rhythm(gaps(comers(6_000, seed=2)))
    assert fit.standard_errors is not None
    assert (np.abs(np.array(fit.values) - TRUTH) < 3 * np.array(fit.standard_errors)).all()


def test_pure_chance_and_clockwork_are_told_apart():
    chance = fit_rhythm(gaps(comers(1_500, seed=3, rhythm=(1.5, 20.0, 0.6, 3.0, 1.0))))
    clock = fit_rhythm(gaps(comers(1_500, seed=3, rhythm=(20.0, 200.0, 0.6, 3.0, 12.0))))
    assert chance["k"] == pytest.approx(1.0, abs=0.1)
    assert clock["k"] == pytest.approx(12.0, rel=0.15)


def test_a_date_by_hand():
    """k = 1, r = 1, α = 10, nothing bought again, no silence, nobody leaves: a gap is longer than
    g with probability 10 / (10 + g): half of them by day 10. Within 90 days 90 % come; of these,
    half by the g with 1 − 10 / (10 + g) = 0.45, day 8.2, which is in the ninth day."""
    rows = Gaps(*(np.zeros(1) for _ in range(4)))
    model = Rhythm(1.0, 10.0, 1e-12, 1.0, 1.0)
    assert model.gap(rows, 0.5)[0] == pytest.approx(10)
    assert model.gap(rows, 0.5, 90.0)[0] == pytest.approx(10 * 0.45 / 0.55)
    assert model.within(rows, 90.0)[0] == pytest.approx(0.9)
    learnt = NextPurchase(_fit(1.0, 10.0, 1e-12, 1.0, 1.0))
    drawn = replace(comers(1, seed=0), **dict.fromkeys(_COLUMNS, np.zeros(1)))
    (row,) = learnt.dates(table(drawn), AS_OF, horizon=90).to_pylist()
    assert row["last_day"] == AS_OF - timedelta(days=1)
    assert row["next_day"] == row["last_day"] + timedelta(days=9)
    # tenths of those who come: 10 · 0.09 / 0.91 = 0.99 and 10 · 0.81 / 0.19 = 42.6
    assert row["earliest"] == row["last_day"] + timedelta(days=1)
    assert row["latest"] == row["last_day"] + timedelta(days=43)
    assert (row["own_gap"], row["usual_gap"], row["overdue"]) == (None, pytest.approx(10), False)


def test_who_is_silent_for_long_is_overdue_and_at_last_gone():
    """Thirteen gaps of ten days, then silence."""
    silence = np.array([5.0, 12.0, 20.0, 400.0])
    rows = replace(
        comers(4, seed=0),
        frequency=np.full(4, 13.0), recency=np.full(4, 130.0), silence=silence,
        log_gaps=np.full(4, 13 * np.log(10.0)),
    )  # fmt: skip
    found = NextPurchase(_fit(2.0, 10.0, 0.5, 5.0, 4.0)).dates(table(rows), AS_OF).to_pylist()
    assert [row["overdue"] for row in found] == [False, False, True, True]
    assert [row["reason"] for row in found] == [None, None, None, "gone"]
    assert found[3]["next_day"] is found[3]["earliest"] is found[3]["latest"] is None
    assert found[0]["own_gap"] == pytest.approx(10)
    assert all(AS_OF <= row["earliest"] <= row["next_day"] <= row["latest"] for row in found[:3])
    again = [row["again"] for row in found]
    assert again == sorted(again, reverse=True)


def test_who_buys_too_rarely_for_the_horizon_has_no_date():
    rows = replace(
        comers(1, seed=0), frequency=np.ones(1), recency=np.full(1, 3000.0),
        silence=np.zeros(1), log_gaps=np.log([3000.0]),
    )  # fmt: skip
    learnt = NextPurchase(_fit(2.0, 10.0, 0.01, 5.0, 4.0))
    (row,) = learnt.dates(table(rows), AS_OF, horizon=30).to_pylist()
    assert (row["reason"], row["next_day"]) == ("beyond_horizon", None)


def test_a_larger_purchase_lasts_longer():
    drawn = replace(comers(1, seed=0), **dict.fromkeys(_COLUMNS, np.zeros(1)))
    double = table(drawn).set_column(6, "stretch", pa.array([2.0]))
    learnt = NextPurchase(_fit(1.0, 10.0, 1e-12, 1.0, 1.0))
    (row,) = learnt.dates(double, AS_OF, horizon=180).to_pylist()
    assert row["usual_gap"] == pytest.approx(20)
    assert row["next_day"] == row["last_day"] + timedelta(days=17)  # 2 · 8.18, in the 17th day


def test_dates_come_true_for_drawn_customers():
    """Learnt from 3,000 customers, judged by what they really did next."""
    drawn = comers(3_000, seed=5)
    learnt = fit_next_purchase(table(drawn))
    found = judge(learnt, table(drawn), came(drawn, 200), horizon=200)
    assert found.bought == (drawn.waits < 200).sum()
    assert found.inside.low < 0.8 < found.inside.high
    assert found.expected == pytest.approx(found.bought, rel=0.06)
    assert found.distance < 1.63 / np.sqrt(found.bought)  # 1 % point of Kolmogorov–Smirnov
    assert sum(found.deciles) == pytest.approx(1)


def test_a_wrong_rhythm_is_found_out():
    """Clockwork taken for pure chance with the same mean gap: too wide."""
    drawn = comers(3_000, seed=6, rhythm=(20.0, 200.0, 0.6, 3.0, 12.0))
    wrong = NextPurchase(_fit(20.0, 200.0 * 12, 0.6, 3.0, 1.0))
    found = judge(wrong, table(drawn), came(drawn, 200), horizon=200)
    assert found.inside.low > 0.82
    assert found.distance > 2 * 1.63 / np.sqrt(found.bought)


def test_products_have_a_pace_of_their_own():
    """40 products, half of them bought three times as slowly; one was seen twice only."""
    rng = np.random.default_rng(0)
    code = rng.integers(0, 40, 6_000)
    code[:2] = 40
    pace = np.where(code % 2 == 1, 3.0, 1.0)
    drawn = comers(6_000, seed=7, pace=pace)
    products = np.array([f"p{one:02}" for one in code], dtype=object)
    middle = Rhythm(1.5, 40.0 * np.sqrt(3), 0.6, 3.0, 2.5)
    found = fit_product_scales(gaps(drawn), products, middle)
    slow = [found.factors[f"p{one:02}"] for one in range(1, 40, 2)]
    fast = [found.factors[f"p{one:02}"] for one in range(0, 40, 2)]
    assert np.median(slow) == pytest.approx(np.sqrt(3), rel=0.12)
    assert np.median(fast) == pytest.approx(1 / np.sqrt(3), rel=0.12)
    assert min(slow) > max(fast)
    assert found.spread == pytest.approx(np.log(3) / 2, rel=0.5)
    assert abs(np.log(found.factors["p40"])) < 0.6  # two pairs say little
    assert found.pairs["p40"] == 2
    assert found.factor(np.array(["nothing known"], dtype=object)).tolist() == [1.0]


def test_products_alike_stay_alike():
    drawn = comers(3_000, seed=8)
    products = np.array([f"p{number % 30}" for number in range(3_000)], dtype=object)
    found = fit_product_scales(gaps(drawn), products, Rhythm(*TRUTH))
    assert found.spread < 0.2
    assert max(found.factors.values()) < 1.25


def test_dates_by_product_come_true():
    rng = np.random.default_rng(1)
    products = [f"p{one}" for one in rng.integers(0, 20, 3_000)]
    pace = np.array([3.0 if int(one[1:]) % 2 else 1.0 for one in products])
    drawn = comers(3_000, seed=9, pace=pace)
    rows, later = table(drawn, products), came(drawn, 200, products)
    split = judge(fit_next_purchase(rows, by_product=True), rows, later, horizon=200)
    assert split.inside.low < 0.8 < split.inside.high
    assert split.expected == pytest.approx(split.bought, rel=0.07)


def test_what_was_learnt_is_read_back_as_it_was():
    drawn = comers(300, seed=0)
    products = [f"p{number % 3}" for number in range(300)]
    for learnt in (
        fit_next_purchase(table(drawn)),
        fit_next_purchase(table(drawn, products), by_product=True),
    ):
        assert NextPurchase.load(learnt.dump()) == learnt


def test_the_order_of_rows_does_not_matter():
    drawn = comers(1_000, seed=4)
    whole = gaps(drawn)
    shuffled = whole[np.random.default_rng(0).permutation(1_000)]
    assert fit_rhythm(whole, sample=500) == fit_rhythm(shuffled, sample=500)


@settings(max_examples=some(50))
@given(
    st.tuples(*(st.floats(0.05, 30) for _ in range(5))),
    st.integers(0, 50), st.floats(0.5, 300), st.floats(0, 500),
)  # fmt: skip
def test_what_always_holds(parameters, x, gap, silence):
    rows = Gaps(*(np.array([one]) for one in (float(x), x * gap, silence, x * np.log(gap))))
    model = Rhythm(*parameters)
    alive, soon, late = model.alive(rows)[0], model.within(rows, 30)[0], model.within(rows, 90)[0]
    assert 0 <= soon <= late * (1 + 1e-9) <= alive * (1 + 1e-6) + 1e-12 <= 1 + 2e-6
    lengths = [model.gap(rows, share, 90.0)[0] for share in (0.1, 0.5, 0.9)]
    assert lengths == sorted(lengths)
    assert silence <= lengths[0]
    assert lengths[-1] <= silence + 90


def test_too_few_and_what_cannot_be_asked_are_refused():
    few = gaps(comers(40, seed=0))
    with pytest.raises(MetricError, match="bought again; a rhythm needs 30"):
        fit_rhythm(few[few.frequency == 0])
    learnt = NextPurchase(_fit(*TRUTH))
    with pytest.raises(MetricError, match="level must lie between 0 and 1"):
        learnt.dates(table(comers(3, seed=0)), AS_OF, level=80)


_COLUMNS = ("frequency", "recency", "silence", "log_gaps")


def _fit(*values):
    fitted = fit_rhythm(gaps(comers(300, seed=0)))
    return replace(fitted, values=values, covariance=None)
