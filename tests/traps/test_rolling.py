"""Traps of rolling windows: 24 hours are no day, not yet is not no, a start is not every start."""

from datetime import datetime

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from tenure.measure.brackets import parse_brackets
from tenure.measure.rolling import rolling_retention
from tenure.periods import Calendar

JANUARY = "2024-01-01 … 2024-01-31"


def rolling_of(returns, starts, days=JANUARY, *, zone="UTC", brackets="0, 1, 2-7", **options):
    return rolling_retention(
        returns,
        starts,
        brackets=None if brackets is None else parse_brackets(brackets),
        calendar=Calendar(zone),
        observed=observed(days),
        **options,
    )


def returned(run, *args, **options):
    return [(cell["eligible"], cell["returned"]) for cell in run(rolling_of(*args, **options))]


def test_the_next_calendar_day_is_not_the_next_24_hours(run, drawn):
    """Started at 23:00, back at 01:00: day 1 of the calendar, window 0 of the customer's clock.

    | unit_id | occurred_at         |
    | ana     | 2024-01-05 23:00:00 |
    | ana     | 2024-01-06 01:00:00 |

    | unit_id | started_at          |
    | ana     | 2024-01-05 23:00:00 |
    """
    events, starts = rows.table(drawn[0]), rows.table(drawn[1])
    assert returned(run, events, starts, clock="calendar") == [(1, 1), (1, 1), (1, 0)]
    assert returned(run, events, starts, clock="rolling") == [(1, 1), (1, 0), (1, 0)]


def test_a_window_is_half_open_to_the_microsecond(run):
    """Exactly 24 hours later is window 1; a microsecond before it is window 0."""
    start = datetime(2024, 1, 5, 9, 30, 0, 1)
    starts = rows.table([{"unit_id": "보라", "started_at": start}])
    for instant, expected in (
        (datetime(2024, 1, 6, 9, 30), [1, 0, 0]),
        (datetime(2024, 1, 6, 9, 30, 0, 1), [0, 1, 0]),
        (datetime(2024, 1, 5, 9, 30, 0, 0), [0, 0, 0]),
        (start, [1, 0, 0]),
    ):
        events = rows.activity([("보라", instant)])
        found = [came for _, came in returned(run, events, starts)]
        assert found == expected, instant


def test_daylight_saving_moves_no_window(run):
    """New York loses an hour on 10 March: 12:30 the next day is 23 hours and 30 minutes later."""
    zone = "America/New_York"
    starts = rows.table([{"unit_id": "ana", "started_at": "2024-03-09 13:00:00"}], zone=zone)
    events = rows.table([{"unit_id": "ana", "occurred_at": "2024-03-10 13:30:00"}], zone=zone)
    days = "2024-03-01 … 2024-03-31"
    assert returned(run, events, starts, days, zone=zone)[:2] == [(1, 1), (1, 0)]
    calendar = returned(run, events, starts, days, zone=zone, clock="calendar")
    assert calendar[:2] == [(1, 0), (1, 1)]


def test_not_yet_is_not_no(run, drawn):
    """Observed through 31 January: late's window 1 ends on 1 February, so only early's counts.

    | unit_id | occurred_at         |
    | early   | 2024-01-04 12:00:00 |
    | early   | 2024-01-05 13:00:00 |
    | late    | 2024-01-30 12:00:00 |

    | cohort     | size | period | eligible | returned | retention | complete |
    | 2024-01-01 | 2    | 0      | 2        | 2        | 100 %     | yes      |
    | 2024-01-01 | 2    | 1      | 1        | 1        | 100 %     | no       |
    | 2024-01-01 | 2    | 2      | 1        | 0        | 0 %       | no       |
    """
    events = rows.table(drawn[0])
    found = rolling_of(events, events.rename(started_at="occurred_at"))
    assert_drawn(run(found), drawn[1])


def test_a_return_in_a_window_that_is_not_over_is_not_counted_yet(run):
    """late is back in the open window 1: whoever counts that must count those who may yet come."""
    starts = rows.table([{"unit_id": "late", "started_at": "2024-01-30 12:00:00"}])
    events = rows.activity([("late", datetime(2024, 1, 31, 13))])
    assert returned(run, events, starts) == [(1, 0), (0, 0), (0, 0)]


