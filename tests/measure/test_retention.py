"""Retention: modes, cohorts, maturity, and what is said when nothing is known."""

from datetime import datetime

from support import rows
from support.asking import observed, retention_of
from support.drawing import assert_drawn
from tenure.measure.retention import NOBODY, UNFINISHED, UNSEEN, spell_activity
from tenure.periods import Calendar


def test_on_or_after_counts_whoever_comes_back_later(run, drawn):
    """ana skips February and comes in March: not in February exactly, but then or after.

    | unit_id | occurred_at |
    | ana     | 2024-01-05  |
    | ana     | 2024-03-05  |
    | 보라    | 2024-01-06  |
    | 보라    | 2024-02-06  |
    | chidi   | 2024-01-07  |
    | chidi   | 2024-01-08  |

    | period | size | eligible | returned | retention |
    | 0      | 3    | 3        | 3        | 100 %     |
    | 1      | 3    | 3        | 1        | 33.3 %    |
    | 2      | 3    | 3        | 1        | 33.3 %    |

    | period | size | eligible | returned | retention |
    | 0      | 3    | 3        | 3        | 100 %     |
    | 1      | 3    | 3        | 2        | 66.7 %    |
    | 2      | 3    | 3        | 1        | 33.3 %    |
    """
    events, days = rows.table(drawn[0]), "2024-01-01 … 2024-03-31"
    for mode, expected in (("exact", drawn[1]), ("on_or_after", drawn[2])):
        assert_drawn(run(retention_of(events, days, mode=mode))[:3], expected)


def test_a_period_that_is_not_over_is_never_counted_as_no(run, drawn):
    """Observed to 10 February: whether ana and 보라 come back in February is not known.

    | unit_id | occurred_at |
    | ana     | 2024-01-05  |
    | ana     | 2024-02-05  |
    | 보라    | 2024-01-06  |

    | cohort     | size | period | eligible | returned | retention | complete |
    | 2024-01-01 | 2    | 0      | 2        | 2        | 100 %     | yes      |
    | 2024-01-01 | 2    | 1      | 0        | 0        | –         | no       |
    | 2024-02-01 | 0    | 0      | 0        | 0        | –         | no       |
    """
    found = run(retention_of(rows.table(drawn[0]), "2024-01-01 … 2024-02-10"))
    assert_drawn(found, drawn[1])
    assert [cell["reason"] for cell in found] == [None, UNFINISHED, UNFINISHED]


def test_an_empty_cohort_is_a_row_with_its_reason(run, drawn):
    """Nobody starts in February; the cohort of January still has its cell for March.

    | unit_id | occurred_at |
    | ana     | 2024-01-05  |
    | 보라    | 2024-03-05  |

    | cohort     | size | period | returned | retention |
    | 2024-01-01 | 1    | 0      | 1        | 100 %     |
    | 2024-01-01 | 1    | 1      | 0        | 0 %       |
    | 2024-01-01 | 1    | 2      | 0        | 0 %       |
    | 2024-02-01 | 0    | 0      | 0        | –         |
    | 2024-02-01 | 0    | 1      | 0        | –         |
    | 2024-03-01 | 1    | 0      | 1        | 100 %     |
    """
    found = run(retention_of(rows.table(drawn[0]), "2024-01-01 … 2024-03-31"))
    assert_drawn(found, drawn[1])
    assert {cell["reason"] for cell in found if not cell["size"]} == {NOBODY}


