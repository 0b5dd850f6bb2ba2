"""Service times: a week worked out by hand, pauses, targets, and what is not over."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from support.examples import some
from support.opening import calendars
from support.opening import counted as open_minutes
from tenure.errors import MetricError
from tenure.measure.business_time import BusinessCalendar, read_hours
from tenure.measure.service import open_tickets, service_times, ticket_times
from tenure.periods import Calendar

OFFICE = "mon-fri 09:00-12:00 13:00-18:00"
WEEK = "2024-01-01 … 2024-01-07"
COLUMNS = ("ticket_id", "customer_id", "opened_at", "first_response_at", "resolved_at")


def timed(tickets, days=WEEK, *, hours=OFFICE, zone="UTC", off=(), pauses=None, **options):
    """Return the times of tickets; instants written are wall-clock times of the zone."""
    seen = observed(days)
    calendar = BusinessCalendar(read_hours(hours), frozenset(off), zone)
    return ticket_times(
        rows.table(tickets, zone=zone),
        clock=calendar.table(seen.first, seen.last),
        as_of=Calendar(zone).midnight(seen.end),
        pauses=None if pauses is None else rows.table(pauses, zone=zone),
        **options,
    )


def counted(times, days=WEEK, *, zone="UTC", **options):
    return service_times(times, calendar=Calendar(zone), observed=observed(days), **options)


def test_a_week_by_hand(run, drawn):
    """Monday 1 January 2024 is a holiday; open 9–12 and 13–18; seen to Sunday, the 7th.

    d was resolved without a recorded response: with the resolution it was answered. e is
    still open; f was opened after the week and is not there yet.

    | ticket_id | customer_id | opened_at        | first_response_at | resolved_at      |
    | a         | 하나        | 2024-01-02 09:00 | 2024-01-02 09:30  | 2024-01-02 11:00 |
    | b         | 하나        | 2024-01-01 10:00 | 2024-01-02 14:00  | 2024-01-03 10:00 |
    | c         | bo          | 2024-01-05 17:00 | 2024-01-06 12:00  | 2024-01-08 09:30 |
    | d         | bo          | 2024-01-04 11:30 | –                 | 2024-01-04 13:15 |
    | e         | chi         | 2024-01-05 16:00 | –                 | –                |
    | f         | chi         | 2024-01-08 09:00 | –                 | –                |

    | ticket_id | step           | open | minutes | watched | unit_id |
    | a         | first_response | no   | 30      | 1920    | 하나    |
    | a         | resolution     | no   | 120     | 1920    | 하나    |
    | b         | first_response | no   | 240     | 1920    | 하나    |
    | b         | resolution     | no   | 540     | 1920    | 하나    |
    | c         | first_response | no   | 60      | 60      | bo      |
    | c         | resolution     | yes  | 60      | 60      | bo      |
    | d         | first_response | no   | 45      | 810     | bo      |
    | d         | resolution     | no   | 45      | 810     | bo      |
    | e         | first_response | yes  | 120     | 120     | chi     |
    | e         | resolution     | yes  | 120     | 120     | chi     |
    """
    found = timed(drawn[0], off=[date(2024, 1, 1)])
    whole = found.mutate(minutes=found.minutes.cast("int64"), watched=found.watched.cast("int64"))
    assert_drawn(run(whole.order_by("ticket_id", "step")), drawn[1])


def test_waiting_for_the_customer_does_not_count(run, drawn):
    """Pauses overlap, pass lunch, begin before the ticket and last beyond its end.

    | ticket_id | customer_id | opened_at        | resolved_at      |
    | a         | 하나        | 2024-01-02 09:00 | 2024-01-02 17:00 |
    | b         | 하나        | 2024-01-02 09:00 | 2024-01-02 17:00 |
    | c         | bo          | 2024-01-04 09:00 | –                |

    | ticket_id | started_at       | ended_at         |
    | a         | 2024-01-02 10:00 | 2024-01-02 11:00 |
    | a         | 2024-01-02 10:30 | 2024-01-02 13:30 |
    | b         | 2024-01-01 09:00 | 2024-01-02 10:00 |
    | b         | 2024-01-02 16:00 | 2024-01-09 12:00 |
    | c         | 2024-01-04 10:00 | –                |

    | ticket_id | open | minutes | paused |
    | a         | no   | 270     | no     |
    | b         | no   | 300     | no     |
    | c         | yes  | 60      | yes    |
    """
    found = timed(drawn[0], pauses=drawn[1])
    whole = found.mutate(minutes=found.minutes.cast("int64"))
    assert_drawn(run(whole.order_by("ticket_id")), drawn[2])


def test_only_targets_that_have_run_out_are_judged(run, drawn):
    """Target 60 minutes; Sunday's end is as of. c is quick, but opened 30 open minutes ago.

    | ticket_id | customer_id | opened_at        | resolved_at      |
    | a         | 하나        | 2024-01-05 10:00 | 2024-01-05 11:00 |
    | b         | 하나        | 2024-01-05 10:00 | 2024-01-05 11:01 |
    | c         | bo          | 2024-01-05 17:30 | 2024-01-05 17:35 |
    | d         | bo          | 2024-01-05 17:30 | –                |
    | e         | bo          | 2024-01-05 16:30 | –                |

    | opened | closed | open | judged | within | within_target | within_target_low |
    | 5      | 3      | 2    | 3      | 1      | 33.3 %        | 6.1 %             |
    """
    found = counted(timed(drawn[0], targets={"resolution": {"": 60}}), period="week")
    assert_drawn(run(found), drawn[1])


def test_median_and_ninth_decile_are_those_of_closed_tickets(run, drawn):
    """Closed after 10, 20, 30, 40 and 100 minutes; one is open since long.

    | ticket_id | customer_id | opened_at        | resolved_at      |
    | a         | 하나        | 2024-01-02 09:00 | 2024-01-02 09:10 |
    | b         | 하나        | 2024-01-02 09:00 | 2024-01-02 09:20 |
    | c         | bo          | 2024-01-02 09:00 | 2024-01-02 09:30 |
    | d         | bo          | 2024-01-02 09:00 | 2024-01-02 09:40 |
    | e         | bo          | 2024-01-02 09:00 | 2024-01-02 10:40 |
    | f         | bo          | 2024-01-02 09:00 | –                |
    """
    (row,) = run(counted(timed(drawn[0]), period="week"))
    assert (row["closed"], row["open"]) == (5, 1)
    assert row["median_minutes"] == pytest.approx(30)
    assert row["p90_minutes"] == pytest.approx(40 + 0.6 * 60)
    assert (row["within_target"], row["reason"]) == (None, "there is no target")


def test_targets_differ_by_priority_and_rows_by_channel(run, drawn):
    """Urgent: 30 minutes, every other, and where it is not known: 120.

    | ticket_id | customer_id | opened_at        | resolved_at      | priority | channel |
    | a         | 하나        | 2024-01-02 09:00 | 2024-01-02 09:40 | urgent   | 전화    |
    | b         | 하나        | 2024-01-02 09:00 | 2024-01-02 09:40 | low      | 전화    |
    | c         | bo          | 2024-01-02 09:00 | 2024-01-02 09:40 | –        | –       |

    | group     | opened | judged | within |
    | (unknown) | 1      | 1      | 1      |
    | 전화      | 2      | 2      | 1      |
    """
    targets = {"resolution": {"urgent": 30, "": 120}}
    found = counted(timed(drawn[0], targets=targets), period="week", split="channel")
    assert_drawn(run(found), drawn[1])


def test_rows_split_by_a_customers_group(run, drawn):
    """
    | ticket_id | customer_id | opened_at        | resolved_at      |
    | a         | 하나        | 2024-01-02 09:00 | 2024-01-02 09:40 |
    | b         | bo          | 2024-01-02 09:00 | 2024-01-02 09:50 |
    | c         | bo          | 2024-01-02 09:00 | –                |

    | group     | step       | opened | closed |
    | (unknown) | resolution | 2      | 1      |
    | 서울      | resolution | 1      | 1      |
    """
    found = counted(timed(drawn[0]), period="week", groups=rows.groups({"하나": "서울"}))
    assert_drawn(run(found), drawn[1])


def test_a_ticket_belongs_to_the_local_month_in_which_it_was_opened(run, drawn):
    """15:00 in UTC is midnight in Seoul; February has none and is there, March is not over.

    | ticket_id | customer_id | opened_at                 | resolved_at         |
    | a         | 하나        | 2023-12-31 14:59:59+00:00 | 2024-01-02 09:40:00 |
    | b         | 하나        | 2023-12-31 15:00:00+00:00 | 2024-01-02 09:40:00 |
    | c         | 하나        | 2024-03-01 09:00:00       | 2024-03-01 09:40:00 |

    | period_start | complete | opened | median_minutes | reason                 |
    | 2024-01-01   | yes      | 1      | 40.0           | there is no target     |
    | 2024-02-01   | yes      | 0      | –              | no ticket was opened   |
    | 2024-03-01   | no       | 1      | 40.0           | the period is not over |
    """
    days = "2024-01-01 … 2024-03-15"
    times = timed(drawn[0], days, zone="Asia/Seoul", off=[date(2024, 1, 1)])
    found = counted(times, days, zone="Asia/Seoul")
    text = found.mutate(median_minutes=found.median_minutes.cast("string"))
    assert_drawn(run(text), drawn[1])


def test_done_before_it_was_opened_is_counted_and_not_used(run, drawn):
    """
    | ticket_id | customer_id | opened_at        | resolved_at      |
    | a         | 하나        | 2024-01-03 09:00 | 2024-01-02 09:00 |
    | b         | 하나        | 2024-01-03 09:00 | 2024-01-03 09:30 |

    | opened | closed | open | unusable | judged | within |
    | 2      | 1      | 0    | 1        | 1      | 1      |
    """
    found = counted(timed(drawn[0], targets={"resolution": {"": 60}}), period="week")
    assert_drawn(run(found), drawn[1])


def test_what_waits_now_is_listed_by_how_late_it_is(run, drawn):
    """Target 60; at the end of Sunday a has waited 480 open minutes, c 30; b is done.

    | ticket_id | customer_id | opened_at        | resolved_at      |
    | c         | bo          | 2024-01-05 17:30 | –                |
    | b         | bo          | 2024-01-05 09:00 | 2024-01-05 17:00 |
    | a         | 하나        | 2024-01-05 09:00 | –                |

    | ticket_id | unit_id | minutes_so_far | minutes_left | late |
    | a         | 하나    | 480.0          | -420.0       | yes  |
    | c         | bo      | 30.0           | 30.0         | no   |
    """
    found = open_tickets(timed(drawn[0], targets={"resolution": {"": 60}}))
    names = ("minutes_so_far", "minutes_left")
    assert_drawn(
        run(found.mutate(**{name: found[name].cast("string") for name in names})), drawn[1]
    )


def test_tickets_that_say_neither_when_answered_nor_when_resolved_are_refused():
    with pytest.raises(MetricError, match="neither first_response_at nor resolved_at"):
        timed([{"ticket_id": "a", "customer_id": "b", "opened_at": "2024-01-02"}])


def test_targets_by_priority_need_one():
    ticket = {"ticket_id": "a", "customer_id": "b", "opened_at": "2024-01-02", "resolved_at": None}
    with pytest.raises(MetricError, match="priority"):
        timed([ticket], targets={"resolution": {"urgent": 5}})


@st.composite
def desks(draw: st.DrawFn):
    """Draw a calendar around a turn of the clock, tickets and their pauses, a few of each open.

    Minutes count from three days before the turn; as of is six days later. Pauses overlap,
    repeat each other, lie outside of opening hours, begin before the ticket and last longer.
    """
    calendar, turn = draw(calendars())
    minute = st.integers(0, 7 * 1440)
    tickets, pauses = [], []
    for name in ("a", "나", "c")[: draw(st.integers(1, 3))]:
        opened, done = sorted((draw(minute), draw(minute)))
        tickets.append((name, opened, None if draw(st.booleans()) else done))
        for _ in range(draw(st.integers(0, 4))):
            begin, end = sorted((draw(minute), draw(minute)))
            pauses.append((name, begin, None if draw(st.integers(0, 3)) == 0 else end))
    return calendar, turn, tickets, pauses


@settings(max_examples=some(15))
@given(desk=desks())
def test_equals_counting_open_minutes_outside_of_pauses(run, desk):
    calendar, turn, tickets, pauses = desk
    start = datetime(turn.year, turn.month, turn.day) - timedelta(days=3)
    as_of = start + timedelta(days=6)

    def instant(minute):
        return None if minute is None else start + timedelta(minutes=minute)

    told = rows.table(
        [
            {"ticket_id": n, "customer_id": n, "opened_at": instant(o), "resolved_at": instant(d)}
            for n, o, d in tickets
        ]
    )
    waits = rows.table(
        [{"ticket_id": n, "started_at": instant(b), "ended_at": instant(e)} for n, b, e in pauses],
        "ticket_id",
        "started_at",
        "ended_at",
    )
    clock = calendar.table(start.date(), as_of.date())
    found = ticket_times(told, clock=clock, as_of=as_of, pauses=waits)
    measured = {row["ticket_id"]: row for row in run(found)}
    assert set(measured) == {name for name, opened, _ in tickets if instant(opened) < as_of}
    for name, opened, done in tickets:
        if name not in measured:
            continue
        own = [(instant(b), instant(e) or as_of) for n, b, e in pauses if n == name]

        def paused(at, own=own):
            return any(begin <= at < end for begin, end in own)

        waiting = done is None or instant(done) >= as_of
        end = as_of if waiting else instant(done)
        row = measured[name]
        assert row["open"] == waiting
        assert row["minutes"] == open_minutes(calendar, instant(opened), end, paused=paused)
        late = max(as_of - timedelta(minutes=1), instant(opened))
        assert row["paused"] == (waiting and paused(late))
