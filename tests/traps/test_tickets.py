"""Traps of tickets: what waits is told as of a day, not as it turned out later."""

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from tenure.measure.business_time import BusinessCalendar, read_hours
from tenure.measure.service import open_tickets, ticket_times
from tenure.periods import Calendar


def test_what_was_answered_or_opened_later_is_not_known_yet(run, drawn):
    """As of the end of Tuesday, 2 January. solved has no response on record, yet waits for none;
    later is answered and solved an instant after the day, so it waits for both.

    | ticket_id | customer_id | opened_at        | first_response_at | resolved_at         |
    | solved    | ana         | 2024-01-02 09:00 | –                 | 2024-01-02 23:59:59 |
    | later     | 보라        | 2024-01-02 15:00 | 2024-01-03 00:00  | 2024-01-03 00:00    |
    | answered  | 보라        | 2024-01-02 16:00 | 2024-01-02 16:30  | –                   |
    | tomorrow  | ana         | 2024-01-03 00:00 | –                 | –                   |

    | ticket_id | step           | minutes_so_far |
    | later     | first_response | 180            |
    | later     | resolution     | 180            |
    | answered  | resolution     | 120            |
    """
    seen = observed("2024-01-01 … 2024-01-02")
    calendar = BusinessCalendar(read_hours("mon-fri 09:00-18:00"), frozenset(), "Asia/Seoul")
    times = ticket_times(
        rows.table(drawn[0], zone="Asia/Seoul"),
        clock=calendar.table(seen.first, seen.last),
        as_of=Calendar("Asia/Seoul").midnight(seen.end),
    )
    found = open_tickets(times)
    found = found.mutate(minutes_so_far=found.minutes_so_far.round(6).cast("int64"))
    assert_drawn(run(found), drawn[1])
