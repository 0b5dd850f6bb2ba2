"""Scores: the same from a stream, from a stored model, and honest about strangers."""

import json

import numpy as np
import pyarrow as pa
import pytest

from support.risk_panels import OPTIONS, at, column, company, sampled
from tenure.errors import MetricError
from tenure.predict.risk import RiskModel, train

SCHEMA = ["unit_id", "as_of", "risk", "risk_low", "risk_high", "band", "trust", "reason", "model"]


@pytest.fixture(scope="module")
def found():
    table = company(2500, dates=7, seed=3)
    return train(sampled(at(table, *range(6))), OPTIONS), at(table, 6)


def changed(table, name, values):
    return table.set_column(table.column_names.index(name), name, values)


def test_a_score_lies_within_its_interval_and_carries_its_model(found):
    model, later = found
    scores = model.score(later)
    assert scores.column_names == SCHEMA
    low, risk, high = (column(scores, name) for name in ("risk_low", "risk", "risk_high"))
    assert ((low > 0) & (low <= risk) & (risk <= high) & (high < 1)).all()
    assert set(scores["model"].to_pylist()) == {model.version}
    assert scores["as_of"].type == pa.date32()


def test_a_stored_model_scores_the_same_to_the_last_bit(found):
    model, later = found
    again = RiskModel.load(json.loads(json.dumps(model.dump())))
    assert again.score(later).equals(model.score(later))
    assert again.dump() == model.dump()


def test_a_stream_scores_as_the_whole_does(found):
    model, later = found
    batches = later.combine_chunks().to_batches(max_chunksize=300)
    assert len(batches) > 3
    streamed = pa.Table.from_batches(list(model.score_batches(iter(batches))))
    assert streamed.equals(model.score(later).combine_chunks())


def test_a_stream_takes_a_batch_only_when_it_is_asked_for(found):
    model, later = found
    taken = []

    def batches():
        for batch in later.to_batches(max_chunksize=100):
            taken.append(len(batch))
            yield batch

    stream = model.score_batches(batches())
    assert taken == []
    next(stream)
    assert len(taken) == 1


def test_customers_unlike_any_seen_are_told_apart_and_say_how(found):
    model, later = found
    strange = changed(later, "use", pa.array(np.full(len(later), 1e6)))
    strange = changed(strange, "failed", pa.array(np.full(len(later), 40.0)))
    scores = model.score(strange)
    old = column(later, "age") >= 14
    trust = np.array(scores["trust"].to_pylist())
    assert set(trust[old]) == {"unlike"}
    assert scores["reason"].to_pylist()[0].startswith("2 of 6 features lie outside")
    korean = model.score(strange, "ko")["reason"].to_pylist()[0]
    assert "범위" in korean
    usual = np.array(model.score(later)["trust"].to_pylist())
    assert (usual[old] == "trusted").mean() > 0.97


def test_a_plan_never_seen_is_scored_all_the_same(found):
    model, later = found
    new_plan = changed(later, "plan", pa.array(["ultra"] * len(later)))
    risk = column(model.score(new_plan), "risk")
    assert np.isfinite(risk).all()


def test_a_segment_with_few_leavers_is_told_apart():
    table = company(2500, dates=4, seed=3)
    plans = np.array(table["plan"].to_pylist(), object)
    left = column(table, "left")
    rare = (np.arange(len(table)) % 40 == 0) & (left == 0)
    table = changed(table, "plan", pa.array(np.where(rare, "pilot", plans)))
    model = train(sampled(table), OPTIONS)
    assert model.few == ("pilot",)
    scores = model.score(table)
    told = np.array(scores["trust"].to_pylist())[rare & (column(table, "use") > 0)]
    assert set(told) <= {"few", "unlike"}
    assert (told == "few").mean() > 0.9


def test_bands_hold_a_tenth_and_a_fifth_of_the_last_customers(found):
    model, later = found
    bands = np.array(model.score(later)["band"].to_pylist())
    assert (bands == "high").mean() == pytest.approx(0.1, abs=0.05)
    assert (bands == "medium").mean() == pytest.approx(0.2, abs=0.06)


def test_nobody_to_score_is_no_error(found):
    model, later = found
    assert model.score(later.slice(0, 0)).num_rows == 0


def test_a_missing_feature_is_named(found):
    model, later = found
    with pytest.raises(MetricError, match="'change'"):
        model.score(later.drop_columns(["change"]))


@pytest.mark.parametrize("texts", [{}, {"risk.json": "{"}, {"risk.json": '{"version": "x"}'}])
def test_texts_of_no_model_are_refused(texts):
    with pytest.raises(MetricError, match="no risk model that can be read"):
        RiskModel.load(texts)
