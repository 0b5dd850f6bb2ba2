"""Traps of time: half-open periods, weeks, local days, and clocks that turn."""

import pytest

from support import rows
from support.asking import attrition_of, inactive_of, retention_of
from support.drawing import assert_drawn


def test_an_event_exactly_at_t_counts_at_t_and_one_exactly_n_days_before_does_not(run, drawn):
    """Active on 1 February with 28 days: an event in (4 January 00:00, 1 February 00:00].

    | unit_id  | occurred_at                |
    | just out | 2024-01-04 00:00:00        |
    | just in  | 2024-01-04 00:00:00.000001 |
    | at t     | 2024-02-01 00:00:00        |
    | too late | 2024-02-01 00:00:00.000001 |

    | period_start | at_start | lost | joined | at_end | joined_and_lost |
    | 2024-01-01   | 0        | 0    | 2      | 2      | 1               |
    | 2024-02-01   | 2        | 2    | 0      | 0      | 1               |
    """
    found = inactive_of(rows.table(drawn[0]), "2024-01-01 … 2024-02-29", after=28)
    assert_drawn(run(found), drawn[1])


def test_a_spell_holds_its_start_and_not_its_end(run, drawn):
    """
    | unit_id       | from_local          | to_local                   |
    | ends at t     | 2023-12-01 00:00:00 | 2024-02-01 00:00:00        |
    | ends after    | 2023-12-01 00:00:00 | 2024-02-01 00:00:00.000001 |
    | begins at t   | 2024-02-01 00:00:00 | –                          |
    | from the 1st  | 2024-01-01 00:00:00 | –                          |

    | period_start | at_start | retained | lost | joined | at_end |
    | 2024-01-01   | 3        | 2        | 1    | 1      | 3      |
    """
    found = attrition_of(rows.table(drawn[0]), "2024-01-01 … 2024-01-31")
    assert_drawn(run(found), drawn[1])


def test_returns_lie_in_a_period_from_its_first_instant_to_before_the_next(run, drawn):
    """
    | unit_id | occurred_at                |
    | ana     | 2024-01-31 23:59:59.999999 |
    | 보라    | 2024-02-01 00:00:00        |

    | cohort     | size | period |
    | 2024-01-01 | 1    | 0      |
    | 2024-01-01 | 1    | 1      |
    | 2024-02-01 | 1    | 0      |
    """
    assert_drawn(run(retention_of(rows.table(drawn[0]), "2024-01-01 … 2024-02-29")), drawn[1])


@pytest.mark.parametrize(("week_starts", "expected"), [("monday", 1), ("sunday", 2)])
def test_a_week_starts_on_the_day_of_the_company(run, drawn, week_starts, expected):
    """Saturday 6, Sunday 7 and Monday 8 January 2024.

    | unit_id  | occurred_at |
    | saturday | 2024-01-06  |
    | sunday   | 2024-01-07  |
    | monday   | 2024-01-08  |

    | cohort     | size | period |
    | 2024-01-01 | 2    | 0      |
    | 2024-01-01 | 2    | 1      |
    | 2024-01-08 | 1    | 0      |

    | cohort     | size | period |
    | 2023-12-31 | 1    | 0      |
    | 2023-12-31 | 1    | 1      |
    | 2024-01-07 | 2    | 0      |
    """
    found = retention_of(
        rows.table(drawn[0]), "2024-01-06 … 2024-01-13", period="week", week_starts=week_starts
    )
    assert_drawn(run(found), drawn[expected])


def test_weeks_go_over_the_end_of_the_year(run, drawn):
    """Monday 30 December 2024 and Wednesday 1 January 2025 are in one week.

    | unit_id | occurred_at |
    | ana     | 2024-12-30  |
    | 보라    | 2025-01-01  |

    | cohort     | size | period |
    | 2024-12-30 | 2    | 0      |
    """
    found = retention_of(rows.table(drawn[0]), "2024-12-30 … 2025-01-05", period="week")
    assert_drawn(run(found), drawn[1])


def test_the_month_of_seoul_begins_nine_hours_before_that_of_utc(run, drawn):
    """Instants in UTC: 15:00 on 31 January is 00:00 on 1 February in Seoul.

    | unit_id | occurred_at               |
    | ana     | 2024-01-31 14:59:59+00:00 |
    | 보라    | 2024-01-31 15:00:00+00:00 |

    | cohort     | size | period |
    | 2024-01-01 | 1    | 0      |
    | 2024-01-01 | 1    | 1      |
    | 2024-02-01 | 1    | 0      |
    """
    found = retention_of(rows.table(drawn[0]), "2024-01-31 … 2024-02-29", zone="Asia/Seoul")
    assert_drawn(run(found), drawn[1])


def test_days_of_new_york_when_the_clock_goes_forward(run, drawn):
    """Sunday 10 March 2024 has 23 hours: it begins at 05:00 UTC and ends at 04:00 UTC.

    | unit_id  | occurred_at               |
    | saturday | 2024-03-10 04:59:59+00:00 |
    | first    | 2024-03-10 05:00:00+00:00 |
    | last     | 2024-03-11 03:59:59+00:00 |
    | monday   | 2024-03-11 04:00:00+00:00 |

    | cohort     | size | period |
    | 2024-03-09 | 1    | 0      |
    | 2024-03-09 | 1    | 1      |
    | 2024-03-09 | 1    | 2      |
    | 2024-03-10 | 2    | 0      |
    | 2024-03-10 | 2    | 1      |
    | 2024-03-11 | 1    | 0      |
    """
    found = retention_of(
        rows.table(drawn[0]), "2024-03-09 … 2024-03-11", period="day", zone="America/New_York"
    )
    assert_drawn(run(found), drawn[1])


