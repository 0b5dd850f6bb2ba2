"""The parts of a change: worked by hand, adding up exactly, and what each base means."""

from datetime import date
from pathlib import Path

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.drawing import assert_drawn, tables_in
from tenure.measure.bands import quantile_bands
from tenure.measure.contribution import (
    ARRIVED,
    UNDEFINED,
    VANISHED,
    Segment,
    contribution,
    finish_contribution,
)
from tenure.stats import newcombe

MAY, JUNE = date(2024, 5, 1), date(2024, 6, 1)
BASES = ("midpoint", "before", "after")

counts = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
companies = st.lists(st.tuples(counts, counts), min_size=1, max_size=6).map(
    lambda pairs: [Segment(f"구간 {at}", *pair) for at, pair in enumerate(pairs)]
)


def whole(segments, when):
    found = [getattr(one, when) for one in segments]
    customers = sum(n for _, n in found)
    return sum(lost for lost, _ in found) / customers if customers else None


def by_period(drawn):
    """Turn drawn counts into rows as `attrition` gives them."""
    rows = [
        {
            "plan": row["plan"],
            "period_start": date.fromisoformat(row["period_start"]),
            "at_start": int(row["at_start"]),
            "lost": int(row["lost"]),
        }
        for row in drawn
    ]
    return pa.Table.from_pylist(rows)


def test_worked_example(drawn):
    """Nobody's own rate moves but the starters': 10 % to 12 %; and starters grow to half of all.

    | plan     | period_start | at_start | lost |
    | starter  | 2024-05-01   | 200      | 20   |
    | 비즈니스 | 2024-05-01   | 800      | 16   |
    | starter  | 2024-06-01   | 500      | 60   |
    | 비즈니스 | 2024-06-01   | 500      | 10   |

    The whole goes from 36 / 1000 = 3.6 % to 70 / 1000 = 7 %: + 3.4 points. Midpoint: mean rates
    11 % and 2 %, the whole's 5.3 %; mean shares 35 % and 65 %.

    starter:  mix 0.3 · (11 − 5.3) = 1.71, rate 0.35 · 2 = 0.7; 비즈니스: mix −0.3 · (2 − 5.3) =
    0.99, rate 0. Together 2.7 + 0.7 = 3.4.

    | plan     | whole | share_before | share_after | mix_effect | rate_effect | part   |
    | starter  | no    | 20 %         | 50 %        | 1.71 %     | 0.70 %      | 70.9 % |
    | 비즈니스 | no    | 80 %         | 50 %        | 0.99 %     | 0.00 %      | 29.1 % |
    | –        | yes   | 100 %        | 100 %       | 2.70 %     | 0.70 %      | 100 %  |
    """
    found = finish_contribution(by_period(drawn[0]), before=MAY, after=JUNE).to_pylist()
    assert_drawn(found, drawn[1])
    low, high = found[0]["rate_effect_low"], found[0]["rate_effect_high"]
    moved = newcombe(60, 500, 20, 200)
    assert (low, high) == pytest.approx((0.35 * moved.low, 0.35 * moved.high))
    assert low < 0 < high  # 2 points of 200 and 500 are within chance
    assert {(row["period_before"], row["period_after"]) for row in found} == {(MAY, JUNE)}


@pytest.mark.parametrize(
    ("base", "mix", "rate"),
    [
        # mix: 0.3 · (10 − 3.6) and −0.3 · (2 − 3.6); rate: 0.5 · 2
        ("before", [1.92, 0.48], [1.0, 0.0]),
        # mix: 0.3 · (12 − 7) and −0.3 · (2 − 7); rate: 0.2 · 2
        ("after", [1.5, 1.5], [0.4, 0.0]),
    ],
)
def test_one_sided_bases_by_hand(base, mix, rate):
    segments = [Segment("starter", (20, 200), (60, 500)), Segment("비즈니스", (16, 800), (10, 500))]
    found = contribution(segments, base=base)
    assert [100 * row["mix_effect"] for row in found] == pytest.approx(mix)
    assert [100 * row["rate_effect"] for row in found] == pytest.approx(rate)


@given(companies, st.sampled_from(BASES))
def test_parts_add_up_to_the_change(segments, base):
    found = contribution(segments, base=base)
    before, after = whole(segments, "before"), whole(segments, "after")
    if before is None or after is None:
        assert {row["reason"] for row in found} == {UNDEFINED}
        assert {row["mix_effect"] for row in found} == {None}
        return
    effects = [row["mix_effect"] + row["rate_effect"] for row in found]
    assert sum(effects) == pytest.approx(after - before, abs=1e-12)
    assert [row["total_effect"] for row in found] == effects
    if after != before:
        assert sum(row["part"] for row in found) == pytest.approx(1)


@given(companies)
def test_the_midpoint_is_the_mean_of_the_one_sided_bases(segments):
    middle, first, last = (contribution(segments, base=base) for base in BASES)
    if whole(segments, "before") is None or whole(segments, "after") is None:
        return
    for name in ("mix_effect", "rate_effect"):
        means = [(a[name] + b[name]) / 2 for a, b in zip(first, last, strict=True)]
        assert [row[name] for row in middle] == pytest.approx(means, abs=1e-12)


@given(companies, st.sampled_from(BASES))
def test_turning_time_round_turns_every_effect(segments, base):
    turned = [Segment(one.name, one.after, one.before) for one in segments]
    opposite = {"midpoint": "midpoint", "before": "after", "after": "before"}[base]
    for row, back in zip(
        contribution(segments, base=base), contribution(turned, base=opposite), strict=True
    ):
        for name in ("mix_effect", "rate_effect"):
            if row[name] is None:
                assert back[name] is None
            else:
                assert row[name] == pytest.approx(-back[name], abs=1e-12)


