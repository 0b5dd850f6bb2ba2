"""Onboarding: steps, first value and churn by steps, by hand and against sets and loops."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import rows
from support.asking import observed
from support.drawing import assert_drawn
from support.examples import some
from support.worlds import worlds
from tenure.definitions import Activity
from tenure.errors import MetricError
from tenure.measure.durations import TOO_FEW
from tenure.measure.first_value import finish_first_value, first_value
from tenure.measure.onboarding import (
    NOBODY,
    choose_steps,
    early_events,
    since_start,
    step_events,
    steps_reached,
)
from tenure.measure.onboarding_churn import NOBODY as NOBODY_SO_FAR
from tenure.measure.onboarding_churn import (
    NOBODY_THERE,
    churn_by_steps,
    finish_churn_by_steps,
    units_by_steps,
)
from tenure.periods import Calendar

JANUARY = "2024-01-01 … 2024-01-31"


def asked(function, *tables, days=JANUARY, zone="UTC", **options):
    return function(*tables, calendar=Calendar(zone), observed=observed(days), **options)


def stepped(drawn_rows, *names, zone="UTC"):
    return step_events(rows.table(drawn_rows, zone=zone), [Activity(event=one) for one in names])


def test_steps_reached_in_the_first_ten_days(run, drawn):
    """ana did all but skipped none; 보라 did the second alone; chi was too late for the first.

    Old began before the data, new too late to judge; eve has no start.

    | unit_id | started_at       |
    | ana     | 2024-01-02 09:00 |
    | 보라    | 2024-01-03 09:00 |
    | chi     | 2024-01-04 09:00 |
    | old     | 2023-12-31 09:00 |
    | new     | 2024-01-22 09:00 |

    | customer_id | occurred_at      | name    |
    | ana         | 2024-01-02 10:00 | profile |
    | ana         | 2024-01-02 11:00 | profile |
    | ana         | 2024-01-05 09:00 | invite  |
    | 보라        | 2024-01-04 09:00 | invite  |
    | chi         | 2024-01-14 09:00 | profile |
    | chi         | 2024-01-14 08:59 | invite  |
    | old         | 2024-01-02 10:00 | profile |
    | new         | 2024-01-23 10:00 | profile |
    | eve         | 2024-01-04 09:00 | profile |
    | ana         | 2024-01-02 12:00 | login   |

    | step | eligible | reached | reached_share | through | through_share | through_share_low |
    | 1    | 3        | 1       | 33.3 %        | 1       | 33.3 %        | 6.1 %             |
    | 2    | 3        | 3       | 100 %         | 1       | 33.3 %        | 6.1 %             |
    """
    done = stepped(drawn[1], "profile", "invite")
    found = run(asked(steps_reached, done, rows.table(drawn[0]), steps=2, within=10))
    assert_drawn(found, drawn[2])
    assert found[0]["median_days"] == pytest.approx(1 / 24)
    assert found[1]["median_days"] == pytest.approx(3)


def test_a_step_may_be_told_by_a_condition(run, drawn):
    """
    | customer_id | occurred_at | name  | seconds |
    | ana         | 2024-01-02  | watch | 30      |
    | 보라        | 2024-01-02  | watch | 60      |
    | 보라        | 2024-01-02  | login | 60      |
    """
    long = Activity(event="watch", where="seconds >= 60")
    found = run(step_events(rows.table(drawn[0]), [long]))
    assert [(row["unit_id"], row["step"]) for row in found] == [("보라", 1)]


def test_what_was_done_on_the_first_day_before_its_time_was_done_at_the_start(run, drawn):
    """The start is at noon in Seoul. The day before does not count.

    | unit_id | started_at       |
    | ana     | 2024-01-05 12:00 |

    | unit_id | occurred_at      |
    | ana     | 2024-01-04 23:59 |
    | ana     | 2024-01-05 00:00 |
    | ana     | 2024-01-05 12:01 |
    """
    zone = "Asia/Seoul"
    found = asked(
        since_start,
        rows.table(drawn[1], zone=zone),
        rows.table(drawn[0], zone=zone),
        zone=zone,
    )
    assert sorted(row["elapsed"] for row in run(found)) == [0, 60]


def test_days_since_the_start_are_those_of_the_clock_on_the_wall(run, drawn):
    """New York, 9 to 10 March 2024: 09:00 to 09:00 is a day, though of 23 hours.

    | unit_id | started_at       |
    | ana     | 2024-03-09 09:00 |

    | unit_id | occurred_at      |
    | ana     | 2024-03-10 09:00 |
    """
    zone, days = "America/New_York", "2024-03-01 … 2024-03-31"
    tables = [rows.table(one, zone=zone) for one in (drawn[1], drawn[0])]
    (row,) = run(asked(since_start, *tables, days=days, zone=zone))
    assert row["elapsed"] == 86400


def test_nobody_seen_for_long_enough_gives_no_share(run, drawn):
    """
    | unit_id | started_at |
    | ana     | 2024-01-20 |

    | customer_id | occurred_at | name    |
    | ana         | 2024-01-20  | profile |
    """
    done = stepped(drawn[1], "profile")
    (row,) = run(asked(steps_reached, done, rows.table(drawn[0]), steps=1, within=30))
    assert (row["eligible"], row["reached_share"], row["reason"]) == (0, None, NOBODY)


def test_first_value_counts_who_has_none_for_as_long_as_they_were_seen(run, drawn):
    """Seen to the end of 31 January. ana: 2 hours; 보라: 5 days; chi: none in 21 days; dan in 2.

    | unit_id | started_at       |
    | ana     | 2024-01-05 09:00 |
    | 보라    | 2024-01-06 00:00 |
    | chi     | 2024-01-11 00:00 |
    | dan     | 2024-01-30 00:00 |

    | unit_id | occurred_at      |
    | ana     | 2024-01-05 11:59 |
    | ana     | 2024-01-09 11:59 |
    | 보라    | 2024-01-11 00:00 |
    | chi     | 2024-02-01 00:00 |

    | time | events | censored | ripe_events | ripe |
    | 2    | 1      | 0        | 1           | 1    |
    | 48   | 0      | 1        | 0           | 0    |
    | 120  | 1      | 0        | 1           | 1    |
    | 504  | 0      | 1        | 0           | 1    |
    """
    table = asked(first_value, rows.table(drawn[1]), rows.table(drawn[0]), within=5)
    assert_drawn(run(table), drawn[2])
    counts = pa.Table.from_pylist(run(table))
    (row,) = finish_first_value(counts, within=5).to_pylist()
    assert (row["over"], row["open"], row["judged"], row["within"]) == (2, 2, 3, 1)
    assert row["within_share"] == pytest.approx(1 / 3)
    assert [row[name] for name in ("p25", "p50")] == pytest.approx([2 / 24, 5])
    assert (row["p75"], row["reason"]) == (None, TOO_FEW)


def test_quick_ones_do_not_count_before_the_slow(run, drawn):
    """Both started two days ago; a share within 5 days cannot be known of either.

    | unit_id | started_at |
    | ana     | 2024-01-30 |
    | 보라    | 2024-01-30 |

    | unit_id | occurred_at      |
    | ana     | 2024-01-30 01:00 |
    """
    counts = run(asked(first_value, rows.table(drawn[1]), rows.table(drawn[0]), within=5))
    (row,) = finish_first_value(pa.Table.from_pylist(counts), within=5).to_pylist()
    assert (row["judged"], row["within_share"], row["within_share_low"]) == (0, None, None)


def test_churn_by_steps_is_judged_after_the_landmark(run, drawn):
    """Landmark 7 days, horizon 30; seen to 31 March. gone left before the landmark.

    late did its step on the 8th day, which counts for none; new was seen for 29 days.

    | unit_id | started_at |
    | ana     | 2024-01-02 |
    | 보라    | 2024-01-02 |
    | late    | 2024-01-02 |
    | gone    | 2024-01-02 |
    | never   | 2024-01-02 |
    | new     | 2024-03-03 |

    | customer_id | occurred_at | name    |
    | ana         | 2024-01-03  | profile |
    | ana         | 2024-01-04  | invite  |
    | 보라        | 2024-01-03  | invite  |
    | late        | 2024-01-09  | profile |
    | gone        | 2024-01-02  | profile |
    | new         | 2024-03-04  | profile |

    | unit_id | from_local | to_local   |
    | ana     | 2024-01-02 | –          |
    | 보라    | 2024-01-02 | 2024-01-20 |
    | late    | 2024-01-02 | 2024-01-10 |
    | late    | 2024-01-30 | –          |
    | gone    | 2024-01-02 | 2024-01-09 |
    | new     | 2024-03-03 | 2024-03-11 |

    | steps | started | there | lost | churn |
    | 0     | 2       | 1     | 0    | 0 %   |
    | 1     | 2       | 1     | 1    | 100 % |
    | 2     | 1       | 1     | 0    | 0 %   |
    """
    tables = (stepped(drawn[1], "profile", "invite"), rows.table(drawn[0]), rows.table(drawn[2]))
    found = asked(churn_by_steps, *tables, days="2024-01-01 … 2024-03-31", steps=2)
    assert_drawn(run(found), drawn[3])
    some = asked(units_by_steps, *tables, days="2024-01-01 … 2024-03-31", landmark=7, horizon=30)
    assert {row["unit_id"] for row in run(some) if row["lost"]} == {"보라"}


def test_a_number_of_steps_that_nobody_reached_has_a_row_and_no_rate(run, drawn):
    """
    | unit_id | started_at |
    | ana     | 2024-01-01 |

    | customer_id | occurred_at | name    |
    | ana         | 2024-01-01  | profile |

    | unit_id | from_local | to_local |
    """
    spells = rows.table([], "unit_id", "from_local", "to_local")
    tables = (stepped(drawn[1], "profile"), rows.table(drawn[0]), spells)
    found = run(asked(churn_by_steps, *tables, steps=1, horizon=10))
    assert [(row["started"], row["churn"], row["reason"]) for row in found] == [
        (0, None, NOBODY_SO_FAR),
        (1, None, NOBODY_THERE),
    ]


def test_trend_of_churn_over_the_steps():
    """Armitage's test by hand: 30, 20, 10 lost of 100: z² = 12.5, falling."""
    told = [
        {"steps": n, "there": 100, "lost": 30 - 10 * n, "churn": 0.3 - 0.1 * n, "reason": None}
        for n in range(3)
    ]
    found = finish_churn_by_steps(pa.Table.from_pylist(told)).to_pylist()
    assert [row["trend_z"] for row in found] == [pytest.approx(-(12.5**0.5))] * 3
    assert found[0]["trend_p"] == pytest.approx(0.000407, abs=1e-6)


