"""Simulated companies: what is said of each change, and of competitors, against what is so."""

import json
from collections.abc import Iterator
from datetime import date
from math import exp
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tenure.company import Company
from tenure.company.explanations.changes import changes
from tenure.company.explanations.competitors import competitors
from tenure.company.predictions.outlook import Outlook
from tenure.simulate import simulate

TODAY = date(2026, 8, 1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("companies") / "saas"
    return simulate("saas", customers=6000, months=24, seed=3, out=out).path


@pytest.fixture(scope="module")
def outlook(made: Path) -> Iterator[Outlook]:
    with Company.open(made / "tenure.toml", today=TODAY) as company:
        yield Outlook(company.rule)


def truth(made: Path) -> dict:
    told: dict = json.loads((made / "truth" / "truth.json").read_text("utf-8"))
    return told


def test_the_bad_release_is_found_with_its_size_and_harmless_ones_are_not(made, outlook) -> None:
    rows = changes(outlook)[0].rows
    shocks = truth(made)["shocks"]
    by_name = {row["name"]: row for row in rows}
    release = by_name["4.0: new editor"]
    assert str(release["at"]) == shocks["bad_release"]["month"]
    assert release["verdict"] == "rose"
    size = exp(shocks["bad_release"]["effect"]) - 1
    assert release["relative_low"] <= size <= release["relative_high"]
    price = by_name["team plan price"]
    assert price["relative_low"] <= exp(shocks["price_change"]["effect"]) - 1
    assert price["relative_high"] >= exp(shocks["price_change"]["effect"]) - 1
    for name, row in by_name.items():
        if name.startswith("release "):
            assert row["verdict"] in ("no_evidence", "cannot_be_told"), name


def test_names_in_texts_are_those_that_were_said(made, outlook) -> None:
    """Every text in which the simulator named someone, and no other, is found."""
    found = {one.metric: one.rows for one in competitors(outlook)}
    counted: dict[str, int] = {}
    for row in found["competitor-mentions"]:
        counted[row["competitor"]] = counted.get(row["competitor"], 0) + row["named"]
    said: dict[str, int] = {}
    for name in ("feedback", "tickets"):
        for one in pq.read_table(made / "truth" / f"{name}.parquet", columns=["names"])[0]:
            if one.as_py() is not None:
                said[one.as_py()] = said.get(one.as_py(), 0) + 1
    assert counted == said


def test_a_price_cut_that_is_talked_about_is_found_and_drives_nobody_away(made, outlook) -> None:
    cut = truth(made)["competitors"]["price_cut"]
    found = {one.metric: one.rows for one in competitors(outlook)}
    rows = [row for row in found["competitor-moves"] if row["competitor"] == cut["competitor"]]
    told = {row["what"]: row for row in rows}
    assert str(told["named"]["at"]) == cut["month"]
    assert told["named"]["change"] == pytest.approx(-cut["cut"], abs=0.01)
    assert told["named"]["verdict"] == "rose"
    assert told["named"]["ratio_low"] > 1.5
    assert told["left"]["verdict"] == "no_evidence"


def test_those_who_left_name_competitors_more_than_those_who_stayed(outlook) -> None:
    found = {one.metric: one.rows for one in competitors(outlook)}
    rows = [
        row
        for row in found["competitor-whom"]
        if row["competitor"] not in ("none named", "not said")
    ]
    assert sum(row["leavers"] for row in rows) > 50
    for row in rows:
        assert row["share"] > row["stayed"]
