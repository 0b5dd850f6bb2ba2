"""Why a risk moved between two days: exact differences, in its direction, in both languages."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from support.risk_panels import ALL, OPTIONS, at, column, company, sampled
from tenure.predict.changed import changed
from tenure.predict.features.contract import Feature
from tenure.predict.learners import Boosting
from tenure.predict.risk import train

TOLD = [
    Feature("use", "number", "use", "times", "events", "events", days=28),
    Feature("change", "number", "use", "change", "events", "events_change", days=28),
    Feature("failed", "number", "payment", "times", "payments", "failed_payments", days=28),
    Feature("plan", "category", "contract", "", "subscriptions", "plan"),
    Feature("score", "number", "sentiment", "points", "feedback", "score"),
    Feature("age", "number", "tenure", "days", "customers", "tenure_days"),
]


@pytest.fixture(scope="module", params=["logistic", "boosting"])
def model(request):
    learners = tuple(one for one in ALL if one.name == request.param)
    if request.param == "boosting":
        learners = (Boosting(rounds=60, learning_rate=0.1, threads=1),)
    table = company(2500, dates=5, seed=3)
    return train(sampled(at(table, *range(4))), replace(OPTIONS, learners=learners))


@pytest.fixture(scope="module")
def today():
    table = at(company(2500, dates=5, seed=3), 4)
    return table.filter(pa.array(column(table, "age") >= 100)).slice(0, 400)


def with_column(table, name, values):
    return table.set_column(table.column_names.index(name), name, pa.array(values))


def test_what_was_changed_is_what_is_told(model, today):
    """Three payments of each customer failed since: nothing else moved."""
    then = with_column(today, "failed", np.zeros(today.num_rows))
    now = with_column(today, "failed", np.full(today.num_rows, 3.0))
    rows = changed(model, now, then, TOLD).to_pylist()
    told = [row for row in rows if row["feature"] is not None]
    assert len(told) > 0.9 * len(rows)
    for row in told:
        assert (row["family"], row["feature"]) == ("payment", "failed")
        assert row["risk_now"] > row["risk_then"]
        assert row["log_odds"] > 0
        assert row["says_en"] == (
            "3 failed payments in the last 28 days; before: no failed payment in the last 28 days"
        )
        assert row["says_ko"].startswith("최근 28일 동안 결제 실패 3회, 이전: ")


def test_what_fell_is_told_with_its_sign(model, today):
    then = with_column(today, "failed", np.full(today.num_rows, 3.0))
    now = with_column(today, "failed", np.zeros(today.num_rows))
    told = [row for row in changed(model, now, then, TOLD).to_pylist() if row["feature"]]
    assert told
    assert all(row["risk_now"] < row["risk_then"] and row["log_odds"] < 0 for row in told)


def test_differences_of_families_add_up_to_that_of_the_log_odds(model, today):
    """The log odds that are told are those of the family, by hand from the contributions."""
    then = with_column(today, "failed", np.zeros(today.num_rows))
    now = with_column(today, "failed", np.full(today.num_rows, 3.0))
    learned = model.trained()
    designs = [learned.encoding.apply(one) for one in (now, then)]
    both = [learned.model.contributions(one) for one in designs]
    own = designs[0].features.index("failed")
    expected = dict(
        zip(today["unit_id"].to_pylist(), both[0][:, own] - both[1][:, own], strict=True)
    )
    for row in changed(model, now, then, TOLD).to_pylist():
        if row["feature"]:
            assert row["log_odds"] == pytest.approx(expected[row["unit_id"]], abs=1e-9)


def test_nothing_changed_nothing_told(model, today):
    rows = changed(model, today, today, TOLD).to_pylist()
    assert len(rows) == today.num_rows
    assert {row["feature"] for row in rows} == {None}
    assert all(row["risk_now"] == row["risk_then"] for row in rows)


def test_only_who_was_there_on_both_days_in_any_order(model, today):
    then = today.slice(0, 300).take(np.arange(300)[::-1])
    rows = changed(model, today.slice(100, 300), then, TOLD)
    assert rows["unit_id"].to_pylist() == sorted(today["unit_id"].to_pylist()[100:300])
    assert rows["risk_now"].to_pylist() == rows["risk_then"].to_pylist()


def test_what_is_not_known_today_is_not_told(model, today):
    """The score went missing: that moved the risk, and is no reason."""
    now = with_column(today, "score", pa.nulls(today.num_rows, pa.float64()))
    assert "score" not in changed(model, now, today, TOLD)["feature"].to_pylist()


def test_nobody_on_both_days(model, today):
    assert changed(model, today.slice(0, 5), today.slice(5, 5), TOLD).num_rows == 0
