"""Spells: what each churn rule says about when a customer was active."""

from datetime import datetime, timedelta

import pytest

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from tenure.measure.states import (
    activity_spells,
    column_spells,
    contract_spells,
    merged,
    overlap,
    purchase_spells,
)
from tenure.periods import Calendar

YEAR = observed("2024-01-01 … 2024-12-31")
SPELL = ("unit_id", "from_local", "to_local")


def ordered(table):
    return table.select(*SPELL).order_by(*SPELL)


def test_an_event_makes_active_from_its_instant_for_so_many_days(run, drawn):
    """
    | unit_id | occurred_at         |
    | 보라    | 2024-01-01 09:30:00 |

    | unit_id | from_local          | to_local            |
    | 보라    | 2024-01-01 09:30:00 | 2024-01-29 09:30:00 |
    """
    spells = activity_spells(rows.table(drawn[0]), days=28, calendar=Calendar(), observed=YEAR)
    assert_drawn(run(ordered(spells)), drawn[1])


def test_days_are_those_of_the_local_clock(run, drawn):
    """The clock of New York goes forward on 10 March: 7 days later it shows the same hour.

    | unit_id | occurred_at         |
    | ana     | 2024-03-09 12:00:00 |

    | unit_id | from_local          | to_local            |
    | ana     | 2024-03-09 12:00:00 | 2024-03-16 12:00:00 |
    """
    zone = "America/New_York"
    events = rows.table(drawn[0], zone=zone)
    spells = activity_spells(events, days=7, calendar=Calendar(zone), observed=YEAR)
    assert_drawn(run(ordered(spells)), drawn[1])


def test_at_least_twice_is_active_while_two_events_lie_in_the_window(run, drawn):
    """With 7 days: from the second event until the older of the two is 7 days old.

    | unit_id | occurred_at |
    | ana     | 2024-01-01  |
    | ana     | 2024-01-05  |
    | ana     | 2024-01-20  |
    | once    | 2024-01-01  |
    | twice   | 2024-01-03  |
    | twice   | 2024-01-03  |

    | unit_id | from_local | to_local   |
    | ana     | 2024-01-05 | 2024-01-08 |
    | twice   | 2024-01-03 | 2024-01-10 |
    """
    spells = activity_spells(
        rows.table(drawn[0]), days=7, at_least=2, calendar=Calendar(), observed=YEAR
    )
    assert_drawn(run(ordered(spells)), drawn[1])


def test_contracts_end_as_recorded_else_after_notice_else_with_the_term(run, drawn):
    """
    | customer_id  | started_at | ends_at    | cancelled_at | ended_at   | auto_renew |
    | a recorded   | 2024-01-01 | 2024-12-31 | 2024-02-01   | 2024-03-01 | no         |
    | b noticed    | 2024-01-01 | 2024-07-01 | 2024-02-01   | –          | yes        |
    | c late       | 2024-01-01 | 2024-02-01 | 2024-05-05   | –          | yes        |
    | d no term    | 2024-01-01 | –          | 2024-05-05   | –          | yes        |
    | e expired    | 2024-01-01 | 2024-07-01 | –            | –          | no         |
    | f renewing   | 2024-01-01 | 2024-02-01 | –            | –          | yes        |
    | g unknown    | 2024-01-01 | 2024-07-01 | –            | –          | –          |
    | h open       | 2024-01-01 | –          | –            | –          | no         |
    | i never      | 2024-01-01 | –          | –            | 2024-01-01 | no         |
    | –            | 2024-01-01 | –          | –            | –          | no         |

    | unit_id      | to_local   |
    | a recorded   | 2024-03-01 |
    | b noticed    | 2024-07-01 |
    | c late       | 2024-05-05 |
    | d no term    | 2024-05-05 |
    | e expired    | 2024-07-01 |
    | f renewing   | –          |
    | g unknown    | 2024-07-01 |
    | h open       | –          |
    """
    spells = contract_spells(
        rows.table(drawn[0]), unit="customer_id", calendar=Calendar(), observed=YEAR
    )
    assert_drawn(run(ordered(spells)), drawn[1])


def test_a_contract_with_nothing_to_pay_opens_no_spell(run, drawn):
    """A trial of 0 is not paid for; an amount that is not recorded is taken as paid.

    | account_id | started_at | mrr  |
    | free       | 2024-01-01 | 0    |
    | paid       | 2024-01-01 | 9.90 |
    | unknown    | 2024-01-01 | –    |

    | unit_id | from_local |
    | paid    | 2024-01-01 |
    | unknown | 2024-01-01 |
    """
    spells = contract_spells(
        rows.table(drawn[0]), unit="account_id", calendar=Calendar(), observed=YEAR
    )
    assert_drawn(run(ordered(spells)), drawn[1])


def test_contracts_that_start_after_the_observation_are_not_known(run, drawn):
    """
    | customer_id | started_at          |
    | known       | 2024-12-31 23:59:59 |
    | later       | 2025-01-01 00:00:00 |

    | unit_id | from_local          |
    | known   | 2024-12-31 23:59:59 |
    """
    spells = contract_spells(
        rows.table(drawn[0]), unit="customer_id", calendar=Calendar(), observed=YEAR
    )
    assert_drawn(run(ordered(spells)), drawn[1])


