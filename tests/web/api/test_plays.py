"""Plays, their effects, experiments and quarters through the API: what the pages tell, as JSON."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from support.deciding import DAY
from tenure_web.insights.quarter import quarters
from tenure_web.people.rights import Right
from tenure_web.plays import proved

from .conftest import Program, program_for


@pytest.fixture
def sees(decided_of: Path, person: Any) -> Program:
    cache.clear()
    return program_for(person("admin", "admin"), {Right.SEE_FIGURES})


def test_plays_are_listed_with_their_funnel(sees: Program, decided_of: Path) -> None:
    (decided_of.parent / "plays" / "broken.toml").write_text("id = 1", "utf-8")
    told = sees.told("plays")
    plays = {one["id"]: one for one in told["plays"]}
    assert list(plays) == ["first", "late", "lottery", "rest", "second"]
    assert plays["lottery"]["funnel"] == {
        "on": str(DAY), "eligible": 3, "contact": 0, "held_out": 1,
        "skipped": {"no_risk": 1, "no_value": 1},
        "began": 0, "left_alone": 0, "reached": None,
    }  # fmt: skip
    assert (plays["rest"]["state"], plays["rest"]["funnel"]["on"]) == ("paused", None)
    wrong = {one["where"]: one["why"] for one in told["unreadable"]}
    assert all(one.startswith("broken.toml") for one in wrong)
    assert wrong["broken.toml, salt"]["ko"] != wrong["broken.toml, salt"]["en"]


def test_a_play_has_its_words_and_versions(sees: Program) -> None:
    told = sees.told("plays/first")
    assert told["runs"] is True
    assert told["turn"][1]["en"] == "Of these, whoever fits: plan = 'a'"
    assert [one["number"] for one in told["versions"]] == [1]
    text = sees.told(f"plays/first/versions/{told['versions'][0]['id']}")["text"]
    assert 'id = "first"' in text
    effects = sees.told("plays/first/effects")
    assert effects["proofs"] == []
    assert effects["reason"]["en"].startswith("It cannot be known: nobody is left alone")
    assert "비교" in effects["reason"]["ko"]
    for path in ("plays/none", "plays/first/versions/99", "plays/none/effects"):
        assert sees.get(path).status_code == 404
    few = program_for(sees.user, {Right.SEE_CUSTOMERS})
    for path in ("plays", "plays/first", "plays/first/effects", "experiments", "brought"):
        assert few.get(path).status_code == 403


def test_experiments_are_told_with_counts_intervals_and_verdict(admin: Any) -> None:
    heads = admin.told("experiments")
    assert [one["experiment"] for one in heads] == sorted(one.name for one in proved.trials())
    name = heads[0]["experiment"]
    for told in admin.told(f"experiments/{name}"):
        assert told["verdict"]
        assert told["says"]["ko"]
        for one in told["horizons"]:
            for arm in ("treated", "held_out"):
                share = one[arm]
                assert share["value"] == pytest.approx(share["left"] / share["of"])
                assert share["low"] <= share["value"] <= share["high"]
            assert one["treated"]["of"] + one["held_out"]["of"] == one["seen"]
            known = [one[key]["value"] is not None for key in ("effect", "kept", "revenue", "net")]
            assert all(known) or one["reason"]["en"]
    assert admin.get("experiments/none").status_code == 404


def test_a_quarter_is_told_with_the_sum_of_all_plays(admin: Any) -> None:
    told = admin.told("brought")
    assert len(told["quarters"]) == len(quarters()) > 0
    assert told["quarter"] == told["quarters"][0]
    assert told["rows"][-1]["play"] is None
    assert told["rows"][-1]["name"] == {"en": "All together", "ko": "합계"}
    for row in told["rows"]:
        assert (row["kept"]["value"] is None) == (row["reason"] is not None)
    last = admin.told("brought", quarter=told["quarters"][-1])
    assert last["quarter"] == told["quarters"][-1]
    assert admin.get("brought", quarter="1999-Q1").status_code == 404
