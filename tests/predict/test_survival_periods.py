"""Labels as follow-up, and its intervals: by hand, what must hold, and samples of them."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.drawing import tables_in
from tenure.errors import MetricError
from tenure.predict.encoding import Encoding
from tenure.predict.survival.followup import follow_up, known_by, noticed
from tenure.predict.survival.periods import Cut, cut, cut_at, person_periods, with_time
from tenure.stats import risk_sets, survival_of

WEEKS = cut(7, 21)


def labels(rows, **more):
    """Return labels of (days_left, followed_days, cause)."""
    left, watched, cause = zip(*rows, strict=True)
    columns = {
        "unit_id": [f"c{number}" for number in range(len(rows))],
        "days_left": pa.array(left, pa.int64()),
        "followed_days": pa.array(watched, pa.int64()),
        "cause": pa.array(cause, pa.string()),
    }
    return pa.table(columns | more)


def test_intervals_drawn_by_hand():
    """Weeks (0, 7], (7, 14], (14, 21]; who is watched 3 of 7 days counts by 3/7.

    | who | left | watched | week | ends in | weight |
    | 0   | 10   | 30      | 0    | 0       | 1      |
    | 0   | 10   | 30      | 1    | 2       | 1      |
    | 1   | 14   | 30      | 0    | 0       | 1      |
    | 1   | 14   | 30      | 1    | 1       | 1      |
    | 2   |      | 10      | 0    | 0       | 1      |
    | 2   |      | 10      | 1    | 0       | 3/7    |
    | 3   | 25   | 30      | 0    | 0       | 1      |
    | 3   | 25   | 30      | 1    | 0       | 1      |
    | 3   | 25   | 30      | 2    | 0       | 1      |
    """
    seen = follow_up(
        labels([(10, 30, "voluntary"), (14, 30, "moved"), (None, 10, None), (25, 30, "moved")])
    )
    assert seen.causes == ("moved", "voluntary")
    found = person_periods(seen, WEEKS)
    (drawn,) = tables_in(test_intervals_drawn_by_hand.__doc__)
    rows = zip(found.row, found.interval, found.cause, found.weight, strict=True)
    assert [(int(r), int(i), int(c)) for r, i, c, _ in rows] == [
        (int(row["who"]), int(row["week"]), int(row["ends in"])) for row in drawn
    ]
    assert found.weight.tolist() == pytest.approx([1, 1, 1, 1, 1, 3 / 7, 1, 1, 1])
    assert found.total == 9


lives = st.lists(
    st.tuples(st.integers(1, 60), st.one_of(st.none(), st.sampled_from("ab"))),
    min_size=1,
    max_size=40,
)


def of(people):
    return follow_up(labels([(d if c else None, d, c) for d, c in people]))


@given(lives, st.integers(1, 30))
def test_intervals_hold_every_day_that_was_watched(people, width):
    """Those who stay add up to the days watched; of those who leave, whole intervals count."""
    intervals, seen = cut(width, 49 if width <= 49 else width), of(people)
    found = person_periods(seen, intervals)
    days = np.bincount(found.row, found.weight * intervals.widths[found.interval], len(people))
    ends = np.array([*intervals.edges[1:], np.inf])
    for (day, cause), total in zip(people, days, strict=True):
        known = min(day, intervals.horizon)
        leaves = cause is not None and day <= intervals.horizon
        assert total == pytest.approx(ends[np.searchsorted(ends, day)] if leaves else known)
    assert (found.cause > 0).sum() == sum(
        c is not None and d <= intervals.horizon for d, c in people
    )


@given(st.lists(st.tuples(st.integers(1, 7), st.booleans()), min_size=1, max_size=40))
def test_rates_of_whole_intervals_are_kaplan_meier(people):
    """When all ends lie on edges, Π (1 − left / weight) is the curve of the days."""
    intervals = cut(4, 28)
    seen = of([(4 * step, "a" if gone else None) for step, gone in people])
    found = person_periods(seen, intervals)
    left = np.bincount(found.interval, found.weight * (found.cause > 0), len(intervals))
    watched = np.bincount(found.interval, found.weight, len(intervals))
    curve = survival_of(risk_sets(seen.days, seen.gone)).at(intervals.edges[1:])
    some = watched > 0
    assert np.cumprod(1 - left[some] / watched[some]) == pytest.approx(curve[some])


def test_samples_stand_for_all():
    rng = np.random.default_rng(1)
    people = [
        (int(day), "a" if gone else None)
        for day, gone in zip(rng.integers(1, 364, 4_000), rng.random(4_000) < 0.2, strict=True)
    ]
    intervals, seen = cut(28, 364), of(people)
    whole = person_periods(seen, intervals)
    some = person_periods(seen, intervals, most=6_000, seed=3)
    assert whole.total > 20_000
    assert 5_500 < len(some) < 6_500
    assert (some.cause > 0).sum() == (whole.cause > 0).sum()
    drawn, true = (np.bincount(one.interval, one.weight, 13) for one in (some, whole))
    error = np.sqrt(np.bincount(some.interval, some.weight**2, 13))
    assert (abs(drawn - true) < 4 * error).all()
    assert drawn.sum() == pytest.approx(true.sum(), rel=0.05)
    again = person_periods(seen, intervals, most=6_000, seed=3)
    assert (again.row == some.row).all()
    assert (again.weight == some.weight).all()
    fewer = person_periods(seen, intervals, most=500)
    assert 350 < len(fewer) < 650
    assert fewer.weight.sum() == pytest.approx(whole.weight.sum(), rel=0.15)
    left = fewer.weight[fewer.cause > 0].sum()
    assert left == pytest.approx((whole.cause > 0).sum(), rel=0.2)


def test_time_enters_as_a_level_and_as_days():
    table = pa.table({"x": [1.0, 2.0], "kind": ["a", "b"]})
    design = Encoding.fit(table, ["x", "kind"]).apply(table)
    found = with_time(design, WEEKS, np.array([0, 0, 1]), np.array([0, 2, 1]))
    assert found.values[:, 0].tolist() == [1, 1, 2]
    assert found.values[:, -2:].tolist() == [[0, 3.5], [2, 17.5], [1, 10.5]]
    assert found.levels[-2:] == (("0", "1", "2"), ())


def test_many_intervals_share_levels_with_alike_many_who_left():
    found = cut(1, 100).blocked(np.r_[np.full(10, 50.0), np.ones(90)])
    assert max(found.block) <= 11
    assert found.block[:3] == (0, 1, 2)
    assert len({*found.block[10:]}) <= 3
    assert cut(7, 84).blocked(np.zeros(12)).block == tuple(range(12))


def test_phases_are_four_times_as_far_ahead_and_hold_enough_who_left():
    """Ends on 7 | 14, 28 | 56, 84, 112 | 140: four runs, if 100 left in each."""
    days = cut_at([7, 14, 28, 56, 84, 112, 140])
    assert days.phases(np.full(7, 100.0), 100) == ((0, 1), (1, 3), (3, 6), (6, 7))
    assert days.phases(np.array([99, 1, 0, 90, 0, 9, 200.0]), 100) == ((0, 3), (3, 7))
    assert days.phases(np.array([300, 0, 0, 0, 0, 0, 99.0]), 100) == ((0, 7),)
    assert days.phases(np.zeros(7), 100) == ((0, 7),)
    part = days.part(3, 6)
    assert part == Cut((28, 56, 84, 112), (0, 1, 2))


@given(st.lists(st.integers(0, 300), min_size=1, max_size=30), st.integers(1, 30))
def test_phases_hold_every_interval_once(left, width):
    counts = np.array(left, float)
    found = cut(width, width * len(left)).phases(counts, 100)
    assert [start for start, _ in found][1:] == [stop for _, stop in found][:-1]
    assert (found[0][0], found[-1][1]) == (0, len(left))
    assert all(counts[start:stop].sum() >= 100 for start, stop in found) or len(found) == 1


def test_the_last_interval_may_be_shorter():
    assert cut(28, 70) == Cut((0, 28, 56, 70), (0, 1, 2))
    with pytest.raises(MetricError, match="intervals of 30 days up to 20 days are none"):
        cut(30, 20)
    with pytest.raises(MetricError, match=r"cannot end on the days \[7, 7\]"):
        cut_at([7, 7])


def test_what_was_known_then():
    """On 1 March: ana has left, bo had not yet, chi's date is still to come.

    | who | as_of      | left | followed | then left | then followed |
    | ana | 2026-01-01 | 59   | 300      | 59        | 59            |
    | bo  | 2026-02-01 | 29   | 269      |           | 28            |
    | chi | 2026-03-01 | 10   | 241      |           |               |
    """
    (drawn,) = tables_in(test_what_was_known_then.__doc__)
    table = labels(
        [(int(row["left"]), int(row["followed"]), "voluntary") for row in drawn],
        as_of=[date.fromisoformat(row["as_of"]) for row in drawn],
    )
    then = known_by(table, date(2026, 3, 1)).to_pylist()
    assert [(row["days_left"], row["followed_days"]) for row in then] == [(59, 59), (None, 28)]
    assert [row["cause"] for row in then] == ["voluntary", None]


def test_who_gives_no_cause_left_for_an_unknown_one():
    assert follow_up(labels([(3, 9, None), (None, 9, None)])).causes == ("unknown",)
    seen = follow_up(labels([(3, 9, None), (4, 9, "voluntary")]))
    assert seen.causes == ("unknown", "voluntary")
    assert seen.left() == {"unknown": 1, "voluntary": 1}
    bare = labels([(3, 9, None)]).drop_columns("cause")
    assert follow_up(bare).cause.tolist() == [1]


def test_who_is_under_notice_is_told():
    table = labels([(3, 9, None)] * 3, state=["known", "under notice", None])
    assert noticed(table).tolist() == [False, True, False]
    assert noticed(labels([(3, 9, None)])).tolist() == [False]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([(10, 9, "a")], "days_left is beyond followed_days"),
        ([(None, None, None)], "neither days_left nor followed_days"),
        ([(-1, 9, "a")], "or one below 0"),
    ],
)
def test_labels_that_cannot_be_are_refused(rows, message):
    with pytest.raises(MetricError, match=message):
        follow_up(labels(rows))


def test_a_column_or_a_cause_too_few_is_named():
    with pytest.raises(MetricError, match="no column 'followed_days'"):
        follow_up(labels([(1, 2, "a")]).drop_columns("followed_days"))
    with pytest.raises(MetricError, match=r"not among \('b',\): \['a'\]"):
        follow_up(labels([(1, 2, "a")]), ["b"])
