"""What a play takes to be judged is told before it runs: by the risk of whose turn it is."""

import pytest

from support.deciding import play
from tenure.company.acts.foreseen import Pace
from tenure.company.acts.preview import preview
from tenure.company.predictions.outlook import Outlook
from tenure.prove import Design, units_needed

SEGMENT = {"kind": "segment"}


def test_by_the_mean_risk_of_whose_turn_it_is(outlook: Outlook) -> None:
    """c1, c2 and c3 may leave with .5, .4 and .3: .4 in the mean; c4 has no risk, c5 no worth."""
    told = play("save", SEGMENT, holdout=0.5, proof={"margin": 0.2, "run_for": "30 days"})
    found = preview(outlook, {}, told).foreseen
    assert (found.base, found.fall) == (pytest.approx(0.4), 0.2)
    assert found.needed == units_needed(Design(0.4, 0.5, looks="daily"), -0.2)
    assert found.known_after is None, "three are too few, and no others come"
    first, pool, planned, even = found.says("en")
    assert f"{found.needed:,} customers" in first
    assert "the margin that was declared" in first
    assert "Only 3 have their turn now" in pool
    assert "30 days that are planned 3 are taken in" in planned
    assert "from a fall of 1 points on" in even, "a contact of 1 for a worth of 100"
    assert "의미 있다고 정한 20.0%p" in found.says("ko")[0]


def test_without_a_margin_it_goes_by_what_the_play_assumes(outlook: Outlook) -> None:
    found = preview(outlook, {}, play("save", SEGMENT, holdout=0.5)).foreseen
    assert found.fall == pytest.approx(0.4 * 0.5)
    assert "as the play assumes" in found.says("en")[0]


def test_it_is_said_when_it_can_never_be_known(outlook: Outlook) -> None:
    assert "never be known" in preview(outlook, {}, play("save", SEGMENT)).foreseen.says("en")[0]
    nobody = play("save", SEGMENT, holdout=0.5, audience="plan = 'none so'")
    assert "Nobody can be taken in today" in preview(outlook, {}, nobody).foreseen.says("en")[0]
    vast = play("save", SEGMENT, holdout=0.5, proof={"margin": 0.6})
    assert "none that can be seen" in preview(outlook, {}, vast).foreseen.says("en")[0]


def test_of_a_crossing_without_earlier_profiles_it_is_said_why_nobody_has_a_turn(
    outlook: Outlook,
) -> None:
    risen = play("risen", {"kind": "crossing", "what": "risk", "into": "high"}, holdout=0.1)
    (told,) = preview(outlook, {}, risen).foreseen.says("en")
    assert "profiles were made once only" in told
    assert "비교할 것이 없으므로" in preview(outlook, {}, risen).foreseen.says("ko")[0]


@pytest.mark.parametrize(
    ("pace", "days", "by_ten"),
    [
        (Pace(100, None), 1, 100),
        (Pace(100, 8.0), 7, 80),
        (Pace(40, 8.0), None, 40),
        (Pace(None, 3.0), 17, 30),
    ],
)
def test_days_of_taking_in_fifty(pace: Pace, days: int | None, by_ten: int) -> None:
    """At once, by a budget, from a pool that is too small, and of those who come each day."""
    assert (pace.days(50), pace.by(10)) == (days, by_ten)