@given(companies, st.integers(2, 9))
def test_growth_without_a_change_of_shares_or_rates_does_nothing(segments, times):
    grown = [
        Segment(one.name, one.before, (one.before[0] * times, one.before[1] * times))
        for one in segments
    ]
    for row in contribution(grown):
        if row["reason"] is None:
            assert row["total_effect"] == pytest.approx(0, abs=1e-12)


def test_a_segment_that_comes_or_goes_is_mix_alone():
    """web's shares are 1 and 0.5; iOS comes with 50 %, twice the whole's, and does the rest."""
    came = [Segment("web", (10, 100), (10, 100)), Segment("iOS", (0, 0), (50, 100))]
    web, ios = contribution(came)
    assert ios["reason"] == ARRIVED
    assert ios["attrition_before"] is None
    assert ios["rate_effect"] == 0
    assert (ios["rate_effect_low"], ios["rate_effect_high"]) == (None, None)
    assert ios["mix_effect"] == pytest.approx(0.5 * (0.5 - 0.2))
    assert web["reason"] is None
    assert web["total_effect"] + ios["total_effect"] == pytest.approx(0.3 - 0.1)
    gone = contribution([Segment(one.name, one.after, one.before) for one in came])[1]
    assert gone["reason"] == VANISHED


def test_a_segment_missing_from_a_period_has_nobody_there_and_no_change_has_no_parts():
    table = pa.table({
        "plan": ["a", "b", "a"],
        "period_start": [MAY, MAY, JUNE],
        "at_start": [10, 10, 10],
        "lost": [1, 1, 1],
    })  # fmt: skip
    *parts, total = finish_contribution(table, before=MAY, after=JUNE).to_pylist()
    assert {row["plan"]: row["at_start_after"] for row in parts} == {"a": 10, "b": 0}
    assert total["total_effect"] == pytest.approx(0, abs=1e-12)
    assert total["part"] is None
    assert all(row["part"] is None for row in parts)


def test_a_period_with_nobody_leaves_everything_undefined():
    table = pa.table({"plan": ["a"], "period_start": [MAY], "at_start": [10], "lost": [1]})
    found = finish_contribution(table, before=MAY, after=JUNE).to_pylist()
    assert [row["reason"] for row in found] == [UNDEFINED, UNDEFINED]
    assert [row["mix_effect"] for row in found] == [None, None]
    assert found[1]["attrition_before"] == pytest.approx(0.1)


def bands_of(run, values, bands):
    table = pa.table(
        {
            "unit_id": pa.array([str(at) for at in range(len(values))], pa.string()),
            "value": pa.array(values, pa.float64()),
        }
    )
    found = run(quantile_bands(ibis.memtable(table), bands=bands).order_by("unit_id"))
    by_unit = {row["unit_id"]: row["group"] for row in found}
    assert len(found) == len(values)
    return [by_unit[str(at)] for at in range(len(values))]


def test_quartiles_by_hand(run):
    """Eight sizes; the two who share 5 lie at (2 + 1) / 8 = 37.5 %, in the second quarter."""
    sizes = [1, 2, 5, 5, 9, 20, 50, 400, None]
    quarters = [1, 1, 2, 2, 3, 3, 4, 4]
    assert bands_of(run, sizes, 4) == [*(f"{one} of 4" for one in quarters), None]


def test_most_at_one_value_are_never_parted(run):
    """Six of eight are 0: the middle of them lies at 37.5 %, so the first quarter is empty."""
    assert bands_of(run, [0, 0, 0, 0, 0, 0, 7, 8], 4) == ["2 of 4"] * 6 + ["4 of 4"] * 2


@given(st.lists(st.none() | st.integers(0, 9), max_size=25), st.integers(2, 5))
def test_bands_follow_the_middle_place(run, values, bands):
    known = [value for value in values if value is not None]

    def expected(value):
        if value is None:
            return None
        below, tied = sum(v < value for v in known), known.count(value)
        place = (below + tied / 2) / len(known)
        return f"{next(k for k in range(1, bands + 1) if place < k / bands)} of {bands}"

    assert bands_of(run, values, bands) == [expected(value) for value in values]


def test_one_band_is_refused():
    table = ibis.memtable(pa.table({"unit_id": ["a"], "value": [1.0]}))
    with pytest.raises(ValueError, match="at least 2 bands"):
        quantile_bands(table, bands=1)


def test_the_worked_example_of_the_page():
    """The numbers that docs/metrics/contribution.md shows come out of the counts that it names."""
    text = (Path(__file__).parents[2] / "docs/metrics/contribution.md").read_text("utf-8")
    example = tables_in(text.split("## Worked example")[1])[0]
    months = {"plan": ["starter", "business"] * 2, "period_start": [MAY, MAY, JUNE, JUNE]}
    table = pa.table({**months, "at_start": [200, 800, 500, 500], "lost": [20, 16, 60, 10]})
    found = finish_contribution(table, before=MAY, after=JUNE).to_pylist()
    assert_drawn(found[:2], [row for row in example if row["plan"] != "---"])
    low, high = 100 * found[0]["rate_effect_low"], 100 * found[0]["rate_effect_high"]
    assert f"(−{-low:.1f} to {high:.1f} after weighting)" in text
