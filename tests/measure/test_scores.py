"""NPS and CSAT, worked out by hand."""

from datetime import date, datetime
from itertools import product
from math import comb

import ibis
import pytest

from support.asking import observed
from tenure.measure.scores import NOBODY, NOT_KNOWN_ASKED, csat, nps, score_members
from tenure.periods import Calendar

CUT = {
    "period": "month",
    "calendar": Calendar("UTC"),
    "observed": observed("2024-01-01 … 2024-02-29"),
}
KINDS = {
    "answer_id": "string",
    "person": "string",
    "unit_id": "string",
    "given_at": "timestamp",
    "score": "float64",
}


def answers(*rows):
    told = [
        {"answer_id": str(at), "person": who, "unit_id": who, "given_at": when, "score": score}
        for at, (who, when, score) in enumerate(rows)
    ]
    return ibis.memtable(told, schema=KINDS)


def at(day, hour=0, month=1):
    return datetime(2024, month, day, hour)


def rows_of(expression):
    return expression.to_pyarrow().to_pylist()


WAVE = answers(
    ("ann", at(2), 10.0),
    ("bob", at(3), 9.0),
    ("cat", at(4), 8.0),
    ("dan", at(5), 6.0),
    ("eve", at(6), 0.0),
    ("fay", at(7), 7.0),
    ("gus", at(8), 10.0),
    ("hal", at(9), 3.0),
    ("ida", at(9), 9.0),
    ("joe", at(9), 8.0),
)
"""Ten people: 10 9 10 9 promote, 8 7 8 are passive, 6 0 3 detract: NPS 40 % − 30 % = 10."""


def test_worked_example():
    january, february = rows_of(nps(WAVE, **CUT))
    assert january["answered"] == 10
    assert (january["promoters"], january["passives"], january["detractors"]) == (4, 3, 3)
    assert january["nps"] == pytest.approx(10)
    # n + 3 = 13; p = 4.75 / 13, d = 3.75 / 13; p − d = .076923; p + d = .653846
    # half = 1.959964 √((.653846 − .005917) / 13) = .437567
    assert january["nps_low"] == pytest.approx(-36.06, abs=0.01)
    assert january["nps_high"] == pytest.approx(51.45, abs=0.01)
    assert january["small"]
    assert january["reason"] == NOT_KNOWN_ASKED
    assert january["response_rate"] is None
    assert february["answered"] == 0
    assert february["nps"] is None
    assert february["reason"] == NOBODY


def test_the_last_answer_of_a_person_in_a_wave_counts_once():
    """| ann | 2 January | 0 |, | ann | 30 January | 10 |, | ann | 1 February | 3 |"""
    given = answers(("ann", at(30), 10.0), ("ann", at(2), 0.0), ("ann", at(1, month=2), 3.0))
    january, february = rows_of(nps(given, **CUT))
    assert (january["answered"], january["promoters"], january["nps"]) == (1, 1, 100)
    assert (february["answered"], february["detractors"], february["nps"]) == (1, 1, -100)
    assert january["nps_high"] == 100


def test_what_is_on_no_scale_is_unusable_and_does_not_hide_the_answer_before_it():
    """| ann | 2 January | 9 |, | ann | 3 January | 55 |, | bob | 4 January | 8.5 |, | cat | | – |"""
    given = answers(
        ("ann", at(2), 9.0), ("ann", at(3), 55.0), ("bob", at(4), 8.5), ("cat", at(4), None)
    )
    january = rows_of(nps(given, **CUT))[0]
    assert (january["answered"], january["promoters"], january["unusable"]) == (1, 1, 2)


def test_months_are_those_of_the_company():
    """23:30 UTC on 31 January is February in Seoul."""
    given = answers(("ann", datetime(2024, 1, 31, 23, 30), 9.0))
    seoul = {**CUT, "calendar": Calendar("Asia/Seoul")}
    assert [row["answered"] for row in rows_of(nps(given, **seoul))] == [0, 1]


def test_the_response_rate_is_of_those_asked_in_the_wave():
    """Asked: ann twice, bob, zoe in January; ann answers, bob only in February; cat unasked."""
    given = answers(("ann", at(5), 9.0), ("cat", at(5), 9.0), ("bob", at(3, month=2), 2.0))
    asked = ibis.memtable(
        [
            {"person": who, "unit_id": who, "sent_at": at(day)}
            for who, day in (("ann", 1), ("ann", 4), ("bob", 1), ("zoe", 1))
        ],
        schema={"person": "string", "unit_id": "string", "sent_at": "timestamp"},
    )
    january, february = rows_of(nps(given, asked=asked, **CUT))
    assert (january["asked"], january["responded"]) == (3, 1)
    assert january["response_rate"] == pytest.approx(1 / 3)
    assert january["answered"] == 2
    assert january["reason"] is None
    assert (february["asked"], february["response_rate"]) == (0, None)


def test_groups_add_up_and_those_without_one_are_named():
    groups = ibis.memtable({"unit_id": ["ann", "bob", "cat"], "group": ["x", "x", "y"]})
    rows = rows_of(nps(WAVE, groups=groups, **CUT))
    january = [row for row in rows if row["period_start"] == date(2024, 1, 1)]
    assert {row["group"]: row["answered"] for row in january} == {"x": 2, "y": 1, "(unknown)": 7}


def test_csat_is_the_share_of_the_two_best_scores():
    """Five people: 5 4 3 1 satisfied 2 of 4; the 0 is on no scale."""
    given = answers(
        *[(who, at(2), float(score)) for who, score in zip("abcde", (5, 4, 3, 1, 0), strict=True)]
    )
    january = rows_of(csat(given, **CUT))[0]
    assert (january["answered"], january["satisfied"], january["unusable"]) == (4, 2, 1)
    assert january["csat"] == 0.5
    assert january["csat_low"] == pytest.approx(0.1500, abs=1e-4)
    seven = rows_of(csat(given, scale=7, **CUT))[0]
    assert seven["satisfied"] == 0


@pytest.mark.parametrize(
    ("count", "who"),
    [("promoters", "abgi"), ("passives", "cfj"), ("detractors", "deh"), ("answered", "abcdefghij")],
)
def test_the_people_behind_a_number(count, who):
    found = score_members(WAVE, cell={"period_start": "2024-01-01"}, count=count, scale=None, **CUT)
    assert sorted(name[0] for name in found.execute()["unit_id"]) == sorted(who)


@pytest.mark.parametrize(
    ("promoters", "detractors"), [(0.3, 0.3), (0.5, 0.2), (0.15, 0.1), (0.7, 0.1)]
)
def test_the_interval_holds_the_true_score_as_often_as_it_says(promoters, detractors):
    """Every outcome of 30 answers, weighed by how likely it is."""
    n, inside = 30, 0.0
    for up, down in product(range(n + 1), repeat=2):
        if up + down <= n:
            rest = n - up - down
            likely = comb(n, up) * comb(n - up, down) * promoters**up * detractors**down
            likely *= (1 - promoters - detractors) ** rest
            whole = n + 3
            p, d = (up + 0.75) / whole, (down + 0.75) / whole
            width = 1.959964 * ((p + d - (p - d) ** 2) / whole) ** 0.5
            inside += likely * (abs(p - d - (promoters - detractors)) <= width)
    assert 0.93 <= inside <= 0.975
