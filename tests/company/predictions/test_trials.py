"""Trials of a company: who was in which arm, what came of it, verdicts, and what cannot be said."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from support.trial_company import ASSIGNED, CUSTOMERS, LAST, NAME, write
from tenure.cli.explaining import lines
from tenure.company import Company
from tenure.company.predictions.acting import trials as trials_of
from tenure.company.predictions.acting.findings import (
    Finding,
    dumped,
    find,
    findings,
    judged,
    loaded,
)
from tenure.company.predictions.acting.trials import Experiment, Trials, UnjudgedError
from tenure.company.predictions.acting.uplifts import HARMS, column_of
from tenure.company.predictions.days import Day
from tenure.company.predictions.learning.bundle import Bundle
from tenure.company.predictions.learning.completing import completed
from tenure.company.predictions.learning.training import Trained
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles.explaining import explain
from tenure.company.predictions.profiles.scoring import Scoring
from tenure.company.predictions.rows import Rows
from tenure.company.predictions.views.trials import policies_told, trials_told
from tenure.errors import MetricError

TODAY = LAST + timedelta(days=2)
LATE = date(2026, 3, 20)
OTHERS = (
    *(f"c{number:04d},no control,{'AB'[number // 2 % 2]},{ASSIGNED}" for number in range(40)),
    *(f"c{number:04d},only control,holdout,{ASSIGNED}" for number in range(40)),
    *(f"c{number:04d},too late,{('mail', '대조군')[number % 2]},{LATE}" for number in range(40)),
    *(f"X{number:04d},strangers,{('mail', 'none')[number % 2]},{ASSIGNED}" for number in range(40)),
    # the first arm counts: large ones of the mail were in the control, too, later
    *(f"c{number:04d},{NAME},control,2026-02-20" for number in range(2, CUSTOMERS, 4)),
)
CODES = {
    "no control": "no_control",
    "only control": "only_control",
    "strangers": "nobody_seen",
    "too late": "not_over",
}
Predicted = tuple[Outlook, Trained, Day]


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trials]:
    path: Path = write(tmp_path_factory.mktemp("trial"), OTHERS)
    with Company.open(path, today=TODAY) as company:
        outlook = Outlook(company.rule)
        yield Trials(outlook, Rows.of(outlook).columns)


@pytest.fixture(scope="module")
def names(trials: Trials) -> tuple[str, ...]:
    return tuple(one.name for one in trials.told.features)


@pytest.fixture(scope="module")
def table(trials: Trials) -> pa.Table:
    return trials.rows(trials.find(NAME), "mail")


@pytest.fixture(scope="module")
def found(trials: Trials, names: tuple[str, ...]) -> Finding:
    return judged(trials, trials.find(NAME), "mail", names)


def test_arms_are_counted_with_their_days(trials: Trials) -> None:
    arms = trials.find(NAME).arms
    assert {name: arm.units for name, arm in arms.items()} == {"control": 1120, "mail": 720}
    assert {(arm.since, arm.until) for arm in arms.values()} == {
        (ASSIGNED, date(2026, 2, 20)),
        (ASSIGNED, ASSIGNED),
    }
    assert trials.find(NAME).control == "control"
    assert trials.find(NAME).treatments == ("mail",)


def test_everyone_counts_once_in_their_first_arm_and_left_is_of_the_days_after(
    table: pa.Table,
) -> None:
    """400 large and 320 small in each arm; of ten 3 and 4 of the control, 1 and 6 of the mail."""
    counted = table.group_by("treated").aggregate([("left", "sum"), ("left", "count")])
    told = {row["treated"]: (row["left_sum"], row["left_count"]) for row in counted.to_pylist()}
    assert told == {0: (120 + 128, 720), 1: (40 + 192, 720)}
    assert set(table["as_of"].to_pylist()) == {ASSIGNED}


def test_whom_the_mail_keeps_and_whom_it_drives_away_is_found(found: Finding) -> None:
    assert found.verdict == "use uplift"
    assert (found.treated, found.held) == (720, 720)
    assert found.treated_left == pytest.approx(232 / 720)
    assert found.held_left == pytest.approx(248 / 720)
    assert found.effect is not None
    assert found.effect[1] < (248 - 232) / 720 < found.effect[2]
    assert found.qini is not None
    assert found.over_risk is not None
    assert min(found.qini[1], found.over_risk[1]) > 0
    assert found.harmed is not None
    assert found.harmed["gain"][2] < 0


def test_the_model_says_it_of_each_customer(found: Finding, table: pa.Table) -> None:
    assert found.uplift is not None
    told = found.uplift.told(table)
    column = column_of(NAME, "mail")
    assert column == "uplift_a_b_봄_mail"
    large = np.array(table["attribute_segment"].to_pylist()) == "large"
    gain, harms = (told[name].to_numpy(zero_copy_only=False) for name in (column, column + HARMS))
    assert gain[large].mean() == pytest.approx(0.2, abs=0.05)
    assert gain[~large].mean() == pytest.approx(-0.2, abs=0.05)
    assert not harms[large].any()
    assert 0.25 < harms.mean() < 0.35


def test_findings_are_texts_that_say_the_same_again(found: Finding, table: pa.Table) -> None:
    texts = dumped([found])
    assert all(name == "findings.json" or name.startswith("00/") for name in texts)
    again = loaded(texts)
    assert dumped(again) == texts
    assert again[0].says("ko") == found.says("ko")
    assert again[0].uplift is not None
    assert found.uplift is not None
    assert np.array_equal(again[0].uplift.gain(table), found.uplift.gain(table))
    assert loaded({}) == ()
    with pytest.raises(MetricError, match="hold no findings"):
        loaded({"findings.json": '[{"nothing": 1}]'})


def test_what_cannot_be_judged_says_why_in_both_languages(
    trials: Trials, names: tuple[str, ...]
) -> None:
    asked = tuple(trials.find(name) for name in CODES)
    told = findings(trials, asked, names)
    assert {one.experiment: one.why[0][1] for one in told} == CODES
    assert all(one.verdict is None and one.uplift is None for one in told)
    for one in told:
        assert re.search("[가-힣]", one.says("ko").replace("대조군", ""))
        assert "{" not in one.says("en") + one.says("ko")
    shown = trials_told(trials.outlook, asked, told, trials.wait)
    roles = {(row["experiment"], row["arm"]): row["role"] for row in shown.rows}
    assert roles["no control", "A"] is None
    assert roles["only control", "holdout"] == "control"
    assert roles["too late", "대조군"] == "control"
    assert policies_told(trials.outlook, told) is None


def test_the_control_may_be_named(trials: Trials, names: tuple[str, ...]) -> None:
    told = findings(trials, [trials.find("no control", "B")], names)
    assert [(one.treatment, one.control, one.verdict) for one in told] == [("A", "B", "too few")]
    assert told[0].effect is not None  # few can be compared, though not told apart


def test_unknown_names_are_told_what_is_close(trials: Trials) -> None:
    with pytest.raises(MetricError) as error:
        trials.find("to late")
    assert error.value.hint == "did you mean 'too late'?"
    with pytest.raises(MetricError, match="no arm 'C'"):
        trials.find("no control", "C")


def test_a_company_without_assignments_is_told_what_is_missing(tmp_path: Path) -> None:
    path = write(tmp_path)
    text = path.read_text("utf-8").replace('[tables.assignments]\nfrom = "assignments.csv"\n', "")
    path.write_text(text, "utf-8")
    with Company.open(path, today=TODAY) as company:
        outlook = Outlook(company.rule)
        asked = Trials(outlook, Rows.of(outlook).columns)
        assert asked.experiments == ()
        with pytest.raises(MetricError, match="no table assignments"):
            asked.every()


def test_of_many_some_are_drawn_the_smaller_arm_first(
    trials: Trials, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials_of, "MOST_UNITS", 300)
    few = trials.rows(trials.find(NAME), "mail")
    treated = few["treated"].to_pylist()
    assert (treated.count(0), treated.count(1)) == (150, 150)


def test_a_rule_that_waits_for_silence_is_waited_for(predicted: Predicted) -> None:
    outlook, trained, _ = predicted
    after = outlook.rule.data.definitions.churn.after
    assert outlook.rule.name == "inactive"
    asked = Trials(outlook, trained.bundle.columns)
    assert asked.wait == outlook.horizon + (after or 0)
    assert Trials(outlook, trained.bundle.columns, days=60).wait == 60


def test_models_keep_what_trials_say(predicted: Predicted) -> None:
    """The assignments of the larger company are too few, and `without` says it."""
    _, trained, _ = predicted
    one = next(f for f in trained.bundle.findings if f.experiment == "save_offer")
    assert (one.verdict, one.uplift) == ("too few", None)
    assert one.says("en") == trained.bundle.without[f"uplift of 'treatment' in {one.experiment!r}"]
    again = Bundle.load(trained.bundle.dump())
    assert dumped(again.findings) == dumped(trained.bundle.findings)


def test_only_the_last_trials_are_studied_while_learning(
    trials: Trials, names: tuple[str, ...], predicted: Predicted, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = predicted[1].bundle
    risk = replace(old.risk, features=names, tested=None)
    bundle = replace(old, columns=trials.columns, risk=risk, without={}, findings=())
    monkeypatch.setattr("tenure.company.predictions.learning.completing.MOST_STUDIED", 1)
    told = {one.experiment: one for one in completed(trials.outlook, bundle).findings}
    assert told["too late"].why[0][1] == "not_over"
    assert told[NAME].why[0][1] == "not_studied"


def test_profiles_have_a_column_where_ranking_by_uplift_is_of_use(
    found: Finding, predicted: Predicted, monkeypatch: pytest.MonkeyPatch
) -> None:
    outlook, trained, _ = predicted
    uplift = found.uplift
    assert uplift is not None
    rising = replace(found, uplift=replace(uplift, experiment="spring", treatment="call"))
    bundle = replace(trained.bundle, findings=(*trained.bundle.findings, rising))

    def gain(self: object, features: pa.Table) -> np.ndarray:
        return np.linspace(-0.1, 0.1, features.num_rows)

    monkeypatch.setattr(type(uplift), "gain", gain)
    features, said = next(Scoring(outlook, bundle).tables())
    assert said.num_rows == features.num_rows
    notice = np.array(said["state"].to_pylist()) != "active"
    for name in ("uplift_spring_call", "uplift_spring_call_harms"):
        absent = said[name].is_null().to_numpy()
        assert np.array_equal(absent, notice)
    assert not [one for one in said.column_names if one.startswith("uplift_save_offer")]


def test_one_customer_is_told_what_a_treatment_changes(predicted: Predicted) -> None:
    outlook, _, day = predicted
    table = day.table()
    assert table is not None
    told = explain(outlook, table["unit_id"][0].as_py())
    assert told.treatments == []  # too few were in the trial
    tried = {"experiment": "봄", "treatment": "mail", "gain": 0.031, "harms": False}
    both = replace(told, treatments=[tried, tried | {"gain": -0.05, "harms": True}])
    english, korean = (list(lines(both, language)) for language in ("en", "ko"))
    assert "Treated with mail of 봄: +3.1 points to stay." in english
    assert any("-5.0 points" in one and "leave them alone" in one for one in english)
    assert "봄의 mail 처치: 남을 확률 +3.1%p." in korean
    assert len(english) == len(korean)


def test_a_treatment_is_found_by_its_name_or_as_the_only_one() -> None:
    one, two, other = (
        Finding(experiment, arm, "none", 30)
        for experiment, arm in (("a", "mail"), ("a", "call"), ("b", "mail"))
    )
    assert find((one, two, other), "b", None) is other
    assert find((one, two, other), "a", "call") is two
    for asked in (("a", None), ("a", "mial"), ("c", None)):
        with pytest.raises(MetricError):
            find((one, two, other), *asked)


def test_an_arm_of_any_script_and_case_is_the_control() -> None:
    assert Experiment("x", {"Mail": None, "HOLDOUT": None}).control == "HOLDOUT"  # type: ignore[dict-item]
    assert Experiment("x", {"메일": None, "대조군": None}).control == "대조군"  # type: ignore[dict-item]
    with pytest.raises(UnjudgedError):
        _ = Experiment("x", {"A": None}).treatments  # type: ignore[dict-item]
