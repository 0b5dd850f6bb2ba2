"""Traps of purchases: gaps in local days, bands that are half-open, what is given back."""

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from tenure.measure.durations import finish_bands
from tenure.measure.purchases import lifetimes, purchase_gaps
from tenure.periods import Calendar


def banded(engine, drawn, zone):
    table = rows.table(drawn, zone=zone)
    how = {"calendar": Calendar(zone), "observed": observed("2024-03-01 … 2024-03-31")}
    counted = engine.execute(purchase_gaps(table, **how), metric="test")
    return finish_bands(counted, [0, 8, 15]).to_pylist()


def test_eight_days_are_eight_though_one_has_23_hours(engine, drawn):
    """From noon of the 5th to the morning of the 13th, over the turn of the clock, are 8 days of
    the calendar, which the band from 8 holds. 보라's gap has been open for 7 days, and ana's last
    for none: they are over in no band.

    | unit_id | occurred_at         |
    | ana     | 2024-03-05 12:00:00 |
    | ana     | 2024-03-13 08:00:00 |
    | ana     | 2024-03-20 23:59:59 |
    | ana     | 2024-03-31 00:00:00 |
    | 보라    | 2024-03-24 09:00:00 |

    | from_days | to_days | over | open |
    | 0         | 8       | 1    | 2    |
    | 8         | 15      | 2    | 0    |
    | 15        | –       | 0    | 0    |
    """
    assert_drawn(banded(engine, drawn[0], "America/New_York"), drawn[1])


def test_a_day_without_a_time_costs_no_day(run, drawn):
    """Days without a time begin a microsecond past midnight: all of January are 31 days still.

    | unit_id | from_local                 | to_local                   |
    | ana     | 2024-01-01 00:00:00.000001 | –                          |
    | 보라    | 2024-01-01 00:00:00.000001 | 2024-01-11 00:00:00.000001 |
    | chidi   | 2024-01-01 00:00:01        | 2024-01-11 00:00:00        |

    | time | events | censored |
    | 9    | 1      | 0        |
    | 10   | 1      | 0        |
    | 31   | 0      | 1        |
    """
    how = {"calendar": Calendar("UTC"), "observed": observed("2024-01-01 … 2024-01-31")}
    assert_drawn(run(lifetimes(rows.table(drawn[0]), **how)), drawn[1])
