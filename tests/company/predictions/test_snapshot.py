"""One row a customer and who had left: learnt, scored, explained, and what cannot be said said."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from support.snapshots import SIZE, TODAY, TOML, UNSAID, company, customers
from tenure.cli.explaining import lines
from tenure.company.predictions.days import REASONS, Day
from tenure.company.predictions.learning.training import Trained, train
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles.explaining import explain
from tenure.company.predictions.profiles.keeping import score
from tenure.company.predictions.views.risk import of_day
from tenure.company.predictions.views.unsaid import lacking, sentences
from tenure.definitions import loads
from tenure.errors import MetricError
from tenure.pipeline import load_run, run
from tenure.predict.model_card import card, markdown

Snapshot = tuple[Outlook, Trained, Day]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with company(tmp_path_factory.mktemp("lone"), customers()[0]) as opened:
        outlook = Outlook(opened.rule)
        yield outlook, train(outlook), score(outlook)


def profiles(day: Day) -> list[dict[str, Any]]:
    table = day.table()
    assert table is not None
    return table.to_pylist()


def test_those_who_left_are_learnt_from_beside_those_who_did_not(snapshot: Snapshot) -> None:
    _, trained, _ = snapshot
    flags = [row[-1] for row in customers()[0]]
    data = trained.bundle.risk.report["data"]
    assert data["rows"] == data["units"] == SIZE - UNSAID
    assert data["left"] == flags.count("Yes")
    assert data["stayed"] == flags.count("No")
    assert data["dates"] == []


def test_those_who_are_there_are_scored_and_nobody_else(snapshot: Snapshot) -> None:
    outlook, _, day = snapshot
    rows = profiles(day)
    assert {row["unit_id"] for row in rows} == {r[0] for r in customers()[0] if r[-1] == "No"}
    assert len(rows) == len({row["unit_id"] for row in rows})
    assert {row["as_of"] for row in rows} == {TODAY} == {outlook.observed.last}
    assert {row["state"] for row in rows} == {"active"}


def test_risks_are_those_of_the_law_that_drew_them(snapshot: Snapshot) -> None:
    rows, true = customers()
    law = dict(zip([row[0] for row in rows], true, strict=True))
    told = profiles(snapshot[2])
    risk = np.array([row["risk"] for row in told])
    expected = np.array([law[row["unit_id"]] for row in told])
    assert np.corrcoef(risk, expected)[0, 1] > 0.97
    assert risk.mean() == pytest.approx(expected.mean(), rel=0.15)
    inside = [
        row["risk_low"] <= one <= row["risk_high"] for row, one in zip(told, expected, strict=True)
    ]
    assert np.mean(inside) > 0.85
    assert all(0 <= row["risk_low"] <= row["risk"] <= row["risk_high"] <= 1 for row in told)


def test_a_tenth_of_those_who_are_there_is_at_high_risk(snapshot: Snapshot) -> None:
    bands = [row["risk_band"] for row in profiles(snapshot[2])]
    assert bands.count("high") / len(bands) == pytest.approx(0.1, abs=0.02)
    assert bands.count("medium") / len(bands) == pytest.approx(0.2, abs=0.03)


def test_what_needs_dates_is_not_there_and_the_reason_is(snapshot: Snapshot) -> None:
    outlook, trained, day = snapshot
    columns = set(profiles(day)[0])
    for name in ("leaves_in_28_days", "median_days", "health", "value", "next_purchase"):
        assert name not in columns
    assert trained.bundle.survival is None
    assert trained.bundle.health is None
    assert day.about["without"] == lacking()
    assert set(lacking("en")) == set(lacking("ko"))
    assert all(text.startswith("a lone snapshot has no dates: ") for text in lacking("en").values())
    assert all(
        text.startswith("스냅샷 하나에는 날짜가 없습니다. ") for text in lacking("ko").values()
    )
    for language in ("en", "ko"):
        assert len(sentences(outlook, language)) == len(lacking()) + 2


def test_reasons_name_what_the_law_goes_by(snapshot: Snapshot) -> None:
    table = snapshot[2].table(REASONS)
    assert table is not None
    first = [row for row in table.to_pylist() if row["direction"] == "up" and row["rank"] == 1]
    assert first
    assert {row["says_en"].split(":")[0] for row in first} <= {"Plan name", "months"}


def test_one_customer_in_words(snapshot: Snapshot) -> None:
    outlook, _, day = snapshot
    unit = max(profiles(day), key=lambda row: row["risk"])["unit_id"]
    found = explain(outlook, unit)
    english, korean = (list(lines(found, language)) for language in ("en", "ko"))
    assert "  raises it: Plan name: monthly" in english
    assert "  위험도를 높임: Plan name: monthly" in korean
    assert len(english) == len(korean)
    assert any("when: a lone snapshot has no dates" in line for line in english)
    assert any("이탈 시점: 스냅샷 하나에는 날짜가 없습니다" in line for line in korean)
    assert not any("within 0 days" in line for line in english)


@pytest.mark.parametrize(
    ("flag", "told"), [("Yes", "had left when the snapshot was taken"), ("", "does not say")]
)
def test_who_is_not_scored_is_told_why(snapshot: Snapshot, flag: str, told: str) -> None:
    unit = next(row[0] for row in customers()[0] if row[-1] == flag)
    with pytest.raises(MetricError, match=told) as error:
        explain(snapshot[0], unit)
    assert "'Has left'" in error.value.message


def test_who_is_not_in_the_snapshot_is_told_who_is(snapshot: Snapshot) -> None:
    unit = profiles(snapshot[2])[0]["unit_id"]
    with pytest.raises(MetricError, match="was not there") as error:
        explain(snapshot[0], unit + "x")
    assert unit in str(error.value.hint)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_card_knows_no_horizon_and_no_later_period(snapshot: Snapshot, language: str) -> None:
    risk = snapshot[1].bundle.risk
    plain, told = card(risk), markdown(card(risk), language)
    assert (plain["model"]["gap_days"], plain["model"]["horizon_days"]) == (0, 0)
    assert plain["limits"] == ["snapshot", "cause", "strangers"]
    assert plain["validation"]["scheme"] == "stratified"
    assert len(plain["validation"]["folds"]) == 5
    for unfit in ("0 days", "0일", "later periods were off", "나중 기간 전체가"):
        assert unfit not in told


def test_the_report_says_in_each_table_what_it_rests_on(snapshot: Snapshot) -> None:
    outlook, trained, day = snapshot
    views = {one.metric: one for one in of_day(outlook, day, trained.bundle)}
    assert {"risk", "highest-risk", "backtest", "calibration", "not-said"} <= views.keys()
    assert "money-at-risk" not in views
    assert {row["customers_valued"] for row in views["risk"].rows} == {None}
    assert "had not left when the snapshot was taken" in views["risk"].words["en"]
    assert "no later date" in views["backtest"].words["en"]
    assert [row["why_ko"] for row in views["not-said"].rows] == list(lacking("ko").values())
    told = sum(row["expected_lost"] for row in views["risk"].rows)
    assert told == pytest.approx(sum(row["risk"] for row in profiles(day)))
    for one in views.values():
        assert "{" not in "".join(one.words.values())


def test_a_run_reports_what_there_is_and_what_is_not(snapshot: Snapshot) -> None:
    """The models in the store will do, so nothing is learnt again."""
    folder = snapshot[0].rule.data.definitions.folder
    asked = loads(TOML + "enabled = true\n", folder=folder)
    done = run(asked, now=datetime(2026, 7, 1, 12, tzinfo=UTC))
    saved = load_run(done.folder)
    assert {"attrition", "risk", "highest-risk", "backtest", "calibration", "not-said"} <= {
        one.metric for one in saved.results
    }
    assert [one["what"].split()[0] for one in saved.skipped] == ["retention"]
    steps = [one["step"] for one in done.steps]
    assert "score" in steps
    assert "learn" not in steps
    for name, language in (("report.html", "en"), ("report.ko.html", "ko")):
        page = (done.folder / name).read_text("utf-8")
        assert all(why in page for why in lacking(language).values())
