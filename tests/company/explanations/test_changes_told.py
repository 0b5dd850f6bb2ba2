"""A change beside another: what is told of both together is the size of both together."""

from datetime import timedelta

import pytest

from support.changed import changed
from tenure.company.explanations.changes.asked import Happened, Told
from tenure.company.explanations.changes.told import row_of
from tenure.explain.changes.study import Other, study


@pytest.fixture(scope="module")
def told():
    """Nothing came of the first change; attrition rose by half with another, two weeks later."""
    daily, second = changed(11, customers=60_000, ratio=1.5)
    first, other = (
        Happened(at, "release", name, None)
        for at, name in ((second - timedelta(days=14), "3.0"), (second, "3.1"))
    )
    found = study(daily, first.at, [Other(second)])
    return Told(first, found, (other,), p=0.4, together_p=0.001)


def test_what_rose_with_several_changes_is_told_by_the_size_of_all(told):
    row, both = row_of(told, 56, 28), told.study.main.together
    assert row["verdict"] == "together_rose"
    assert told.study.effect.ratio.value < 1.1
    assert row["relative"] == pytest.approx(both.ratio.value - 1)
    assert row["p_corrected"] == told.together_p
    assert f"+{row['relative']:.0%}" in row["says_en"]
    assert row["placebo_dates"] == len(told.study.main.together_placebo.statistics)