def test_window_0_is_real_when_the_return_is_another_activity(run, drawn):
    """Both signed up; only ana watched on the first day.

    | unit_id | occurred_at         |
    | ana     | 2024-01-05 10:00:00 |
    | 보라    | 2024-01-07 10:00:00 |
    | chidi   | 2024-01-07 10:00:00 |

    | unit_id | started_at          |
    | ana     | 2024-01-05 09:00:00 |
    | 보라    | 2024-01-05 09:00:00 |

    | period | size | returned | retention |
    | 0      | 2    | 1        | 50 %      |
    | 1      | 2    | 0        | 0 %       |
    | 2      | 2    | 1        | 50 %      |
    """
    assert_drawn(run(rolling_of(rows.table(drawn[0]), rows.table(drawn[1]))), drawn[2])


def test_every_start_puts_a_customer_into_several_cohorts_and_once_into_each(run, drawn):
    """Two starts in January are one member, on the clock of the first; March is another cohort.

    | unit_id | started_at          |
    | ana     | 2024-01-05 09:00:00 |
    | ana     | 2024-01-06 08:00:00 |
    | ana     | 2024-03-05 09:00:00 |

    | unit_id | occurred_at         |
    | ana     | 2024-01-06 10:00:00 |
    | ana     | 2024-03-05 09:30:00 |

    | cohort     | size | period | returned |
    | 2024-01-01 | 1    | 0      | 0        |
    | 2024-01-01 | 1    | 1      | 1        |
    | 2024-02-01 | 0    | 0      | 0        |
    | 2024-02-01 | 0    | 1      | 0        |
    | 2024-03-01 | 1    | 0      | 1        |
    | 2024-03-01 | 1    | 1      | 0        |
    """
    starts, events = rows.table(drawn[0]), rows.table(drawn[1])
    asked = {"days": "2024-01-01 … 2024-03-31", "brackets": "0, 1"}
    assert_drawn(run(rolling_of(events, starts, start="every", **asked)), drawn[2])
    first = run(rolling_of(events, starts, start="first", **asked))
    assert [cell["size"] for cell in first] == [1, 1, 0, 0, 0, 0]


def test_a_gap_between_brackets_is_in_none_of_them(run, drawn):
    """A return on day 5 is neither in 1–3 nor in 7–9.

    | unit_id | occurred_at         |
    | ana     | 2024-01-10 12:00:00 |

    | unit_id | started_at          |
    | ana     | 2024-01-05 09:00:00 |

    | period | from_step | to_step | returned |
    | 0      | 1         | 3       | 0        |
    | 1      | 7         | 9       | 0        |
    """
    found = rolling_of(rows.table(drawn[0]), rows.table(drawn[1]), brackets="1-3, 7-9")
    assert_drawn(run(found), drawn[2])


def test_what_lies_before_the_data_was_not_seen(run):
    """Data since 3 January: who started on the 1st has a window 0 and 1 that nobody watched."""
    starts = rows.table([{"unit_id": "ana", "started_at": "2024-01-01 00:00:00"}])
    events = rows.activity([("ana", datetime(2024, 1, 4))])
    found = run(rolling_of(events, starts, "2024-01-03 … 2024-01-31"))
    assert [(cell["eligible"], cell["returned"]) for cell in found] == [(0, 0), (0, 0), (1, 1)]
    assert found[0]["reason"] == "the data begin too late to see this period"


def test_a_null_key_is_nobody_and_twice_is_once(run, drawn):
    """Two returns in a window are one customer; with at_least 2 one return is none.

    | unit_id | occurred_at         |
    | ana     | 2024-01-05 10:00:00 |
    | ana     | 2024-01-05 11:00:00 |
    | ana     | 2024-01-06 11:00:00 |
    | –       | 2024-01-05 11:00:00 |

    | unit_id | started_at          |
    | ana     | 2024-01-05 09:00:00 |
    | –       | 2024-01-05 09:00:00 |
    """
    events, starts = rows.table(drawn[0]), rows.table(drawn[1])
    assert returned(run, events, starts) == [(1, 1), (1, 1), (1, 0)]
    assert returned(run, events, starts, at_least=2) == [(1, 1), (1, 0), (1, 0)]
