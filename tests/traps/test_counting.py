"""Traps of counting: who is in which number, and in which only once."""

from support import rows
from support.asking import attrition_of, inactive_of, retention_of
from support.drawing import assert_drawn

QUARTER = "2024-01-01 … 2024-03-31"


def test_joined_and_lost_within_a_period_is_in_none_of_its_numbers(run, drawn):
    """brief comes on 5 January and is gone on the 20th; only joined_and_lost knows.

    | unit_id | from_local | to_local   |
    | old     | 2023-12-01 | –          |
    | brief   | 2024-01-05 | 2024-01-20 |

    | period_start | at_start | retained | lost | joined | won_back | at_end |
    | 2024-01-01   | 1        | 1        | 0    | 0      | 0        | 1      |
    | 2024-02-01   | 1        | 1        | 0    | 0      | 0        | 1      |
    | 2024-03-01   | 1        | 1        | 0    | 0      | 0        | 1      |

    | period_start | joined_and_lost | attrition |
    | 2024-01-01   | 1               | 0 %       |
    | 2024-02-01   | 0               | 0 %       |
    | 2024-03-01   | 0               | 0 %       |
    """
    found = run(attrition_of(rows.table(drawn[0]), QUARTER))
    assert_drawn(found, drawn[1])
    assert_drawn(found, drawn[2])


def test_left_and_back_within_a_period_is_retained(run, drawn):
    """Away from 5 to 25 January, but there when it began and when it ended.

    | unit_id | from_local | to_local   |
    | ana     | 2023-12-01 | 2024-01-05 |
    | ana     | 2024-01-25 | –          |

    | period_start | at_start | retained | lost | joined | won_back | at_end | joined_and_lost |
    | 2024-01-01   | 1        | 1        | 0    | 0      | 0        | 1      | 0               |
    """
    assert_drawn(run(attrition_of(rows.table(drawn[0]), QUARTER))[:1], drawn[1])


def test_back_after_a_period_away_is_won_back_and_not_joined(run, drawn):
    """Lost in January, away at both ends of February, back in March.

    | unit_id | from_local | to_local   |
    | ana     | 2023-12-01 | 2024-01-15 |
    | ana     | 2024-03-10 | –          |

    | period_start | at_start | lost | joined | won_back | at_end | attrition |
    | 2024-01-01   | 1        | 1    | 0      | 0        | 0      | 100 %     |
    | 2024-02-01   | 0        | 0    | 0      | 0        | 0      | –         |
    | 2024-03-01   | 0        | 0    | 0      | 1        | 1      | –         |
    """
    assert_drawn(run(attrition_of(rows.table(drawn[0]), QUARTER)), drawn[1])


def test_activity_between_two_boundaries_makes_a_later_return_won_back(run, drawn):
    """Seen at no boundary before 1 March, yet active from 10 to 17 January: no newcomer.

    | unit_id | occurred_at |
    | ana     | 2024-01-10  |
    | ana     | 2024-02-28  |

    | period_start | at_start | joined | won_back | at_end | joined_and_lost |
    | 2024-01-01   | 0        | 0      | 0        | 0      | 1               |
    | 2024-02-01   | 0        | 0      | 1        | 1      | 0               |
    | 2024-03-01   | 1        | 0      | 0        | 0      | 0               |
    """
    assert_drawn(run(inactive_of(rows.table(drawn[0]), QUARTER, after=7)), drawn[1])


def test_activity_before_the_first_period_makes_a_return_won_back(run, drawn):
    """What happened before the observation is known, only not reported.

    | unit_id | occurred_at |
    | ana     | 2023-10-10  |
    | ana     | 2024-01-28  |
    | 보라    | 2024-01-28  |

    | period_start | at_start | joined | won_back | at_end |
    | 2024-01-01   | 0        | 1      | 1        | 2      |
    """
    assert_drawn(run(inactive_of(rows.table(drawn[0]), QUARTER, after=7))[:1], drawn[1])


