"""Corrections for many tests against published examples and against statsmodels."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.stats import benjamini_hochberg, holm

# Y. Benjamini and Y. Hochberg, JRSS B 57 (1995), section 4: fifteen comparisons; at 0.05 the
# four smallest are rejected by theirs (0.0095 ≤ 4 · 0.05 / 15 = 0.013), three by Bonferroni's.
NEUHAUS = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
]  # fmt: skip

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def test_published_example_rejects_four():
    corrected = benjamini_hochberg(NEUHAUS)
    assert [q <= 0.05 for q in corrected] == [True] * 4 + [False] * 11
    assert corrected[3] == pytest.approx(0.0095 * 15 / 4)
    assert [q <= 0.05 for q in holm(NEUHAUS)] == [True] * 3 + [False] * 12


def test_holm_by_hand():
    """0.01 · 4, 0.02 · 3 → 0.06, 0.03 · 2 = 0.06, 0.04 · 1 raised to 0.06."""
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])


@settings(max_examples=15)
@given(p_values)
def test_equal_those_of_statsmodels(tried):
    from statsmodels.stats.multitest import multipletests

    assert benjamini_hochberg(tried) == pytest.approx(multipletests(tried, method="fdr_bh")[1])
    assert holm(tried) == pytest.approx(multipletests(tried, method="holm")[1])


@given(p_values)
def test_a_correction_never_makes_anything_surer_and_keeps_the_order(tried):
    for correct in (benjamini_hochberg, holm):
        corrected = correct(tried)
        assert all(p - 1e-12 <= q <= 1 for p, q in zip(tried, corrected, strict=True))
        by_p = sorted(range(len(tried)), key=lambda at: tried[at])
        ordered = [corrected[at] for at in by_p]
        assert ordered == sorted(ordered)
    assert all(q <= h + 1e-12 for q, h in zip(benjamini_hochberg(tried), holm(tried), strict=True))


def test_none_and_one():
    assert benjamini_hochberg([]) == holm([]) == []
    assert benjamini_hochberg([0.03]) == holm([0.03]) == [0.03]


@pytest.mark.parametrize("correct", [benjamini_hochberg, holm])
@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_what_is_no_p_value_is_refused(correct, wrong):
    with pytest.raises(ValueError, match="between 0 and 1|range"):
        correct([0.5, wrong])
