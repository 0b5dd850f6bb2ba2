"""Reasons: exact sums by family, the planted causes found, sentences with the numbers in them."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from scipy.special import logit

from support.risk_panels import ALL, OPTIONS, at, column, company, sampled
from tenure.predict.features.contract import Feature
from tenure.predict.learners import Boosting
from tenure.predict.reasons import Families, _picked, caveat, reasons
from tenure.predict.risk import train

TOLD = [
    Feature("use", "number", "use", "times", "events", "events", days=28),
    Feature("change", "number", "use", "change", "events", "events_change", days=28),
    Feature("failed", "number", "payment", "times", "payments", "failed_payments", days=28),
    Feature("plan", "category", "contract", "", "subscriptions", "plan"),
    Feature("score", "number", "sentiment", "points", "feedback", "score"),
    Feature("age", "number", "tenure", "days", "customers", "tenure_days"),
]


@pytest.fixture(scope="module", params=["logistic", "boosting"])
def found(request):
    table = company(2500, dates=5, seed=3)
    learners = tuple(one for one in ALL if one.name == request.param)
    if request.param == "boosting":
        learners = (Boosting(rounds=80, learning_rate=0.1, threads=1),)
    model = train(sampled(at(table, *range(4))), replace(OPTIONS, learners=learners))
    later = at(table, 4)
    return model, later, reasons(model, later, TOLD)


def rows_of(found, **wanted):
    keep = np.ones(len(found), bool)
    for name, value in wanted.items():
        keep &= np.array(found[name].to_pylist(), object) == value
    return found.filter(pa.array(keep))


def test_at_most_three_upward_and_one_downward_the_strongest_first(found):
    _, _, told = found
    frame = told.to_pylist()
    by_unit = {}
    for one in frame:
        by_unit.setdefault(one["unit_id"], []).append(one)
    for own in by_unit.values():
        up = [one for one in own if one["direction"] == "up"]
        down = [one for one in own if one["direction"] == "down"]
        assert [one["rank"] for one in up] == list(range(1, len(up) + 1))
        assert len(up) <= 3
        assert len(down) <= 1
        sizes = [one["log_odds"] for one in up]
        assert sizes == sorted(sizes, reverse=True)
        assert all(one["log_odds"] > 0 and one["points"] > 0 for one in up)
        assert all(one["log_odds"] < 0 and one["points"] < 0 for one in down)
        assert len({one["family"] for one in own}) == len(own)


def test_the_log_odds_of_a_family_are_the_sum_of_its_features(found):
    model, later, told = found
    learned = model.trained()
    design = learned.encoding.apply(later)
    parts = learned.contributions(design)
    own = {name: at for at, name in enumerate(design.features)}
    place = {unit: at for at, unit in enumerate(later["unit_id"].to_pylist())}
    use = rows_of(told, family="use").to_pylist()
    assert len(use) > 300
    for one in use:
        row = parts[place[one["unit_id"]]]
        assert one["log_odds"] == pytest.approx(row[own["use"]] + row[own["change"]], abs=1e-9)


def test_points_are_what_the_risk_would_be_lower_by(found):
    model, later, told = found
    learned = model.trained()
    margin = learned.model.margin(learned.encoding.apply(later))
    place = {unit: at for at, unit in enumerate(later["unit_id"].to_pylist())}
    for one in told.slice(0, 50).to_pylist():
        own = margin[[place[one["unit_id"]]]]
        wanted = learned.risk_of(own) - learned.risk_of(own - one["log_odds"])
        assert one["points"] == pytest.approx(wanted[0], abs=1e-12)


def test_the_planted_causes_are_named(found):
    """Of those whose true log odds a family raises by 1 more than any other, it comes first."""
    _, later, told = found
    use, failed = column(later, "use"), column(later, "failed")
    own = {
        "use": -0.9 * (np.log(np.maximum(use, 0.1)) - 2) - 1.2 * column(later, "change"),
        "payment": 0.8 * (failed - 0.3),
    }
    first = {
        one["unit_id"]: one["family"] for one in rows_of(told, direction="up", rank=1).to_pylist()
    }
    units = later["unit_id"].to_pylist()
    for family, other in (("use", "payment"), ("payment", "use")):
        strong = np.flatnonzero((own[family] > own[other] + 1) & (own[family] > 1) & (use > 0))
        named = [first.get(units[at]) == family for at in strong]
        assert len(named) > 30
        assert np.mean(named) > 0.9


def test_sentences_hold_the_numbers_in_both_languages(found):
    _, later, told = found
    two = rows_of(told, feature="failed", value="2.0", direction="up").slice(0, 1).to_pylist()[0]
    assert two["says_en"] == "2 failed payments in the last 28 days"
    assert two["says_ko"] == "최근 28일 동안 결제 실패 2회"
    assert two["higher"] is True
    plan = rows_of(told, feature="plan").slice(0, 1).to_pylist()[0]
    assert plan["value"] in ("solo", "team", "firm")
    assert plan["value"] in plan["says_en"]
    assert plan["higher"] is None
    assert set(later["unit_id"].to_pylist()) >= set(told["unit_id"].to_pylist())


def test_what_is_not_known_is_no_reason(found, monkeypatch):
    """The score is missing for many; it adds to their risk all the same, and is not told."""
    monkeypatch.setattr("tenure.predict.reasons.LEAST", 0.0)
    model, later, _ = found
    told = reasons(model, later, TOLD, up=6, down=6)
    assert column(later, "score").shape
    assert np.isnan(column(later, "score")).sum() > 100
    assert told["value"].null_count == 0
    for language, words in (("en", "not known"), ("ko", "알 수 없음")):
        assert not any(words in one for one in told[f"says_{language}"].to_pylist())
    assert any(one == "score" for one in told["feature"].to_pylist())


def test_a_change_by_nothing_is_no_reason(found, monkeypatch):
    """Nobody's use has changed, but for one by 30 %: of the others the number itself speaks."""
    monkeypatch.setattr("tenure.predict.reasons.LEAST", 0.0)
    model, later, _ = found
    change = np.zeros(later.num_rows)
    change[::2] = 0.00004  # written as 0
    change[5] = -0.3
    same = later.set_column(later.column_names.index("change"), "change", pa.array(change))
    told = reasons(model, same, TOLD, up=6, down=6).to_pylist()
    spoke = {one["unit_id"] for one in told if one["feature"] == "change"}
    assert spoke <= {later["unit_id"][5].as_py()}
    assert sum(one["feature"] == "use" for one in told) > 100
    assert not any(" 0%" in one["says_en"] or " 0%" in one["says_ko"] for one in told)


