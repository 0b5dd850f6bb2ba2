"""The same month under every published convention, gross and net."""

from datetime import datetime

import pytest
from hypothesis import given, settings

from support import rows
from support.asking import attrition_of
from support.drawing import assert_drawn
from support.examples import some
from support.worlds import worlds
from tenure.measure import attrition
from tenure.measure.attrition import NOBODY, TRUNCATED, UNFINISHED
from tenure.measure.conventions import GROSS, NO_SHARE, conventions
from tenure.measure.states import activity_spells

BEFORE, WITHIN, LEFT = datetime(2023, 11, 1), datetime(2024, 1, 10), datetime(2024, 1, 20)
JANUARY = "2024-01-01 … 2024-01-31"


def conventions_of(spells, days, **options):
    return conventions(attrition_of(spells, days, convention="stripe", **options))


def crowds(*groups):
    """Return a table with `number` units per (number, from, to)."""
    return rows.table(
        [
            {"unit_id": f"{place}-{unit}", "from_local": begin, "to_local": end}
            for place, (number, begin, end) in enumerate(groups)
            for unit in range(number)
        ],
        "unit_id",
        "from_local",
        "to_local",
    )


@pytest.fixture
def of_100():
    """100 at the start, 20 join, 11 cancel in the month, one of the 11 being a joiner."""
    return crowds((90, BEFORE, None), (10, BEFORE, LEFT), (19, WITHIN, None), (1, WITHIN, LEFT))


def test_the_worked_example_to_the_digit(run, of_100, drawn):
    """100 at the start, 20 join, 11 cancel in the month, one of the 11 being a joiner.

    | convention                 | kind  | churned | base | attrition |
    | cohort                     | gross | 10      | 100  | 10 %      |
    | baremetrics                | gross | 11      | 100  | 11 %      |
    | stripe                     | gross | 11      | 120  | 9.17 %    |
    | profitwell                 | gross | 10      | 100  | 10 %      |
    | net_of_won_back            | net   | 10      | 100  | 10 %      |
    | net_of_won_back_and_joined | net   | -9      | 100  | -9 %      |
    """
    found = run(conventions_of(of_100, JANUARY))
    assert_drawn(found, drawn[0])


def test_an_interval_only_where_who_left_is_part_of_who_was_there(run, of_100):
    """Wilson for 10 of 100 is 5.52 % to 17.44 %, for 11 of 120 it is 5.20 % to 15.67 %."""
    found = {row["convention"]: row for row in run(conventions_of(of_100, JANUARY))}
    ends = {name: (row["attrition_low"], row["attrition_high"]) for name, row in found.items()}
    assert ends["cohort"] == pytest.approx((0.05523, 0.17437), abs=1e-5)
    assert ends["profitwell"] == ends["cohort"]
    assert ends["stripe"] == pytest.approx((0.05196, 0.15671), abs=1e-5)
    without = {name for name, both in ends.items() if both == (None, None)}
    assert without == {"baremetrics", "net_of_won_back", "net_of_won_back_and_joined"}
    assert {name for name, row in found.items() if row["reason"] == NO_SHARE} == without


def test_who_comes_back_is_taken_off_the_net_rates_only(run, drawn):
    """In February ana leaves, 보라 comes back and eve joins; chidi stays.

    | unit_id | from_local | to_local   |
    | ana     | 2023-12-01 | 2024-02-10 |
    | 보라    | 2023-12-01 | 2024-01-10 |
    | 보라    | 2024-02-10 | –          |
    | chidi   | 2023-12-01 | –          |
    | eve     | 2024-02-20 | –          |

    | period_start | convention                 | churned | base | attrition |
    | 2024-02-01   | cohort                     | 1       | 2    | 50 %      |
    | 2024-02-01   | baremetrics                | 1       | 2    | 50 %      |
    | 2024-02-01   | stripe                     | 1       | 3    | 33.33 %   |
    | 2024-02-01   | profitwell                 | 1       | 2    | 50 %      |
    | 2024-02-01   | net_of_won_back            | 0       | 2    | 0 %       |
    | 2024-02-01   | net_of_won_back_and_joined | -1      | 2    | -50 %     |
    """
    found = run(conventions_of(rows.table(drawn[0]), "2024-01-01 … 2024-02-29"))
    assert_drawn(found[6:], drawn[1])


def test_the_reason_is_of_the_convention(run, drawn):
    """Nobody is there at the start; of two who joined one is gone: stripe alone has a rate.

    | unit_id | from_local | to_local   |
    | ana     | 2024-01-05 | 2024-01-20 |
    | 보라    | 2024-01-05 | –          |

    | convention                 | attrition |
    | cohort                     | –         |
    | baremetrics                | –         |
    | stripe                     | 50 %      |
    | profitwell                 | –         |
    | net_of_won_back            | –         |
    | net_of_won_back_and_joined | –         |
    """
    found = run(conventions_of(rows.table(drawn[0]), JANUARY))
    assert_drawn(found, drawn[1])
    assert [row["reason"] for row in found] == [NOBODY] * 2 + [None] + [NOBODY] * 3


def test_unfinished_and_truncated_periods_say_so_under_every_convention(run, of_100):
    found = run(conventions_of(of_100, "2024-01-01 … 2024-02-10", lookback=10))
    assert [row["reason"] for row in found] == [TRUNCATED] * 6 + [UNFINISHED] * 6
    assert [row["complete"] for row in found] == [True] * 6 + [False] * 6


def test_groups_come_first_and_are_split_alike(run, drawn):
    """
    | unit_id | from_local | to_local   |
    | ana     | 2023-12-01 | 2024-01-10 |
    | 보라    | 2023-12-01 | –          |
    | chidi   | 2023-12-01 | –          |

    | group | convention      | attrition |
    | busan | cohort          | 100 %     |
    | busan | net_of_won_back | 100 %     |
    | 서울  | cohort          | 0 %       |
    | 서울  | net_of_won_back | 0 %       |
    """
    groups = rows.groups({"ana": "busan", "보라": "서울", "chidi": "서울"})
    found = run(conventions_of(rows.table(drawn[0]), JANUARY, groups=groups))
    assert_drawn(
        [row for row in found if row["convention"] in ("cohort", "net_of_won_back")], drawn[1]
    )


@given(worlds())
@settings(max_examples=some(10))
def test_each_equals_attrition_asked_with_that_convention(run, world):
    spells = activity_spells(
        rows.activity(world.events),
        days=world.days,
        at_least=world.at_least,
        calendar=world.calendar,
        observed=world.observed,
    )
    options = {
        "period": world.asked.period, "calendar": world.calendar, "observed": world.observed
    }  # fmt: skip
    found = run(conventions(attrition(spells, convention="stripe", **options)))
    for name in GROSS:
        plain = run(attrition(spells, convention=name, **options))
        mine = [row for row in found if row["convention"] == name]
        assert [row["attrition"] for row in mine] == [row["attrition"] for row in plain]
        assert [row["attrition_high"] for row in mine] == [row["attrition_high"] for row in plain]
        if name == "cohort":
            assert [row["reason"] for row in mine] == [row["reason"] for row in plain]
    gross = [row["churned"] for row in found if row["convention"] == "cohort"]
    net = [row["churned"] for row in found if row["convention"] == "net_of_won_back"]
    assert all(after <= before for before, after in zip(gross, net, strict=True))
