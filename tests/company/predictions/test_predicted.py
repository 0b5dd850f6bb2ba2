"""A company from its tables to everyone's profile: learnt, kept, scored, explained, compared."""

import math
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pytest

from tenure.cli.explaining import lines
from tenure.company import Question
from tenure.company.predictions.days import CROSSED, REASONS, Day, days
from tenure.company.predictions.learning.bundle import Bundle
from tenure.company.predictions.learning.training import NO_DATES, Trained, due, shelf_of, train
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles.explaining import explain, kept_curve
from tenure.company.predictions.profiles.keeping import score
from tenure.company.predictions.rows import Rows
from tenure.company.predictions.views.risk import of_day
from tenure.company.questions import answer
from tenure.errors import MetricError
from tenure.predict.survival.segments import seen_curves

Predicted = tuple[Outlook, Trained, Day]


def rows_of(day: Day, name: str = "profiles.parquet") -> list[dict[str, Any]]:
    table = day.table(name)
    assert table is not None
    return table.to_pylist()


def test_everyone_who_is_active_has_one_profile(predicted: Predicted) -> None:
    outlook, _, day = predicted
    rows = rows_of(day)
    last = answer(outlook.rule, Question("attrition")).rows[-1]
    assert len(rows) == last["at_end"]
    assert len({row["unit_id"] for row in rows}) == len(rows)
    assert {row["as_of"] for row in rows} == {outlook.grid.today.as_of}


def test_risks_are_probabilities_within_their_interval(predicted: Predicted) -> None:
    for row in rows_of(predicted[2]):
        if row["state"] == "under notice":
            assert row["risk"] is None
            assert row["median_days"] is None
        else:
            assert 0 <= row["risk_low"] <= row["risk"] <= row["risk_high"] <= 1
            assert row["risk_band"] in ("low", "medium", "high")
            assert 0 <= row["leaves_in_28_days"] <= row["leaves_in_84_days"] <= 1
        assert row["health"] is None or 0 <= row["health"] <= 100
        assert row["value"] is None or row["value"] >= 0


def test_as_many_are_expected_to_leave_later_as_were_seen_to(predicted: Predicted) -> None:
    """Of the first date, by 84 days, which is long after its window and within the data."""
    outlook, trained, _ = predicted
    rows = Rows.of(outlook, trained.bundle.columns).sample()
    first = rows.filter(pc.equal(rows["as_of"].cast("date32"), outlook.grid.dates[0]))
    assert trained.bundle.survival is not None
    chance, *_ = trained.bundle.survival.curves(first, band=False).leaving(84)
    (seen, *_) = seen_curves(first, [84]).to_pylist()
    assert 0.05 < seen["share"] < 0.4
    foretold = np.average(chance, weights=first["weight"].to_numpy())
    assert foretold == pytest.approx(seen["share"], abs=0.05)


def test_what_was_learnt_says_the_same_after_it_was_stored(predicted: Predicted) -> None:
    outlook, trained, _ = predicted
    loaded = shelf_of(outlook).load()
    assert loaded.dump() == trained.bundle.dump()
    assert Bundle.load(loaded.dump()).version == trained.entry.version
    assert shelf_of(outlook).champion == trained.entry


def test_scoring_again_changes_nothing(predicted: Predicted) -> None:
    outlook, _, day = predicted
    before = (day.folder / "profiles.parquet").stat().st_mtime_ns
    assert score(outlook).folder == day.folder
    assert (day.folder / "profiles.parquet").stat().st_mtime_ns == before


def test_without_new_outcomes_nothing_takes_over(predicted: Predicted) -> None:
    outlook, trained, _ = predicted
    assert due(outlook) is None
    again = train(outlook, seed=1)
    assert not again.entry.promoted
    assert again.entry.why == NO_DATES
    assert shelf_of(outlook).champion == trained.entry
    assert len(shelf_of(outlook).book) == 2


