"""Every learner keeps the contract: exact contributions, the same after storing, deterministic."""

import json
import math

import numpy as np
import pyarrow as pa
import pytest
from scipy.special import expit

from tenure.errors import MetricError
from tenure.predict.encoding import Design, Encoding
from tenure.predict.learners import LEARNERS, Boosting, Logistic, Tree, learner, load
from tenure.predict.learners.base import by_feature, checked, grouped_folds

QUICK = [Logistic(penalty=1.0), Tree(), Boosting(rounds=40)]


def company(rows=3000, seed=1):
    """A table whose true log odds are known: use protects, failed payments harm, one plan harms."""
    drawn = np.random.default_rng(seed)
    use = drawn.gamma(2.0, 10.0, rows)
    failed = drawn.poisson(0.4, rows).astype(float)
    plan = drawn.choice(["solo", "team", "firm"], rows, p=[0.5, 0.3, 0.2])
    margin = -1.0 - 0.9 * np.log1p(use / 17) + 0.8 * failed + np.where(plan == "solo", 0.7, 0.0)
    score = np.where(drawn.random(rows) < 0.3, np.nan, drawn.normal(size=rows))
    table = pa.table(
        {
            "use": use,
            "failed": failed,
            "plan": plan,
            "score": pa.array(score, from_pandas=True),
            "noise": drawn.normal(size=rows),
        }
    )
    return table, (drawn.random(rows) < expit(margin)).astype(float), margin


def designed(rows=3000, seed=1, precision="float64"):
    table, y, margin = company(rows, seed)
    return Encoding.fit(table, table.column_names, precision).apply(table), y, margin


def auc(y, score):
    order = np.argsort(score, kind="stable")
    ranks = np.empty(len(y))
    ranks[order] = np.arange(1, len(y) + 1)
    ones = y == 1
    return (ranks[ones].sum() - ones.sum() * (ones.sum() + 1) / 2) / (ones.sum() * (~ones).sum())


@pytest.mark.parametrize("one", QUICK, ids=lambda one: one.name)
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_contributions_sum_to_the_margin(one, precision):
    design, y, _ = designed(precision=precision)
    model = one.fit(design, y)
    parts = model.contributions(design)
    assert parts.shape == (len(design), len(design.features) + 1)
    np.testing.assert_allclose(parts.sum(axis=1), model.margin(design), rtol=0, atol=1e-9)
    np.testing.assert_allclose(model.probability(design), expit(model.margin(design)), rtol=1e-12)


@pytest.mark.parametrize("one", QUICK, ids=lambda one: one.name)
def test_a_stored_model_says_the_same_to_the_last_bit(one):
    design, y, _ = designed()
    model = one.fit(design, y)
    texts = json.loads(json.dumps(model.dump()))
    again = load(texts)
    assert (again.margin(design) == model.margin(design)).all()
    assert (again.contributions(design) == model.contributions(design)).all()
    assert again.dump() == model.dump()


@pytest.mark.parametrize("one", QUICK, ids=lambda one: one.name)
def test_the_same_seed_gives_the_same_model_and_batches_the_same_digits(one):
    design, y, _ = designed()
    model = one.fit(design, y, seed=3)
    assert one.fit(design, y, seed=3).dump() == model.dump()
    whole = model.margin(design)
    parts = [model.margin(design.rows(np.arange(at, at + 500))) for at in range(0, 3000, 500)]
    assert (np.concatenate(parts) == whole).all()


@pytest.mark.parametrize("name", LEARNERS)
def test_each_learner_finds_the_truth_on_rows_it_has_not_seen(name):
    design, y, _ = designed(6000, seed=1)
    fresh, outcome, margin = designed(6000, seed=2)
    model = learner(name).fit(design, y)
    reached, best = auc(outcome, model.margin(fresh)), auc(outcome, margin)
    assert best - reached < (0.025 if name == "tree" else 0.01)
    assert model.probability(fresh).mean() == pytest.approx(outcome.mean(), abs=0.02)


@pytest.mark.parametrize("one", QUICK, ids=lambda one: one.name)
def test_weights_undo_the_sampling_of_those_who_stay(one):
    """Of those who stayed a fifth is kept, each counting five times: probabilities are right."""
    design, y, _ = designed(12_000)
    kept = (y == 1) | (np.arange(len(y)) % 5 == 0)
    weight = np.where(y == 1, 1.0, 5.0)
    weighted = one.fit(design.rows(kept), y[kept], weight[kept])
    assert weighted.probability(design).mean() == pytest.approx(y.mean(), abs=0.015)
    plain = one.fit(design.rows(kept), y[kept])
    assert plain.probability(design).mean() > y.mean() + 0.1


def test_logistic_regression_is_the_closed_form_where_there_is_one():
    """A lone flag without penalty: log odds of each of the two groups, 2 / 10 and 6 / 10."""
    flag = np.repeat([0.0, 1.0], 10).reshape(-1, 1)
    y = np.array([1.0] * 2 + [0.0] * 8 + [1.0] * 6 + [0.0] * 4)
    design = Design(flag, ("flag",), ((),), ("flag",))
    model = Logistic(penalty=1e-9).fit(design, y)
    assert model.probability(design)[[0, -1]] == pytest.approx([0.2, 0.6], abs=1e-4)
    assert model.contributions(design)[:, 0].sum() == pytest.approx(0, abs=1e-9)


