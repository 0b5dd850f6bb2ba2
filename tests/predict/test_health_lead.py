"""How early alarms come, and how often in vain: drawn by hand, and of a known decline."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from support.drawing import tables_in
from tenure.errors import MetricError
from tenure.predict.health import Bands, lead_time

DAY = date(2026, 1, 1)


def histories(rows):
    """Return weekly bands of units from letters: h(ealthy), w(atch), r(isk), a dot for none."""
    names = {"h": "healthy", "w": "watch", "r": "at_risk", ".": None}
    units, days, bands = [], [], []
    for unit, letters in rows:
        for at, letter in enumerate(letters):
            units.append(unit)
            days.append(DAY + timedelta(days=7 * at))
            bands.append(names[letter])
    return pa.table(
        {
            "unit_id": pa.array(units, pa.string()),
            "as_of": pa.array(days, pa.date32()),
            "band": pa.array(bands, pa.string()),
        }
    )


def leavers(days):
    return pa.table(
        {
            "unit_id": pa.array([*days], pa.string()),
            "left_on": pa.array([DAY + timedelta(days=day) for day in days.values()], pa.date32()),
        }
    )


def drawn_histories():
    """Weeks of eight customers; h: healthy, w: watch, r: at risk.

    | who   | weeks      | left on day | lead   |
    | ana   | hhhrrr     | 42          | 21     |
    | bo    | hwrwrr     | 42          | 14     |
    | chi   | rrrrrr     | 42          | 42 +   |
    | dee   | hhrrww     | 42          | –      |
    | eve   | hhhhrrrr   | 40          | 12     |
    | fay   | hhhhhhhh   | –           | –      |
    | gus   | hrrhhhhh   | –           | –      |
    | hal   | hhhhhwwr   | –           | –      |
    """
    (drawn,) = tables_in(drawn_histories.__doc__)
    left = {row["who"]: int(row["left on day"]) for row in drawn if row["left on day"]}
    return histories([(row["who"], row["weeks"]) for row in drawn]), leavers(left)


def test_lead_time_by_hand():
    """12, 14, 21 and at least 42 days: half of the four had been at risk for 14 days or more."""
    history, left = drawn_histories()
    found = lead_time(history, left, until=DAY + timedelta(days=60), window=182)
    assert (found.warned.some, found.warned.all) == (4, 5)
    assert found.days == 14
    assert (found.false_alarms.some, found.false_alarms.all) == (2, 3)
    assert found.false_alarms.low < 2 / 3 < found.false_alarms.high
    assert found.unscored == 0


def test_falls_are_counted_while_a_window_was_watched():
    """Falls of ana (21), bo (14, 28), dee (14), eve (28), gus (7), hal (49: watched too short).

    Chi had been at risk from the first: no fall. Within 30 days left ana, bo, bo, dee and eve.
    """
    history, left = drawn_histories()
    found = lead_time(history, left, until=DAY + timedelta(days=60), window=30)
    assert (found.precision.some, found.precision.all) == (5, 6)
    assert found.warned.some == 4
    assert found.days == 14
    assert found.false_alarms.some == 1  # gus was last at risk 35 days before his last look


def test_a_window_cuts_leads_short():
    history, left = drawn_histories()
    found = lead_time(history, left, until=DAY + timedelta(days=60), window=13)
    assert found.days is None  # of 12 and three of at least 13 days, half are not over
    assert found.low is None or found.low <= 13


def test_who_left_after_the_last_day_known_stayed_as_far_as_is_known():
    history, left = drawn_histories()
    found = lead_time(history, left, until=DAY + timedelta(days=41), window=182)
    assert (found.warned.some, found.warned.all) == (1, 1)
    assert found.false_alarms.all == 7


def test_looks_after_leaving_do_not_count():
    history = histories([("ana", "hhhhrr"), ("bo", "....")])
    found = lead_time(history, leavers({"ana": 28, "bo": 28, "zoe": 20}), until=date(2026, 6, 1))
    assert (found.warned.some, found.warned.all) == (0, 1)
    assert found.days is None
    assert found.unscored == 2


def test_nobody_is_nobody():
    found = lead_time(histories([]), leavers({}), until=date(2026, 6, 1))
    assert (found.warned.value, found.days, found.false_alarms.value) == (None, None, None)
    assert found.says() == []
    both = pa.concat_tables([leavers({"ana": 1}), leavers({"ana": 2})])
    with pytest.raises(MetricError, match="said to have left more than once"):
        lead_time(histories([("ana", "h")]), both, until=date(2026, 6, 1))


def test_it_is_said_in_both_languages():
    history, left = drawn_histories()
    found = lead_time(history, left, until=DAY + timedelta(days=60), window=30)
    assert found.says() == [
        "Of 5 who left, 4 (80%) were at risk when they did.",
        "Half of these had been so for at least 14 days.",
        "Of 3 who stayed, 1 (33%) were at risk at some time within 30 days.",
        "Of 6 falls to at risk, 83% were followed by leaving within 30 days.",
    ]
    assert found.says("ko")[0] == "이탈한 5명 중 4명(80%)이 이탈할 때 위험 상태였습니다."


def test_a_decline_that_is_known_is_found():
    """Scores of those who leave fall from 80, one point a day, over their last 60 to 90 days.

    They are at risk below 40, that is when 40 points are lost: 20 to 50 days before, in the
    mean 35; the scores of the others vary about 70 and seldom fall so far.
    """
    rng, weeks = np.random.default_rng(1), 40
    units, days, score, left = [], [], [], {}
    for unit in range(400):
        goes = unit < 200
        end, long = 7 * weeks - rng.integers(0, 70), rng.integers(60, 91)
        if goes:
            left[f"c{unit}"] = int(end)
        for week in range(weeks):
            units.append(f"c{unit}")
            days.append(DAY + timedelta(days=7 * week))
            falling = max(0, 7 * week - (end - long)) if goes else 0
            score.append(float(np.clip((80 if goes else 70) - falling + rng.normal(0, 6), 0, 100)))
    table = pa.table({"unit_id": units, "as_of": pa.array(days, pa.date32()), "score": score})
    history = Bands(40, 50, 70, 60).history(table)
    found = lead_time(history, leavers(left), until=DAY + timedelta(days=7 * weeks), window=70)
    assert found.warned.value > 0.97
    assert found.low <= found.days <= found.high
    assert 28 <= found.days <= 42
    assert found.high - found.low < 8
    assert found.false_alarms.value < 0.01
    assert found.precision.value > 0.9