def test_a_family_without_a_word_gives_way_to_the_next():
    """Families a (places 0, 1) and b (2). Row 0: a adds 3, by what cannot be said alone, so b
    speaks; row 1: a's second feature speaks, though the first adds more; row 2: nothing can."""
    spoken = [
        Feature("x", "number", "use", "change", "events", "events_change", days=28),
        Feature("y", "number", "use", "times", "events", "events", days=28),
        Feature("z", "number", "payment", "times", "payments", "failed_payments", days=28),
    ]
    parts = np.array([[4.0, -1.0, 1.0], [2.0, 1.0, 0.5], [2.0, 0.0, 0.0]])
    can = np.array([[False, True, True], [False, True, True], [False, True, True]])
    got = _picked(parts, can, Families.of(spoken), up=3, down=0)
    told = list(zip(got.rows.tolist(), got.feature.tolist(), got.rank.tolist(), strict=True))
    assert told == [(0, 2, 1), (1, 1, 1), (1, 2, 2)]
    assert got.log_odds.tolist() == [1.0, 3.0, 0.5]


def test_who_has_no_history_has_no_reasons(found):
    _, later, told = found
    young = set(np.array(later["unit_id"].to_pylist())[column(later, "age") < 14])
    assert young
    assert not young & set(told["unit_id"].to_pylist())


def test_features_that_nobody_described_speak_by_their_names(found):
    model, later, _ = found
    told = reasons(model, later, languages=["en"])
    assert "says_ko" not in told.column_names
    assert set(told["family"].to_pylist()) == {"attribute"}
    plan = rows_of(told, feature="plan").slice(0, 1).to_pylist()[0]
    assert plan["says_en"] == f"plan: {plan['value']}"


def test_a_model_that_learned_nothing_gives_no_reasons():
    table = company(200, dates=3, seed=2, base=-5)
    model = train(sampled(table), OPTIONS)
    told = reasons(model, table, TOLD)
    assert told.num_rows == 0
    assert "says_ko" in told.column_names


def test_attributes_stand_alone_though_one_is_called_like_a_family():
    features = [
        Feature("use", "number", "attribute", "", "", "attribute", about="use"),
        Feature("region", "category", "attribute", "", "", "attribute", about="region"),
        Feature("events_28d", "number", "use", "times", "events", "events", days=28),
        Feature("events_7d", "number", "use", "times", "events", "events", days=7),
    ]
    families = Families.of(features)
    assert families.names == ("attribute", "attribute", "use")
    assert families.summed(np.array([[1.0, 2.0, 4.0, 8.0]])).tolist() == [[1, 2, 12]]


def test_the_caveat_is_said_in_both_languages():
    assert "not causes" in caveat()
    assert "원인은 아닙니다" in caveat("ko")


def test_log_odds_are_those_of_the_score(found):
    """Base, families and level together are the log odds before calibration."""
    model, later, _ = found
    learned = model.trained()
    margin = learned.model.margin(learned.encoding.apply(later))
    scored = column(model.score(later), "risk")
    old = column(later, "age") >= 14
    assert learned.risk_of(margin)[old] == pytest.approx(scored[old], abs=1e-12)
    assert np.corrcoef(logit(scored[old]), margin[old])[0, 1] > 0.99
