"""Traps of the save window: boundaries of time, days of the company, and one contract of two."""

import pytest

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from tenure.measure.expiring import expiring
from tenure.measure.window import contracts_at, in_window, save_window
from tenure.periods import Calendar


def asked(measure, drawn, days, zone="UTC", **options):
    known = {"calendar": Calendar(zone), "observed": observed(days)}
    table = contracts_at(rows.table(drawn, zone=zone), unit="customer_id", **known)
    return measure(table, **known, **options)


def test_access_that_ends_with_the_last_day_is_over(run, drawn):
    """As of 31 January, judged at its end. An instant later is access still, on day 1.

    | customer_id | started_at | ends_at                    | cancelled_at |
    | over        | 2023-02-01 | 2024-02-01 00:00:00        | 2024-01-05   |
    | still       | 2023-02-01 | 2024-02-01 00:00:00.000001 | 2024-01-05   |
    | noticed now | 2023-02-01 | 2024-02-02 00:00:00        | 2024-02-01   |

    | unit_id | days |
    | still   | 1    |
    """
    assert_drawn(run(asked(in_window, drawn[0], "2024-01-01 … 2024-01-31")), drawn[1])


@pytest.mark.parametrize(("zone", "expected"), [("Asia/Seoul", 1), ("UTC", 2)])
def test_the_day_is_that_of_the_company(run, drawn, zone, expected):
    """16:00 UTC on 9 February is 01:00 on the 10th in Seoul.

    | customer_id | started_at                | ends_at                   | cancelled_at              |
    | 보라        | 2023-02-01 00:00:00+00:00 | 2024-02-09 16:00:00+00:00 | 2024-01-05 00:00:00+00:00 |

    | unit_id | days |
    | 보라    | 10   |

    | unit_id | days |
    | 보라    | 9    |
    """
    found = run(asked(in_window, drawn[0], "2024-01-01 … 2024-01-31", zone=zone))
    assert_drawn(found, drawn[expected])


def test_a_term_that_ends_after_the_clock_has_turned(run, drawn):
    """In New York as of 1 March; the term ends with 31 March, 00:00 of 1 April by summer time,
    which is 04:00 UTC; and with 31 January 2025, in winter time, 05:00 UTC.

    | customer_id | started_at | ends_at                   | cancelled_at |
    | summer      | 2023-04-01 | 2024-04-01 04:00:00+00:00 | 2024-02-05   |
    | winter      | 2023-04-01 | 2025-02-01 05:00:00+00:00 | 2024-02-05   |

    | unit_id | days |
    | summer  | 30   |
    | winter  | 336  |
    """
    found = asked(in_window, drawn[0], "2024-01-01 … 2024-03-01", zone="America/New_York")
    assert_drawn(run(found.order_by("unit_id")), drawn[1])


def test_one_customer_with_two_notices_is_one_customer(run, drawn):
    """
    | customer_id | subscription_id | started_at | ends_at    | cancelled_at | plan | mrr |
    | ana         | s1              | 2023-02-01 | 2024-03-01 | 2024-01-05   | pro  | 10  |
    | ana         | s2              | 2023-02-01 | 2024-03-01 | 2024-01-05   | mini | 10  |

    | split     | value     | customers | contracts |
    | all       | (all)     | 1         | 2         |
    | reason    | (unknown) | 1         | 2         |
    | plan      | pro       | 1         | 2         |
    | days_left | 8-30      | 1         | 2         |
    """
    assert_drawn(run(asked(save_window, drawn[0], "2024-01-01 … 2024-01-31")), drawn[1])


def test_groups_add_up_and_a_null_attribute_is_a_group(run, drawn):
    """
    | customer_id | started_at | ends_at    | cancelled_at |
    | ana         | 2023-02-01 | 2024-03-01 | 2024-01-05   |
    | 보라        | 2023-02-01 | 2024-03-01 | 2024-01-05   |
    | eve         | 2023-02-01 | 2024-03-01 | 2024-01-05   |

    | group     | split | customers |
    | (unknown) | all   | 2         |
    | 서울      | all   | 1         |

    | group     | status   | within_days | customers |
    | (unknown) | expiring | 30          | 2         |
    | (unknown) | expired  | 30          | 0         |
    | 서울      | expiring | 30          | 1         |
    | 서울      | expired  | 30          | 0         |
    """
    groups = rows.groups({"ana": None, "보라": "서울"})
    days = "2024-01-01 … 2024-01-31"
    found = run(asked(save_window, drawn[0], days, groups=groups))
    assert_drawn([row for row in found if row["split"] == "all"], drawn[1])
    ahead = run(asked(expiring, drawn[0], days, groups=groups))
    assert_drawn([row for row in ahead if row["within_days"] == 30], drawn[2])


def test_a_renewal_back_to_back_and_one_a_day_later_are_no_end(run, drawn):
    """One whose next term begins two days later had ended; it is there again, so not expired.

    | customer_id | subscription_id | started_at | ends_at    |
    | ana         | s1              | 2023-01-10 | 2024-01-10 |
    | ana         | s2              | 2024-01-10 | 2025-01-10 |
    | 보라        | s3              | 2023-01-10 | 2024-01-10 |
    | 보라        | s4              | 2024-01-11 | 2025-01-10 |
    | eve         | s5              | 2023-01-10 | 2024-01-10 |
    | eve         | s6              | 2024-01-12 | 2025-01-10 |

    | status   | within_days | customers |
    | expiring | 30          | 0         |
    | expiring | 60          | 0         |
    | expiring | 90          | 0         |
    | expired  | 30          | 0         |
    | expired  | 60          | 0         |
    | expired  | 90          | 0         |
    """
    assert_drawn(run(asked(expiring, drawn[0], "2024-01-01 … 2024-01-31")), drawn[1])
