"""A trial in parts, counted by hand: where it works and where it does not; how often contacted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tenure.company import Company
from tenure.company.predictions.acting.trials import Trials
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs import Aims, prove
from tenure.company.proofs.account import Account
from tenure.company.proofs.outcomes import Outcomes
from tenure.company.proofs.parts import attributes, parts
from tenure.measure.result import Result

_TOML = """
[company]
name = "두 지역"
kind = "saas"
time_zone = "UTC"
[churn]
rule = "contract"
[prediction]
enabled = false
"""
_LEFT = {("north", "treatment"): 10, ("north", "holdout"): 30, ("south", "treatment"): 20}
_EACH = 40


def write(folder: Path) -> Path:
    """Write 40 of each region and arm: in the north 10 treated leave and 30 others, else 20."""
    people = ["customer_id,started_at,region,name"]
    held = ["subscription_id,customer_id,started_at,cancelled_at,ended_at,mrr"]
    drawn = ["unit_id,experiment,arm,assigned_at"]
    sent = ["customer_id,sent_at,channel,play,cost"]
    for region in ("north", "south"):
        for arm in ("treatment", "holdout"):
            for number in range(_EACH):
                who = f"{region}-{arm}-{number}"
                day = "2026-01-21" if number < _LEFT.get((region, arm), 20) else ""
                people.append(f"{who},2025-06-01,{region},Kim {number % 3}")
                held.append(f"s{who},{who},2025-06-01,{day},{day},100")
                drawn.append(f"{who},spring,{arm},2026-01-01")
                if arm == "treatment":
                    sent.append(f"{who},2026-01-02,email,spring,3")
    people.append("new,2026-06-20,south,Lee")
    held.append("snew,new,2026-06-20,,,100")
    text = _TOML
    tables = {"customers": people, "subscriptions": held, "assignments": drawn, "touches": sent}
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(rows) + "\n", "utf-8")
        text += f'[tables.{name}]\nfrom = "{name}.csv"\n'
    file = folder / "tenure.toml"
    file.write_text(text, "utf-8")
    return file


@pytest.fixture
def outlook(tmp_path: Path) -> Iterator[Outlook]:
    with Company.open(write(tmp_path)) as company:
        yield Outlook(company.rule)


def told(outlook: Outlook, aims: Aims | None = None) -> dict[str, Result]:
    asked = Outcomes(outlook, Trials(outlook).find("spring"), "treatment")
    proof = prove(outlook, asked.experiment, "treatment", aims=aims or Aims(), asked=asked)
    return {one.metric: one for one in parts(outlook, [Account(asked, proof)])}


def test_the_region_where_it_works_stands_apart(outlook: Outlook) -> None:
    north, south = told(outlook)["proof-segments"].rows
    assert (north["attribute"], north["value"], north["units"]) == ("region", "north", 80)
    assert north["effect"] == pytest.approx(10 / 40 - 30 / 40)
    assert south["effect"] == pytest.approx(0)
    assert (north["apart"], south["apart"]) == (True, True)
    assert north["effect"] < north["expected"] < south["expected"], "drawn to the mean"
    assert "differs by region" in north["says_en"]


def test_names_of_people_are_no_attribute(outlook: Outlook) -> None:
    assert set(attributes(outlook)) == {"region"}


def test_contacts_that_nobody_drew_have_bounds_and_a_warning(outlook: Outlook) -> None:
    """All 80 treated had one contact, 30 left; 50 of the 80 others: −25 points, beyond doubt."""
    (row,) = told(outlook)["proof-doses"].rows
    assert (row["contacts"], row["units"], row["left"]) == (1, 80, 30 / 80)
    assert (row["at_least"], row["at_most"]) == (pytest.approx(-0.25), pytest.approx(-0.25))
    assert "not drawn by lot" in row["says_en"]


def test_of_unequal_arms_no_part_is_told(outlook: Outlook) -> None:
    broken = told(outlook, Aims({"treatment": 0.9, "holdout": 0.1}))
    assert [one.table.num_rows for one in broken.values()] == [0, 0]