def test_steps_are_guessed_from_what_is_done_in_the_first_days_alone(run):
    """profile and invite once in the first days; login goes on; rare is done by one of thirty."""
    begin = datetime(2024, 1, 1)
    starts, events = [], []
    for n in range(30):
        unit, at = f"u{n}", begin + timedelta(days=n % 5)
        starts.append({"unit_id": unit, "started_at": at})
        done = [("login", day) for day in range(0, 80, 4)] + [("invite", 5)]
        done += [("profile", 1)] if n % 2 else []
        done += [("rare", 2)] if n == 7 else []
        events += [
            {"customer_id": unit, "occurred_at": at + timedelta(days=day), "name": name}
            for name, day in done
        ]
    tables = (rows.table(events), rows.table(starts))
    found = run(asked(early_events, *tables, days="2024-01-01 … 2024-03-31"))
    assert {row["eligible"] for row in found} == {30}
    assert choose_steps(pa.Table.from_pylist(found)) == ["profile", "invite"]
    for most, taken in ((30, 30), (29, 15), (10, 10), (7, 6), (1, 1)):
        few = run(asked(early_events, *tables, days="2024-01-01 … 2024-03-31", sample=most))
        told = {row["name"]: row["units"] for row in few}
        assert {row["eligible"] for row in few} == {taken}
        assert told["login"] == told["invite"] == taken


