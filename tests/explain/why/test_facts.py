"""Facts about a change: how much is mix, who moved otherwise than the rest, how it is told."""

import tomllib
from datetime import date
from importlib.resources import files

import numpy as np
import pytest

from tenure.explain.why import Certainty, Fact, certainty_of, certainty_within, tell
from tenure.explain.why.apart import moved_apart
from tenure.explain.why.fact import KINDS
from tenure.explain.why.mix import mix_of
from tenure.explain.why.numbers import label, points, rate
from tenure.explain.why.telling import counted, said


def test_mix_of_the_worked_example() -> None:
    """Starters grow from 200 to 500 and lose 20, then 60; the rest lose 16 of 800, 10 of 500.

    | plan | share | rate | | mix |
    |---|---|---|---|---|
    | starter | .2 → .5 | 10 % → 12 % | .3 × 11 % | 3.3 points |
    | business | .8 → .5 | 2 % → 2 % | −.3 × 2 % | −0.6 |
    """
    found = mix_of([(20, 200), (16, 800)], [(60, 500), (10, 500)])
    assert found is not None
    assert found.value == pytest.approx(0.027)
    assert 0 < found.low < 0.027 < found.high


def test_mix_is_nothing_where_no_share_moved() -> None:
    found = mix_of([(10, 100), (5, 300)], [(30, 100), (5, 300)])
    assert found is not None
    assert found.value == pytest.approx(0)
    assert found.low < 0 < found.high


def test_a_segment_that_is_new_is_all_mix() -> None:
    found = mix_of([(10, 100), (0, 0)], [(10, 100), (30, 100)])
    assert found is not None
    assert found.value == pytest.approx(0.20 - 0.10)


@pytest.mark.parametrize("empty", [([], []), ([(0, 0)], [(1, 2)]), ([(1, 2)], [(0, 0)])])
def test_without_customers_there_is_no_mix(empty: tuple[list[tuple[int, int]], ...]) -> None:
    assert mix_of(*empty) is None


def test_the_interval_of_the_mix_holds_the_truth_as_often_as_it_says() -> None:
    shares, later = np.array([0.3, 0.7]), np.array([0.45, 0.55])
    rates = np.array([0.2, 0.05])
    truth = float(((later - shares) * rates).sum())
    rng = np.random.default_rng(5)
    held = 0
    for seed in range(200):
        first, then = rng.multinomial(900, shares), rng.multinomial(1_100, later)
        lost, lost_then = rng.binomial(first, rates), rng.binomial(then, rates)
        found = mix_of(
            list(zip(lost.tolist(), first.tolist(), strict=True)),
            list(zip(lost_then.tolist(), then.tolist(), strict=True)),
            seed=seed,
        )
        assert found is not None
        held += found.low <= truth <= found.high
    assert held >= 180


def test_a_segment_that_moves_with_the_rest_has_not_moved_apart() -> None:
    found = moved_apart((10, 100), (20, 100), (100, 1000), (200, 1000))
    assert found is not None
    moved, p = found
    assert moved.value == pytest.approx(0)
    assert p == pytest.approx(1)


def test_a_segment_that_rises_alone_has() -> None:
    found = moved_apart((20, 500), (60, 500), (80, 2000), (80, 2000))
    assert found is not None
    moved, p = found
    assert moved.value == pytest.approx(0.08)
    assert moved.low > 0.04
    assert p < 0.001


def test_without_others_nothing_is_apart() -> None:
    assert moved_apart((1, 10), (2, 10), (0, 0), (0, 0)) is None


def test_alike_segments_are_seldom_called_apart() -> None:
    """Two hundred times nothing: about one in twenty below 0.05."""
    rng = np.random.default_rng(9)
    calls = 0
    for _ in range(200):
        n = (150, 160, 2000, 2100)
        lost = rng.binomial(n, (0.05, 0.07, 0.05, 0.07))
        found = moved_apart(*((int(a), b) for a, b in zip(lost, n, strict=True)))
        assert found is not None
        calls += found[1] < 0.05
    assert calls <= 18


def test_certainty_counts_what_was_looked_at() -> None:
    assert certainty_of(0.004) == "clear"
    assert certainty_of(0.004, tried=10) == "likely"
    assert certainty_of(0.004, tried=20) == "chance"
    assert certainty_of(None) == "unknown"


def _fact(kind: str, text: str, certainty: Certainty, size: float = 0.0) -> Fact:
    return Fact(kind, {"en": text, "ko": text}, certainty, size=size)  # type: ignore[arg-type]


def test_an_interval_that_just_leaves_out_0_is_chance_among_many() -> None:
    """2 ± 1.96: z = 2, p = 0.0455; among 20 looked at that is 0.91, and 5 ± 1.96 is still clear."""
    assert certainty_within(2.0, 0.04, 3.96) == "likely"
    assert certainty_within(2.0, 0.04, 3.96, tried=20) == "chance"
    assert certainty_within(5.0, 3.04, 6.96, tried=20) == "clear"
    assert certainty_within(0.0, 0.0, 0.0) == "chance"


def test_what_is_certain_comes_first_and_chance_is_not_told() -> None:
    facts = [
        _fact("segment", "likely one.", "likely", 0.3),
        _fact("segment", "by chance.", "chance", 0.9),
        _fact("segment", "clear one.", "clear", 0.1),
        _fact("change", "It rose.", "chance"),
    ]
    change, segments = tell(facts)
    assert change == "It rose."
    assert segments.index("clear one.") < segments.index("likely one.")
    assert "by chance" not in segments


def test_where_all_may_be_chance_it_is_said() -> None:
    (told,) = tell([_fact("theme", "price", "chance")] * 4)
    assert "4 themes" in told
    assert "price" not in told


def test_more_than_fits_is_counted() -> None:
    (told,) = tell([_fact("driver", f"d{n}.", "clear", n) for n in range(5)])
    assert [told.find(f"d{n}.") >= 0 for n in range(5)] == [False, False, True, True, True]
    assert "2 more" in told


def test_both_languages_say_the_same_things() -> None:
    keys = []
    for language in ("en", "ko"):
        text = files("tenure.explain.why").joinpath(f"words/{language}.toml").read_text("utf-8")
        keys.append(set(tomllib.loads(text)))
    assert keys[0] == keys[1]
    assert {f"{kind}_none" for kind in KINDS if kind != "change"} <= keys[0]


def test_numbers_and_periods_as_people_say_them() -> None:
    assert [points(one) for one in (0.0043, -0.0651, 0.0004, 0.0)] == ["0.4", "6.5", "0.04", "0"]
    assert points(-0.0651, signed=True) == "−6.5"
    assert [rate(one) for one in (0.046, 0.0, 0.0002)] == ["4.6%", "0.0%", "<0.1%"]
    assert label(date(2026, 4, 1), "quarter", "en") == "Q2 2026"
    assert label(date(2026, 6, 1), "month", "ko") == "2026년 6월"


def test_who_is_counted_in_korean_has_a_counter() -> None:
    values = {
        **{"after": "2026년 5월", "before": "2026년 4월"},
        **{"at_start": "421", "at_start_before": "1"},
    }
    told = {
        unit: said("change_none", "ko", **values, **counted(unit, "ko"))
        for unit in ("customer", "account")
    }
    assert "고객 421명 가운데 떠난 고객이 없고" in told["customer"]
    assert "고객사 421곳 가운데 떠난 고객사가 없고" in told["account"]
    assert said("change_none", "en", **values, **counted("account", "en")).endswith(
        "left, and in 2026년 4월 none of 1 did."
    )
