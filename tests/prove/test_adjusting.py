"""What was known before makes intervals narrower, or is left out, and it is said."""

from dataclasses import replace

import numpy as np
import pytest

from support.drawn_trials import SEEDS, accounts, explained, likely
from tenure.prove import effect_of, look
from tenure.prove.past import Past
from tenure.stats import Estimate


def _wide(one: Estimate | None) -> float:
    assert one is not None
    return one.high - one.low


def test_a_past_that_explains_the_outcome_takes_its_share_of_the_variance_away() -> None:
    """cor² of outcome and past is some 0.7 here, and a tenth of the past is unknown."""
    found = effect_of(explained(1, units=20_000))
    assert found.adjusted is not None
    assert found.adjusted.less_variance == pytest.approx(0.6, abs=0.06)
    assert _wide(found.best) < 0.7 * _wide(found.difference)


@pytest.mark.parametrize("draw", [likely, explained, accounts])
def test_an_adjustment_never_makes_the_interval_wider_than_without(draw) -> None:
    """Of pure noise in five columns; what it would have cost is said instead."""
    left_out, seeds = 0, SEEDS // 5
    for seed in range(seeds):
        tried = draw(seed)
        noise = np.random.default_rng(seed + 10_000).normal(size=(len(tried), 5))
        found = effect_of(replace(tried, before=Past(noise, tried.treated)))
        assert _wide(found.best) <= _wide(found.difference)
        codes = {note.code for note in found.notes}
        assert (found.adjusted is None) == bool(codes & {"adjustment_widens", "few_for_adjustment"})
        left_out += "adjustment_widens" in codes
    assert left_out > seeds / 4, "noise explains nothing, so that it widens as often as not"


def test_it_is_told_in_both_languages_why_the_past_was_not_used() -> None:
    tried = likely(3, spread=0.0, units=400)
    found = effect_of(tried)
    assert found.adjusted is None
    assert found.best == found.difference
    (note,) = (one for one in found.notes if one.code == "adjustment_widens")
    assert "% wider" in note.says("en")
    assert "넓어집니다" in note.says("ko")


def test_looks_use_what_is_surer() -> None:
    tried = likely(1, spread=2.0, units=4000)
    plain, better = effect_of(replace(tried, before=None)), effect_of(tried)
    seen = [look(one, planned=4000).interval for one in (plain, better)]
    assert _wide(seen[1]) < 0.92 * _wide(seen[0])


def test_what_happens_after_the_draw_would_bias_and_is_not_asked_for() -> None:
    """An adjustment moves the estimate by chance alone: over seeds it stays at the truth."""
    found = [effect_of(explained(seed)).best for seed in range(SEEDS // 2)]
    values = np.array([one.value for one in found if one is not None])
    assert abs(values.mean() + 3) < 4 * values.std() / np.sqrt(len(values))