def test_events_without_names_have_no_steps():
    table = rows.table([{"customer_id": "ana", "occurred_at": "2024-01-01"}])
    with pytest.raises(MetricError, match="name"):
        asked(early_events, table, rows.table([{"unit_id": "ana", "started_at": "2024-01-01"}]))


@settings(max_examples=some(30))
@given(world=worlds(), within=st.sampled_from((1, 3, 10)), data=st.data())
def test_steps_equal_sets_and_loops(run, world, within, data):
    """Each unit starts at one of its events; the others are its steps, 1 or 2 in turn."""
    calendar, seen = world.calendar, world.observed
    zone = ZoneInfo(calendar.time_zone)

    def wall(at):
        return at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None, microsecond=0)

    starts = {
        unit: data.draw(st.sampled_from(sorted(events)))
        for unit, events in world.histories.items()
        if events
    }
    done = [
        {"unit_id": unit, "occurred_at": at, "step": 1 + place % 2}
        for unit, events in world.histories.items()
        for place, at in enumerate(events)
    ]
    begun = rows.table(
        [{"unit_id": unit, "started_at": at} for unit, at in starts.items()],
        "unit_id",
        "started_at",
    )
    found = steps_reached(
        _with_steps(done), begun, steps=2, within=within, calendar=calendar, observed=seen
    )
    first, end = calendar.midnight(seen.first), calendar.midnight(seen.end)
    last = datetime.combine(seen.end, datetime.min.time())
    eligible = {
        unit
        for unit, at in starts.items()
        if first <= at < end and wall(at) + timedelta(days=within) <= last
    }
    reached = {
        number: {
            one["unit_id"]
            for one in done
            if one["step"] == number
            and one["unit_id"] in eligible
            and one["occurred_at"] < end
            and wall(one["occurred_at"]).date() >= wall(starts[one["unit_id"]]).date()
            and wall(one["occurred_at"]) < wall(starts[one["unit_id"]]) + timedelta(days=within)
        }
        for number in (1, 2)
    }
    assert [(r["eligible"], r["reached"], r["through"]) for r in run(found)] == [
        (len(eligible), len(reached[1]), len(reached[1])),
        (len(eligible), len(reached[2]), len(reached[1] & reached[2])),
    ]


def _with_steps(done):
    import ibis

    schema = pa.schema(
        [("unit_id", pa.string()), ("occurred_at", pa.timestamp("us")), ("step", pa.int64())]
    )
    return ibis.memtable(pa.Table.from_pylist(done, schema=schema))