def test_logistic_regression_counts_missing_apart_and_stays_inside_the_training_range():
    x = np.array([np.nan] * 40 + list(np.linspace(0, 1, 60))).reshape(-1, 1)
    y = np.array([1.0, 0.0, 1.0, 1.0] * 10 + [0.0, 0.0, 1.0] * 20)
    model = Logistic(penalty=1e-6).fit(Design(x, ("x",), ((),), ("x",)), y)
    asked = Design(np.array([[np.nan], [1.0], [99.0]]), ("x",), ((),), ("x",))
    absent, end, beyond = model.probability(asked)
    assert absent == pytest.approx(0.75, abs=1e-3)
    assert beyond == end


def test_a_tree_by_hand():
    """200 rows, x ≤ 0 leaves 10 of 100, above 60 of 100; shares shrink by 5 rows of the parent's.

    root (70 + 5 · .35) / 205 = .35; left (10 + 5 · .35) / 105; right (60 + 5 · .35) / 105.
    """
    x = np.repeat([0.0, 1.0], 100).reshape(-1, 1)
    y = np.array([1.0] * 10 + [0.0] * 90 + [1.0] * 60 + [0.0] * 40)
    design = Design(x, ("x",), ((),), ("x",))
    model = Tree().fit(design, y)
    assert len(model.nodes) == 3
    left, right = 11.75 / 105, 61.75 / 105
    assert model.probability(design)[[0, -1]] == pytest.approx([left, right])
    base = math.log(0.35 / 0.65)
    assert model.contributions(design)[-1] == pytest.approx(
        [math.log(right / (1 - right)) - base, base]
    )


def test_a_tree_sends_what_it_never_saw_where_most_rows_went():
    x = np.concatenate([np.zeros(150), np.ones(50)]).reshape(-1, 1)
    y = np.array([1.0] * 15 + [0.0] * 135 + [1.0] * 40 + [0.0] * 10)
    model = Tree().fit(Design(x, ("x",), ((),), ("x",)), y)
    missing = Design(np.array([[np.nan], [0.0]]), ("x",), ((),), ("x",))
    assert len(set(model.probability(missing))) == 1


def test_boosting_stops_on_the_later_period_and_grows_again_on_all_rows():
    design, y, _ = designed(2000)
    later = np.arange(2000) >= 1500
    model = Boosting().fit(design, y, later=later)
    assert 5 < model.rounds < 2000
    assert Boosting(rounds=model.rounds).fit(design, y).text == model.text


def test_boosting_gives_the_same_trees_with_one_thread_and_with_two():
    design, y, _ = designed(2000)
    one, two = (Boosting(rounds=20, threads=n).fit(design, y) for n in (1, 2))
    assert (one.margin(design) == two.margin(design)).all()


def test_folds_keep_a_customer_whole():
    groups = np.repeat(np.arange(300), 4)
    fold = grouped_folds(groups, 5, seed=0)
    assert all(len(set(fold[groups == one])) == 1 for one in range(300))
    assert np.bincount(fold).tolist() == [240] * 5


def test_contributions_of_columns_of_one_feature_are_summed():
    design = Design(np.zeros((1, 3)), ("a1", "b", "a2"), ((), (), ()), ("a", "b", "a"))
    assert by_feature(np.array([[1.0, 2.0, 4.0, 8.0]]), design).tolist() == [[5, 2, 8]]


@pytest.mark.parametrize(
    ("y", "weight", "message"),
    [
        ([0, 0, 0], None, "every outcome is the same"),
        ([0, 1, 2], None, "0 or 1 in every row"),
        ([0, 1, np.nan], None, "0 or 1 in every row"),
        ([0, 1], None, "y has 2 values for 3 rows"),
        ([0, 1, 1], [1, 0, 1], "above 0"),
        ([0, 1, 1], [1, np.nan, 1], "above 0"),
    ],
)
def test_rows_that_nothing_can_be_learned_from_are_refused(y, weight, message):
    design = Design(np.zeros((3, 1)), ("a",), ((),), ("a",))
    weights = None if weight is None else np.array(weight, float)
    with pytest.raises(MetricError, match=message):
        checked(design, np.array(y, float), weights, None, None)


def test_another_matrix_an_unknown_name_and_other_texts_are_refused():
    design, y, _ = designed(300)
    model = Logistic(penalty=1.0).fit(design, y)
    with pytest.raises(MetricError, match="the model learned 5 columns"):
        model.margin(design.joined("more", np.zeros(300)))
    with pytest.raises(MetricError, match="did you mean 'logistic'"):
        learner("logistik")
    with pytest.raises(MetricError, match="no model that can be read"):
        load({"model.json": '{"learner": "oracle"}'})
