"""Contracts: what they are worth, and how often they were renewed."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import rows
from support.drawing import assert_drawn
from tenure.errors import MetricError
from tenure.predict.worth.contracts import contract_value
from tenure.predict.worth.renewals import renewals


def test_by_hand():
    """Survival 0.9, 0.5, 0.2 and margins of 10: 16 without discount; with 25 % a period,
    10 · (0.9 / 1.25 + 0.5 / 1.5625 + 0.2 / 1.953125) = 11.424. One in ten leaves at once and
    brings nothing; one in five brings all three."""
    plain = contract_value([[0.9, 0.5, 0.2]], 10)
    assert plain.expected[0] == pytest.approx(16)
    assert (plain.low[0], plain.high[0]) == (0, pytest.approx(30))
    assert contract_value([[0.9, 0.5, 0.2]], 10, rate=0.25).expected[0] == pytest.approx(11.424)
    half = contract_value([[0.9, 0.5, 0.2]], 10, level=0.6)
    assert (half.low[0], half.high[0]) == (pytest.approx(10), pytest.approx(20))
    assert plain.mean_low is None


def test_margins_by_unit_and_by_period():
    curves = [[1.0, 1.0], [0.5, 0.0]]
    assert contract_value(curves, [3, 4]).expected == pytest.approx([6, 2])
    assert contract_value(curves, [[1, 2], [3, 4]]).expected == pytest.approx([3, 1.5])


def test_the_band_of_the_curve_bounds_the_expected_value():
    curve = np.array([[0.9, 0.6], [0.8, 0.3]])
    found = contract_value(curve, 10, band=(curve - 0.1, np.minimum(curve + 0.05, 1)))
    assert found.mean_low == pytest.approx([13, 9])
    assert found.mean_high == pytest.approx([16, 12])


def test_the_interval_holds_what_drawn_contracts_bring():
    rng = np.random.default_rng(0)
    hazard = rng.uniform(0.02, 0.3, (400, 24))
    curve, margin = np.cumprod(1 - hazard, axis=1), rng.uniform(5, 50, 400)
    found = contract_value(curve, margin, rate=0.01, level=0.8)
    stays = np.cumprod(rng.random((300, 400, 24)) >= hazard, axis=2)
    brought = (stays * margin[:, None] / 1.01 ** np.arange(1, 25)).sum(axis=2)
    assert brought.mean(axis=0) == pytest.approx(found.expected, rel=0.25)
    assert brought.mean() == pytest.approx(found.expected.mean(), rel=0.01)
    below, above = (brought < found.low - 1e-9).mean(), (brought > found.high + 1e-9).mean()
    assert below <= 0.1
    assert above <= 0.1
    assert below + above > 0.1  # not too wide: a lifetime comes in whole periods


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.floats(0, 1000), st.floats(0, 1))
def test_what_always_holds(hazards, margin, rate):
    curve = np.cumprod([hazards], axis=1)
    found = contract_value(curve, margin, rate=rate)
    assert 0 <= found.low[0] <= found.high[0] <= margin * len(hazards) * (1 + 1e-9)
    assert found.expected[0] <= margin * curve.sum() * (1 + 1e-9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"survival": [0.9, 0.8], "margin": 1}, "a row a unit and a column a period"),
        ({"survival": [[0.5, 0.6]], "margin": 1}, "never grow"),
        ({"survival": [[np.nan, 0.6]], "margin": 1}, "between 0 and 1"),
        ({"survival": [[0.9]], "margin": -1}, "margins must be ≥ 0"),
        ({"survival": [[0.9, 0.8]], "margin": [1, 2, 3]}, "do not fit"),
        ({"survival": [[0.9]], "margin": 1, "rate": -1}, "above −1"),
        ({"survival": [[0.9]], "margin": 1, "level": 1}, "between 0 and 1"),
    ],
)
def test_what_cannot_be_valued_is_refused(arguments, message):
    with pytest.raises(MetricError, match=message):
        contract_value(**arguments)


def test_terms_that_are_over(run, drawn):
    """As of 1 July 2024, by terms of three months. ana renewed three times and is there; 보라
    left at the end of her second term; chi in the middle of his third; dor after a day; eve's
    first term is not over; fay was there before the data begin; guy comes later. hal left on a
    last day of February, when the month that began on 30 November ends; ida came back, which
    does not undo that she left.

    | unit_id | from_local | to_local   |
    | ana     | 2023-09-15 | –          |
    | 보라    | 2023-12-10 | 2024-06-10 |
    | chi     | 2023-10-01 | 2024-05-20 |
    | dor     | 2024-05-01 | 2024-05-02 |
    | eve     | 2024-05-01 | 2024-08-01 |
    | fay     | 2022-01-01 | –          |
    | guy     | 2024-07-01 | –          |
    | hal     | 2023-11-30 | 2024-02-29 |
    | ida     | 2024-01-01 | 2024-03-01 |
    | ida     | 2024-05-01 | –          |

    | terms | lost | kept |
    | 0     | 0    | 1    |
    | 1     | 3    | 0    |
    | 2     | 1    | 0    |
    | 3     | 1    | 1    |
    """
    spells = rows.table(drawn[0])
    found = run(renewals(spells, date(2024, 7, 1), since=date(2023, 1, 1), months=3))
    assert_drawn(found, drawn[1])


def test_a_term_without_a_month_is_refused():
    spells = rows.table([{"unit_id": "a", "from_local": "2024-01-01", "to_local": None}])
    with pytest.raises(MetricError, match="1 month or more"):
        renewals(spells, date(2024, 7, 1), since=date(2023, 1, 1), months=0)
