"""The health score: what it is made of, borne out by who left, and said."""

import json
import tomllib
from datetime import date, timedelta
from importlib.resources import files

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.errors import MetricError
from tenure.predict.features.contract import Feature
from tenure.predict.health import COMPONENTS, HealthScore, Wanted, reason_said
from tenure.predict.health.checks import by_fifth, checked, weights_of
from tenure.predict.health.signals import Scale, fifths, wanted

FEATURES = [
    Feature("events_28d", "number", "use", "times", "events", "events"),
    Feature("days_idle", "number", "use", "days", "events", "idle"),
    Feature("odd_hour", "number", "use", "share", "events", "odd"),
    Feature("paid_90d", "number", "money", "money", "payments", "paid"),
    Feature("failed_90d", "number", "payment", "times", "payments", "failed"),
    Feature("tickets_90d", "number", "service", "times", "tickets", "tickets"),
    Feature("plan", "category", "contract", "", "subscriptions", "plan"),
    Feature("age_days", "number", "tenure", "days", "customers", "age"),
]
FIRST = date(2026, 1, 1)


def company(size=4_000, seed=0, *, use=1.0, failed=0.8, base=-2.5, dates=3):
    """Return customers at dates of whom those leave more who use little and fail to pay.

    What they pay and ask for says nothing about it; a fifth has never opened a ticket.
    """
    rng = np.random.default_rng(seed)
    rows = size * dates
    activity = np.repeat(rng.normal(size=size), dates) + 0.5 * rng.normal(size=rows)
    failures = rng.poisson(0.4, rows).astype(float)
    odds = base - use * activity + failed * failures
    return pa.table(
        {
            "unit_id": np.repeat([f"c{number}" for number in range(size)], dates),
            "as_of": [FIRST + timedelta(days=28 * at) for at in range(dates)] * size,
            "events_28d": rng.poisson(np.exp(1.5 + 0.6 * activity)).astype(float),
            "days_idle": np.round(np.exp(1.0 - 0.5 * activity + 0.3 * rng.normal(size=rows))),
            "odd_hour": rng.random(rows),
            "paid_90d": np.round(np.exp(rng.normal(4, 1, rows)), 2),
            "failed_90d": failures,
            "tickets_90d": pa.array(
                [None if i % 5 == 0 else float(one) for i, one in enumerate(rng.poisson(1, rows))]
            ),
            "plan": rng.choice(["free", "pro"], rows),
            "age_days": rng.integers(1, 900, rows).astype(float),
            "left": (rng.random(rows) < 1 / (1 + np.exp(-odds))).astype(float),
        }
    )


@pytest.fixture(scope="module")
def learnt():
    return HealthScore.fit(company(), FEATURES)


def part(health, name):
    (found,) = (one for one in health.components if one.name == name)
    return found


def test_features_belong_to_components_by_their_family():
    assert [(one.feature, one.component) for one in wanted(FEATURES)] == [
        ("events_28d", "use"),
        ("days_idle", "use"),
        ("odd_hour", "use"),
        ("paid_90d", "value"),
        ("failed_90d", "payment"),
        ("tickets_90d", "service"),
    ]


def test_scale_by_hand():
    """Of ten peers, six have 0, three have 1, one has 5: below and half of equals in percent."""
    scale = Scale.of(np.array([0] * 6 + [1] * 3 + [5.0]), np.ones(10))
    assert scale(np.array([0, 1, 5, 3, -2, 9, np.nan])) == pytest.approx(
        [30, 75, 95, 85, 30, 95, np.nan], nan_ok=True
    )


values = st.lists(st.integers(-50, 50), min_size=1, max_size=300)


@given(values, values)
def test_scale_never_falls_and_lies_between_0_and_100(peers, asked):
    scale = Scale.of(np.array(peers, float), np.ones(len(peers)))
    found = scale(np.sort(np.array(asked, float)))
    assert (np.diff(found) >= 0).all()
    assert ((found > 0) & (found < 100)).all()


@given(values)
def test_equal_values_are_in_one_fifth_and_fifths_follow_values(found):
    own = fifths(np.array(found, float))
    assert ((own >= 0) & (own <= 4)).all()
    pairs = sorted(zip(found, own, strict=True))
    assert [fifth for _, fifth in pairs] == sorted(own)
    assert len({(value, fifth) for value, fifth in pairs}) == len({*found})
    assert fifths(np.array([np.nan, 1.0])).tolist()[0] == -1


