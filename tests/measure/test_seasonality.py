"""The same period a year before, the smoothed rate, and the season."""

from datetime import date
from math import exp, log
from random import Random

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.asking import attrition_of
from support.drawing import assert_drawn
from support.examples import some
from tenure.measure.attrition import NOBODY, TRUNCATED, UNFINISHED
from tenure.measure.rates import rate
from tenure.measure.seasonality import (
    NO_SEASON,
    NO_YEAR,
    OUTSIDE,
    finish_seasonality,
    season_test,
    smoothed,
    year_on_year,
)
from tenure.periods import Calendar

UTC = Calendar("UTC")
SCHEMA = pa.schema(
    [
        ("group", pa.string()),
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),
        ("complete", pa.bool_()),
        ("at_start", pa.int64()),
        ("lost", pa.int64()),
        ("reason", pa.string()),
    ]
)


def counted(
    counts, *, period="month", first="2022-01-01", unfinished=False, group=None, reasons=()
):
    """Return rows as `attrition` gives them, from (at_start, lost) a period."""
    number = UTC.number(date.fromisoformat(first), period)
    every = []
    for place, (base, lost) in enumerate(counts):
        last = unfinished and place == len(counts) - 1
        told = UNFINISHED if last else NOBODY if not base else None
        every.append(
            {
                "group": group,
                "period_start": UTC.start(number + place, period),
                "period_end": UTC.start(number + place + 1, period),
                "complete": not last,
                "at_start": base,
                "lost": lost,
                "reason": dict(reasons).get(place, told),
            }
        )
    table = ibis.memtable(pa.Table.from_pylist(every, SCHEMA))
    rated = table.mutate(**rate("attrition", table.lost, table.at_start))
    return rated if group else rated.drop("group")


def test_the_same_month_of_the_last_year_with_the_interval_of_newcombe(run, drawn):
    """Twelve months lie between 20 of 400 in January 2022 and 30 of 300 in January 2023; the
    interval is that of method 10, 5 % (1.10 % to 9.29 %).

    | period_start | at_start | lost | attrition | before_period_start | before_at_start | before_lost | before_attrition | difference | difference_low | difference_high |
    | 2022-12-01   | 100      | 1    | 1 %       | –                   | –               | –           | –                | –          | –              | –               |
    | 2023-01-01   | 300      | 30   | 10 %      | 2022-01-01          | 400             | 20          | 5 %              | 5 %        | 1.10 %         | 9.29 %          |
    """
    found = run(year_on_year(counted([(400, 20)] + [(100, 1)] * 11 + [(300, 30)]), period="month"))
    assert_drawn(found[-2:], drawn[0])
    assert [row["reason"] for row in found] == [NO_YEAR] * 12 + [None]