def test_period_0_need_not_be_100_percent(run, drawn):
    """Start: signing up. Return: watching. 보라 signs up in January and first watches in February.

    | unit_id | started_at |
    | ana     | 2024-01-03 |
    | 보라    | 2024-01-04 |
    | never   | 2024-01-05 |

    | unit_id | occurred_at |
    | ana     | 2024-01-10  |
    | 보라    | 2024-02-10  |

    | cohort     | size | period | eligible | returned | retention |
    | 2024-01-01 | 3    | 0      | 3        | 1        | 33.3 %    |
    | 2024-01-01 | 3    | 1      | 3        | 1        | 33.3 %    |
    | 2024-02-01 | 0    | 0      | 0        | 0        | –         |
    """
    watched = rows.table(drawn[1])
    found = retention_of(watched, "2024-01-01 … 2024-02-29", starts=rows.table(drawn[0]))
    assert_drawn(run(found), drawn[2])


def test_who_has_no_start_on_record_starts_with_the_first_event(run, drawn):
    """ghost is in no table of customers; blank is there without a date.

    | unit_id | started_at |
    | ana     | 2024-01-03 |
    | blank   | –          |

    | unit_id | occurred_at |
    | ana     | 2024-02-10  |
    | blank   | 2024-02-11  |
    | ghost   | 2024-02-12  |

    | cohort     | size | period | returned |
    | 2024-01-01 | 1    | 0      | 0        |
    | 2024-01-01 | 1    | 1      | 1        |
    | 2024-02-01 | 2    | 0      | 2        |
    """
    events, starts = rows.table(drawn[1]), rows.table(drawn[0])
    assert_drawn(run(retention_of(events, "2024-01-01 … 2024-02-29", starts=starts)), drawn[2])


def test_at_least_twice_within_the_period(run, drawn):
    """ana comes twice in January and once in February.

    | unit_id | occurred_at |
    | ana     | 2024-01-05  |
    | ana     | 2024-01-06  |
    | ana     | 2024-02-05  |
    | once    | 2024-01-05  |

    | cohort     | size | period | returned |
    | 2024-01-01 | 1    | 0      | 1        |
    | 2024-01-01 | 1    | 1      | 0        |
    | 2024-02-01 | 0    | 0      | 0        |
    """
    found = retention_of(rows.table(drawn[0]), "2024-01-01 … 2024-02-29", at_least=2)
    assert_drawn(run(found), drawn[1])


def test_data_that_begin_too_late_are_never_counted_as_no(run, drawn):
    """Signed up before the events of 15 March were kept: what they did until then is not known.

    | unit_id | started_at |
    | early   | 2024-01-20 |
    | 새로    | 2024-03-02 |

    | unit_id | occurred_at |
    | early   | 2024-04-10  |
    | 새로    | 2024-03-20  |

    | cohort     | size | period | eligible | returned | retention | complete |
    | 2024-01-01 | 1    | 0      | 0        | 0        | –         | no       |
    | 2024-01-01 | 1    | 1      | 0        | 0        | –         | no       |
    | 2024-01-01 | 1    | 2      | 0        | 0        | –         | no       |
    | 2024-01-01 | 1    | 3      | 1        | 1        | 100 %     | yes      |
    | 2024-03-01 | 1    | 0      | 1        | 1        | 100 %     | yes      |
    | 2024-03-01 | 1    | 1      | 1        | 0        | 0 %       | yes      |
    | 2024-04-01 | 0    | 0      | 0        | 0        | –         | yes      |
    """
    events, starts = rows.table(drawn[1]), rows.table(drawn[0])
    found = run(retention_of(events, "2024-03-15 … 2024-04-30", starts=starts))
    assert_drawn(found, drawn[2])
    assert [cell["reason"] for cell in found[:4]] == [UNSEEN, UNSEEN, UNSEEN, None]


def test_events_after_the_observation_are_not_known(run, drawn):
    """As of 31 March nobody knows of April: ana is not back, and 나중 does not exist.

    | unit_id | occurred_at |
    | ana     | 2024-02-05  |
    | ana     | 2024-04-01  |
    | 나중    | 2024-04-02  |

    | cohort     | size | period | returned | complete |
    | 2024-02-01 | 1    | 0      | 1        | yes      |
    | 2024-02-01 | 1    | 1      | 0        | yes      |
    | 2024-03-01 | 0    | 0      | 0        | yes      |
    """
    events = rows.table(drawn[0])
    for mode in ("exact", "on_or_after"):
        found = run(retention_of(events, "2024-02-05 … 2024-03-31", mode=mode))
        assert_drawn(found, drawn[1])