def test_directions_are_learnt_and_unclear_features_left_out(learnt):
    use = {one.feature: one.higher for one in part(learnt, "use").signals}
    assert use == {"events_28d": "healthy", "days_idle": "unhealthy"}
    (failed,) = part(learnt, "payment").signals
    assert (failed.higher, failed.learnt) == ("unhealthy", True)
    assert failed.z > 3


def test_a_direction_against_what_is_presumed_needs_more():
    """Attrition rises a little with the score of surveys: by chance, or not clearly otherwise."""
    rng = np.random.default_rng(11)
    score = rng.uniform(0, 10, 6_000)

    def higher(slope, presumed):
        odds = -2 + slope * (score - 5)
        left = (np.random.default_rng(12).random(6_000) < 1 / (1 + np.exp(-odds))).astype(float)
        table = pa.table({"unit_id": [*map(str, range(6_000))], "nps": score, "left": left})
        health = HealthScore.fit(table, [Wanted("nps", "sentiment", None, presumed)])
        return [one.higher for one in part(health, "sentiment").signals]

    assert higher(0.06, None) == ["unhealthy"]
    assert higher(0.06, "healthy") == []
    assert higher(0.4, "healthy") == ["unhealthy"]


def test_components_are_checked_against_who_left(learnt):
    verdicts = {one.name: one.check.verdict for one in learnt.components}
    assert verdicts["use"] == verdicts["payment"] == "goes_with"
    assert {verdicts["value"], verdicts["service"]} <= {"does_not", "no_signal"}
    shares = [one.attrition for one in part(learnt, "use").check.fifths]
    assert shares[0] > shares[2] > shares[4]
    for one in part(learnt, "use").check.fifths:
        assert one.low < one.attrition < one.high
    weight = {one.name: one.weight for one in learnt.components}
    assert weight["value"] == weight["service"] == 0
    assert weight["use"] + weight["payment"] == pytest.approx(1)
    assert weight["use"] > weight["payment"] > 0.1


