"""Few steps of onboarding tell why someone left only where those with few leave far more often."""

from tenure.explain.reasons.setup import Few, Started, telling


def test_twice_as_often_as_the_others_is_a_reason_and_the_shares_are_said():
    started = [Started(0, 100, 60), Started(1, 100, 30), Started(2, 100, 20), Started(3, 100, 30)]
    assert telling(started, 4) == {0: Few(0, 4, 0.6, 0.25)}


def test_somewhat_more_often_is_no_reason():
    """As in the simulated saas: 50 % without a step, 41 % else: 17 % of them by 'no steps'."""
    assert telling([Started(0, 400, 198), Started(2, 3000, 1230)], 4) == {}


def test_few_customers_are_no_evidence_however_often_they_left():
    assert telling([Started(0, 3, 2), Started(2, 50, 12)], 4) == {}


def test_half_of_the_steps_or_more_is_never_few():
    assert telling([Started(2, 100, 90), Started(4, 100, 10)], 4) == {}


def test_nobody_to_compare_with_tells_nothing():
    assert telling([Started(0, 100, 60)], 4) == {}
    assert telling([], 4) == {}
