"""Cumulative incidence against a paper's table, lifelines, its definition, and what must hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.stats.competing import aalen_johansen
from tenure.stats.risk_sets import risk_sets
from tenure.stats.survival import survival_of

# lifelines 0.30.3, AalenJohansenFitter, on these twelve: after each time of its own cause, the
# incidence, its variance and its 95 % interval. Its last variance is NaN: nobody is left.
TWELVE = [(1, 1), (2, 0), (3, 2), (4, 1), (5, 0), (6, 2), (7, 1), (8, 0), (9, 1), (11, 2)]
TWELVE += [(12, 0), (15, 1)]
LIFELINES = {
    (1, 1): (0.0833333333, 0.0063657407, 0.00505284, 0.31107041),
    (1, 4): (0.175, 0.01271875, 0.02738968, 0.4297987),
    (1, 7): (0.2797619048, 0.0192533035, 0.06506668, 0.55219591),
    (1, 9): (0.4107142857, 0.0265896805, 0.11841927, 0.68994401),
    (1, 15): (0.6726190476, None, None, None),
    (2, 3): (0.0916666667, 0.0076261574, 0.00540699, 0.33491132),
    (2, 6): (0.1964285714, 0.0156157374, 0.03015428, 0.4693351),
    (2, 11): (0.3273809524, 0.0247708974, 0.07453719, 0.61864877),
}
# The same of several who leave at once for one cause.
TIED = [(1, 1), (1, 1), (2, 2), (3, 0), (3, 1), (3, 1), (4, 0), (5, 2), (5, 2), (6, 1)]
TIED += [(7, 0), (7, 2), (7, 2), (8, 0), (9, 1)]
LIFELINES_TIED = {
    (1, 1): (0.1333333333, 0.0077037037),
    (1, 3): (0.2666666667, 0.013037037),
    (1, 6): (0.35, 0.0163819444),
    (2, 2): (0.0666666667, 0.0041481481),
    (2, 5): (0.2333333333, 0.0140092593),
    (2, 7): (0.4, 0.0187777778),
}

# J. M. Satagopan et al., British Journal of Cancer 91 (2004), table 2: of 305 patients these nine,
# in months (1: of breast cancer, 2: of another cause); the other 296 are watched for longer.
PATIENTS = [(7, 0), (10, 1), (14, 0), (16, 1), (18, 2), (23, 1), (24, 0), (26, 2), (27, 1)]
TABLE = [
    (10, 304, 99.7, 0.3),
    (16, 302, 99.3, 0.3),
    (18, 301, 99.0, 0.0),
    (23, 300, 98.7, 0.3),
    (26, 298, 98.3, 0.0),
    (27, 297, 98.0, 0.3),
]
"""Month, at risk, overall survival and incidence in %; the paper adds the rounded ones up."""

lives = st.lists(st.tuples(st.integers(1, 10), st.integers(0, 3)), min_size=1, max_size=30)


def of(people, causes=2, **options):
    times, why = zip(*people, strict=True)
    return aalen_johansen(times, why, causes, **options)


def at(found, time):
    return int(np.flatnonzero(found.times == time)[0])


def test_published_table():
    found = of(PATIENTS + [(60, 0)] * 296)
    curve = found.surviving
    added = np.diff(found.share[0], prepend=0)
    printed = zip(curve.sets.times, curve.sets.at_risk, curve.share, added, strict=True)
    assert [(t, n, round(100 * s, 1), round(100 * i, 1)) for t, n, s, i in printed] == TABLE
    assert found.share[0, -1] == pytest.approx(0.012, abs=0.002)


@pytest.mark.parametrize("cause_and_time", LIFELINES)
def test_agrees_with_lifelines(cause_and_time):
    found, (cause, time) = of(TWELVE), cause_and_time
    place = cause - 1, at(found, time)
    share, variance, low, high = LIFELINES[cause_and_time]
    assert found.share[place] == pytest.approx(share, abs=1e-10)
    if variance is not None:
        assert found.variance[place] == pytest.approx(variance, abs=1e-10)
        assert found.low[place] == pytest.approx(low, abs=1e-8)
        assert found.high[place] == pytest.approx(high, abs=1e-8)


@pytest.mark.parametrize("cause_and_time", LIFELINES_TIED)
def test_agrees_with_lifelines_where_several_leave_at_once(cause_and_time):
    found, (cause, time) = of(TIED), cause_and_time
    share, variance = LIFELINES_TIED[cause_and_time]
    assert found.share[cause - 1, at(found, time)] == pytest.approx(share, abs=1e-10)
    assert found.variance[cause - 1, at(found, time)] == pytest.approx(variance, abs=1e-10)


def test_causes_at_one_time_are_simultaneous():
    """Of four, one leaves for each cause at 1: a quarter each, not a quarter of what is left."""
    found = of([(1, 1), (1, 2), (2, 0), (2, 0)])
    assert found.share.tolist() == [[0.25], [0.25]]


def test_other_causes_taken_as_censored_overstate():
    """What 1 − Kaplan–Meier says of each cause differs, and adds up to more than all who left."""
    times, why = (np.array(one) for one in zip(*TWELVE, strict=True))
    found = of(TWELVE)
    naive = np.array(
        [1 - survival_of(risk_sets(times, why == cause)).at(found.times) for cause in (1, 2)]
    )
    assert (naive >= found.share - 1e-12).all()
    by_hand = [1 - 11 / 12 * 8 / 9 * 5 / 6 * 3 / 4, 1 - 9 / 10 * 6 / 7 * 2 / 3]
    assert naive[:, -2] == pytest.approx(by_hand)
    assert found.share[:, -2] == pytest.approx([0.4107142857, 0.3273809524])
    assert naive[:, -1].sum() > 1
    assert found.share[:, -1].sum() == pytest.approx(1 - found.surviving.share[-1])


@given(lives)
def test_incidences_and_the_share_still_there_add_up(people):
    found = of(people, causes=3)
    assert found.share.sum(axis=0) + found.surviving.share == pytest.approx(1)
    assert (np.diff(found.share, axis=1) >= 0).all()
    for cause in (1, 2, 3):
        never = not any(why == cause for _, why in people)
        assert never == (not found.share[cause - 1].any())


@given(lives)
def test_equals_the_sum_written_out(people):
    found = of(people, causes=3)
    left, shares = 1.0, [0.0, 0.0, 0.0]
    for place, time in enumerate(found.times):
        risk = sum(t >= time for t, _ in people)
        for cause in (1, 2, 3):
            shares[cause - 1] += left * sum(one == (time, cause) for one in people) / risk
        left *= 1 - sum(t == time and why > 0 for t, why in people) / risk
        assert found.share[:, place] == pytest.approx(shares)


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 2)), min_size=1, max_size=30))
def test_when_all_were_seen_to_leave_it_is_a_share_with_binomial_variance(people):
    found = of(people)
    for place, time in enumerate(found.times):
        for cause in (1, 2):
            share = sum(t <= time and why == cause for t, why in people) / len(people)
            assert found.share[cause - 1, place] == pytest.approx(share)
            variance = share * (1 - share) / len(people)
            assert found.variance[cause - 1, place] == pytest.approx(variance, abs=1e-12)


@given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=25))
def test_one_cause_is_what_kaplan_meier_leaves(people):
    found = of(people, causes=1)
    curve = found.surviving
    assert found.share[0] == pytest.approx(1 - curve.share)
    assert found.variance[0] == pytest.approx(curve.share**2 * curve.spread, abs=1e-12)


@given(lives, st.data())
def test_a_weight_counts_as_so_many_units(people, data):
    size = len(people)
    weights = data.draw(st.lists(st.integers(1, 4), min_size=size, max_size=size))
    many = [one for one, n in zip(people, weights, strict=True) for _ in range(n)]
    found, expected = of(people, causes=3, weight=weights), of(many, causes=3)
    assert found.share == pytest.approx(expected.share)
    assert found.variance == pytest.approx(expected.variance, abs=1e-12)


def test_intervals_cover():
    """Two causes with constant hazards, censored at random: 95 % intervals hold the truth."""
    rng, held, runs = np.random.default_rng(4), np.zeros((2, 2)), 400
    rates, days = np.array([0.03, 0.01]), np.array([10.0, 40.0])
    truth = np.outer(rates / rates.sum(), 1 - np.exp(-rates.sum() * days))
    for _ in range(runs):
        ends = rng.exponential(1 / rates, (150, 2))
        seen = rng.exponential(60, 150)
        why = np.where(ends.min(axis=1) <= seen, 1 + ends.argmin(axis=1), 0)
        found = aalen_johansen(np.minimum(ends.min(axis=1), seen), why)
        place = np.searchsorted(found.times, days, side="right") - 1
        held += (found.low[:, place] <= truth) & (truth <= found.high[:, place])
    assert (held / runs >= 0.92).all()
    assert (held / runs <= 0.98).all()


def test_of_nobody_there_is_nothing_to_say():
    found = aalen_johansen([], [])
    assert found.share.shape == (2, 0)
    assert found.at([1]).tolist() == [[0.0], [0.0]]
    assert of([(3, 0)]).share.shape == (2, 0)


@pytest.mark.parametrize(
    ("times", "why", "weight", "message"),
    [
        ([1, 2], [1], None, "2 times need as many marks, not 1"),
        ([1, 2], [1, 0], [1], "2 times need as many weights, not 1"),
        ([1, 2], [1, 3], None, "causes are 0 to 2, not 1 to 3"),
        ([1, float("nan")], [1, 0], None, "every time must be a number"),
    ],
)
def test_what_cannot_be_is_refused(times, why, weight, message):
    with pytest.raises(ValueError, match=message):
        aalen_johansen(times, why, weight=weight)