def test_who_scores_lower_leaves_more(learnt):
    later = company(seed=1)
    score = learnt.score(later)["score"].to_numpy()
    left = later["left"].to_numpy()
    shares = [left[fifths(score) == at].mean() for at in range(5)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 3 * shares[4]


def test_the_score_is_the_weighted_mean_by_hand(learnt):
    rows = learnt.score(company(50, seed=2)).to_pylist()
    weight = {one.name: one.weight for one in learnt.components}
    for row in rows:
        total = sum(weight[name] * row[name] for name in weight if weight[name])
        assert row["score"] == pytest.approx(total)
        assert (row["known"], row["reason"], row["without"]) == (pytest.approx(1), None, None)
        assert 0 < row["score"] < 100


def test_better_signals_never_lower_the_score(learnt):
    table = company(200, seed=3)
    more = table.set_column(
        table.column_names.index("events_28d"),
        "events_28d",
        pa.array(table["events_28d"].to_numpy() + 3),
    )
    gain = learnt.score(more)["score"].to_numpy() - learnt.score(table)["score"].to_numpy()
    assert (gain >= 0).all()
    assert gain.max() > 5


def test_missing_components_renormalise_and_are_said():
    weights = {"use": 3, "payment": 1}
    health = HealthScore.fit(company(), FEATURES, weights=weights)
    table = company(3, seed=4, dates=1)

    def without(*names):
        columns = {
            n: pa.nulls(3, pa.float64()) if n in names else table[n] for n in table.column_names
        }
        return health.score(pa.table(columns)).to_pylist()[0]

    whole, partly = without(), without("failed_90d")
    assert whole["score"] == pytest.approx(0.75 * whole["use"] + 0.25 * whole["payment"])
    assert partly["score"] == pytest.approx(partly["use"])
    assert (partly["known"], partly["reason"], partly["without"]) == (0.75, "partly", "payment")
    said = reason_said(partly["reason"], partly["without"])
    assert said == "without payment: the weights of the others count for all"
    assert reason_said("partly", "payment", "ko").startswith("결제 없음")
    little = without("events_28d", "days_idle")
    assert (little["score"], little["reason"], little["without"]) == (None, "too_little", "use")
    nothing = without("events_28d", "days_idle", "failed_90d")
    assert (nothing["score"], nothing["known"], nothing["reason"]) == (None, 0, "nothing")


def test_weights_of_the_company_stay_and_are_doubted():
    wanted_service = Wanted("tickets_90d", "service", "unhealthy")
    health = HealthScore.fit(
        company(), [*FEATURES[:5], wanted_service], weights={"service": 1, "use": 1}
    )
    assert part(health, "service").weight == 0.5
    assert part(health, "service").check.verdict == "does_not"
    said = health.says()
    assert "The weights were set by the company." in said
    assert "Service does not go with attrition here; its weight was set by the company." in said
    with pytest.raises(MetricError, match="no component 'usage'") as error:
        HealthScore.fit(company(50), FEATURES, weights={"usage": 1})
    assert error.value.hint == "did you mean 'use'?"
    for wrong in ({"use": 0.0}, {"use": 2, "payment": -1}):
        with pytest.raises(MetricError, match="0 or more, and one of them above 0"):
            HealthScore.fit(company(50), FEATURES, weights=wrong)


def test_when_nothing_goes_with_attrition_there_is_no_score():
    health = HealthScore.fit(company(use=0, failed=0), FEATURES, seed=1)
    assert health.weights == "none"
    assert health.bands is None
    assert sum(one.weight for one in health.components) == 0
    row = health.score(company(1, dates=1)).to_pylist()[0]
    assert (row["score"], row["reason"]) == (None, "no_score")
    assert any("any weights would be invented" in one for one in health.says())
    assert {one.check.verdict for one in health.components} == {"no_signal"}
    declared = [
        Wanted("paid_90d", "value", "healthy"),
        Wanted("tickets_90d", "service", "unhealthy"),
    ]
    health = HealthScore.fit(company(), declared)
    assert health.weights == "none"
    assert "Value does not go with attrition here: weight 0." in health.says()


def test_noise_is_rarely_taken_for_health():
    """In 40 companies where nobody's leaving goes with anything, few get a score."""
    fooled = [
        HealthScore.fit(company(500, seed=seed, use=0, failed=0, dates=1, base=-1.5), FEATURES)
        for seed in range(40)
    ]
    assert sum(one.weights == "learnt" for one in fooled) <= 2


def test_too_few_who_left_prove_nothing_but_say_so():
    health = HealthScore.fit(company(200, dates=1), FEATURES)
    assert health.weights == "unchecked"
    assert [one.name for one in health.components if one.weight] == [
        "use",
        "value",
        "service",
        "payment",
    ]
    assert {one.weight for one in health.components} == {0.25}
    assert {one.higher for one in part(health, "use").signals} == {"healthy", "unhealthy"}
    assert not any(one.learnt for one in part(health, "use").signals)
    assert any("nothing is proved" in one for one in health.says())


def test_a_component_that_adds_nothing_has_no_weight():
    table = company(6_000)
    copy = table.append_column("copy", table["failed_90d"])
    noisy = table["failed_90d"].to_numpy() + np.random.default_rng(5).normal(0, 3, table.num_rows)
    features = [
        Wanted("failed_90d", "payment", "unhealthy"),
        Wanted("noisy", "sentiment", "unhealthy"),
    ]
    health = HealthScore.fit(copy.append_column("noisy", pa.array(noisy)), features)
    found = part(health, "sentiment")
    assert found.check.verdict == "adds_nothing" or found.weight < 0.1
    assert part(health, "payment").weight > 0.9


def test_weights_of_known_logits_are_found():
    rng = np.random.default_rng(7)
    scores = {name: rng.uniform(0, 100, 40_000) for name in ("use", "payment", "value")}
    odds = -2 + 3 * (1 - scores["use"] / 100) + 1 * (1 - scores["payment"] / 100)
    odds -= 1 * (1 - scores["value"] / 100)
    left = (rng.random(40_000) < 1 / (1 + np.exp(-odds))).astype(float)
    found = weights_of(scores, [*scores], left, np.ones(40_000))
    assert found["value"] == 0
    assert found["use"] == pytest.approx(0.75, abs=0.03)
    assert found["payment"] == pytest.approx(0.25, abs=0.03)
    rare = left.copy()
    keep = (left == 1) | (rng.random(40_000) < 0.3)
    weight = np.where(left == 1, 1.0, 1 / 0.3)[keep]
    some = {name: score[keep] for name, score in scores.items()}
    again = weights_of(some, [*scores], rare[keep], weight)
    assert again["use"] == pytest.approx(found["use"], abs=0.04)


def test_fifths_by_hand():
    """Ten customers of scores 5 to 95: the two lowest left, and one of the next two."""
    score, left = np.arange(5, 100, 10.0), np.array([1, 1, 1, 0, 0, 0, 0, 0, 0, 0.0])
    found = by_fifth(score, left, np.ones(10))
    assert [(one.lowest, one.highest, one.customers, one.left) for one in found] == [
        (5, 15, 2, 2),
        (25, 35, 2, 1),
        (45, 55, 2, 0),
        (65, 75, 2, 0),
        (85, 95, 2, 0),
    ]
    assert [one.attrition for one in found] == [1, 0.5, 0, 0, 0]
    weighted = by_fifth(score, left, np.where(left == 1, 1.0, 3.0))
    assert weighted[1].attrition == pytest.approx(1 / 4)


def test_attrition_that_rises_with_a_component_is_no_health():
    rng = np.random.default_rng(8)
    score = rng.uniform(0, 100, 3_000)
    left = (rng.random(3_000) < score / 300).astype(float)
    unit = np.arange(3_000)
    found = checked({"use": score}, left, np.ones(3_000), unit, np.zeros(3_000, int))["use"]
    assert found.z > 3
    assert found.p < 0.001
    assert found.verdict == "does_not"


def test_peers_are_those_of_the_own_group():
    table = company(3_000, seed=9)
    rng = np.random.default_rng(1)
    size = rng.choice(["large", "small", "odd one"], table.num_rows, p=[0.5, 0.499, 0.001])
    events = table["events_28d"].to_numpy() * np.where(size == "large", 50, 1)
    table = table.set_column(table.column_names.index("events_28d"), "events_28d", pa.array(events))
    table = table.append_column("size", pa.array(size))
    health = HealthScore.fit(table, FEATURES, peers="size")
    scales = part(health, "use").signals[0].scales
    assert {*scales} == {"", "large", "small"}
    use = health.score(table)["use"].to_numpy()
    means = [use[size == one].mean() for one in ("large", "small")]
    assert means == pytest.approx([50, 50], abs=3)


def test_text_changes_no_digit(learnt):
    again = HealthScore.load(json.loads(json.dumps(learnt.dump())))
    assert again == learnt
    table = company(100, seed=10)
    assert again.score(table).equals(learnt.score(table))
    batches = [learnt.score(pa.Table.from_batches([b])) for b in table.to_batches(max_chunksize=7)]
    assert pa.concat_tables(batches).equals(learnt.score(table))
    with pytest.raises(MetricError, match="no health score that can be read"):
        HealthScore.load({"health.json": "{}"})


def test_seeds_decide_who_teaches():
    one, two, three = (HealthScore.fit(company(800), FEATURES, seed=seed) for seed in (1, 1, 2))
    assert one == two
    assert one != three


def test_what_is_not_there_is_named():
    with pytest.raises(MetricError, match="no feature belongs to a component of health"):
        HealthScore.fit(company(50), FEATURES[-2:])
    with pytest.raises(MetricError, match="there is no column 'event_28d'") as error:
        HealthScore.fit(company(50), [Wanted("event_28d", "use")])
    assert error.value.hint == "did you mean 'events_28d'?"
    with pytest.raises(MetricError, match="'plan' holds .*string, no numbers"):
        HealthScore.fit(company(50), [Wanted("plan", "use")])


def test_it_is_labelled_in_both_languages(learnt):
    assert learnt.says()[0] == "Health: 0 to 100, higher is healthier"
    assert learnt.says("ko")[0] == "건강 점수: 0~100, 높을수록 건강"
    assert any(
        one.startswith("The lower the score of use, the more customers leave here: ")
        for one in learnt.says()
    )
    folder = files("tenure.predict.health").joinpath("words")
    en, ko = (
        tomllib.loads(folder.joinpath(f"{one}.toml").read_text("utf-8")) for one in ("en", "ko")
    )
    assert {s: {*keys} for s, keys in en.items()} == {s: {*keys} for s, keys in ko.items()}
    assert {*en["component"]} == {*COMPONENTS}

    def names(text):
        return {piece.split("}")[0] for piece in text.split("{")[1:]}

    for section, texts in en.items():
        for key, text in texts.items():
            assert names(text) == names(ko[section][key]), key
