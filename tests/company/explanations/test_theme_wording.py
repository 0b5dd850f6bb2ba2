"""How themes grew: which grew most, and sentences of both languages."""

from tenure.company.explanations.themes.growing import grew
from tenure.company.explanations.themes.wording import moved_said
from tenure.stats.estimate import Estimate

SPREAD = Estimate(-0.094, -0.146, -0.043)


def test_differences_have_a_minus_sign_and_counts_thousands():
    """20 of 1,310 after 44 of 1,278: from 3.4 % to 1.5 %."""
    english = moved_said("Price", (44, 1278), (20, 1310), SPREAD, 0.2, "en")
    assert english == (
        "Price: fell from 3.4% to 1.5% of those who wrote (20 of 1,310, 44 of 1,278 before; "
        "−9.4 points, −14.6 to −4.3). It may be luck."
    )
    korean = moved_said("가격", (44, 1278), (20, 1310), SPREAD, 0.01, "ko")
    assert korean == (
        "가격: 글을 쓴 고객 중 비율이 3.4%에서 1.5%로 줄었습니다"
        "(1,310명 중 20명, 이전 1,278명 중 44명, −9.4%p, −14.6~−4.3%p)."
    )


def test_the_theme_that_grew_most_is_one_of_those_that_surely_grew():
    """price rose from 10 to 30 of 100, support from 20 to 45; usage by 1, and speed fell."""
    counts = {"price": [10, 30], "support": [20, 45], "usage": [5, 6], "speed": [60, 10]}
    assert grew({None: [100, 100], **counts}) == "support"
    assert grew({None: [100, 100], "usage": [5, 6], "speed": [60, 10]}) is None


def test_where_few_wrote_nothing_grew():
    assert grew({None: [19, 400], "price": [1, 300]}) is None
    assert grew({"price": [1, 300]}) is None
