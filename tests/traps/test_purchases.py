"""Traps of purchases: gaps in local days, bands that are half-open, what is given back."""

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from tenure.measure.durations import finish_bands
from tenure.measure.purchases import purchase_gaps
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
