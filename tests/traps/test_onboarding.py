"""Traps of onboarding: who left before the landmark cannot tell what its steps are worth."""

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from tenure.definitions import Activity
from tenure.measure.onboarding import step_events
from tenure.measure.onboarding_churn import churn_by_steps
from tenure.periods import Calendar


def test_landmark_and_horizon_to_the_microsecond(run, drawn):
    """7 days from midnight of 2 January end as the 9th begins, 30 as 1 February does, in Seoul.

    gone ends with the landmark and was not there; 하루 더 was there and is lost. late is done a
    microsecond after the seven days: no step. stays ends a microsecond after the horizon.

    | unit_id | started_at          |
    | gone    | 2024-01-02 00:00:00 |
    | 하루 더 | 2024-01-02 00:00:00 |
    | late    | 2024-01-02 00:00:00 |
    | stays   | 2024-01-02 00:00:00 |
    | ends    | 2024-01-02 00:00:00 |

    | customer_id | occurred_at                | name    |
    | gone        | 2024-01-03 00:00:00        | profile |
    | 하루 더     | 2024-01-08 23:59:59.999999 | profile |
    | late        | 2024-01-09 00:00:00        | profile |
    | stays       | 2024-01-03 00:00:00        | profile |
    | stays       | 2024-01-03 00:00:00        | profile |
    | ends        | 2024-01-03 00:00:00        | profile |

    | unit_id | from_local | to_local                   |
    | gone    | 2024-01-02 | 2024-01-09 00:00:00        |
    | 하루 더 | 2024-01-02 | 2024-01-09 00:00:00.000001 |
    | late    | 2024-01-02 | –                          |
    | stays   | 2024-01-02 | 2024-02-01 00:00:00.000001 |
    | ends    | 2024-01-02 | 2024-02-01 00:00:00        |

    | steps | started | there | lost |
    | 0     | 1       | 1     | 0    |
    | 1     | 4       | 3     | 2    |
    """
    zone = "Asia/Seoul"
    done = step_events(rows.table(drawn[1], zone=zone), [Activity(event="profile")])
    found = churn_by_steps(
        done,
        rows.table(drawn[0], zone=zone),
        rows.table(drawn[2]),
        calendar=Calendar(zone),
        observed=observed("2024-01-01 … 2024-03-31"),
        steps=1,
    )
    assert_drawn(run(found), drawn[3])