def test_who_starts_after_the_observation_is_in_no_cohort(run, drawn):
    """An event before a start that is still to come does not make an earlier start.

    | unit_id | started_at |
    | ana     | 2024-02-01 |

    | unit_id | occurred_at |
    | ana     | 2024-01-05  |
    | 보라    | 2024-01-05  |

    | cohort     | size | period |
    | 2024-01-01 | 1    | 0      |
    """
    events, starts = rows.table(drawn[1]), rows.table(drawn[0])
    assert_drawn(run(retention_of(events, "2024-01-01 … 2024-01-31", starts=starts)), drawn[2])


def test_nobody_at_all_gives_no_cell(run):
    assert run(retention_of(rows.activity([]), "2024-01-01 … 2024-03-31")) == []


def test_a_spell_is_activity_in_every_period_it_touches(run, drawn):
    """The end is excluded: a contract until 1 March 00:00 was not in force in March.

    | unit_id | from_local          | to_local            |
    | ana     | 2024-01-31 23:59:59 | 2024-03-01 00:00:00 |
    | 보라    | 2024-02-10 00:00:00 | –                   |
    | later   | 2024-04-01 00:00:00 | –                   |

    | unit_id | seen  |
    | ana     | 24288 |
    | ana     | 24289 |
    | 보라    | 24289 |
    | 보라    | 24290 |
    """
    seen = spell_activity(
        rows.table(drawn[0]), "month", Calendar(), observed("2024-01-01 … 2024-03-31")
    )
    assert_drawn(run(seen.order_by("unit_id", "seen")), drawn[1])


def test_retention_of_contracts_by_their_spells(run, drawn):
    """
    | unit_id | from_local | to_local   |
    | ana     | 2024-01-10 | 2024-02-10 |
    | ana     | 2024-03-20 | –          |
    | 보라    | 2024-01-10 | 2024-02-01 |

    | cohort     | size | period | returned |
    | 2024-01-01 | 2    | 0      | 2        |
    | 2024-01-01 | 2    | 1      | 1        |
    | 2024-01-01 | 2    | 2      | 1        |
    """
    days = "2024-01-01 … 2024-03-31"
    seen = spell_activity(rows.table(drawn[0]), "month", Calendar(), observed(days))
    assert_drawn(run(retention_of(seen, days))[:3], drawn[1])


def test_a_start_years_before_the_data_is_dated_by_the_clock_of_its_season(run):
    """1 July 2015 begins in New York at 04:00 UTC; by the winter clock it would still be June."""
    starts = rows.table([{"unit_id": "ana", "started_at": datetime(2015, 7, 1, 4)}])
    events = rows.activity([("ana", datetime(2024, 1, 10, 17))])
    found = retention_of(events, "2024-01-10 … 2024-01-31", zone="America/New_York", starts=starts)
    assert str(run(found)[0]["cohort"]) == "2015-07-01"


def test_an_event_before_the_observation_makes_an_earlier_cohort(run, drawn):
    """Whoever was there before the days observed did not start within them.

    | unit_id | occurred_at |
    | old     | 2023-12-20  |
    | old     | 2024-01-10  |
    | 새로    | 2024-01-10  |

    | cohort     | size | period | eligible | returned | complete |
    | 2023-12-01 | 1    | 0      | 0        | 0        | no       |
    | 2023-12-01 | 1    | 1      | 1        | 1        | yes      |
    | 2024-01-01 | 1    | 0      | 1        | 1        | yes      |
    """
    assert_drawn(run(retention_of(rows.table(drawn[0]), "2024-01-01 … 2024-01-31")), drawn[1])
