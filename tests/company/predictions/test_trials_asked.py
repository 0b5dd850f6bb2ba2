"""`tenure predict trials`, `profit` and `contact` as they are asked on the command line."""

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from tenure.cli.app import app
from tenure.company.predictions.days import Day
from tenure.company.predictions.learning.training import Trained
from tenure.company.predictions.outlook import Outlook
from tenure.errors import TenureError

Predicted = tuple[Outlook, Trained, Day]
OFFER = ("--offer-cost", "2000", "--contact-cost", "10")


class Asked:
    """Ask about the company of the tests."""

    def __init__(self, outlook: Outlook) -> None:
        self.path = outlook.rule.data.definitions.folder / "tenure.toml"

    def __call__(self, *words: str) -> Result:
        return CliRunner().invoke(app, ["predict", *words, "-d", str(self.path)])

    def refused(self, *words: str) -> TenureError:
        found = self(*words).exception
        assert isinstance(found, TenureError)
        return found


@pytest.fixture
def asked(predicted: Predicted) -> Asked:
    return Asked(predicted[0])


def rows_of(found: Result) -> list[dict[str, Any]]:
    assert found.exit_code == 0, found.output
    return list(csv.DictReader(found.stdout.splitlines()))


def test_trials_are_a_table_for_people_with_sentences_beneath(asked: Asked) -> None:
    shown = asked("trials")
    assert shown.exit_code == 0, shown.output
    table, *_ = shown.stdout.split("save_offer, treatment: ")
    assert "says" not in table
    assert "qini" not in table  # nothing was learnt, so the column is empty
    assert len(shown.stdout.splitlines()[-1]) > 60


def test_trials_are_one_table_for_programs(asked: Asked, tmp_path: Path) -> None:
    rows = rows_of(asked("trials", "save_offer", "--format", "csv"))
    assert [row["role"] for row in rows] == ["control", "treatment"]
    assert [row["verdict"] for row in rows] == ["", "too few"]
    assert rows[1]["says_en"].startswith("There are too few customers")
    out = tmp_path / "trials.parquet"
    assert asked("trials", "save_offer", "--out", str(out)).exit_code == 0
    assert pq.read_table(out)["units"].to_pylist() == [int(row["units"]) for row in rows]


def test_days_and_control_may_be_said(asked: Asked) -> None:
    turned = ("trials", "save_offer", "--control", "treatment", "--days", "90", "--format", "json")
    told = json.loads(asked(*turned).stdout)
    assert "90일" in told["definition"]
    assert {row["arm"]: row["role"] for row in told["rows"]}["treatment"] == "control"


def test_names_that_nothing_has_are_refused(asked: Asked) -> None:
    assert asked.refused("trials", "save_ofer").hint == "did you mean 'save_offer'?"
    assert "no arm 'hold'" in asked.refused("trials", "save_offer", "--control", "hold").message
    assert asked("trials", "--control", "holdout").exit_code == 2
    assert asked("trials", "--days", "0").exit_code == 2


def test_profit_is_a_curve_and_what_a_model_is_worth(asked: Asked) -> None:
    shown = asked("profit", *OFFER)
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.index("(profit)") < shown.stdout.index("(empc)")
    told = json.loads(asked("profit", *OFFER, "--format", "json").stdout)
    assert told["metric"] == "profit"
    assert told["rows"][-1]["share"] == 1
    assert told["rows"][-1]["profit"] == pytest.approx(told["rows"][-1]["by_risk"])


def test_without_an_offer_nothing_is_told_of_it(asked: Asked) -> None:
    for command in ("profit", "contact"):
        assert "what the offer costs" in asked.refused(command).message


def test_whom_to_contact_is_a_list_within_the_budget(asked: Asked) -> None:
    whole = rows_of(asked("contact", *OFFER, "--format", "csv"))
    costs = [float(row["cost"]) for row in whole]
    profits = [float(row["profit"]) for row in whole]
    assert whole
    assert profits == sorted(profits, reverse=True)
    assert min(profits) > 0
    budget = sum(costs) / 2
    few = rows_of(asked("contact", *OFFER, "--budget", str(budget), "--format", "csv"))
    assert sum(float(row["cost"]) for row in few) <= budget
    assert 0 < len(few) < len(whole)
    refused = asked.refused("contact", *OFFER, "--trial", "save_offer")
    assert "too few customers in the trial" in refused.message
