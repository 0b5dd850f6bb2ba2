"""Traps of gaps and of days of activity: days are local, half-open, and counted once."""

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from tenure.measure.frequency import frequency
from tenure.measure.rhythm import gaps
from tenure.periods import Calendar

DAYS = "2024-01-01 … 2024-01-10"


def asked(measure, drawn, zone="Asia/Seoul", **options):
    table = rows.table(drawn, zone=zone)
    return measure(table, calendar=Calendar(zone), observed=observed(DAYS), **options)


def test_a_day_is_counted_once_and_ends_at_midnight_of_the_company(run, drawn):
    """ana is there on two days, a microsecond apart; 보라 five times on one day. In UTC all of it
    but 보라's evening would be a day earlier. The week of the 8th is not over.

    | unit_id | occurred_at                |
    | ana     | 2024-01-03 23:59:59.999999 |
    | ana     | 2024-01-04 00:00:00        |
    | 보라    | 2024-01-05 00:00:00        |
    | 보라    | 2024-01-05 00:00:00        |
    | 보라    | 2024-01-05 08:00:00        |
    | 보라    | 2024-01-05 08:59:59        |
    | 보라    | 2024-01-05 23:59:59        |
    | –       | 2024-01-05 10:00:00        |
    | ana     | 2024-01-09 10:00:00        |

    | period_start | days_active | customers | or_more | active |
    | 2024-01-01   | 1           | 1         | 2       | 2      |
    | 2024-01-01   | 2           | 1         | 1       | 2      |
    | 2024-01-01   | 3           | 0         | 0       | 2      |
    """
    found = run(asked(frequency, drawn[0], period="week"))
    assert_drawn(found[:3], drawn[1])
    assert {row["customers"] for row in found if row["period_start"].day == 8} == {None}


def test_twice_on_a_day_is_no_gap_and_silence_is_one_that_is_open(run, drawn):
    """ana: 3 days, then 6 until the 10th, the last day that is seen. 보라 has had no day to come
    back on. What comes on the 11th is not known yet.

    | unit_id | occurred_at         |
    | ana     | 2024-01-01 08:00:00 |
    | ana     | 2024-01-01 20:00:00 |
    | ana     | 2024-01-04 00:00:00 |
    | ana     | 2024-01-11 00:00:00 |
    | 보라    | 2024-01-10 23:59:59 |
    | –       | 2024-01-02 10:00:00 |

    | gap | closed | open |
    | 0   | 0      | 1    |
    | 3   | 1      | 0    |
    | 6   | 0      | 1    |
    """
    assert_drawn(run(asked(gaps, drawn[0])), drawn[1])
