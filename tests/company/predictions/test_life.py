"""How long models last: drift of the day, past profiles, and when they are due for it."""

import shutil
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from tenure.company.predictions.days import Day
from tenure.company.predictions.drift import moved
from tenure.company.predictions.drift.drifting import Today, drift_of, learnt_from
from tenure.company.predictions.drift.past import past
from tenure.company.predictions.learning.shelf import Shelf
from tenure.company.predictions.learning.training import Trained, due
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles.keeping import score
from tenure.company.predictions.rows import Rows
from tenure.company.predictions.views.life import drifted, of_life, turned_out, warned
from tenure.predict.drift import Drift, Shift
from tenure.predict.grid import Point

Predicted = tuple[Outlook, Trained, Day]
EARLIER = date(2026, 4, 14)
FAR = Shift("score", 0.5, 0.02, "large shift", "≥ 0.2", 0.1, 0.4)


def test_the_reference_is_of_the_last_date_and_of_what_the_model_goes_by(
    predicted: Predicted,
) -> None:
    bundle = predicted[1].bundle
    reference = bundle.reference
    assert reference is not None
    assert [one.name for one in reference.features] == learnt_from(bundle.risk)
    assert reference.score is not None
    data = bundle.risk.report["data"]
    assert 0 < reference.score.n < data["rows"] / len(data["dates"]) * 2


def test_every_feature_and_the_risk_are_compared_each_day(predicted: Predicted) -> None:
    _, trained, day = predicted
    found = drift_of(day)
    assert found is not None
    assert found.score is not None
    assert {one.name for one in found.features} == set(learnt_from(trained.bundle.risk))
    assert [one.psi for one in found.features] == sorted(
        (one.psi for one in found.features), reverse=True
    )


def test_drift_as_a_table_says_what_moved(predicted: Predicted) -> None:
    outlook, trained, day = predicted
    found = drifted(outlook, day, trained.bundle)
    assert found is not None
    assert found.rows[0]["feature_en"] == "risk"
    assert found.rows[0]["feature_ko"] == "위험도"
    for row in found.rows:
        assert row["feature_en"] in row["says_en"]
        assert row["feature_ko"] in row["says_ko"]
    assert all(row["shift"] != "stable" for row in found.rows[1:])
    assert trained.entry.version in found.words["en"]
    assert "{" not in "".join(found.words.values())


def test_today_is_looked_at_evenly(predicted: Predicted) -> None:
    """Of 900 with a risk in two shards 50 each are taken, and none without a risk."""
    import pyarrow as pa

    risk = predicted[1].bundle.risk
    today = Today(risk, 2)
    today.most = 50
    for _ in range(2):
        features = pa.table({name: np.arange(500.0) for name in today.names})
        today.add(features, np.where(np.arange(500) < 450, 0.1, np.nan))
    assert [part.num_rows for part in today.parts] == [50, 50]
    first = today.parts[0][today.names[0]].to_pylist()
    assert first == [9.0 * place for place in range(50)]


def test_a_large_shift_of_the_risks_is_a_reason_to_learn(
    predicted: Predicted, monkeypatch: pytest.MonkeyPatch
) -> None:
    outlook, _, day = predicted
    assert due(outlook) is None
    monkeypatch.setattr(moved, "PATIENCE", timedelta(0))
    assert due(outlook) is None, "nothing has shifted in this company"
    monkeypatch.setattr(moved, "drift_of", lambda one: Drift((), FAR, "retrain"))
    why = due(outlook)
    assert why is not None
    assert str(day.as_of) in why
    assert "shifted by a lot" in why
    monkeypatch.setattr(moved, "drift_of", lambda one: Drift((FAR,), None, "watch"))
    assert due(outlook) is None


def test_after_a_training_drift_waits_for_new_facts(
    predicted: Predicted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Learnt today: the shift is still there, and learning again would give the same."""
    monkeypatch.setattr(moved, "drift_of", lambda one: Drift((), FAR, "retrain"))
    assert due(predicted[0]) is None


def test_before_a_horizon_is_over_nothing_has_turned_out(predicted: Predicted) -> None:
    outlook, trained, _ = predicted
    assert past(outlook) == []
    assert turned_out(outlook) is None
    names = {one.metric for one in of_life(outlook, None, trained.bundle)}
    assert "drift" not in names


def test_past_risks_beside_who_left_counted_again(
    predicted: Predicted, monkeypatch: pytest.MonkeyPatch
) -> None:
    outlook, trained, _ = predicted
    day = score(Outlook(outlook.rule, EARLIER))
    assert past(outlook) == [], "the model has learnt from what came of them"
    by_then = replace(trained.entry, as_of=EARLIER.isoformat())
    monkeypatch.setattr(Shelf, "book", (by_then,))
    try:
        (found,) = past(outlook)
        table = turned_out(outlook)
    finally:
        shutil.rmtree(day.folder)
    point = Point(day.as_of, day.as_of + timedelta(7), day.as_of + timedelta(37))
    labels = outlook.rule.data.engine.execute(outlook.labels((point,)), metric="test").to_pylist()
    left = {row["unit_id"]: row["left"] for row in labels if row["state"] == "known"}
    assert found.as_of == day.as_of
    assert found.model == trained.entry.version
    assert 100 < found.customers <= len(left)
    calibration = found.drift.calibration
    assert calibration.observed == pytest.approx(np.mean(list(left.values())), abs=0.01)
    assert 0 < calibration.predicted < 0.5
    assert table is not None
    assert table.rows[0]["model"] == trained.entry.version
    assert table.rows[0]["says_en"]
    assert table.rows[0]["says_ko"]


def test_risks_that_did_not_come_true_are_a_reason_to_learn(
    predicted: Predicted, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenure.company.predictions.drift.past import Past
    from tenure.predict.drift import calibration_drift

    rng = np.random.default_rng(0)
    risk = rng.uniform(0.05, 0.2, 4_000)
    wrong = calibration_drift((rng.random(4_000) < 2 * risk).astype(float), risk)
    right = calibration_drift((rng.random(4_000) < risk).astype(float), risk)
    asked: dict[str, Any] = {}

    def told(which: Any) -> Any:
        def made(outlook: Outlook, **options: Any) -> list[Past]:
            asked.update(options)
            return [Past(EARLIER, "m", 4_000, which)]

        return made

    monkeypatch.setattr(moved, "PATIENCE", timedelta(0))
    monkeypatch.setattr(moved, "past", told(right))
    assert due(predicted[0]) is None
    assert asked == {"most": 1, "model": predicted[1].entry.version}
    monkeypatch.setattr(moved, "past", told(wrong))
    why = due(predicted[0])
    assert why is not None
    assert f"the risks of {EARLIER}" in why


def test_lead_time_is_of_customers_whom_health_was_not_learnt_from(predicted: Predicted) -> None:
    outlook, trained, _ = predicted
    lead = trained.bundle.lead
    assert lead is not None, trained.bundle.without
    units = len(Rows.of(outlook).sample()["unit_id"].unique())
    assert lead.warned.all + lead.false_alarms.all <= (units + 1) // 2
    assert 0 < lead.warned.some <= lead.warned.all
    table = warned(outlook, trained.bundle)
    assert table is not None
    assert table.rows[0]["warned"] == pytest.approx(lead.warned.some / lead.warned.all)
