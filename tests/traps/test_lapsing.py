"""Who is about to lapse: as known at the end of the observation, on local days, to the instant."""

import pytest

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from tenure.measure.lapsing import horizons, lapsing, lapsing_members
from tenure.measure.states import activity_spells
from tenure.periods import Calendar

JANUARY = observed("2024-01-01 … 2024-01-31")


def silences(drawn, zone="UTC"):
    return activity_spells(
        rows.table(drawn, zone=zone), days=28, calendar=Calendar(zone), observed=JANUARY
    )


def test_silence_is_counted_from_the_last_event(run, drawn):
    """Inactive after 28 days; the page's worked example, and who was here before.

    | unit_id | occurred_at      |
    | ana     | 2024-01-02 10:00 |
    | ana     | 2024-01-31 12:00 |
    | 보라    | 2024-01-09 12:00 |
    | chidi   | 2024-01-02 12:00 |

    | within_days | customers | active | reason |
    | 7           | 1         | 2      | –      |
    | 14          | 1         | 2      | –      |
    | 30          | 2         | 2      | –      |
    """
    spells = silences(drawn[0])
    assert_drawn(run(lapsing(spells, observed=JANUARY)), drawn[1])
    for row in drawn[1]:
        for count in ("customers", "active"):
            cell = {"within_days": row["within_days"]}
            found = run(lapsing_members(spells, cell=cell, count=count, observed=JANUARY))
            assert len(found) == int(row[count])


def test_seven_days_end_with_the_midnight_after_the_seventh(run, drawn):
    """In Seoul the observation ends at 2024-01-31 15:00 UTC; 28 days after 2024-01-11 00:00 is
    2024-02-08 00:00 there: the very end of seven days, and a second later is past it.

    | unit_id | occurred_at         |
    | 자정    | 2024-01-11 00:00:00 |
    | 일초    | 2024-01-11 00:00:01 |
    | 옛날    | 2024-01-04 00:00:00 |

    | within_days | customers | active | reason |
    | 7           | 1         | 2      | –      |
    | 14          | 2         | 2      | –      |
    | 30          | 2         | 2      | –      |
    """
    spells = silences(drawn[0], "Asia/Seoul")
    assert_drawn(run(lapsing(spells, observed=JANUARY)), drawn[1])


@pytest.mark.parametrize(
    ("silence", "ahead"), [(28, (7, 14, 21)), (90, (22, 45, 67)), (3, (1, 2)), (1, (1,))]
)
def test_days_ahead_are_fewer_than_those_after_which_everyone_has_left(silence, ahead):
    assert horizons(silence) == ahead


def test_nobody_there_is_told(run, drawn):
    """
    | unit_id | occurred_at      |
    | chidi   | 2023-01-02 12:00 |

    | within_days | customers | active | reason                                    |
    | 7           | 0         | 0      | nobody is active when the observation ends |
    | 14          | 0         | 0      | nobody is active when the observation ends |
    | 30          | 0         | 0      | nobody is active when the observation ends |
    """
    assert_drawn(run(lapsing(silences(drawn[0]), observed=JANUARY)), drawn[1])
