"""NPS and CSAT of random answers, against the definition in a loop."""

from datetime import date, datetime, timedelta

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.asking import observed
from support.examples import some
from tenure.measure.scores import csat, nps
from tenure.periods import Calendar

CUT = {
    "period": "month",
    "calendar": Calendar("Asia/Seoul"),
    "observed": observed("2024-01-01 … 2024-03-31"),
}
KINDS = {
    "answer_id": "string",
    "person": "string",
    "unit_id": "string",
    "given_at": "timestamp",
    "score": "float64",
}
KOREA = timedelta(hours=9)
minutes = st.integers(0, 90 * 24 * 60 - 600) | st.sampled_from((31 * 24 * 60 - 541, 31 * 24 * 60))
scores = st.none() | st.integers(-1, 11).map(float) | st.sampled_from((6.5, 8.9))
given_answers = st.lists(
    st.tuples(st.sampled_from("abcdef"), minutes, scores), max_size=25, unique_by=lambda row: row[1]
)


def table(rows):
    start = datetime(2024, 1, 1)
    told = [
        {"answer_id": str(at), "person": who, "unit_id": who, "score": score,
         "given_at": start + timedelta(minutes=minute)}
        for at, (who, minute, score) in enumerate(rows)
    ]  # fmt: skip
    return ibis.memtable(told, schema=KINDS) if told else ibis.memtable([], schema=KINDS)


def last_of_each(rows, usable):
    """Return by month the last usable score of each person, by the clock of Seoul."""
    found = {}
    for who, minute, score in sorted(rows, key=lambda row: row[1]):
        month = (datetime(2024, 1, 1) + timedelta(minutes=minute) + KOREA).date().replace(day=1)
        if score is not None and usable(score):
            found.setdefault(month, {})[who] = score
    return {month: list(own.values()) for month, own in found.items()}


def told(expression):
    return {row["period_start"]: row for row in expression.to_pyarrow().to_pylist()}


@settings(max_examples=some(15), deadline=None)
@given(given_answers)
def test_nps_is_that_of_the_last_usable_answer_of_each(rows):
    known = last_of_each(rows, lambda score: score == int(score) and 0 <= score <= 10)
    for month, row in told(nps(table(rows), **CUT)).items():
        own = known.get(as_date(month), [])
        promoters, detractors = sum(one >= 9 for one in own), sum(one <= 6 for one in own)
        assert (row["answered"], row["promoters"]) == (len(own), promoters)
        assert row["promoters"] + row["passives"] + row["detractors"] == row["answered"]
        if not own:
            assert (row["nps"], row["nps_low"], row["nps_high"]) == (None, None, None)
            continue
        assert row["nps"] == pytest.approx(100 * (promoters - detractors) / len(own))
        assert -100 <= row["nps_low"] <= row["nps"] + 1e-9
        assert row["nps"] - 1e-9 <= row["nps_high"] <= 100


@settings(max_examples=some(15), deadline=None)
@given(given_answers)
def test_csat_is_a_share_of_who_answered_and_lies_in_its_interval(rows):
    known = last_of_each(rows, lambda score: score == int(score) and 1 <= score <= 5)
    for month, row in told(csat(table(rows), **CUT)).items():
        own = known.get(as_date(month), [])
        satisfied = sum(one >= 4 for one in own)
        assert (row["answered"], row["satisfied"]) == (len(own), satisfied)
        if not own:
            assert row["csat"] is None
            continue
        assert row["csat"] == pytest.approx(satisfied / len(own))
        assert 0 <= row["csat_low"] <= row["csat"] + 1e-9
        assert row["csat"] - 1e-9 <= row["csat_high"] <= 1


@settings(max_examples=4, deadline=None)
@given(given_answers.filter(bool), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rows, draw):
    shuffled = list(rows)
    draw.shuffle(shuffled)
    assert told(nps(table(rows), **CUT)) == told(nps(table(shuffled), **CUT))


def as_date(moment):
    return moment.date() if isinstance(moment, datetime) else date.fromisoformat(str(moment))
