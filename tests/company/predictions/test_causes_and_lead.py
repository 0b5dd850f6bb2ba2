"""Causes that are mostly unknown are left out and said so; lead time by hand and its refusals."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from tenure.company.predictions.learning.causes import told_apart
from tenure.company.predictions.learning.leading import followed, lead_of
from tenure.company.predictions.rows import Rows
from tenure.errors import MetricError
from tenure.predict.health.bands import Bands
from tenure.predict.health.model import HealthScore


def rows(*causes):
    return pa.table({
        "unit_id": [f"u{at}" for at in range(len(causes))],
        "days_left": pa.array([None if one == "stays" else 9 for one in causes], pa.int64()),
        "cause": pa.array([None if one in ("stays", "?") else one for one in causes], pa.string()),
    })  # fmt: skip


def test_a_cause_known_of_half_is_told():
    table, note = told_apart(rows("voluntary", "?", "stays", "stays", "stays"))
    assert "cause" in table.column_names
    assert note is None


def test_a_cause_mostly_unknown_is_left_out_and_said_in_both_languages():
    table, note = told_apart(rows("voluntary", "?", "?", "stays"))
    assert "cause" not in table.column_names
    assert note is not None
    assert note.says("en") == (
        "of 3 customers who left nobody says why 2 did, so causes are not told apart"
    )
    assert note.says("ko") == (
        "이탈한 고객 3명 중 2명의 원인이 알려져 있지 않아 원인을 구분하지 않습니다"
    )


def test_customers_are_counted_not_their_dates():
    table = pa.concat_tables([rows("voluntary", "?", "?"), rows("voluntary", "?", "?")])
    _, note = told_apart(table)
    assert dict(note.values) == {"left": 3, "unsaid": 2}


def test_without_any_cause_there_is_nothing_to_leave_out():
    table, note = told_apart(rows("?", "?", "stays"))
    assert "cause" not in table.column_names
    assert note is None


class Fixed:
    """A health score that is a column: what is looked at is the lead time, not the score."""

    bands = Bands(40, 45, 70, 65)

    def score(self, table):
        return table.select(["unit_id", "as_of", "score"])


def nobody():
    raise AssertionError("nobody has to be followed where all rows are there")


def panel(weight=1.0):
    """400 customers at four dates; every second one leaves ten days after the last date, having
    been at risk (30) at the last two; the others are never."""
    dates = [date(2026, month, 1) for month in (1, 2, 3, 4)]
    table = {"unit_id": [], "as_of": [], "score": [], "days_left": []}
    for unit in range(400):
        for at, day in enumerate(dates):
            leaver = unit % 2 == 0
            table["unit_id"].append(f"u{unit:03}")
            table["as_of"].append(day)
            table["score"].append(30.0 if leaver and at >= 2 else 80.0)
            table["days_left"].append((date(2026, 4, 11) - day).days if leaver else None)
    return pa.table(table).append_column("weight", pa.array(np.full(1_600, weight)))


def test_lead_time_by_hand():
    """At risk since 1 March, gone on 11 April: 41 days. Half of the customers are looked at."""
    seen = []

    def learn(table):
        seen.append(set(table["unit_id"].to_pylist()))
        return Fixed()

    found = lead_of(panel(), learn, nobody, date(2026, 6, 30))
    assert len(seen[0]) == 200
    assert found.warned.value == 1.0
    assert found.days == 41
    assert found.false_alarms.some == 0
    assert found.warned.all + found.false_alarms.all == 200
    again = lead_of(panel(), learn, nobody, date(2026, 6, 30), seed=1)
    assert seen[1] != seen[0]
    assert again.days == 41


def test_where_rows_were_drawn_some_customers_are_followed_and_the_others_teach():
    """Half of the rows are there, twice as heavy: eleven customers are followed all the way."""
    whole, seen = panel(), []
    drawn = panel(weight=2.0).take(np.arange(0, 1_600, 2))
    some = whole.filter(pa.array([unit < "u011" for unit in whole["unit_id"].to_pylist()]))

    def learn(table):
        seen.append(set(table["unit_id"].to_pylist()))
        return Fixed()

    found = lead_of(drawn, learn, lambda: some, date(2026, 6, 30))
    assert seen[0] == {f"u{at:03}" for at in range(11, 400)}
    assert (found.warned.some, found.warned.all, found.days) == (6, 6, 41)
    assert (found.false_alarms.some, found.false_alarms.all) == (0, 5)


def test_those_who_are_followed_have_all_their_rows(predicted):
    """As the rows to learn from are all there in this company, they are those of the sample."""
    rows = Rows.of(predicted[0])
    found, whole = followed(rows, 50), rows.sample()
    units = set(found["unit_id"].to_pylist())
    assert 25 <= len(units) <= 50
    every = len(whole["unit_id"].unique())
    assert len(followed(rows)["unit_id"].unique()) == (every + 1) // 2
    expected = [row for row in whole.to_pylist() if row["unit_id"] in units]
    key = lambda row: (row["unit_id"], row["as_of"])  # noqa: E731
    names = [one for one in found.column_names if one in whole.column_names and one != "weight"]
    told = [
        [str([row[name] for name in names]) for row in sorted(each, key=key)]
        for each in (found.to_pylist(), expected)
    ]
    assert told[0] == told[1]


def test_half_of_the_customers_that_teach_no_score_are_refused():
    without = HealthScore((), None, None, "none")
    with pytest.raises(MetricError, match="teach no score"):
        lead_of(panel(), lambda table: without, nobody, date(2026, 6, 30))