def test_who_crossed_a_band_is_who_has_another_one(predicted: Predicted) -> None:
    outlook, _, day = predicted
    earlier = days(outlook.rule.data.store, "customer")[0]
    assert earlier.as_of < day.as_of
    was = {row["unit_id"]: row for row in rows_of(earlier)}
    now = {row["unit_id"]: row for row in rows_of(day)}
    expected = {
        unit
        for unit in was.keys() & now.keys()
        if any(was[unit][one] != now[unit][one] for one in ("risk_band", "health_band"))
    }
    assert {row["unit_id"] for row in rows_of(day, CROSSED)} == expected


def test_reasons_are_of_the_tenth_with_most_risk(predicted: Predicted) -> None:
    _, trained, day = predicted
    if trained.bundle.risk.learned is None:
        pytest.fail("too little was simulated to learn from")
    rows = {row["unit_id"]: row for row in rows_of(day)}
    told = {row["unit_id"] for row in rows_of(day, REASONS)}
    risks = sorted((row["risk"] for row in rows.values() if row["risk"] is not None), reverse=True)
    least = risks[math.ceil(len(risks) / 10)]
    assert told
    assert all(rows[unit]["risk"] >= least for unit in told)


def test_one_customer_in_words(predicted: Predicted) -> None:
    outlook, _, day = predicted
    unit = max(rows_of(day), key=lambda row: row["risk"] or 0)["unit_id"]
    found = explain(outlook, unit)
    english, korean = (list(lines(found, language)) for language in ("en", "ko"))
    assert english[0].startswith(unit)
    assert any(line.startswith("Risk of leaving: ") for line in english)
    assert any(line.startswith("이탈 위험도: ") for line in korean)
    assert any("not causes" in line for line in english)
    assert len(english) == len(korean)
    assert [one["staying"] for one in found.curve] == sorted(
        (one["staying"] for one in found.curve), reverse=True
    )
    bundle = shelf_of(outlook).load(day.about["model"])
    assert kept_curve(outlook, bundle, day, unit, found.profile["risk"]) == found.curve
    assert kept_curve(outlook, bundle, day, unit + "x", 0.5) == []


def test_a_profile_says_what_its_account_is_called(predicted: Predicted) -> None:
    outlook, _, day = predicted
    data = outlook.rule.data
    told = data.engine.execute(data.tables["accounts"], metric="accounts").to_pylist()
    named = {row["account_id"]: row["name"] for row in told}
    rows = rows_of(day)
    assert any(row["account_name"] for row in rows)
    assert all(row["account_name"] == named.get(row["account_id"]) for row in rows)


def test_who_is_not_there_is_told_who_is(predicted: Predicted) -> None:
    outlook, _, day = predicted
    unit = rows_of(day)[0]["unit_id"]
    with pytest.raises(MetricError) as error:
        explain(outlook, unit + "x")
    assert "was not there" in error.value.message
    assert unit in str(error.value.hint)


def test_the_figures_of_the_report_add_up(predicted: Predicted) -> None:
    outlook, trained, day = predicted
    views = {one.metric: one for one in of_day(outlook, day, trained.bundle)}
    rows = rows_of(day)
    assert sum(row["customers"] for row in views["risk"].rows) == len(rows)
    expected = sum(row["risk"] or 0 for row in rows)
    told = sum(row["expected_lost"] or 0 for row in views["risk"].rows)
    assert told == pytest.approx(expected)
    mean = views["when"].rows[0]
    chances = [row["leaves_in_28_days"] for row in rows if row["leaves_in_28_days"] is not None]
    assert mean["customers"] == len(chances)
    assert mean["leaves_in_28_days"] == pytest.approx(sum(chances) / len(chances))
    scored = sum(row["risk"] is not None for row in rows)
    lead = f"Of {scored:,} customers {expected:,.0f} are expected to leave. "
    assert views["risk"].words["en"].startswith(lead)
    stake = sum((row["risk"] or 0) * (row["value"] or 0) for row in rows)
    assert sum(row["value_at_risk"] for row in views["money-at-risk"].rows) == pytest.approx(stake)
    assert {"backtest", "calibration", "highest-risk", "crossed"} <= views.keys()
    for one in views.values():
        assert set(one.words) == {"en", "ko"}
        assert "{" not in "".join(one.words.values())