def test_days_of_new_york_when_the_clock_goes_back(run, drawn):
    """Sunday 3 November 2024 has 25 hours: it begins at 04:00 UTC and ends at 05:00 UTC.

    | unit_id  | occurred_at               |
    | saturday | 2024-11-03 03:59:59+00:00 |
    | first    | 2024-11-03 04:00:00+00:00 |
    | last     | 2024-11-04 04:59:59+00:00 |
    | monday   | 2024-11-04 05:00:00+00:00 |

    | cohort     | size | period |
    | 2024-11-02 | 1    | 0      |
    | 2024-11-02 | 1    | 1      |
    | 2024-11-02 | 1    | 2      |
    | 2024-11-03 | 2    | 0      |
    | 2024-11-03 | 2    | 1      |
    | 2024-11-04 | 1    | 0      |
    """
    found = retention_of(
        rows.table(drawn[0]), "2024-11-02 … 2024-11-04", period="day", zone="America/New_York"
    )
    assert_drawn(run(found), drawn[1])


def test_an_event_in_the_hour_that_comes_twice_is_one_event_of_that_day(run, drawn):
    """01:30 in summer time and, an hour later, 01:30 in winter time: twice on 3 November.

    | unit_id | occurred_at               |
    | ana     | 2024-11-03 01:30:00-04:00 |
    | ana     | 2024-11-03 01:30:00-05:00 |
    | once    | 2024-11-03 01:30:00-05:00 |

    | cohort     | size | period | returned |
    | 2024-11-03 | 1    | 0      | 1        |
    | 2024-11-03 | 1    | 1      | 0        |
    | 2024-11-04 | 0    | 0      | 0        |

    | period_start | joined | at_end |
    | 2024-11-03   | 1      | 1      |
    | 2024-11-04   | 0      | 0      |
    """
    events, days, zone = rows.table(drawn[0]), "2024-11-03 … 2024-11-04", "America/New_York"
    found = retention_of(events, days, period="day", zone=zone, at_least=2)
    assert_drawn(run(found), drawn[1])
    active = inactive_of(events, days, period="day", zone=zone, after=1, at_least=2)
    assert_drawn(run(active), drawn[2])


def test_an_event_written_in_the_hour_that_is_skipped_stays_on_its_day(run, drawn):
    """02:30 on 10 March did not happen in New York; it is read as 03:30, an hour after 01:30.

    | unit_id | occurred_at         |
    | ana     | 2024-03-10 02:30:00 |

    | cohort     | size | period | returned |
    | 2024-03-10 | 1    | 0      | 1        |
    """
    zone = "America/New_York"
    events = rows.table(drawn[0], zone=zone)
    found = retention_of(events, "2024-03-10 … 2024-03-10", period="day", zone=zone)
    assert_drawn(run(found), drawn[1])


def test_n_days_are_local_days_though_one_of_them_has_23_hours(run, drawn):
    """Active at 00:00 on 12 March with 7 days: an event after 00:00 on 5 March, local time,
    which is 05:00 UTC; 7 times 24 hours before would be 04:00 UTC.

    | unit_id | occurred_at               |
    | out     | 2024-03-05 05:00:00+00:00 |
    | in      | 2024-03-05 05:00:01+00:00 |

    | period_start | at_start | lost | at_end |
    | 2024-03-11   | 2        | 1    | 1      |
    """
    found = inactive_of(
        rows.table(drawn[0]),
        "2024-03-05 … 2024-03-11",
        after=7,
        period="day",
        zone="America/New_York",
    )
    assert_drawn(run(found)[-1:], drawn[1])


def test_a_day_whose_midnight_the_clock_skips_still_begins_and_ends(run, drawn):
    """4 November 2018 begins in São Paulo at 01:00, which is 03:00 UTC.

    | unit_id | occurred_at               |
    | before  | 2018-11-04 02:59:59+00:00 |
    | first   | 2018-11-04 03:00:00+00:00 |
    | last    | 2018-11-05 01:59:59+00:00 |
    | after   | 2018-11-05 02:00:00+00:00 |

    | cohort     | size | period |
    | 2018-11-03 | 1    | 0      |
    | 2018-11-03 | 1    | 1      |
    | 2018-11-03 | 1    | 2      |
    | 2018-11-04 | 2    | 0      |
    | 2018-11-04 | 2    | 1      |
    | 2018-11-05 | 1    | 0      |
    """
    found = retention_of(
        rows.table(drawn[0]), "2018-11-03 … 2018-11-05", period="day", zone="America/Sao_Paulo"
    )
    assert_drawn(run(found), drawn[1])


def test_one_second_on_both_sides_of_a_boundary_is_in_one_period(run, drawn):
    """Stored to the second or to the microsecond, an instant lies in exactly one period.

    | unit_id | occurred_at                |
    | ana     | 2024-01-31 23:59:59.000000 |
    | ana     | 2024-01-31 23:59:59.999999 |

    | cohort     | size | period | returned |
    | 2024-01-01 | 1    | 0      | 1        |
    | 2024-01-01 | 1    | 1      | 0        |
    | 2024-02-01 | 0    | 0      | 0        |
    """
    assert_drawn(run(retention_of(rows.table(drawn[0]), "2024-01-01 … 2024-02-29")), drawn[1])
