"""The model card says what a model rests on and when not to trust it, in both languages."""

import json
import re
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from support.risk_panels import ALL, FEATURES, OPTIONS, at, column, company, sampled
from tenure.predict.model_card import card, markdown
from tenure.predict.risk import RiskModel, train
from tenure.predict.wording import texts


@pytest.fixture(scope="module")
def model():
    table = company(2500, dates=5, seed=3)
    left = column(table, "left") == 1
    leaky = table.append_column("churn|reason", pa.array(np.where(left, "price", None)))
    options = replace(OPTIONS, learners=ALL[:2], leaks="leave out")
    return train(sampled(leaky, [*FEATURES, "churn|reason"]), options)


def test_a_card_is_plain_and_survives_json(model):
    plain = card(model)
    assert json.loads(json.dumps(plain, allow_nan=False)) == json.loads(json.dumps(plain))
    assert plain["model"]["version"] == model.version
    assert plain["data"]["left"] > 100
    assert len(plain["fingerprints"]["data"]) == 16
    assert set(plain["versions"]) == {"tenure", "lightgbm", "scikit-learn", "numpy", "python"}


def test_a_card_of_a_stored_model_is_the_same(model):
    assert card(RiskModel.load(model.dump())) == card(model)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_part_is_told_with_its_numbers(model, language):
    plain = card(model)
    told = markdown(plain, language)
    word = texts(language)["card"]
    for part in ("data", "limits", "validation", "calibration", "slices", "leakage", "made_with"):
        assert f"## {word[part]}" in told
    auc = plain["validation"]["chosen"]["auc"]
    assert f"{auc[0]:.4f} ({auc[1]:.4f} – {auc[2]:.4f})" in told
    assert word["blocked"] in told
    assert plain["fingerprints"]["data"] in told
    assert not re.search(r"[{}]", told)


def test_names_do_not_break_lines_and_tables(model):
    for line in markdown(card(model)).splitlines():
        if "churn" in line:
            assert "churn\\|reason" in line


def test_korean_cards_hold_no_english_sentences(model):
    told = markdown(card(model), "ko")
    plain = re.sub(r"`[^`]*`|\|.*\||\S*[._\\=]\S*|churn reason", "", told)
    assert not re.search(r"[A-Za-z]{3,} [a-z]{3,}", plain)


@pytest.mark.parametrize(
    ("language", "says"), [("en", "plan = (not known)"), ("ko", "plan = (값 없음)")]
)
def test_a_group_without_a_value_is_said_to_be_one(model, language, says):
    plain = card(model)
    found = next(iter(plain["validation"]["slices"]))
    plain["validation"]["slices"] = [{**found, "attribute": "plan", "value": "(missing)"}]
    assert says in markdown(plain, language)


def test_a_model_that_learned_nothing_has_a_card_that_says_why():
    found = train(sampled(company(200, dates=3, seed=2, base=-5)), OPTIONS)
    told = markdown(card(found))
    assert "Nothing was learned" in told
    assert "## Validation" not in told
    assert "세그먼트의 평활 이탈률" in markdown(card(found), "ko")


def test_a_lone_snapshot_is_told_as_one():
    found = train(sampled(at(company(3000, seed=6), 0).drop_columns(["as_of"])), OPTIONS)
    told = markdown(card(found))
    assert "One date only" in told
    assert "| observation dates | one date |" in told


def test_both_languages_say_the_same_things():
    first, second = texts("en"), texts("ko")
    assert {key: set(words) for key, words in first.items()} == {
        key: set(words) for key, words in second.items()
    }
    for section, words in first.items():
        for code, text in words.items():
            names = set(re.findall(r"{(\w+)", text))
            assert names == set(re.findall(r"{(\w+)", second[section][code])), (section, code)