def test_expected_gap_of_purchases_by_hand(run, drawn):
    """A company's gap of 30 days, silence of 90 %: x = (30 + S) · (10^(1/(2 + n)) − 1) days.

    | unit_id | occurred_at         |
    | ana     | 2024-01-01 10:00:00 |
    | ana     | 2024-01-01 18:00:00 |
    | ana     | 2024-01-11 09:00:00 |
    | ana     | 2024-06-01 09:00:00 |

    After 1 January n = 0, S = 0:    30 · (10^(1/2) − 1) = 64.868 days, cut at 11 January.
    After 11 January n = 1, S = 10:  40 · (10^(1/3) − 1) = 46.177 days, so silent on 26 February.
    After 1 June n = 2, S = 152:    182 · (10^(1/4) − 1) = 141.647 days.
    """
    spells = purchase_spells(
        rows.table(drawn[0]), typical_days=30, calendar=Calendar(), observed=YEAR
    )
    found = run(ordered(spells))
    january, second, june = (row["from_local"] for row in found)
    assert january == datetime(2024, 1, 1, 10)
    assert found[0]["to_local"] == second == datetime(2024, 1, 11, 9)
    assert_close(found[1]["to_local"], second + timedelta(days=46.177))
    assert_close(found[2]["to_local"], june + timedelta(days=141.647))


def assert_close(found, wanted):
    assert abs(found - wanted) < timedelta(days=0.001)


@pytest.mark.parametrize(("share", "days"), [(0.5, 12.426), (0.9, 64.868), (0.99, 270)])
def test_expected_gap_grows_with_the_share_of_gaps_it_covers(run, share, days):
    """One purchase: x = 30 · ((1 − share)^(−1/2) − 1)."""
    start = datetime(2024, 1, 1)
    spells = purchase_spells(
        rows.activity([("ana", start)]),
        typical_days=30,
        share=share,
        calendar=Calendar(),
        observed=YEAR,
    )
    assert_close(run(spells)[0]["to_local"], start + timedelta(days=days))


def test_two_purchases_on_one_local_day_are_one(run, drawn):
    """23:00 and 01:00 in Seoul are two days, though one day in UTC.

    | unit_id  | occurred_at         |
    | one day  | 2024-01-01 01:00:00 |
    | one day  | 2024-01-01 23:00:00 |
    | two days | 2024-01-01 23:00:00 |
    | two days | 2024-01-02 01:00:00 |

    | unit_id  | from_local          |
    | one day  | 2024-01-01 01:00:00 |
    | two days | 2024-01-01 23:00:00 |
    | two days | 2024-01-02 01:00:00 |
    """
    zone = "Asia/Seoul"
    spells = purchase_spells(
        rows.table(drawn[0], zone=zone), typical_days=30, calendar=Calendar(zone), observed=YEAR
    )
    assert_drawn(run(ordered(spells)), drawn[1])


def test_a_column_says_until_when(run, drawn):
    """
    | customer_id | started_at | left_at    |
    | gone        | 2024-01-01 | 2024-03-01 |
    | here        | 2024-01-01 | –          |
    | no start    | –          | 2024-03-01 |
    | no time     | 2024-03-01 | 2024-03-01 |
    | swapped     | 2024-03-01 | 2024-01-01 |

    | unit_id | from_local | to_local   |
    | gone    | 2024-01-01 | 2024-03-01 |
    | here    | 2024-01-01 | –          |
    """
    spells = column_spells(
        rows.table(drawn[0]), ended="left_at", calendar=Calendar(), observed=YEAR
    )
    assert_drawn(run(ordered(spells)), drawn[1])


def test_merged_spells_neither_overlap_nor_touch(run, drawn):
    """
    | unit_id | from_local | to_local   |
    | ana     | 2024-01-01 | 2024-03-01 |
    | ana     | 2024-01-15 | 2024-02-01 |
    | ana     | 2024-03-01 | 2024-04-01 |
    | ana     | 2024-05-01 | –          |
    | ana     | 2024-06-01 | 2024-07-01 |
    | 보라    | 2024-02-01 | 2024-02-02 |

    | unit_id | from_local | to_local   |
    | ana     | 2024-01-01 | 2024-04-01 |
    | ana     | 2024-05-01 | –          |
    | 보라    | 2024-02-01 | 2024-02-02 |
    """
    assert_drawn(run(ordered(merged(rows.table(drawn[0])))), drawn[1])


def test_overlap_is_the_time_in_both_and_no_instant_more(run, drawn):
    """The ends are excluded, so spells that only touch have no instant in common.

    | unit_id | from_local | to_local   |
    | ana     | 2024-01-01 | 2024-02-01 |
    | ana     | 2024-03-01 | –          |
    | 보라    | 2024-01-01 | 2024-02-01 |
    | chidi   | 2024-01-01 | –          |

    | unit_id | from_local | to_local   |
    | ana     | 2024-01-15 | 2024-03-15 |
    | 보라    | 2024-02-01 | 2024-03-01 |
    | chidi   | 2024-02-01 | –          |

    | unit_id | from_local | to_local   |
    | ana     | 2024-01-15 | 2024-02-01 |
    | ana     | 2024-03-01 | 2024-03-15 |
    | chidi   | 2024-02-01 | –          |
    """
    both = overlap(rows.table(drawn[0]), rows.table(drawn[1]))
    assert_drawn(run(ordered(both)), drawn[2])