def test_the_published_example_of_newcombe(run):
    """Example (a) of the paper: 56 of 70 against 48 of 80 gives 0.0524 to 0.3339."""
    row = run(year_on_year(counted([(80, 48), (70, 56)], period="year"), period="year"))[1]
    ends = (row["difference_low"], row["difference_high"])
    assert ends == pytest.approx((0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize(
    ("period", "back"), [("quarter", "2022-01-01"), ("year", "2022-01-01"), ("week", "2022-01-03")]
)
def test_what_a_year_is(run, period, back):
    """4 quarters, 1 year, 52 weeks: from Monday 2 January 2023 back to Monday 3 January 2022."""
    counts = [(10, 1)] * {"quarter": 5, "year": 2, "week": 53}[period]
    first = "2022-01-03" if period == "week" else "2022-01-01"
    found = run(year_on_year(counted(counts, period=period, first=first), period=period))
    assert found[-1]["before_period_start"] == date.fromisoformat(back)
    assert found[-1]["difference"] == 0
    assert [row["reason"] for row in found[:-1]] == [NO_YEAR] * (len(counts) - 1)


def test_what_is_not_known_of_either_year_leaves_the_difference_out(run, drawn):
    """
    | period_start | complete | difference | reason                                                                     |
    | 2022-01-01   | yes      | –          | no year of data before it                                                  |
    | 2022-04-01   | yes      | –          | nobody was active at the start                                             |
    | 2022-07-01   | yes      | –          | no year of data before it                                                  |
    | 2022-10-01   | yes      | –          | no year of data before it                                                  |
    | 2023-01-01   | yes      | –          | a year before, the data begin too late to see everyone active at the start |
    | 2023-04-01   | yes      | –          | a year before, nobody was active at the start                              |
    | 2023-07-01   | yes      | 10 %       | –                                                                          |
    | 2023-10-01   | no       | –          | the period is not over                                                     |
    """
    counts = [(10, 1), (0, 0)] + [(10, 1)] * 4 + [(10, 2), (10, 0)]
    table = counted(counts, period="quarter", unfinished=True, reasons={0: TRUNCATED}.items())
    found = run(year_on_year(table, period="quarter"))
    expected = drawn[0]
    assert found[0]["reason"] == TRUNCATED
    assert_drawn(found[1:], expected[1:])


def test_groups_are_compared_with_themselves(run):
    both = counted([(10, 1), (10, 2)], period="year", group="서울").union(
        counted([(10, 9), (10, 5)], period="year", group="busan")
    )
    found = run(year_on_year(both, period="year"))
    told = [(row["group"], row["difference"]) for row in found]
    assert told == [
        ("busan", None),
        ("busan", pytest.approx(-0.4)),
        ("서울", None),
        ("서울", pytest.approx(0.1)),
    ]


def test_the_smoothed_rate_is_of_sums_and_not_a_mean_of_rates(run, drawn):
    """Three months trailing: in April 42 of 520 are 8.08 %; the mean of the rates would be 8.33 %.

    | period_start | attrition | smoothed | smoothed_over |
    | 2022-01-01   | 10 %      | –        | –             |
    | 2022-02-01   | 10 %      | –        | –             |
    | 2022-03-01   | 10 %      | 10.00 %  | 3             |
    | 2022-04-01   | 5 %       | 8.08 %   | 3             |
    | 2022-05-01   | 90 %      | –        | –             |
    """
    counts = [(10, 1), (300, 30), (20, 2), (200, 10), (10, 9)]
    found = run(smoothed(counted(counts, unfinished=True), over=3))
    assert_drawn(found, drawn[0])


def test_centred_smoothing_looks_on_both_sides(run, drawn):
    """
    | period_start | smoothed | smoothed_over |
    | 2022-01-01   | –        | –             |
    | 2022-02-01   | 10.00 %  | 3             |
    | 2022-03-01   | 8.08 %   | 3             |
    | 2022-04-01   | –        | –             |
    """
    counts = [(10, 1), (300, 30), (20, 2), (200, 10)]
    found = run(smoothed(counted(counts), over=3, smoothing="centred"))
    assert_drawn(found, drawn[0])


def test_nothing_is_smoothed_over_what_was_not_fully_seen(run):
    table = counted([(10, 1)] * 4, reasons={0: TRUNCATED}.items())
    found = [row["smoothed"] for row in run(smoothed(table, over=2))]
    assert found == [None, None, 0.1, 0.1]


def test_a_month_with_nobody_is_no_gap_for_sums(run):
    found = run(smoothed(counted([(10, 1), (0, 0), (0, 0), (0, 0)]), over=2))
    assert [row["smoothed"] for row in found] == [None, 0.1, None, None]


@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(0, 1)), min_size=1, max_size=8),
    st.integers(1, 5),
    st.sampled_from(("trailing", "centred")),
)
@settings(max_examples=some(12))
def test_smoothing_equals_sums_in_loops(run, counts, over, smoothing):
    found = run(smoothed(counted(counts), over=over, smoothing=smoothing))
    ahead = 0 if smoothing == "trailing" else (over - 1) // 2
    for place, row in enumerate(found):
        low, high = place + ahead - over + 1, place + ahead + 1
        part = counts[low:high] if low >= 0 and high <= len(counts) else []
        wanted = sum(lost for _, lost in part) / sum(base for base, _ in part) if part else None
        assert row["smoothed"] == (wanted if wanted is None else pytest.approx(wanted))
        assert row["smoothed_over"] == (over if part else None)


def seasonal_counts(months, odds, *, base=100_000, level=0.05, slope=0.0):
    """Return exact counts whose odds of leaving a season multiplies."""
    counts = []
    for place in range(months):
        logit = log(level / (1 - level)) + slope * place + log(odds[place % 12])
        counts.append((base, round(base / (1 + exp(-logit)))))
    return counts


def finished(run_table, counts, period="month", **options):
    table = run_table(smoothed(counted(counts, period=period, **options)))
    return finish_seasonality(table, period=period).to_pylist()


@pytest.fixture
def run_table(engine):
    return lambda expression: engine.execute(expression, metric="test")


def test_a_planted_season_comes_out(run_table):
    """January doubles the odds, July halves them; three years, 5 %, 100,000 customers."""
    odds = [2, 1, 1, 1, 1, 1, 0.5, 1, 1, 1, 1, 1]
    found = finished(run_table, seasonal_counts(36, odds))
    for row in found:
        month = row["period_start"].month
        assert row["seasonal"] == pytest.approx(odds[month - 1], rel=0.02)
        assert row["adjusted"] == pytest.approx(0.05, rel=0.02)
        assert row["trend"] == pytest.approx(0.05, rel=0.02)
        assert row["season_p"] < 1e-12
        assert row["reason"] is None


