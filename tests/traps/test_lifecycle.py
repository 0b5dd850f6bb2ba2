"""Traps of the lifecycle: flows are no stocks, and what is not over is not silent."""

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from tenure.measure.lifecycle import lifecycle
from tenure.periods import Calendar

QUARTER = "2024-01-01 … 2024-03-31"


def lifecycle_of(events, days, *, zone="UTC", **options):
    return lifecycle(events, calendar=Calendar(zone), observed=observed(days), **options)


def test_dormant_is_counted_once_and_its_stock_remains(run, drawn):
    """ana falls silent in February: a flow of 1 then, and of 0 in March, when she is still silent.

    | unit_id | occurred_at |
    | ana     | 2024-01-10  |

    | period_start | active | dormant | dormant_stock |
    | 2024-01-01   | 1      | 0       | 0             |
    | 2024-02-01   | 0      | 1       | 1             |
    | 2024-03-01   | 0      | 0       | 1             |
    """
    assert_drawn(run(lifecycle_of(rows.table(drawn[0]), QUARTER)), drawn[1])


def test_the_current_period_has_no_dormant_customers(run, drawn):
    """On 30 March ana may still come on the 31st.

    | unit_id | occurred_at |
    | ana     | 2024-02-10  |
    | 보라    | 2024-03-05  |

    | period_start | complete | active_before | active | new | dormant | dormant_stock |
    | 2024-01-01   | yes      | 0             | 0      | 0   | 0       | 0             |
    | 2024-02-01   | yes      | 0             | 1      | 1   | 0       | 0             |
    | 2024-03-01   | no       | 1             | 1      | 1   | –       | –             |
    """
    found = lifecycle_of(rows.table(drawn[0]), "2024-01-01 … 2024-03-30")
    assert_drawn(run(found), drawn[1])


def test_back_after_one_silent_period_is_resurrected_and_not_new(run, drawn):
    """Dormant in February, back in March; the second event in March changes nothing.

    | unit_id | occurred_at |
    | ana     | 2024-01-10  |
    | ana     | 2024-03-10  |
    | ana     | 2024-03-11  |

    | period_start | active | new | returning | resurrected | dormant | dormant_stock |
    | 2024-01-01   | 1      | 1   | 0         | 0           | 0       | 0             |
    | 2024-02-01   | 0      | 0   | 0         | 0           | 1       | 1             |
    | 2024-03-01   | 1      | 0   | 0         | 1           | 0       | 0             |
    """
    assert_drawn(run(lifecycle_of(rows.table(drawn[0]), QUARTER)), drawn[1])


def test_activity_before_the_observation_makes_nobody_new(run, drawn):
    """Both were there in the autumn: one in December, so she returns; one in October.

    | unit_id | occurred_at |
    | ana     | 2023-12-20  |
    | ana     | 2024-01-10  |
    | 보라    | 2023-10-20  |
    | 보라    | 2024-01-10  |
    | chidi   | 2023-12-24  |

    | period_start | active_before | active | new | returning | resurrected | dormant |
    | 2024-01-01   | 2             | 2      | 0   | 1         | 1           | 1       |
    """
    assert_drawn(run(lifecycle_of(rows.table(drawn[0]), QUARTER))[:1], drawn[1])


def test_a_month_ends_at_midnight_of_the_company(run):
    """In Seoul 15:00 UTC of 31 January is February; in New York 03:59 UTC of 1 April is March."""
    days = {"Asia/Seoul": "2024-01-31T15:00:00+00:00", "UTC": "2024-02-01T00:00:00+00:00"}
    for zone, instant in days.items():
        events = rows.table([{"unit_id": "보라", "occurred_at": instant}])
        found = run(lifecycle_of(events, QUARTER, zone=zone))
        assert [row["new"] for row in found] == [0, 1, 0]
    spring = rows.table([{"unit_id": "ana", "occurred_at": "2024-04-01T03:59:59+00:00"}])
    found = run(lifecycle_of(spring, QUARTER, zone="America/New_York"))
    assert [row["new"] for row in found] == [0, 0, 1]


def test_a_null_key_is_nobody_and_twice_is_once(run, drawn):
    """Events that name nobody are in no number.

    | unit_id | occurred_at |
    | –       | 2024-01-10  |
    | ana     | 2024-01-10  |
    | ana     | 2024-01-10  |

    | period_start | active | new | dormant | dormant_stock |
    | 2024-01-01   | 1      | 1   | 0       | 0             |
    | 2024-02-01   | 0      | 0   | 1       | 1             |
    """
    assert_drawn(run(lifecycle_of(rows.table(drawn[0]), QUARTER))[:2], drawn[1])


def test_an_empty_period_is_a_row_of_every_group(run, drawn):
    """B has its rows before it has anybody.

    | unit_id | occurred_at |
    | ana     | 2024-01-10  |
    | 보라    | 2024-03-10  |

    | unit_id | group |
    | ana     | A     |
    | 보라    | B     |

    | group | period_start | active | new | dormant |
    | A     | 2024-01-01   | 1      | 1   | 0       |
    | A     | 2024-02-01   | 0      | 0   | 1       |
    | A     | 2024-03-01   | 0      | 0   | 0       |
    | B     | 2024-01-01   | 0      | 0   | 0       |
    | B     | 2024-02-01   | 0      | 0   | 0       |
    | B     | 2024-03-01   | 1      | 1   | 0       |
    """
    found = lifecycle_of(rows.table(drawn[0]), QUARTER, groups=rows.table(drawn[1]))
    assert_drawn(run(found), drawn[2])
