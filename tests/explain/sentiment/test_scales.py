"""The scale of a source is recognised, and its middle says nothing."""

import numpy as np
import pytest

from tenure.explain.sentiment import scale_of


def scale(source, scores, numbers=None):
    found = scale_of(source, scores, numbers or [10] * len(scores))
    return found and found.name


@pytest.mark.parametrize(
    ("source", "scores", "expected"),
    [
        ("csat", [1, 2, 3, 4, 5], "stars 1-5"),
        ("review", [0, 3, 5], "stars 0-5"),
        ("nps", [0, 6, 9, 10], "NPS 0-10"),
        ("relationship NPS", [3, 4, 5], "NPS 0-10"),
        ("film", [1, 4, 10], "ten 1-10"),
        ("effort", [1, 6, 7], "stars 1-7"),
        ("thumbs", [0, 1], "thumbs"),
        ("mark", [20, 55, 90], "percent 0-100"),
    ],
)
def test_the_narrowest_scale_that_holds_the_scores(source, scores, expected):
    assert scale(source, scores) == expected


def test_a_slip_does_not_change_the_scale():
    assert scale("csat", [1, 2, 3, 4, 5, 55], [100, 100, 100, 100, 100, 2]) == "stars 1-5"
    assert scale("csat", [1, 2, 3, 4, 5, 55], [100, 100, 100, 100, 100, 50]) == "percent 0-100"


def test_no_scale_holds_negative_scores():
    assert scale("odd", [-3, 4]) is None
    assert scale("nps", [0, 55]) is None
    assert scale_of("none", [], []) is None


def test_ones_alone_are_praise_of_two_or_complaints_of_five():
    """Ten stars of 1 are no thumbs up, and ten thumbs up no stars of 1: nobody can tell."""
    assert scale("review", [1], [10]) is None
    assert scale("review", [1, 2], [9, 1]) == "stars 1-5"
    assert scale("nps", [1], [10]) == "NPS 0-10"


def test_of_an_nps_seven_and_eight_are_neither():
    found = scale_of("nps", list(range(11)), [1] * 11)
    moods = found.moods(np.array([0, 6, 7, 8, 9, 10, 11.0]))
    assert moods[:2].tolist() == [0, 0]
    assert moods[4:6].tolist() == [1, 1]
    assert np.isnan(moods[[2, 3, 6]]).all()