def test_a_trend_is_no_season(run_table):
    """The odds grow by 2 % a month, all year round."""
    found = finished(run_table, seasonal_counts(36, [1] * 12, slope=0.02))
    assert all(row["seasonal"] == pytest.approx(1, abs=0.01) for row in found)
    assert found[-1]["trend"] > 1.9 * found[0]["trend"]
    assert found[0]["season_p"] > 0.9


def test_parts_put_together_are_the_rate(run_table):
    """The season times the odds without it are the odds observed, with half a customer added."""
    random = Random(4)
    counts = [(random.randint(50, 400), random.randint(0, 20)) for _ in range(24)]
    for row, (base, lost) in zip(finished(run_table, counts), counts, strict=True):
        odds = row["adjusted"] / (1 - row["adjusted"]) * row["seasonal"]
        assert odds == pytest.approx((lost + 0.5) / (base - lost + 0.5))


def test_the_season_multiplies_to_one_over_a_cycle(run_table):
    random = Random(5)
    counts = [(300, random.randint(0, 30)) for _ in range(40)]
    found = finished(run_table, counts)
    for start in range(29):
        cycle = [log(row["seasonal"]) for row in found[start : start + 12]]
        assert sum(cycle) == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize(("period", "needed"), [("month", 24), ("quarter", 8), ("day", 14)])
def test_two_full_cycles_are_needed_and_it_is_said(run_table, period, needed):
    counts = [(100, 5 + place % 3) for place in range(needed)]
    enough = finished(run_table, counts, period)
    assert all(row["seasonal"] is not None and row["reason"] is None for row in enough)
    short = finished(run_table, counts, period, unfinished=True)
    assert all(row["seasonal"] is None and row["season_p"] is None for row in short)
    assert short[0]["reason"] == (
        f"seasonality needs two full cycles of complete periods: {needed} {period}s; "
        f"there are {needed - 1}"
    )
    assert short[-1]["reason"] == UNFINISHED


def test_a_year_has_no_season(run_table):
    found = finished(run_table, [(10, 1)] * 3, "year")
    assert [row["reason"] for row in found] == [NO_SEASON] * 3


def test_a_gap_breaks_the_cycles(run_table):
    """Nobody at the start of the second month: 22 months after it are no two years, 25 are."""
    counts = [(100, 5), (0, 0)] + [(100, 5)] * 22
    assert all(row["seasonal"] is None for row in finished(run_table, counts))
    found = finished(run_table, counts + [(100, 6)] * 3)
    assert [row["reason"] for row in found[:3]] == [OUTSIDE, NOBODY, None]
    assert found[2]["seasonal"] is not None


def test_groups_have_seasons_of_their_own(run_table):
    odds = [3, *[1] * 11]
    both = counted(seasonal_counts(24, odds), group="서울").union(
        counted(seasonal_counts(12, odds), group="busan")
    )
    found = finish_seasonality(run_table(smoothed(both)), period="month").to_pylist()
    seen = {row["group"]: row["seasonal"] for row in found if row["period_start"].month == 1}
    assert seen["서울"] == pytest.approx(3 ** (11 / 12), rel=0.01)  # the twelve multiply to 1
    assert seen["busan"] is None


def test_without_a_season_the_test_rejects_as_often_as_it_promises():
    """Three years of 400 customers, 5 % lost each month, 200 times: one in twenty by chance."""
    random = Random(11)
    rejected = 0
    for _ in range(200):
        lost = [sum(random.random() < 0.05 for _ in range(400)) for _ in range(36)]
        p_value = season_test(lost, [400 - n for n in lost], 12)
        rejected += p_value < 0.05
    assert 0.0 < rejected / 200 <= 0.09


def test_nobody_ever_left_leaves_nothing_to_test():
    assert season_test([0] * 24, [10] * 24, 12) is None


def test_rows_of_attrition_go_in_as_they_are(run, run_table):
    """What `attrition` gives can be compared, smoothed and decomposed."""
    from support import rows

    spells = rows.table([], "unit_id", "from_local", "to_local")
    table = attrition_of(spells, "2022-01-01 … 2024-01-31")
    assert [row["reason"] for row in run(year_on_year(table, period="month"))] == [NOBODY] * 25
    found = finish_seasonality(run_table(smoothed(table)), period="month").to_pylist()
    assert [row["reason"] for row in found] == [NOBODY] * 25
