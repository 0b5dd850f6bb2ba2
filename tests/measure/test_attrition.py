"""Attrition: the worked example, the published conventions, and what nobody can know."""

from datetime import datetime

import pytest

from support import rows
from support.asking import attrition_of
from support.drawing import assert_drawn
from tenure.measure.attrition import COUNTS, NOBODY, RATES, TRUNCATED, UNFINISHED

BEFORE, WITHIN, LEFT = datetime(2023, 11, 1), datetime(2024, 1, 10), datetime(2024, 1, 20)
JANUARY = "2024-01-01 … 2024-01-31"


def spells(*crowds):
    """Return a table with `number` units per crowd of (number, from, to)."""
    return rows.table(
        [
            {"unit_id": f"{position}-{unit}", "from_local": begin, "to_local": end}
            for position, (number, begin, end) in enumerate(crowds)
            for unit in range(number)
        ],
        "unit_id",
        "from_local",
        "to_local",
    )


@pytest.fixture
def of_100():
    """100 at the start, 20 join, 11 cancel in the month, one of the 11 being a joiner."""
    return spells((90, BEFORE, None), (10, BEFORE, LEFT), (19, WITHIN, None), (1, WITHIN, LEFT))


def test_worked_example_is_20_percent(run, drawn):
    """10,000 at the start, 7,000 join, 2,000 of the 10,000 leave, 15,000 at the end.

    | at_start | retained | lost | joined | won_back | at_end | attrition |
    | 10000    | 8000     | 2000 | 7000   | 0        | 15000  | 20 %      |
    """
    company = spells((8_000, BEFORE, None), (2_000, BEFORE, LEFT), (7_000, WITHIN, None))
    assert_drawn(run(attrition_of(company, JANUARY)), drawn[0])


@pytest.mark.parametrize("position", range(4))
def test_same_month_under_four_conventions(run, of_100, drawn, position):
    """100 at the start, 20 join, 11 cancel in the month, one of the 11 being a joiner.

    | convention  | attrition |
    | cohort      | 10 %      |
    | baremetrics | 11 %      |
    | stripe      | 9.17 %    |
    | profitwell  | 10 %      |
    """
    row = dict(drawn[0][position])
    rates = attrition_of(of_100, JANUARY, convention=row.pop("convention"))
    assert_drawn(run(rates), [row])


@pytest.mark.parametrize("convention", ["cohort", "baremetrics", "stripe", "profitwell"])
def test_a_convention_changes_the_rate_and_never_the_counts(run, of_100, convention):
    row = run(attrition_of(of_100, JANUARY, convention=convention))[0]
    assert [row[name] for name in COUNTS] == [100, 90, 10, 19, 0, 109, 1]


def test_where_leavers_are_no_part_of_those_who_were_there_no_interval_is_given(run, of_100):
    row = run(attrition_of(of_100, JANUARY, convention="baremetrics"))[0]
    assert [row[name] for name in RATES] == [pytest.approx(0.11), None, None]


def test_stripe_has_a_rate_when_everybody_joined_within_the_period(run):
    """It divides by joiners too: of 4 who joined, 1 left."""
    row = run(
        attrition_of(spells((3, WITHIN, None), (1, WITHIN, LEFT)), JANUARY, convention="stripe")
    )
    assert (row[0]["attrition"], row[0]["reason"]) == (0.25, None)


def test_interval_is_that_of_wilson(run, of_100):
    row = run(attrition_of(of_100, JANUARY))[0]
    assert row["attrition_low"] == pytest.approx(0.0552, abs=5e-5)
    assert row["attrition_high"] == pytest.approx(0.1744, abs=5e-5)


def test_nobody_left_and_everybody_left_stay_within_0_and_1(run, drawn):
    """Three stay through January and leave within February.

    | period_start | attrition | attrition_low | attrition_high |
    | 2024-01-01   | 0 %       | 0 %           | 56.15 %        |
    | 2024-02-01   | 100 %     | 43.85 %       | 100 %          |
    """
    company = spells((3, BEFORE, datetime(2024, 2, 10)))
    assert_drawn(run(attrition_of(company, "2024-01-01 … 2024-02-29")), drawn[0])


def test_no_spell_at_all_gives_every_period_with_zeros_and_no_rate(run):
    found = run(attrition_of(spells(), "2024-01-01 … 2024-03-31"))
    assert [row["period_start"].month for row in found] == [1, 2, 3]
    assert all([row[name] for name in COUNTS] == [0] * 7 for row in found)
    assert {(row["attrition"], row["reason"]) for row in found} == {(None, NOBODY)}


@pytest.mark.parametrize(
    ("period", "starts"),
    [
        ("day", ["2024-02-28", "2024-02-29", "2024-03-01"]),
        ("week", ["2024-02-26"]),
        ("month", ["2024-02-01", "2024-03-01"]),
        ("quarter", ["2024-01-01"]),
        ("year", ["2024-01-01"]),
    ],
)
def test_rows_are_every_period_that_the_observation_touches(run, period, starts):
    company = spells((1, BEFORE, None))
    found = run(attrition_of(company, "2024-02-28 … 2024-03-01", period=period))
    assert [str(row["period_start"]) for row in found] == starts


def test_the_unfinished_period_is_marked_and_judged_where_the_data_end(run, drawn):
    """January's 31st is not observed: one who is gone by then may still be seen as active.

    | unit_id | from_local | to_local   |
    | ana     | 2023-11-01 | 2024-01-10 |
    | 보라    | 2023-11-01 | 2024-01-31 |

    | period_start | period_end | complete | at_start | retained | lost | at_end | attrition |
    | 2024-01-01   | 2024-02-01 | no       | 2        | 1        | 1    | 1      | 50 %      |
    """
    found = run(attrition_of(rows.table(drawn[0]), "2024-01-01 … 2024-01-29"))
    assert_drawn(found, drawn[1])
    assert found[0]["reason"] == UNFINISHED


@pytest.mark.parametrize(
    ("last", "complete", "lost"), [("2024-01-30", False, 0), ("2024-01-31", True, 1)]
)
def test_a_period_is_over_once_its_last_day_is_observed(run, last, complete, lost):
    company = spells((1, BEFORE, datetime(2024, 1, 31, 12)), (1, BEFORE, None))
    row = run(attrition_of(company, f"2024-01-01 … {last}"))[0]
    assert (row["complete"], row["lost"]) == (complete, lost)


def test_what_begins_after_the_observation_is_not_known(run):
    company = spells((1, BEFORE, None), (5, datetime(2024, 2, 1, 0, 0, 0, 1), None))
    row = run(attrition_of(company, JANUARY))[0]
    assert [row[name] for name in COUNTS] == [1, 1, 0, 0, 0, 1, 0]


@pytest.mark.parametrize(
    ("lookback", "truncated"),
    [(0, ["2024-01-01"]), (17, ["2024-01-01"]), (18, ["2024-01-01", "2024-02-01"])],
)
def test_a_start_too_close_to_the_first_day_of_the_data_is_named(run, lookback, truncated):
    """Data since 15 January: on 1 February only windows of 17 days are seen whole."""
    found = run(
        attrition_of(spells((1, BEFORE, None)), "2024-01-15 … 2024-03-31", lookback=lookback)
    )
    assert [str(row["period_start"]) for row in found if row["reason"] == TRUNCATED] == truncated
    assert all(row["complete"] for row in found)


def test_sql_of_the_metric_needs_nothing_from_python(engine):
    sql = engine.sql(attrition_of(spells((1, BEFORE, None)), JANUARY))
    assert sql.lstrip().startswith(("WITH", "SELECT"))
    assert "unit_id" in sql
