"""Plays without a holdout: compared, counted by hand, named on the board, and never proved."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from support.without_holdout import TODAY, write
from tenure.company import Company
from tenure.company.predictions.acting.trials import Experiment, Trials, UnjudgedError
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs import Unheld, board, comparisons, unheld, without_control
from tenure.company.proofs.compared import Unproved
from tenure.measure.result import Result
from tenure.pipeline.proving import proved
from tenure.pipeline.saved import load_result, save_result


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    path = write(tmp_path_factory.mktemp("unheld"))
    with Company.open(path, today=TODAY) as company:
        yield company


@pytest.fixture(scope="module")
def outlook(company: Company) -> Outlook:
    return Outlook(company.rule)


@pytest.fixture(scope="module")
def spring(outlook: Outlook) -> Unheld:
    return unheld(outlook, Trials(outlook).find("spring"), "treatment")


def why(one: Experiment) -> list[Unproved]:
    with pytest.raises(UnjudgedError) as error:
        _ = one.treatments
    return without_control(one, error.value)


def test_who_left_before_and_since_is_counted_in_stretches_of_30_days(spring: Unheld) -> None:
    """Six stretches before, of 660, 650, … 610, with 10 each; since, 135 leave in the first."""
    change = spring.change
    assert change.before == (60, sum(range(610, 670, 10)))
    assert change.after == (135, 600 + 5 * (600 - 135))
    assert change.found is not None
    assert change.found.before.value == pytest.approx(60 / 3810)
    assert change.found.difference is not None
    assert change.found.difference.low < 0 < change.found.difference.high, "months vary widely"
    assert {"before_after", "regression_to_the_mean", "thinned"} <= {
        one.code for one in change.notes
    }
    assert dict(change.notes[-1].values)["percent"] == 50


def test_others_are_made_alike_before_they_are_held_against(spring: Unheld) -> None:
    """15 points apart as they are, since the treated use it more; alike, they are 5 apart."""
    first = spring.alike[0]
    assert (first.days, first.treated, first.others) == (30, (45, 300), (90, 300))
    assert first.found is not None
    difference = first.found.difference
    assert difference is not None
    assert difference.value == pytest.approx(-0.05, abs=0.01)
    assert difference.low < -0.05 < difference.high
    raw = {one.column: abs(one.raw) for one in first.found.balance}
    assert raw["did"] > 0.5
    assert all(abs(one.weighted) < 0.1 for one in first.found.balance)
    assert [one.days for one in spring.alike] == [30, 60, 90]
    assert {"matched", "others_later", "others_not_alone"} <= {one.code for one in first.notes}


def test_whose_turn_comes_later_is_an_other_until_then(outlook: Outlook) -> None:
    """50 had their turn on the first day, 50 two months on: these count on both sides."""
    asked = unheld(outlook, Trials(outlook).find("twice"), "treatment").asked
    rows = asked.rows(90).to_pylist()
    treated = {row["unit_id"]: row["at"] for row in rows if row["treated"]}
    others = [row for row in rows if not row["treated"]]
    assert len(treated) == 100
    assert {row["at"] for row in others} == set(treated.values())
    both = [row for row in others if row["unit_id"] in treated]
    assert both
    assert all(row["at"] < treated[row["unit_id"]] for row in both)
    later = asked.later(90)
    assert [row["unit_id"] for row, soon in zip(rows, later, strict=True) if soon] == [
        row["unit_id"] for row in both
    ]
    assert not asked.later(30).any(), "their turn came after two months"


def test_the_same_others_are_drawn_each_time(outlook: Outlook, spring: Unheld) -> None:
    again = unheld(outlook, spring.experiment, "treatment")
    assert again.asked.rows(30).equals(spring.asked.rows(30))
    assert np.array_equal(again.asked.known["did"], spring.asked.known["did"], equal_nan=True)


def test_there_is_no_figure_before_anything_is_over(company: Company) -> None:
    early = Outlook(company.rule, date(2026, 1, 10))
    one = unheld(early, Trials(early).find("spring"), "treatment")
    assert one.change.found is None
    assert [each.code for each in one.change.notes] == ["no_window_after"]
    (alike,) = one.alike
    assert alike.found is None
    assert [each.code for each in alike.notes] == ["nobody_over"]
    rows = next(iter(comparisons(early, why(one.experiment)))).rows
    assert [row["effect"] for row in rows] == [None, None]
    assert all(row["says_en"] and row["says_ko"] for row in rows)


def test_tables_have_counts_intervals_and_limits_in_both_languages(outlook: Outlook) -> None:
    told, alike = comparisons(outlook, why(Trials(outlook).find("spring")))
    methods = [(row["method"], row["days"]) for row in told.rows]
    assert methods == [("before_after", 30), ("matched", 30), ("matched", 60), ("matched", 90)]
    for row in told.rows:
        for side in ("first", "second"):
            low, value, high = (row[f"{side}{end}"] for end in ("_low", "", "_high"))
            assert low <= value <= high
            assert value == pytest.approx(row[f"{side}_left"] / row[f"{side}_of"])
        assert "It proves nothing" in row["says_en"]
        assert "증거가 아닙니다" in row["says_ko"]
    assert "did" in {row["known"] for row in alike.rows}
    assert alike.names["did"]["ko"].startswith("이전")


def test_a_column_that_is_known_of_too_few_is_named(spring: Unheld) -> None:
    asked = spring.asked
    few = np.full(len(asked.known["did"]), np.nan)
    few[:10] = 1.0
    found = Unheld(asked)
    asked.known["risk"] = few
    try:
        (note,) = [one for one in found.alike[0].notes if one.code == "not_alike_in"]
    finally:
        del asked.known["risk"]
    assert dict(note.values)["names"] == "risk"


def test_the_board_names_it_and_counts_it_in_no_sum(outlook: Outlook) -> None:
    told = board(outlook, [], why(Trials(outlook).find("spring")))
    (row,) = told.rows
    assert (row["experiment"], row["kept"], row["cost"]) == ("spring", None, None)
    assert "cannot be proved" in row["says_en"]
    assert "증명할 수 없으며" in row["says_ko"]


def test_several_arms_without_a_control_are_told_to_name_it(outlook: Outlook) -> None:
    one = Trials(outlook).find("spring")
    arms = dict.fromkeys(("a", "b"), one.arms["treatment"])
    found = why(Experiment("both", arms))
    assert [each.comparable for each in found] == [False, False]
    assert "Call one control" in found[0].says("en")
    assert next(iter(comparisons(outlook, found))).table.num_rows == 0
    alone = why(Experiment("none", {"holdout": one.arms["treatment"]}))
    assert [each.comparable for each in alone] == [False]
    assert "Nobody was treated" in alone[0].says("en")


def test_a_run_keeps_the_comparisons_and_why_there_is_no_proof(
    company: Company, tmp_path: Path
) -> None:
    skipped: list[str] = []

    def write_down(result: Result, folder: Path) -> None:
        save_result(result, folder, tmp_path)

    folders = proved(
        company,
        None,
        write_down,
        lambda _: nullcontext(),
        lambda what, why: skipped.append(what),
        lambda number: None,
    )
    found = {one.metric: one for one in (load_result(folder, "en") for folder in folders)}
    assert set(found) == {"proof-board", "proof-unheld", "proof-alike", "proof-unproved"}
    assert [row["experiment"] for row in found["proof-unproved"].rows] == ["spring", "twice"]
    assert found["proof-unproved"].rows[0]["units"] == 300
    assert skipped == ["prove: spring", "prove: twice"]