def test_a_null_key_is_nobody(run, drawn):
    """Events that name nobody are no customer, whatever they are counted in.

    | unit_id | occurred_at |
    | ana     | 2024-01-10  |
    | –       | 2024-01-10  |
    | –       | 2024-02-10  |
    | –       | 2024-03-10  |

    | period_start | at_start | lost | joined | won_back | at_end | joined_and_lost |
    | 2024-01-01   | 0        | 0    | 1      | 0        | 1      | 0               |
    | 2024-02-01   | 1        | 1    | 0      | 0        | 0      | 0               |
    | 2024-03-01   | 0        | 0    | 0      | 0        | 0      | 0               |

    | cohort     | size | period | returned |
    | 2024-01-01 | 1    | 0      | 1        |
    | 2024-01-01 | 1    | 1      | 0        |
    | 2024-01-01 | 1    | 2      | 0        |
    | 2024-02-01 | 0    | 0      | 0        |
    | 2024-02-01 | 0    | 1      | 0        |
    | 2024-03-01 | 0    | 0      | 0        |
    """
    events = rows.table(drawn[0])
    assert_drawn(run(inactive_of(events, QUARTER, after=28)), drawn[1])
    assert_drawn(run(retention_of(events, QUARTER)), drawn[2])


def test_a_null_key_among_starts_is_nobody(run, drawn):
    """
    | unit_id | started_at |
    | ana     | 2024-01-10 |
    | –       | 2024-01-10 |

    | cohort     | size | period | returned |
    | 2024-01-01 | 1    | 0      | 0        |
    | 2024-01-01 | 1    | 1      | 0        |
    | 2024-01-01 | 1    | 2      | 0        |
    """
    found = retention_of(rows.activity([]), QUARTER, starts=rows.table(drawn[0]))
    assert_drawn(run(found)[:3], drawn[1])


def test_many_events_of_one_customer_are_one_customer(run, drawn):
    """Four events, each with a spell of its own, and a group: still one customer in each number.

    | unit_id | occurred_at |
    | ana     | 2024-01-10  |
    | ana     | 2024-01-10  |
    | ana     | 2024-01-20  |
    | ana     | 2024-02-10  |

    | unit_id | group |
    | ana     | 서울  |
    | nobody  | busan |

    | group | period_start | at_start | retained | lost | joined | at_end |
    | 서울  | 2024-01-01   | 0        | 0        | 0    | 1      | 1      |
    | 서울  | 2024-02-01   | 1        | 1        | 0    | 0      | 1      |
    | 서울  | 2024-03-01   | 1        | 0        | 1    | 0      | 0      |

    | group | cohort     | size | period | returned |
    | 서울  | 2024-01-01 | 1    | 0      | 1        |
    | 서울  | 2024-01-01 | 1    | 1      | 1        |
    | 서울  | 2024-01-01 | 1    | 2      | 0        |
    """
    events, groups = rows.table(drawn[0]), rows.table(drawn[1])
    assert_drawn(run(inactive_of(events, QUARTER, after=28, groups=groups)), drawn[2])
    assert_drawn(run(retention_of(events, QUARTER, groups=groups))[:3], drawn[3])


def test_several_starts_of_one_customer_are_the_first(run, drawn):
    """A customer who is listed twice is in one cohort.

    | unit_id | started_at |
    | ana     | 2024-02-10 |
    | ana     | 2024-01-10 |

    | cohort     | size | period |
    | 2024-01-01 | 1    | 0      |
    | 2024-01-01 | 1    | 1      |
    | 2024-01-01 | 1    | 2      |
    | 2024-02-01 | 0    | 0      |
    """
    found = retention_of(rows.activity([]), QUARTER, starts=rows.table(drawn[0]))
    assert_drawn(run(found)[:4], drawn[1])


def test_the_rate_of_the_whole_is_no_average_of_the_rates_of_its_parts(run, drawn):
    """1 of 2 and 0 of 4 is 1 of 6; the average of 50 % and 0 % would be 25 %.

    | unit_id | from_local | to_local   |
    | a1      | 2023-12-01 | 2024-01-15 |
    | a2      | 2023-12-01 | –          |
    | b1      | 2023-12-01 | –          |
    | b2      | 2023-12-01 | –          |
    | b3      | 2023-12-01 | –          |
    | b4      | 2023-12-01 | –          |

    | unit_id | group |
    | a1      | small |
    | a2      | small |
    | b1      | large |
    | b2      | large |
    | b3      | large |

    | group     | at_start | lost | attrition |
    | (unknown) | 1        | 0    | 0 %       |
    | large     | 3        | 0    | 0 %       |
    | small     | 2        | 1    | 50 %      |

    | at_start | lost | attrition |
    | 6        | 1    | 16.67 %   |
    """
    spells, groups = rows.table(drawn[0]), rows.table(drawn[1])
    january = "2024-01-01 … 2024-01-31"
    assert_drawn(run(attrition_of(spells, january, groups=groups)), drawn[2])
    assert_drawn(run(attrition_of(spells, january)), drawn[3])


