"""Which events count as activity, and which order lines as purchases."""

import pytest

from support import rows
from support.drawing import assert_drawn
from tenure.conditions import parse
from tenure.definitions import Active, Activity
from tenure.errors import MetricError
from tenure.measure.activity import purchases, qualifying


def counted(run, table):
    return run(table.order_by("unit_id", "occurred_at"))


def test_a_login_is_no_activity_unless_the_company_says_so(run, drawn):
    """Watching counts from 60 seconds; a length that is not known is not 60 seconds.

    | customer_id | occurred_at | name         | seconds |
    | ana         | 2024-01-01  | login        | –       |
    | ana         | 2024-01-02  | watch        | 59      |
    | ana         | 2024-01-03  | watch        | 60      |
    | 보라        | 2024-01-04  | watch        | –       |
    | 보라        | 2024-01-05  | lead_created | –       |
    | chidi       | 2024-01-06  | –            | 600     |

    | unit_id | occurred_at |
    | ana     | 2024-01-03  |
    | 보라    | 2024-01-05  |
    """
    watch = Activity(event="watch", where=parse("seconds >= 60"))
    active = Active(any=(watch, Activity(event="lead_created")))
    assert_drawn(counted(run, qualifying(rows.table(drawn[0]), active)), drawn[1])


def test_an_event_that_fits_two_activities_counts_once(run, drawn):
    """
    | customer_id | occurred_at | name  | seconds |
    | ana         | 2024-01-03  | watch | 60      |

    | unit_id | occurred_at |
    | ana     | 2024-01-03  |
    """
    long = Activity(event="watch", where=parse("seconds >= 60"))
    active = Active(any=(long, Activity(event="watch")))
    assert_drawn(counted(run, qualifying(rows.table(drawn[0]), active)), drawn[1])


def test_without_names_every_event_counts_but_those_of_none(run, drawn):
    """An event without a name is not the one that never counts.

    | customer_id | occurred_at | name  |
    | ana         | 2024-01-01  | login |
    | ana         | 2024-01-02  | 시청  |
    | ana         | 2024-01-03  | –     |

    | unit_id | occurred_at |
    | ana     | 2024-01-02  |
    | ana     | 2024-01-03  |
    """
    events = rows.table(drawn[0])
    assert_drawn(counted(run, qualifying(events, Active(none=("login",)))), drawn[1])
    assert len(run(qualifying(events, Active()))) == 3


def test_dates_in_a_condition_are_days_of_the_company(run, drawn):
    """31 January 15:00 UTC is 1 February in Seoul.

    | customer_id | occurred_at         | name | value |
    | ana         | 2024-01-31 14:59:59 | buy  | 1     |
    | 보라        | 2024-01-31 15:00:00 | buy  | 1     |

    | unit_id | occurred_at         |
    | 보라    | 2024-01-31 15:00:00 |
    """
    active = Active(any=(Activity(event="buy", where=parse("occurred_at >= '2024-02-01'")),))
    found = qualifying(rows.table(drawn[0]), active, time_zone="Asia/Seoul")
    assert_drawn(counted(run, found), drawn[1])


def test_activities_need_a_column_to_tell_them_apart():
    events = rows.table([{"customer_id": "ana", "occurred_at": "2024-01-01"}])
    with pytest.raises(MetricError, match="events have no column `name`") as raised:
        qualifying(events, Active(any=(Activity(event="watch"),)))
    assert raised.value.hint
    assert qualifying(events, Active(none=("login",))).columns == ("unit_id", "occurred_at")


def test_what_was_given_back_is_no_purchase(run, drawn):
    """
    | customer_id | occurred_at | quantity | amount |
    | ana         | 2024-01-01  | 2        | 10     |
    | ana         | 2024-01-02  | -2       | -10    |
    | ana         | 2024-01-03  | 1        | 0      |
    | ana         | 2024-01-04  | –        | 10     |
    | ana         | 2024-01-05  | 1        | –      |

    | unit_id | occurred_at |
    | ana     | 2024-01-01  |
    | ana     | 2024-01-03  |
    | ana     | 2024-01-04  |
    | ana     | 2024-01-05  |
    """
    orders = rows.table(drawn[0])
    assert_drawn(counted(run, purchases(orders)), drawn[1])
    assert len(run(purchases(orders.drop("quantity", "amount")))) == 5
