"""Intervals cover at their rate: over many drawn panels; for `make test-long`."""

import numpy as np

from support.driver_panels import TRUTH, confounded, hazards, true_difference
from tenure.explain.drivers.causal.aipw import aipw, naive
from tenure.explain.drivers.learnt import learn

SEEDS = 200


def test_adjusted_effects_are_covered_though_the_model_is_penalised():
    hit = np.zeros(len(TRUTH))
    for seed in range(SEEDS):
        found = learn(hazards(seed, customers=800), {})
        for one in found.drivers:
            if one.feature < len(TRUTH):
                truth = TRUTH[one.feature]
                hit[one.feature] += abs(one.beside.log_odds - truth) < 1.96 * one.beside.error
    assert (hit / SEEDS > 0.91).all()
    assert (hit / SEEDS < 0.985).all()


def test_the_doubly_robust_interval_covers_and_the_naive_one_does_not():
    truth, hit, plain = true_difference(), 0, 0
    for seed in range(SEEDS):
        about, exposed, y = confounded(seed)
        found = aipw(about, exposed, y, learners=("ridge",)).effect.difference
        hit += found.low <= truth <= found.high
        told = naive(exposed, y, about.weight, about.group).difference
        plain += told.low <= truth <= told.high
    assert 0.91 < hit / SEEDS < 0.985
    assert plain / SEEDS < 0.5