def test_an_empty_period_in_the_middle_is_a_row(run, drawn):
    """Nobody is active on 1 February or 1 March, and nobody joins in between.

    | unit_id | occurred_at |
    | ana     | 2024-01-10  |
    | 보라    | 2024-03-28  |

    | period_start | at_start | retained | lost | joined | won_back | at_end |
    | 2024-01-01   | 0        | 0        | 0    | 0      | 0        | 0      |
    | 2024-02-01   | 0        | 0        | 0    | 0      | 0        | 0      |
    | 2024-03-01   | 0        | 0        | 0    | 1      | 0        | 1      |

    | period_start | joined_and_lost | attrition |
    | 2024-01-01   | 1               | –         |
    | 2024-02-01   | 0               | –         |
    | 2024-03-01   | 0               | –         |
    """
    found = run(inactive_of(rows.table(drawn[0]), QUARTER, after=7))
    assert_drawn(found, drawn[1])
    assert_drawn(found, drawn[2])


def test_an_empty_period_is_a_row_of_every_group(run, drawn):
    """The group of ana has its row for March, after she is gone.

    | unit_id | from_local | to_local   |
    | ana     | 2024-01-10 | 2024-02-10 |
    | 보라    | 2024-02-10 | –          |

    | unit_id | group |
    | ana     | A     |
    | 보라    | B     |

    | group | period_start | at_start | lost | joined | at_end |
    | A     | 2024-01-01   | 0        | 0    | 1      | 1      |
    | A     | 2024-02-01   | 1        | 1    | 0      | 0      |
    | A     | 2024-03-01   | 0        | 0    | 0      | 0      |
    | B     | 2024-01-01   | 0        | 0    | 0      | 0      |
    | B     | 2024-02-01   | 0        | 0    | 1      | 1      |
    | B     | 2024-03-01   | 1        | 0    | 0      | 1      |
    """
    found = attrition_of(rows.table(drawn[0]), QUARTER, groups=rows.table(drawn[1]))
    assert_drawn(run(found), drawn[2])


def test_events_before_started_at_are_activity_but_no_return(run, drawn):
    """ana tried the product before she signed up in February. The state is what she did;
    her cohort is when she started, and nothing before it is a return.

    | unit_id | occurred_at |
    | ana     | 2024-01-20  |
    | ana     | 2024-03-05  |

    | unit_id | started_at |
    | ana     | 2024-02-10 |

    | period_start | at_start | joined | lost | at_end |
    | 2024-01-01   | 0        | 1      | 0    | 1      |
    | 2024-02-01   | 1        | 0      | 1    | 0      |

    | cohort     | size | period | returned | retention |
    | 2024-02-01 | 1    | 0      | 0        | 0 %       |
    | 2024-02-01 | 1    | 1      | 1        | 100 %     |
    | 2024-03-01 | 0    | 0      | 0        | –         |
    """
    events, starts = rows.table(drawn[0]), rows.table(drawn[1])
    assert_drawn(run(inactive_of(events, QUARTER, after=28))[:2], drawn[2])
    assert_drawn(run(retention_of(events, QUARTER, starts=starts)), drawn[3])


def test_who_was_only_active_before_the_start_never_came_back(run, drawn):
    """Neither exactly in a period nor on or after it.

    | unit_id | occurred_at |
    | ana     | 2024-01-20  |

    | unit_id | started_at |
    | ana     | 2024-02-10 |

    | cohort     | size | period | returned |
    | 2024-02-01 | 1    | 0      | 0        |
    | 2024-02-01 | 1    | 1      | 0        |
    | 2024-03-01 | 0    | 0      | 0        |
    """
    events, starts = rows.table(drawn[0]), rows.table(drawn[1])
    for mode in ("exact", "on_or_after"):
        assert_drawn(run(retention_of(events, QUARTER, starts=starts, mode=mode)), drawn[2])


def test_at_least_twice_is_not_once(run, drawn):
    """Two events within 28 days make active; of two 28 days apart the older no longer counts.

    | unit_id | occurred_at         |
    | near    | 2024-01-05 00:00:00 |
    | near    | 2024-02-01 00:00:00 |
    | apart   | 2024-01-04 00:00:00 |
    | apart   | 2024-02-01 00:00:00 |
    | once    | 2024-01-31 00:00:00 |

    | period_start | joined | at_end | joined_and_lost |
    | 2024-01-01   | 1      | 1      | 0               |
    """
    found = inactive_of(rows.table(drawn[0]), QUARTER, after=28, at_least=2)
    assert_drawn(run(found)[:1], drawn[1])
