"""What an offer would have brought, EMPC and whom to contact: by hand, and of a company."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tenure.company.predictions.acting.findings import Finding
from tenure.company.predictions.acting.offer import OF, brought, chosen, maxima, terms_of
from tenure.company.predictions.acting.uplifts import Uplift, column_of
from tenure.company.predictions.days import ABOUT, PROFILES, Day
from tenure.company.predictions.learning.backtest import Backtest
from tenure.company.predictions.learning.bundle import Bundle
from tenure.company.predictions.learning.hindsight import backtest_of
from tenure.company.predictions.learning.training import Trained
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.views.acted import of_acting
from tenure.company.predictions.views.profit import contact_told, maximum_told, profit_told
from tenure.definitions import Offer
from tenure.errors import MetricError
from tenure.predict.profit import Campaign, empc
from tenure.predict.risk.judging import Tested as Judged
from tenure.predict.sample import sample_of

Predicted = tuple[Outlook, Trained, Day]


def rows(left: list[int], risk: list[float], value: list[float | None]) -> Backtest:
    number = len(left)
    return Backtest(
        np.arange(number),
        np.full(number, 20_000),
        np.array(left, float),
        np.array(risk),
        np.ones(number),
        np.array([np.nan if one is None else one for one in value]),
    )


def day_of(folder: Path, **columns: Any) -> Day:
    place = folder / "2026-07-01"
    place.mkdir()
    (place / ABOUT).write_text("{}", "utf-8")
    pq.write_table(pa.table(columns), place / PROFILES)
    return Day(place)


@pytest.fixture
def day(tmp_path: Path) -> Day:
    """Give four customers; d is under notice, and nobody knows what c is worth."""
    return day_of(
        tmp_path,
        unit_id=["a", "b", "c", "d"],
        risk=[0.4, 0.1, 0.5, None],
        value_kept=[300.0, 1000.0, None, 500.0],
        uplift_x_mail=[-0.1, 0.2, 0.2, None],
    )


def test_the_money_that_an_offer_would_have_brought_by_hand() -> None:
    """Ten customers, of whom the riskiest two were contacted first and one of them left:
    0.5 · (100 − 20) − 2 = 38 and −20 − 2 = −22, of ten; a hundred times as much of a thousand.
    """
    offer = Offer(cost=20, contact=2, acceptance=0.5)
    told = brought(rows([1, 0, *[0] * 8], [0.9, 0.8, *[0.1] * 8], [100.0] * 10), offer)
    assert told.curve.profit[10] == pytest.approx(38 * OF / 10)
    assert told.curve.profit[20] == pytest.approx((38 - 22) * OF / 10)
    assert (told.rows, told.dates, told.unvalued, told.value) == (10, 1, 0, 100)
    assert told.curve.paying is not None
    assert told.curve.paying.value == pytest.approx((38 - 22) * OF / 10)


def test_rows_without_a_value_are_left_out_and_counted() -> None:
    offer = Offer(cost=20, contact=2)
    some = rows([1, 0] * 10, [0.5] * 20, [100.0, None] * 10)
    assert (brought(some, offer).rows, brought(some, offer).unvalued) == (10, 10)
    assert brought(some, offer, 50).unvalued == 0
    with pytest.raises(MetricError, match="nobody knows"):
        brought(rows([1, 0], [0.5, 0.5], [None, None]), offer)


def test_empc_is_of_the_company_s_prices_and_of_the_usual_ones() -> None:
    rng = np.random.default_rng(0)
    risk = rng.random(400)
    left = (rng.random(400) < risk).astype(int).tolist()
    some = rows(left, risk.tolist(), [500.0] * 400)
    told = maxima(some, Offer(cost=40, contact=2, acceptance=0.25), None)
    own, usual = told["own"].empc, told["literature"].empc
    assert own is not None
    assert usual is not None
    assert own.value == pytest.approx(empc(left, risk, campaign=Campaign(5, 15, 500, 40, 2)))
    assert usual.value == pytest.approx(empc(left, risk))
    assert own.low < own.value < own.high


@pytest.mark.parametrize(
    ("offer", "value", "why"),
    [
        ({"cost": 20, "acceptance": 1}, 100.0, "certain"),
        ({"cost": 200}, 100.0, "cost less than a customer is worth"),
        ({"cost": 20}, None, "nobody knows"),
    ],
)
def test_what_empc_cannot_be_said_of_says_why(
    offer: dict[str, float], value: float | None, why: str
) -> None:
    some = rows([1, 0] * 10, [0.6, 0.2] * 10, [value] * 20)
    told = maxima(some, Offer(**offer), None)
    assert told["own"].empc is None
    assert why in str(told["own"].reason)
    assert told["literature"].reason is None


def test_whom_to_contact_by_hand(day: Day) -> None:
    """a: 0.4 · 0.5 · (300 − 50) − 0.6 · 0.2 · 50 − 2 = 42, and costs 2 + 50 · (0.2 + 0.12) = 18.
    b: 0.1 · 0.5 · 950 − 0.9 · 0.2 · 50 − 2 = 36.5, and costs 2 + 50 · (0.05 + 0.18) = 13.5.
    """
    offer = Offer(cost=50, contact=2, acceptance=0.5, taken_anyway=0.2)
    told = chosen(day, offer)
    assert (told.known, told.unvalued) == (2, 1)
    assert told.rows["unit_id"].to_pylist() == ["a", "b"]
    assert told.rows["profit"].to_pylist() == pytest.approx([42, 36.5])
    assert told.rows["cost"].to_pylist() == pytest.approx([18, 13.5])
    few = chosen(day, Offer(**offer.model_dump() | {"budget": 15}))
    assert few.rows["unit_id"].to_pylist() == ["b"]
    assert chosen(day, offer, 300).known == 3


def test_a_trial_takes_the_place_of_what_is_assumed(day: Day) -> None:
    """b: 0.2 · 1000 − (2 + 50 · (0.2 + 0.9 · 0.2)) = 179; a leaves because of it."""
    uplift = Uplift("x", "mail", None, None, None)  # type: ignore[arg-type]
    tried = Finding("x", "mail", "none", 30, uplift=uplift)
    told = chosen(day, Offer(cost=50, contact=2, taken_anyway=0.2), trial=tried)
    assert told.rows["unit_id"].to_pylist() == ["b"]
    assert told.rows["profit"].to_pylist() == pytest.approx([179])
    with pytest.raises(MetricError, match="is not known: "):
        chosen(day, Offer(cost=50), trial=Finding("x", "mail", "none", 30))


def test_a_day_of_another_model_says_what_it_lacks(tmp_path: Path) -> None:
    bare = day_of(tmp_path, unit_id=["a"], risk=[0.5])
    tried = Finding(
        "x",
        "mail",
        "none",
        30,
        uplift=Uplift("x", "mail", None, None, None),  # type: ignore[arg-type]
    )
    with pytest.raises(MetricError, match=column_of("x", "mail")):
        chosen(bare, Offer(cost=5), 100, tried)
    with pytest.raises(MetricError, match="no MRR and no order"):
        chosen(bare, Offer(cost=5))
    assert chosen(bare, Offer(cost=5), 100).known == 1


def test_purchases_are_worth_what_they_are_of_who_still_buys(tmp_path: Path) -> None:
    bought = day_of(
        tmp_path, unit_id=["a", "b"], risk=[0.5, 0.5], value=[20.0, 0.0], alive=[0.2, 0.0]
    )
    told = chosen(bought, Offer(cost=1))
    assert told.rows["value"].to_pylist() == pytest.approx([100])
    assert told.unvalued == 1


def test_an_offer_is_that_of_the_definitions_and_of_what_is_asked() -> None:
    told = Offer(cost=20, contact=1, acceptance=0.2, budget=500)
    assert terms_of(told, cost=30) == Offer(cost=30, contact=1, acceptance=0.2, budget=500)
    assert terms_of(None, cost=5) == Offer(cost=5)
    with pytest.raises(MetricError, match="what the offer costs"):
        terms_of(None, contact=1)
    with pytest.raises(MetricError, match="acceptance cannot be"):
        terms_of(told, acceptance=0)
    with pytest.raises(MetricError, match="cost cannot be inf; allowed: a finite number"):
        terms_of(told, cost=float("inf"))


def test_backtests_are_texts_with_every_digit() -> None:
    some = rows([1, 0], [1 / 3, 0.1], [None, 2 / 3])
    again = Backtest.load(some.dump())
    assert again.dump() == some.dump()
    assert np.array_equal(again.risk, some.risk)
    assert np.array_equal(again.value, some.value, equal_nan=True)
    with pytest.raises(MetricError, match="cannot be read"):
        Backtest.load("nothing\n1\n")


def test_models_keep_the_rows_they_were_judged_by(predicted: Predicted) -> None:
    _, trained, _ = predicted
    bundle = trained.bundle
    kept = bundle.backtest
    assert kept is not None
    tested = bundle.risk.report["validation"]["tested"]
    assert (len(kept), len(np.unique(kept.unit[kept.left == 1]))) == (
        tested["rows"],
        tested["left"],
    )
    assert np.isfinite(kept.value).any()
    assert kept.day.max() < (date(2026, 6, 1) - date(1970, 1, 1)).days
    again = Bundle.load(bundle.dump()).backtest
    assert again is not None
    assert again.dump() == kept.dump()


def test_rows_of_a_lone_snapshot_have_neither_date_nor_value(predicted: Predicted) -> None:
    outlook, trained, _ = predicted
    table = pa.table({"unit_id": ["a", "b", "c"], "left": [1, 0, 0], "x": [1.0, 2.0, 3.0]})
    tested = Judged(sample_of(table, ["x"]), np.array([0.7, 0.2, 0.1]))
    risk = replace(trained.bundle.risk, tested=tested)
    kept = backtest_of(outlook, replace(trained.bundle, risk=risk, survival=None))
    assert kept is not None
    assert (kept.left.tolist(), kept.risk.tolist()) == ([1, 0, 0], [0.7, 0.2, 0.1])
    assert np.isnan(kept.value).all()
    assert brought(kept, Offer(cost=1), 100).rows == 3
    without = replace(trained.bundle, risk=replace(risk, tested=None))
    assert backtest_of(outlook, without) is None


def test_who_is_kept_is_worth_more_than_who_may_leave(predicted: Predicted) -> None:
    table = predicted[2].table()
    assert table is not None
    worth, kept = (table[name].to_numpy().astype(float) for name in ("value", "value_kept"))
    assert np.array_equal(np.isnan(worth), np.isnan(kept))
    known = np.isfinite(worth)
    assert known.any()
    assert (kept[known] >= worth[known] * (1 - 1e-9)).all()


def test_results_have_words_in_both_languages(predicted: Predicted) -> None:
    outlook, trained, day = predicted
    offer = Offer(cost=2000, contact=10, budget=50_000)
    found = [
        profit_told(outlook, trained.bundle, offer, None),
        maximum_told(outlook, trained.bundle, offer, None),
        contact_told(outlook, day, offer, most=3),
    ]
    for one in found:
        assert set(one.words) == {"en", "ko"}
        assert "{" not in "".join(one.words.values())
        assert one.rows
        assert {column["name"] for column in one.columns} == set(one.table.column_names)
    assert len(found[2].rows) <= 3


def test_a_run_reports_trials_and_the_offer_where_there_are_some(predicted: Predicted) -> None:
    outlook, trained, day = predicted
    skipped: list[tuple[str, str]] = []
    told = of_acting(outlook, day, trained.bundle, lambda what, why: skipped.append((what, why)))
    assert [one.metric for one in told] == ["trials"]  # no [offer] is defined, so none is skipped
    assert skipped == []
    assert {row["arm"] for row in told[0].rows} == {"holdout", "treatment"}
